# The filter: its page, the marks in a conversation, the reasons, the card with help.
safety-title = The filter
safety-lead = Every question is read before the model gets it, and every sentence of an answer before you see it. All of it happens on this computer; nothing is sent anywhere.

safety-steps = How it reads
safety-step-lexical = The letters
safety-step-lexical-note = Always on, for every language it was made for. Undoes disguises such as digits for letters, look-alike letters and spaced words, then compares with what it has learned. It acts by itself only where it is nearly sure.
safety-step-semantic = The meaning
safety-step-semantic-note = A small model reads each sentence while the next one is being written. In English only.
safety-step-guard = A guard model
safety-step-guard-note = A larger model that reads the policies below and decides what the first two only suspect. Without one, suspicious text is shown with a note that it was not judged further.
safety-step-rules = Rules
safety-step-rules-note = Card and account numbers are checked by their check digits, keys by their form. What stands in your own words is no leak.

safety-policies = What happens, by subject
safety-policies-note = The two with a lock can’t be changed.
safety-action = What happens with { $name }
safety-action-allow = Allow
safety-action-note = Show with a note
safety-action-blur = Hide, show on click
safety-action-blur-only = Hide
safety-action-block = Block
safety-locked = Always blocked
safety-locked-child-safety = Nobody may switch this off: there is no good use of it.
safety-locked-self-harm = Nobody may switch this off: it is there for the moment in which one would want to. Talking about how you feel is never blocked.
safety-policy-text = The policy, word for word
safety-policy-allowed = Not meant by it
safety-policies-reset = Back to the usual
safety-policies-version = Version { $version } of the policies

safety-name-dangerous = Dangerous content
safety-name-harassment = Harassment
safety-name-hate = Hate speech
safety-name-sexual = Sexually explicit content
safety-name-child-safety = Child safety
safety-name-self-harm = Methods of self-harm
safety-name-violence = Graphic violence
safety-name-illegal = Illegal activity
safety-name-private-data = Private data and secrets
safety-name-injection = Prompt injection
safety-name-advice = Medical, legal and financial advice
safety-name-test = The filter’s test word
safety-name-secrets = Keys
safety-name-other = Something else
safety-about-dangerous = Help with weapons, explosives, poison or terror.
safety-about-harassment = Abuse, threats and bullying aimed at a person.
safety-about-hate = Contempt for people because of who they are.
safety-about-sexual = Sexual acts described to arouse. Medicine and education are not meant.
safety-about-child-safety = Anything that makes children sexual, or helps to approach them.
safety-about-self-harm = Ways and means of harming oneself. Feelings, help and recovery are not meant.
safety-about-violence = Cruelty and gore for their own sake, and calls for violence.
safety-about-illegal = Practical help with a crime. What the law says is not meant.
safety-about-private-data = Identity, card and account numbers, addresses, passwords and keys.
safety-about-injection = Text that gives the assistant orders, such as one hidden in a document.
safety-about-advice = Definite advice on your own case, as if from somebody qualified. One line a conversation says so.

safety-reason-dangerous = This looks like help with harming people.
safety-reason-harassment = This looks like abuse aimed at a person.
safety-reason-hate = This looks like hatred against a group of people.
safety-reason-sexual = This looks sexually explicit.
safety-reason-child-safety = This looks like sexual content about children.
safety-reason-self-harm = This looks like a way to harm oneself. There are people who listen, day and night.
safety-reason-violence = This looks like graphic violence, or a call for it.
safety-reason-illegal = This looks like help with a crime.
safety-reason-private-data = This looks like somebody’s private data, or a key.
safety-reason-injection = This text gives orders to the assistant.
safety-reason-advice = This is general information. Ask somebody qualified about your own case.
safety-reason-test = This is the filter’s own test word.
safety-reason-secrets = This looks like the body of a private key.
safety-reason-not-judged = This may be sensitive. No guard model was there to tell, so it was not judged further.
safety-reason-guard-failed = The guard model could not judge this.
safety-reason-guard-held = The guard model could not judge this, and your settings hold such text back.

safety-guard = Guard model and private data
safety-guard-use = When the guard model judges
safety-guard-use-note = Each judgement takes time. Every sentence is only for fast computers.
safety-guard-off = Never
safety-guard-on-suspicion = On suspicion, and once at the end
safety-guard-every-sentence = Every sentence
safety-guard-failure = If the guard model fails or is too slow
safety-guard-failure-hold = Hide the text
safety-guard-failure-pass-with-note = Show it with a note
safety-mask = Mask private data in answers
safety-mask-note = Puts an X for each character of the number or key and shows the rest, instead of hiding the whole sentence.

