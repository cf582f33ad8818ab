//! Entitling gives a conversation a better name than its question's first words, once its first answer is there.

use std::sync::Arc;

use carat_engine::{EngineStatus, GenerateEvent, GenerateRequest, Message, Role, Sampling};
use carat_safety::{Asked, Piece, Speaker};
use carat_store::{Conversation, MessageId, MessageState};

use crate::chat::{Chat, system};
use crate::screens::{Screens, Stream};
use crate::{Result, history, title};

/// What the model is asked for. It comes last, after the conversation, so that all before it is read already.
const REQUEST: &str = "Write a title for this conversation: at most six words, in the language of my question. \
    Answer with the title alone, without quotation marks.";

/// Enough for six long words in any script.
const MOST_TOKENS: u32 = 32;

impl Chat {
    /// Asks the loaded model to name the conversation of an answer; `None` leaves its name as it is.
    ///
    /// It does where the answer is the first one and whole, nothing of it was withheld, the person gave no name, and
    /// the model is instruction-tuned: a pretrained one would go on with the transcript. The name passes the gate like
    /// any text of a model.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn entitle(&self, answer: MessageId) -> Result<Option<Conversation>> {
        let facts = match &*self.engine.status().borrow() {
            EngineStatus::Ready { facts, .. } | EngineStatus::Generating { facts, .. } => facts.clone(),
            _ => return Ok(None),
        };
        let path = self.records.run(move |store| Ok(store.path_to(answer)?)).await?;
        let [question, first] = &path[..] else { return Ok(None) };
        let withheld = |part: &carat_store::Part| matches!(part, carat_store::Part::Withheld(_));
        let whole = first.state == MessageState::Complete && !path.iter().any(|m| m.parts.iter().any(withheld));
        let id = first.conversation;
        let conversation = self.records.run(move |store| Ok(store.conversation(id)?)).await?;
        let plain = title::of_question(&history::text(question));
        if !whole || !facts.instruction_tuned || conversation.title_by_person || conversation.title != plain {
            return Ok(None);
        }
        let mut messages: Vec<Message> = system(&conversation.options.system_prompt).into_iter().collect();
        messages.extend(history::visible(&path));
        messages.push(Message::text(Role::User, REQUEST));
        let request = GenerateRequest {
            sampling: Some(Sampling { temperature: 0.0, ..facts.sampling }),
            max_tokens: Some(MOST_TOKENS),
            ..GenerateRequest::new(messages)
        };
        let asked = Arc::new(Asked::question(history::text(question)));
        let Some(written) = self.written(request).await else { return Ok(None) };
        let Some(named) = self.screened(title_in(&written), asked).await else { return Ok(None) };
        let renamed = self.records.run(move |store| {
            // The person may have named it meanwhile, which `set_automatic_title` heeds.
            Ok(store.set_automatic_title(id, &title::of_question(&named))?)
        });
        Ok(Some(renamed.await?))
    }

    /// All that the model writes, or nothing where it fails: the name it has is good enough.
    async fn written(&self, request: GenerateRequest) -> Option<String> {
        let mut generation = self.engine.generate(request);
        let mut written = String::new();
        while let Some(event) = generation.events.recv().await {
            match event {
                GenerateEvent::Text { text } => written.push_str(&text),
                GenerateEvent::Finished { .. } => return Some(written),
                GenerateEvent::Failed { .. } => return None,
                _ => {}
            }
        }
        None
    }

    /// The text as it came through the gate; `None` where anything of it did not.
    async fn screened(&self, text: &str, asked: Arc<Asked>) -> Option<String> {
        let mut screens = Screens::after(String::new(), asked);
        let mut segments = screens.push(Stream::Text, text);
        segments.extend(screens.finish());
        let mut passed = String::new();
        for (place, segment) in segments {
            let verdict = self.judge.judge(Speaker::Model, &segment).await;
            for (_, piece) in screens.verdict(place, verdict) {
                let Piece::Release(text) = piece else { return None };
                passed.push_str(text.as_str());
            }
        }
        (!passed.trim().is_empty()).then_some(passed)
    }
}

/// The title in what a model wrote: its first line with words, without the marks and labels that models put around one.
fn title_in(written: &str) -> &str {
    const LABELS: [&str; 4] = ["Title", "标题", "標題", "タイトル"];
    let mut line = written.lines().map(bare).find(|line| !line.is_empty()).unwrap_or_default();
    for label in LABELS {
        let rest = line.strip_prefix(label).map(|rest| rest.trim_start_matches(['*', ' ']));
        if let Some(rest) = rest.and_then(|rest| rest.strip_prefix([':', '：'])) {
            line = bare(rest);
        }
    }
    bare(line.trim_end_matches(['.', '。']))
}

/// Without the marks around it.
fn bare(text: &str) -> &str {
    const AROUND: &[char] =
        &['"', '\'', '*', '_', '#', '`', '“', '”', '‘', '’', '「', '」', '『', '』', '《', '》', '«', '»'];
    text.trim_matches(|c: char| c.is_whitespace() || AROUND.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::title_in;

    #[test]
    fn a_title_is_taken_out_of_what_models_put_around_it() {
        for (written, title) in [
            ("Sailing against the wind", "Sailing against the wind"),
            ("\n**Title: \"Sailing against the wind.\"**\nIt is about sailing.", "Sailing against the wind"),
            ("**Title:** Boats", "Boats"),
            ("标题：《东京的天气》", "东京的天气"),
            ("「東京の天気」。", "東京の天気"),
            ("Titles of nobility", "Titles of nobility"),
            (" \n ** \n", ""),
        ] {
            assert_eq!(title_in(written), title, "{written:?}");
        }
    }
}
