# The chat: thread, composer, options of a conversation.
chat-region = Chat
chat-thread = Messages
chat-opening = Opening the conversation
chat-you = You
chat-carat = Carat
chat-caution = Carat can be wrong. Check what matters.

chat-empty-title = What can I help you with?
chat-empty-note = Your words and the answers stay on this computer.
chat-start-rewrite = Improve a text
chat-start-rewrite-note = Clearer, shorter, friendlier
chat-start-rewrite-text = Make this text clearer and shorter, and keep its tone:
chat-start-explain = Explain something
chat-start-explain-note = In plain words, with an example
chat-start-explain-text = Explain in plain words, with one example:
chat-start-plan = Make a plan
chat-start-plan-note = Steps, times, what to prepare
chat-start-plan-text = Make a plan with steps and times for
chat-start-code = Write code
chat-start-code-note = A function, a script, a query
chat-start-code-text = Write a small Python script that

chat-composer = Your message
chat-placeholder = Ask anything
chat-send = Send
chat-stop = Stop
chat-options = Options of this conversation
chat-thinking-switch = Think before answering
chat-thinking-tip = Let the model think before it answers: slower, often better
chat-thinking-on = Thinking on
chat-thinking-off = Thinking off

chat-context = { $percent } of context
chat-context-tip = { $used } of { $limit } tokens
chat-context-title = The model’s context
chat-context-figures = { $messages ->
    [one] This conversation and your draft use { $used } of { $limit } tokens, with one message.
   *[other] This conversation and your draft use { $used } of { $limit } tokens, with { $messages } messages.
}
chat-context-meaning = The context is what the model can see at once. A token is about four letters, or one to two Chinese characters.
chat-context-full = When it is full, Carat asks before anything is left out: you can leave out the oldest messages or start a new conversation. Nothing is deleted.

chat-overflow-title = This does not fit the model’s context
chat-overflow-text = The conversation and your message need { $needed } tokens; the model holds { $limit }. Leaving out the oldest messages only hides them from the model.
chat-overflow-alone = The message needs { $needed } tokens; the model holds { $limit }. Shorten it, or choose a longer context in the settings.
chat-overflow-leave-out = Leave out the oldest messages
chat-overflow-new = Start a new conversation
chat-overflow-keep = Keep as a draft
chat-refused = The message was not sent
chat-try-again = Try again
chat-choose-model = Choose a model

chat-waiting = Starting…
chat-loading = Loading { $model } into memory…
chat-reading = Reading the conversation…
chat-stopping = Stopping…
chat-how-to-stop = { $key } stops it
chat-thinking = Thinking…
chat-thought = Thought

chat-copy-question = Copy question
chat-copy-answer = Copy answer
chat-copied = Copied
chat-copied-answer = Answer copied
chat-regenerate = Regenerate
chat-continue = Continue
chat-continue-without = Continue without the oldest messages
chat-retry = Try again
chat-edit = Edit question
chat-edit-label = Edit your question
chat-edit-note = The earlier version is kept.
chat-delete-question = Delete question and what follows
chat-delete-answer = Delete answer and what follows
chat-deleted-question = Question deleted, with what followed it
chat-deleted-answer = Answer deleted, with what followed it
chat-versions = Versions
chat-version-previous = Previous version
chat-version-next = Next version
chat-version-of = Version { $index } of { $count }
chat-statistics = { $speed } tokens/s
chat-statistics-full = { $model } · { $tokens ->
    [one] one token
   *[other] { $tokens } tokens
} · { $speed } tokens a second · first token after { $first } s
chat-statistics-sampling = temperature { $temperature } · top-k { $k } · top-p { $p }
chat-statistics-guessed = guessed ahead: { $right } of { $guessed } tokens right{ $close ->
    [0] {""}
    [one] , one step where two tokens were as good as equal
   *[other] , { $close } steps where two tokens were as good as equal
}
chat-model-unknown = Model unknown
chat-runs-on = Runs on { $device }
chat-runs-on-layers = Runs on { $device }, { $on } of { $all } layers
chat-measured = measured: reads { $prefill }, writes { $decode } tokens a second
chat-below-device = The graphics device is no faster than a processor. Check its driver and its power settings.
chat-step-shorter-context = Context shortened from { $from } to { $to } tokens to fit the memory
chat-step-smaller-cache = The conversation is kept in half the memory, a little coarser
chat-step-fewer-layers = { $to } instead of { $from } layers on the graphics device
chat-step-no-gpu = Runs without the graphics device

