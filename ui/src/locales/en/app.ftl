app-window-title = { $title } – Carat
app-show-list = Show the conversations
app-models = Models
app-settings = Settings
app-shortcuts = Keyboard shortcuts
app-more = More
app-local = Local
app-local-title = Everything stays on this computer
app-local-answers = Answers are made here, by a model on your own disk. No account, no server.
app-local-network = Carat opens no network connection. A link in an answer opens in your browser, and only when you choose it.
app-local-kept = Conversations are kept in { $folder } and nowhere else.
app-start-failed = Carat could not start

action-choose-model = Choose a model
action-show-terms = Read the terms
action-open-model-settings = Model settings
action-copy-diagnostics = Copy diagnostics
