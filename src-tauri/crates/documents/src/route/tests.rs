//! Which questions need all of a document, in several languages.

use super::*;

#[test]
fn questions_about_all_of_a_text_are_known_in_many_languages() {
    for (question, expected) in [
        ("Please summarise the report.", Task::Summarise),
        ("Can you give me a short overview?", Task::Summarise),
        ("What is this document about?", Task::Summarise),
        ("How many times is the board mentioned?", Task::Count),
        ("How many deadlines are there?", Task::Count),
        ("List all people who are named.", Task::ListAll),
        ("Compare the two offers.", Task::Compare),
        ("Translate it into French.", Task::Translate),
        ("总结一下这份文件", Task::Summarise),
        ("这篇文章讲了什么？", Task::Summarise),
        ("文件里提到了多少次公司？", Task::Count),
        ("列出所有的日期", Task::ListAll),
        ("这两份合同有什么不同？", Task::Compare),
        ("请把全文翻译成英文", Task::Translate),
        ("この文書を要約してください", Task::Summarise),
        ("登場人物をすべて挙げてください", Task::ListAll),
        ("二つの案を比較してください", Task::Compare),
        ("英語に翻訳してください", Task::Translate),
        ("全部でいくつありますか", Task::Count),
        ("Fasse den Bericht zusammen.", Task::Summarise),
        ("¿De qué trata el texto?", Task::Summarise),
        ("Combien de fois Paris est-il cité ?", Task::Count),
        ("Переведи на английский", Task::Translate),
        ("لخص هذا المستند", Task::Summarise),
        ("이 문서를 요약해 줘", Task::Summarise),
        ("इस दस्तावेज़ का सारांश दें", Task::Summarise),
        ("Hãy tóm tắt tài liệu này", Task::Summarise),
        ("Bu belgeyi özetle", Task::Summarise),
        ("ช่วยสรุปเอกสารนี้", Task::Summarise),
    ] {
        assert_eq!(task(question), Some(expected), "of {question}");
    }
}

#[test]
fn questions_for_one_thing_are_left_to_retrieval() {
    for question in [
        "When was the treaty signed?",
        "Who is the director of the company?",
        "How many employees did the company have in 2012?",
        "Who translated the Bible into German?",
        "Where does the Amazon rise?",
        "What does the contract say about notice?",
        "条约是什么时候签署的？",
        "公司有多少员工？",
        "条約はいつ署名されましたか",
        "社長は誰ですか",
        "Wann wurde der Vertrag unterzeichnet?",
        "¿Cuándo se firmó el tratado?",
        "Когда был подписан договор?",
        "",
        "…",
    ] {
        assert_eq!(task(question), None, "of {question}");
    }
}

#[test]
fn a_small_document_goes_in_whole_and_the_person_decides_before_all() {
    let routed = |question, tokens, chosen| route(question, tokens, 1000, chosen);
    assert_eq!(routed("Summarise it", 900, None), Routed { route: Route::Whole, reason: Reason::Fits });
    assert_eq!(
        routed("Summarise it", 1001, None),
        Routed { route: Route::Everything, reason: Reason::Needs(Task::Summarise) }
    );
    assert_eq!(routed("Who is it?", 1001, None), Routed { route: Route::Retrieval, reason: Reason::Asks });
    let chosen = routed("Who is it?", 10, Some(Route::Everything));
    assert_eq!(chosen, Routed { route: Route::Everything, reason: Reason::Chosen });
}

#[test]
fn the_questions_of_a_reading_test_go_to_retrieval() {
    // Fact questions of the kind of which XQuAD has thousands, each with a word that looks like a task.
    for question in [
        "What was the count of votes?",
        "How many points did the Panthers' defence surrender?",
        "What is the total area?",
        "Which list did the film top?",
    ] {
        assert_eq!(task(question), None, "of {question}");
    }
}
