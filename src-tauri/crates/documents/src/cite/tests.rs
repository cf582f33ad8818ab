//! Which sentences of an answer get a citation, and which get none.

use proptest::prelude::*;

use super::*;

fn shown<'t>(texts: &[&'t str]) -> Vec<Shown<'t>> {
    texts.iter().map(|text| Shown { context: "", text, pages: None }).collect()
}

fn cited(question: &str, answer: &str, texts: &[&str]) -> CitedAnswer {
    cite(question, answer, &shown(texts), &|_, _| None)
}

/// The passage and strength of the first citation of each sentence.
fn first(answer: &CitedAnswer) -> Vec<Option<(usize, Strength)>> {
    let of = |sentence: &Cited| sentence.citations.first().map(|citation| (citation.passage, citation.strength));
    answer.sentences.iter().map(of).collect()
}

const SHIPS: [&str; 3] = [
    "The Vasa sank in 1628 on her maiden voyage. She had sailed for only 1,300 metres. Thirty people drowned.",
    "The Titanic struck an iceberg in April 1912. More than 1,500 people died in the icy water.",
    "Modern ferries have watertight doors. Crews are trained for emergencies every month.",
];

#[test]
fn each_sentence_gets_the_passage_that_says_it_and_the_quote() {
    let answer = "The Vasa sank in 1628. The Titanic struck an iceberg in 1912.";
    let cited = cited("When did the ships sink?", answer, &SHIPS);
    assert_eq!(first(&cited), [Some((0, Strength::Strong)), Some((1, Strength::Strong))]);
    let quote = cited.sentences[0].citations[0].quote.clone();
    assert_eq!(SHIPS[0][quote].trim(), "The Vasa sank in 1628 on her maiden voyage.");
    let (marked, order) = cited.marked(answer);
    assert_eq!(
        marked,
        "The Vasa sank in 1628 [1]. The Titanic struck an iceberg in 1912 [2]."
            .replace(" [1].", ". [1]")
            .replace(" [2].", ". [2]")
    );
    assert_eq!(order, [0, 1]);
}

#[test]
fn a_number_or_name_that_no_passage_has_gets_no_citation() {
    for answer in [
        "The Vasa sank in 1629.",
        "It is said that Olof Vasa sank in 1628 with Gustavus.",
        "1,600 people died in the icy water.",
    ] {
        let cited = cited("What happened?", answer, &SHIPS);
        assert_eq!(first(&cited), [None], "of {answer}");
        assert!(cited.unsupported);
    }
    let grouped = cited("How far?", "She had sailed for only 1300 metres.", &SHIPS);
    assert_eq!(first(&grouped), [Some((0, Strength::Strong))], "a grouped number is the same number");
}

#[test]
fn the_number_of_a_list_or_of_the_page_is_not_looked_for_in_the_passage() {
    let listed = cited("What?", "1. The Vasa sank in 1628.\n2) The Titanic struck an iceberg in 1912.", &SHIPS);
    assert_eq!(first(&listed), [Some((0, Strength::Strong)), Some((1, Strength::Strong))]);
    let said = "On page 7, the Titanic struck an iceberg in 1912.";
    let on = |pages| {
        let shown = [Shown { context: "", text: SHIPS[1], pages }];
        cite("What?", said, &shown, &|_, _| None).unsupported
    };
    assert!(!on(Some((6, 7))) && !on(Some((7, 7))));
    assert!(on(Some((6, 6))) && on(None), "another page is another claim");
    let parted = cited("How far?", "She had sailed for only 1.3 metres.", &SHIPS);
    assert_eq!(first(&parted), [None], "a fraction is another number");
}

#[test]
fn an_answer_about_something_absent_gets_none() {
    for (question, answer) in [
        ("Who built the Vasa?", "The Vasa was built by a Dutch master shipwright named Hybertsson."),
        (
            "What colour was the hull of the Titanic?",
            "The hull of the Titanic was painted black with a white superstructure.",
        ),
        ("How are ferries powered?", "Ferries are usually powered by large diesel engines with several cylinders."),
        ("What is the capital of France?", "The capital of France is Paris, a large city on the river Seine."),
    ] {
        let cited = cited(question, answer, &SHIPS);
        assert!(cited.unsupported && first(&cited) == [None], "of {answer}: {cited:?}");
    }
    let denied = cited("Who built her?", "The document does not say who built the ship.", &SHIPS);
    assert!(!denied.unsupported && !denied.sentences[0].claims);
}

