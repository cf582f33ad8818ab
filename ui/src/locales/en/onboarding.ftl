onboarding-title = Welcome to Carat
onboarding-local = Gemma, a language model by Google, answers right here on your computer. Nothing you type leaves it.
onboarding-no-model = Carat needs a model to answer
onboarding-how = There is no model yet. Get a Gemma as a .gguf file, then add it: it is used where it lies.
onboarding-folder = Or put it into { $folder } and start Carat again.
onboarding-done = Got it
onboarding-terms-title = Before the first answer
onboarding-terms-why = Gemma comes with terms by Google. Please read them; Carat goes on once you accept.
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
