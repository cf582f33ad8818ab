# The quick prompt.
quick-title = Carat: quick question
quick-label = Quick question
quick-placeholder = Ask anything
quick-follow-up = Ask more about it
quick-armed = { $action }: press Enter, or say more first
quick-answers = Questions and answers

quick-context = What goes with the question
quick-selection = Selected text
quick-clipboard = Clipboard
quick-file = File
quick-words = { $count ->
    [one] one word
   *[other] { $words } words
}
quick-take-selection = Add the text selected in the app in front
quick-take-from = Add the text selected in { $app }
quick-take-clipboard = Add what is on the clipboard
quick-look = Show or hide its beginning
quick-remove = Remove { $name }
quick-drop = Drop files to ask about them

quick-actions = Actions
quick-action-summarise = Summarise
quick-action-explain = Explain
quick-action-translate = Translate
quick-action-rewrite = Rewrite
quick-action-fix-grammar = Fix grammar
quick-pretrained = This model only continues text. An instruction-tuned one, with “it” in its name, does this better.

quick-replace = Replace
quick-insert = Insert
quick-copy = Copy
quick-new = New
quick-open = Open in Carat
quick-copied-instead = Copied: paste it where it belongs

quick-keep = Keep this conversation
quick-kept = Kept
quick-forgotten = Not kept
quick-kept-note = This conversation will be in the list. Press to leave no trace of it.
quick-forgotten-note = This conversation leaves no trace. Press to keep it.
quick-kept-begun = This conversation is in the list of the main window.
quick-forgotten-begun = This conversation leaves no trace once this window begins anew.

quick-no-model = Carat needs a model before it can answer. Choose one in the main window.
quick-no-terms = { $model } comes with terms to accept first. They are in the main window.
quick-to-main = Open Carat
quick-crashed-next = The next question starts it again.