#[test]
fn what_a_passage_says_in_part_is_weak() {
    let cited =
        cited("What of crews?", "Crews are trained for emergencies every month and pass an examination.", &SHIPS);
    assert_eq!(first(&cited), [Some((2, Strength::Weak))]);
}

#[test]
fn chinese_and_japanese_are_cited_alike() {
    let chinese = ["瓦萨号于1628年首航时沉没。船上三十人溺水身亡。", "泰坦尼克号于1912年撞上冰山，超过1500人遇难。"];
    let answer = "泰坦尼克号在1912年撞上冰山。瓦萨号首航时沉没。";
    assert_eq!(
        first(&cited("发生了什么？", answer, &chinese)),
        [Some((1, Strength::Strong)), Some((0, Strength::Strong))]
    );
    let absent = cited("谁建造了瓦萨号？", "瓦萨号由荷兰造船师亨里克设计并监督建造。", &chinese);
    assert!(absent.unsupported, "{absent:?}");
    assert!(cited("何时？", "泰坦尼克号在1913年撞上冰山。", &chinese).unsupported);

    let japanese =
        ["ヴァーサ号は1628年の処女航海で沈没した。三十人が溺死した。", "タイタニック号は1912年に氷山に衝突した。"];
    let answer = "タイタニック号は1912年に氷山に衝突しました。";
    assert_eq!(first(&cited("何が起きましたか", answer, &japanese)), [Some((1, Strength::Strong))]);
    let absent =
        cited("誰が設計しましたか", "設計者はオランダ出身のヘンリク・ヒベルトソンという船大工でした。", &japanese);
    assert!(absent.unsupported, "{absent:?}");
}

#[test]
fn syllables_of_vietnamese_prove_nothing_alone() {
    let texts = ["Con tàu Vasa bị chìm vào năm 1628 trong chuyến đi đầu tiên của nó ngoài khơi Stockholm."];
    let said = cited("Điều gì đã xảy ra?", "Con tàu bị chìm trong chuyến đi đầu tiên.", &texts);
    assert_eq!(first(&said).first().copied().flatten().map(|(passage, _)| passage), Some(0));
    let absent = cited("Ai đã đóng con tàu?", "Đầu bếp của con tàu đi vào bếp trong đêm và nó bị cháy.", &texts);
    assert!(absent.unsupported, "{absent:?}");
}

#[test]
fn nearness_helps_words_and_does_not_replace_them() {
    let answer = "Staff practise dangerous situations each month.";
    let near = |_: usize, passage: usize| Some(if passage == 2 { 0.9 } else { 0.1 });
    let without = cited("What of crews?", answer, &SHIPS);
    assert_eq!(first(&without), [None]);
    let foreign = cite("What?", "Bananas grow in warm countries.", &shown(&SHIPS), &near);
    assert_eq!(first(&foreign), [None], "a near vector alone proves nothing");
}

#[test]
fn questions_and_greetings_claim_nothing() {
    let cited = cited("Hello", "Do you want to know more?", &SHIPS);
    assert!(!cited.sentences[0].claims && !cited.unsupported);
    assert!(cite("x", "", &[], &|_, _| None).sentences.is_empty());
}

proptest! {
    #[test]
    fn any_answer_can_be_cited_and_loses_no_text(answer in "\\PC{0,200}", text in "\\PC{0,200}") {
        let cited = cite("question", &answer, &[Shown { context: "", text: &text, pages: None }], &|_, _| Some(0.9));
        for citation in cited.sentences.iter().flat_map(|sentence| &sentence.citations) {
            prop_assert!(text.get(citation.quote.clone()).is_some());
        }
        let (marked, order) = cited.marked(&answer);
        if order.is_empty() {
            prop_assert_eq!(marked, answer);
        } else {
            prop_assert!(marked.len() > answer.len());
        }
    }
}