chat-stopped = Stopped
chat-cut-length = Stopped at the longest answer allowed
chat-cut-context = Stopped: the model’s context is full
chat-failed = Stopped by an error
chat-failed-engine = Stopped: the engine failed
chat-broken-off = Carat ended while this was being written
chat-left-out = { $count ->
    [one] The oldest message was left out
   *[other] The oldest { $count } messages were left out
}
chat-written-elsewhere = This answer is being written in another window.
chat-empty-answer = The model gave no answer.

chat-passages = { $count ->
    [one] One passage from your documents
   *[other] { $count } passages from your documents
}
chat-part-image = Image “{ $name }”: this version of Carat can’t show images yet.
chat-part-audio = Recording “{ $name }”: this version of Carat can’t play recordings yet.
chat-part-tool-call = The model wanted to use the tool “{ $name }”, which this version of Carat does not have.
chat-part-tool-result = Result of the tool “{ $name }”, which this version of Carat can’t show yet.

chat-code = Code
chat-code-copy = Copy
chat-code-copied = Copied
chat-table = Table
chat-image = Image, not loaded
chat-image-alt = Image, not loaded: { $alt }
chat-too-large = This part is too large to be formatted, so it is shown as plain text.
chat-show-all = Show all ({ $count } characters)
chat-question-less = Show less
chat-show-earlier = Show earlier messages ({ $count })
chat-jump = Jump to latest
chat-jump-writing = Follow the answer

chat-link-title = Open this link?
chat-link-text = It opens in your browser, outside Carat:
chat-link-open = Open
chat-link-copy = Copy address
chat-mail-title = Mail address
chat-mail-text = Carat does not send mail. Copy the address to use it elsewhere:

chat-heard-answer = Answer complete. { $text }

chat-options-title = Options of this conversation
chat-options-system = System prompt
chat-options-system-note = What the model should keep in mind in every answer here. It counts towards the context.
chat-options-sampling = How answers are drawn
chat-options-sampling-note = The model’s own values are a good start. Changes hold for the next answers.
chat-options-temperature = Temperature
chat-options-temperature-note = 0 always takes the likeliest word.
chat-options-top-k = Top-k
chat-options-top-k-note = Only so many candidates; 0 is off.
chat-options-top-p = Top-p
chat-options-top-p-note = Only the likeliest share; 1 is off.
chat-options-min-p = Min-p
chat-options-min-p-note = Drops the unlikely; 0 is off.
chat-options-repeat-penalty = Repeat penalty
chat-options-repeat-penalty-note = Against repetition; 1 is off.
chat-options-seed = Seed
chat-options-seed-note = The same seed repeats an answer. Empty: a new one each time.
chat-options-wrong = A number from { $min } to { $max }.
chat-options-wrong-whole = A whole number from { $min } to { $max }.
chat-options-reset = Reset
chat-options-save = Save

chat-attach = Add documents
chat-reading-all = Reading everything: { $done } of { $total }…
chat-read-all = Read everything: { $done } of { $total }
chat-pretrained = The model that answered can only continue text. One that is tuned for instructions summarises and counts far better.
chat-document-silent = The document does not say. Nothing in it supports this answer.
chat-sources = Sources
chat-weak = weak
chat-cite = Source { $n }: { $source }
chat-cite-weak = Source { $n }, weak: { $source }
chat-cite-weak-note = Weak support: the passage only comes near to what is said.
chat-cite-how = A click opens the document at this place
chat-export-answer = Save the answer with its sources
chat-context-documents = Of your documents: { $share }, { $tokens } tokens.
chat-empty-documents = What do you want to know?
chat-empty-documents-note = The documents stay on this computer, too.
chat-start-find = Find something
chat-start-find-note = A date, a sum, a rule
chat-start-find-text = What does the document say about
chat-start-summary = Summarise
chat-start-summary-note = The main points of the whole
chat-start-summary-text = Summarise the document in five points.
chat-start-list = List all
chat-start-list-note = Names, dates, duties
chat-start-list-text = List all dates in the document and what each is for.
chat-start-simply = Explain simply
chat-start-simply-note = What it means for you
chat-start-simply-text = Explain in plain words what the document asks of me.
