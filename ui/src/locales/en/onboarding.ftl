onboarding-title = Welcome to Carat
onboarding-local = Gemma, a language model by Google, answers right here on your computer. Nothing you type leaves it.
onboarding-no-model = Carat needs a model to answer
onboarding-terms-title = Terms of use
onboarding-terms-why = This model comes with terms by its maker. Please read them; Carat goes on once you accept.
onboarding-terms-fetching = Reading the terms
onboarding-terms-version = Version of { $version }
onboarding-terms-online = See them online
onboarding-terms-accept = Accept
onboarding-terms-decline = Not now
onboarding-notice-database-damaged = The database was damaged and could not be opened. It was kept as { $kept_as }; Carat started with an empty one.
onboarding-notice-database-migrated = The database was brought to version { $to }. A copy from before is kept as { $backup }.
onboarding-notice-answers-broken-off = { $answers ->
    [1] An answer was broken off when Carat last ended. What had been written is there.
   *[other] { $answers } answers were broken off when Carat last ended. What had been written is there.
}
onboarding-after = Once it is here, you can write below. No connection? A .gguf file from a disk or a stick does as well.
onboarding-meanwhile = Meanwhile { $name } answers: just write below. The download goes on by itself.
onboarding-or-start = Or start at once: { $name } is here already. It is small and quick, and often wrong.
onboarding-start = Start chatting
onboarding-others = Other models
onboarding-own-file = Use a file I have…
onboarding-terms-short = In short: you may use it for your own purposes and at work. Not for breaking the law or others’ rights, for dangerous or malicious acts, for harming or harassing people, for deceiving them, or for sexually explicit content.
onboarding-terms-prohibited = What is prohibited, in full
onboarding-notice-no-tray = This desktop has no tray: closing the window ends Carat. The shortcut works while the window is open.
