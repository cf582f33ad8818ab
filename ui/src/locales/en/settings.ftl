settings-title = Settings
settings-general = General
settings-language = Language
settings-as-system = As the system
settings-theme = Appearance
settings-theme-light = Light
settings-theme-dark = Dark
settings-send-with = Send with
settings-send-with-note = The other one starts a new line.
settings-answers = Answers
settings-system-prompt = Instructions for new conversations
settings-system-prompt-note = What the model should always keep in mind: who you are, how it should write.
settings-thinking = Think before answering
settings-thinking-note = For models that can. Answers take longer and are often better; the thoughts can be unfolded.
settings-show-statistics = Show figures under answers
settings-show-statistics-note = Model, tokens, speed and time to the first word.
settings-model = Model
settings-context = Length of the context
settings-context-note = How much of a conversation the model can take in. A longer one needs more memory.
settings-automatic = Automatic
settings-tokens = { $tokens } tokens
settings-threads = Threads
settings-threads-note = How many processor threads answer. Automatic takes one a core.
settings-threads-error = Give a whole number from 1 to { $most }, or nothing for automatic.
settings-unload-after = Free the memory
settings-unload-after-note = After this time without a question. The next one loads the model again.
settings-minutes = { $minutes ->
    [one] After 1 minute
   *[other] After { $minutes } minutes
}
settings-never = Never
settings-data = Data
settings-folder-home = All of Carat’s data
settings-folder-models = Models
settings-folder-logs = Logs, without any text of yours
settings-open = Open folder
settings-archive = All conversations in one archive
settings-archive-note = To keep, or to take to another computer. Bringing one in adds to what is here.
settings-export = Export…
settings-import = Import…
settings-imported = { $count ->
    [0] The archive held no new conversation
    [one] 1 conversation was brought in
   *[other] { $count } conversations were brought in
}
settings-reset = Reset the settings
settings-reset-note = Conversations and models stay.
settings-reset-do = Reset
settings-reset-title = Reset all settings?
settings-reset-text = Every choice on this screen goes back to how it was at first. Conversations and models stay.
settings-reset-done = The settings are as at first
settings-delete = Delete everything
settings-delete-note = All conversations and settings. Model files stay.
settings-delete-do = Delete everything
settings-delete-title = Delete everything?
settings-delete-text = All conversations, with every question and answer, and all settings are erased from this computer. This cannot be undone.
settings-delete-word = delete
settings-delete-done = Everything was deleted
settings-about = About
settings-version = Carat { $version }
settings-about-note = An open program under the Apache License 2.0. Diagnostics hold versions, devices and errors, and none of your text.
settings-diagnostics = Copy diagnostics
settings-diagnostics-copied = The diagnostics are on the clipboard
