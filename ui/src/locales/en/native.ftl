# Texts of the system's own dialogs, which the Rust side shows.
native-export-conversation = Export conversation
native-export-all = Export everything
native-export-safety-log = Export the filter’s log
native-import = Import an archive
native-add-model = Add a model file
native-move-models = Move models to
native-add-certificates = Trust certificates
native-choose-documents = Choose documents
native-choose-folder = Choose a folder of documents
native-export-answer = Export answer
native-filter-markdown = Markdown
native-filter-json = JSON
native-filter-archive = Carat archive
native-filter-model = GGUF model
native-filter-certificates = Certificates (PEM)
native-refused-title = Carat can’t start

# Words of an exported conversation.
native-label-untitled = Untitled conversation
native-label-user = You
native-label-thought = Thought
native-label-sources = Sources
native-label-page = page
native-label-slide = slide
native-label-weak = supports it only in part
native-label-unsupported = Nothing in the documents supports this answer.
native-label-attachment = Attachment
native-label-tool = Tool
native-label-withheld = Withheld
native-label-stopped = Stopped
native-label-failed = Failed
native-label-broken-off = Broken off

# The tray.
native-tray-ask = Ask
native-tray-open = Open Carat
native-tray-recent = Recent conversations
native-tray-unload = Unload the model
native-tray-no-model = No model in memory
native-tray-network-off = Network off
native-tray-pause = Pause the shortcut
native-tray-at-login = Start at login
native-tray-quit = Quit Carat

# What ended while nobody looked.
native-notify-answer = An answer is ready.
native-notify-download = A model has been downloaded.

# What the model is told to do with a text.
native-action-summarise = Summarise this text in a few sentences, in its own language:
native-action-explain = Explain this text in plain words:
native-action-translate = Translate this text into English; if it is in English, into Chinese:
native-action-rewrite = Rewrite this text so that it is clear and friendly, in its own language:
native-action-fix-grammar = Correct the spelling and grammar of this text and change nothing else. Answer with the corrected text alone:
