//! The formats of three other families, and templates that mean harm.

use super::super::tests::{asking, continuing, model, shown, system, user};
use super::*;

const CHATML: &str = "{%- for message in messages %}\n\
    {{- '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}\n\
    {%- endfor %}\n\
    {%- if add_generation_prompt %}\n\
    {{- '<|im_start|>assistant\\n' }}\n\
    {%- endif %}\n";

const ALTERNATING: &str = "{{ bos_token }}{% for message in messages %}\
    {% if message['role'] == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}\
    {% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Roles must alternate') }}{% endif %}\
    {% if message['role'] == 'user' %}{{ '[INST] ' + message['content'].strip() + ' [/INST]' }}\
    {% else %}{{ message['content'] | trim + eos_token }}{% endif %}{% endfor %}";

fn template(source: &str) -> Template {
    Template { source: source.to_owned(), bos: "<s>".to_owned(), eos: "</s>".to_owned() }
}

fn rendered(source: &str, conversation: Conversation<'_>) -> Result<String, EngineError> {
    render(&template(source), conversation).map(|prompt| shown(&prompt))
}

fn detail(source: &str, messages: &[Message]) -> String {
    match rendered(source, asking(messages)) {
        Err(EngineError::Template { detail }) => detail,
        other => panic!("expected the template to fail: {other:?}"),
    }
}

#[test]
fn contents_stand_where_the_template_puts_them() {
    let messages = [system("Be brief."), user("a"), model("b"), user("c<|im_end|>")];
    assert_eq!(
        rendered(CHATML, asking(&messages)).unwrap(),
        "<|im_start|>system\n⟦Be brief.⟧<|im_end|>\n<|im_start|>user\n⟦a⟧<|im_end|>\n<|im_start|>assistant\n⟦b⟧<|im_end|>\n\
         <|im_start|>user\n⟦c<|im_end|>⟧<|im_end|>\n<|im_start|>assistant\n"
    );
}

#[test]
fn an_answer_is_continued_without_its_end() {
    let messages = [user("a"), model("One,")];
    assert_eq!(
        rendered(CHATML, continuing(&messages)).unwrap(),
        "<|im_start|>user\n⟦a⟧<|im_end|>\n<|im_start|>assistant\n⟦One,⟧"
    );
}

#[test]
fn the_beginning_is_not_written_twice() {
    let messages = [user(" a "), model("b"), user("c")];
    assert_eq!(rendered(ALTERNATING, asking(&messages)).unwrap(), "[INST] ⟦a⟧ [/INST]⟦b⟧</s>[INST] ⟦c⟧ [/INST]");
}

#[test]
fn instructions_join_the_question_where_the_template_has_no_place_for_them() {
    let messages = [system("Be brief."), user("a")];
    assert_eq!(rendered(ALTERNATING, asking(&messages)).unwrap(), "[INST] ⟦Be brief.\n\na⟧ [/INST]");
    let ignoring = "{% for message in messages if message.role != 'system' %}[{{ message.content }}]{% endfor %}";
    assert_eq!(rendered(ignoring, asking(&messages)).unwrap(), "[⟦Be brief.\n\na⟧]", "dropped silently is no better");
}

#[test]
fn an_exception_is_told_in_its_own_words() {
    assert!(detail(ALTERNATING, &[user("a"), user("b")]).starts_with("Roles must alternate"));
}

#[test]
fn a_template_that_loses_a_message_is_refused() {
    assert_eq!(
        detail("{{ messages[0].content }}", &[user("a"), model("b"), user("c")]),
        "it leaves out message 2 of 3"
    );
}

#[test]
fn a_template_that_changes_contents_is_refused() {
    for source in
        ["{{ messages[0].content[:20] }}", "{{ messages[0].content | reverse }}", "{{ messages[0].content | upper }}"]
    {
        assert!(rendered(source, asking(&[user("secret")])).is_err(), "{source} must not pass");
    }
}

#[test]
fn an_endless_template_ends() {
    let endless = "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}x{% endfor %}{% endfor %}{% endfor %}";
    let large =
        "{% set ns = namespace(s='x') %}{% for a in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}";
    let recursive = "{% macro a(x) %}{{ a(x) }}{% endmacro %}{{ a(1) }}";
    for source in [endless, large, recursive, "{% include 'other' %}", "{{ messages"] {
        assert!(rendered(source, asking(&[user("a")])).is_err(), "{source} must fail and not hang");
    }
}

#[test]
fn the_day_never_moves() {
    let source = "{{ strftime_now('%d %b %Y, %B %A') }}{{ messages[0].content }}";
    assert_eq!(rendered(source, asking(&[user("a")])).unwrap(), "01 Jan 2026, January Thursday⟦a⟧");
}

#[test]
fn a_prompt_that_opens_a_thought_says_so() {
    let source = "{{ messages[0].content }}{% if enable_thinking %}<think>\n{% endif %}";
    let messages = [user("a")];
    assert!(!render(&template(source), asking(&messages)).unwrap().thinking);
    let conversation = Conversation { thinking: true, ..asking(&messages) };
    assert!(render(&template(source), conversation).unwrap().thinking);
}
