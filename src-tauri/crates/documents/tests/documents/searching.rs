//! Searching: the right passage first, in the right place of its document, and of the right owner.

use carat_store::{ConversationOptions, DocumentOwner, NewLink};
use proptest::prelude::*;

use crate::stage::{Stage, all};

#[tokio::test(flavor = "multi_thread")]
async fn the_right_paragraph_comes_first_in_many_languages() {
    let stage = Stage::new();
    let filler = "\nAn unrelated paragraph about gardens, bread and the weather of last week.";
    for (name, text) in [
        ("de.txt", "Die Bundesregierungen beschlossen neue Steuergesetze für Unternehmen."),
        ("zh.txt", "东京都的人口在二〇二〇年超过一千四百万。"),
        ("ja.txt", "ヴァーサ号は処女航海で沈没した。"),
        ("th.txt", "เรือออกจากท่าเรือในตอนเช้าตรู่"),
        ("ru.txt", "Корабли покинули гавань ранним утром."),
        ("tr.txt", "Gemilerimiz limandan sabah erkenden ayrıldılar."),
    ] {
        stage.added(name, &format!("{text}{filler} {name}")).await;
    }
    for (question, name) in [
        ("Welches Steuergesetz beschloss die Regierung?", "de.txt"),
        ("东京的人口有多少？", "zh.txt"),
        ("ヴァーサ号はいつ沈没しましたか", "ja.txt"),
        ("เรือออกจากท่าเรือเมื่อไร", "th.txt"),
        ("Когда корабль покинул гавань?", "ru.txt"),
        ("Gemi limandan ne zaman ayrıldı?", "tr.txt"),
    ] {
        let hits = stage.documents.search(stage.owner, question, 3).await.unwrap();
        assert_eq!(hits.first().map(|hit| hit.name.as_str()), Some(name), "of {question}");
        assert!(hits[0].lexical > 0.0 && hits[0].lexical <= 1.0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hit_lies_where_it_says_in_the_text() {
    let stage = Stage::new();
    let long = "Ein Satz über Öl und Käse, der etwas sagt. ".repeat(20);
    stage.added("a.txt", &format!("{long}\n  Walfische singen im Ozean.\n{long} Ende")).await;
    let hit = stage.documents.search(stage.owner, "Walfische", 1).await.unwrap().remove(0);
    let text: Vec<char> = stage.documents.store().document_text(hit.chunk.document()).unwrap().chars().collect();
    let cut: String = text[usize::try_from(hit.start).unwrap()..usize::try_from(hit.end).unwrap()].iter().collect();
    assert_eq!(cut, hit.text);
    assert!(hit.text.contains("Walfische"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_is_searched_alone_and_what_is_removed_is_not_found() {
    let stage = Stage::new();
    let store = stage.documents.store().clone();
    let conversation = store.create_conversation("other", &ConversationOptions::default()).unwrap().id;
    let other = DocumentOwner::Conversation(conversation);
    stage.added("mine.txt", "Whales sing in my ocean.").await;
    let path = stage.file("theirs.txt", "Whales sing in their ocean.");
    let link = NewLink { owner: other, path: "theirs.txt".into(), name: "theirs.txt".into() };
    all(stage.documents.add_file(path, link)).await;
    let found = async |owner| stage.documents.search(owner, "whales", 9).await.unwrap();
    assert_eq!(found(stage.owner).await.len(), 1);
    let theirs = found(other).await.remove(0);
    assert_eq!(theirs.source, "theirs.txt");
    assert!(stage.documents.remove(theirs.document, other).await.unwrap());
    assert!(found(other).await.is_empty());
    assert_eq!(found(stage.owner).await.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_question_can_be_asked(question in "\\PC{0,80}") {
        thread_local! {
            static STAGE: (tokio::runtime::Runtime, Stage) = {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                let stage = runtime.block_on(async {
                    let stage = Stage::new();
                    stage.added("a.txt", "The \"ship\" * NOT OR (harbour) 東京 ^ left: 12%").await;
                    stage
                });
                (runtime, stage)
            };
        }
        STAGE.with(|(runtime, stage)| runtime.block_on(stage.documents.search(stage.owner, &question, 5)).unwrap());
    }
}