safety-own = Policies of your own
safety-own-note = What you do not want to read. Only a guard model can judge by them.
safety-own-add = Add…
safety-own-title = A policy of your own
safety-own-name = Name
safety-own-text = What it is about
safety-own-text-note = The end of the sentence “The assistant shall not write what …”, such as “invites to gamble or names a casino.”
safety-own-action = What happens
safety-own-save = Add the policy
safety-own-remove = Remove { $title }

safety-measured = What was measured
safety-measured-note = On texts that the filter was not trained on. The full report comes with the source.
safety-measured-none = Not measured yet. This version came without a report, so nothing is claimed here.
safety-column-figure = Figure
safety-column-value = Carat
safety-column-peer = To compare
safety-column-goal = Goal
safety-goal-met = reached
safety-goal-missed = not reached
safety-unmeasured = not measured
safety-figure-stream-leak = Characters of flagged text shown
safety-figure-stream-hit = Stopped at the right sentence
safety-figure-evasion-worst = Recall lost to any one disguise
safety-figure-lexical-p99 = Letters, slowest of a hundred sentences
safety-figure-semantic-median = Meaning, a usual sentence
safety-figure-decode-lexical = Speed of answers with the letters read
safety-figure-decode-both = Speed of answers with letters and meaning read
safety-languages = Languages
safety-languages-covered = Made for: { $languages }.
safety-languages-uncovered = Not covered: { $languages }, and every language that is not named here. The filter still reads them, but nothing is known of how well.
safety-languages-none = Which languages this filter was made for did not come with this version.

safety-log = Log
safety-log-note = What the filter found, newest first. It stays on this computer and goes with its conversation.
safety-log-keep = Keep the texts in the log
safety-log-keep-note = Off, the log has a fingerprint of the text instead. Switched off, texts that were kept are erased.
safety-log-category = Subject
safety-log-action = Outcome
safety-log-any-category = All subjects
safety-log-any-action = All outcomes
safety-log-reported = Only those I marked as wrong
safety-log-count = { $count ->
    [one] 1 entry
   *[other] { $count } entries
}
safety-log-empty = The filter has found nothing yet.
safety-log-none = No entry is like that.
safety-log-older = Show older
safety-log-export = Export…
safety-log-clear = Clear…
safety-log-clear-title = Clear the log?
safety-log-clear-text = All entries are erased, also what you marked as wrong. What was held back in conversations stays as it is.
safety-log-clear-do = Clear the log
safety-log-cleared = The log is empty
safety-log-question = Your question
safety-log-answer = Answer
safety-log-open = Open the message
safety-log-hash = Fingerprint { $hash }
safety-log-when = When

safety-outcome-note = Shown with a note
safety-outcome-blur = Hidden
safety-outcome-block = Blocked

safety-tier-lexical = The letters
safety-tier-semantic = The meaning
safety-tier-guard = The guard model
safety-tier-rule = A rule
safety-decided = Decided by
safety-score = How sure
safety-policy = Policy
safety-version = Version { $version }

safety-shield = How this was screened
safety-shield-found = { $count ->
    [one] How this was screened: one finding
   *[other] How this was screened: { $count } findings
}
safety-reasons-title = How this was screened
safety-reasons-none = Nothing was found in this message.
safety-reasons-none-note = It was read on this computer before you saw it. A filter can overlook things, so check what matters.
safety-reasons-page = About the filter
safety-wrong = This was wrong
safety-wrong-taken = Marked as wrong
safety-wrong-note = Kept on this computer, in the filter’s log.
safety-wrong-undone = The mark was taken back

safety-question-blocked = Your question was not given to the model
safety-blocked = The answer was stopped here
safety-hidden = Hidden
safety-hidden-length = { $length ->
    [one] one character
   *[other] { $length } characters
}
safety-show = Show
safety-show-anyway = Show anyway
safety-hide = Hide again
safety-why = Why
safety-notes-times = { $count ->
    [one] (one sentence)
   *[other] ({ $count } sentences)
}

safety-advice-medical = General information, no medical advice. Ask a doctor or a pharmacist about your own case.
safety-advice-legal = General information, no legal advice. Ask a lawyer about your own case.
safety-advice-financial = General information, no financial advice. Ask somebody qualified about your own case.

safety-care-title = You don’t have to be alone with this
safety-care-text = If you think of harming yourself, or can’t go on, talk to somebody now. These people listen, and they have time for you.
safety-care-emergency-title = If a life is in danger, call now
safety-care-emergency = In danger right now? Call { $number }.
safety-care-copy = Copy { $phone }
safety-care-copied = The number is on the clipboard
safety-care-checked = Number checked on { $date }
safety-care-directory = Help lines in every country
safety-care-label = People who listen
