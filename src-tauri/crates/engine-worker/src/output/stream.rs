//! A stream is an answer on its way: it tells the thought from the answer.
//!
//! Where a thought begins and ends is told by tokens, not by text: a model that writes about its own markers
//! in ordinary tokens is not thinking.

use super::Stops;

/// A piece of what the model wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Of the answer.
    Text(String),
    /// Of the thought before it.
    Thought(String),
}

/// Where in its output the model is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Answer,
    /// In the first line of a channel, which names it and is shown to nobody.
    ChannelName,
    Thought,
}

/// Tells thought from answer and ends at a stop string.
#[derive(Debug, Clone)]
pub struct Stream {
    place: Place,
    stops: Stops,
    name: String,
}

/// No channel has a longer name; what has no line end by then is a thought without a name.
const LONGEST_NAME: usize = 32;

impl Stream {
    /// A stream that begins in the answer, or, where the prompt opened a thought, in that.
    #[must_use]
    pub fn new(stops: Stops, thinking: bool) -> Self {
        Self { place: if thinking { Place::Thought } else { Place::Answer }, stops, name: String::new() }
    }

    /// Takes text of ordinary tokens.
    pub fn push(&mut self, text: &str) -> Vec<Piece> {
        match self.place {
            Place::Answer => pieces(Piece::Text, self.stops.push(text)),
            Place::Thought => pieces(Piece::Thought, text.to_owned()),
            Place::ChannelName => self.named(text),
        }
    }

    /// Takes the token that opens a thought; `named` where a line with a name follows.
    pub fn open(&mut self, named: bool) -> Vec<Piece> {
        let before = self.close();
        self.place = if named { Place::ChannelName } else { Place::Thought };
        before
    }

    /// Takes the token that closes a thought.
    pub fn close(&mut self) -> Vec<Piece> {
        let rest = match self.place {
            // A channel that closes within its name had no thought.
            Place::ChannelName => {
                self.name.clear();
                Vec::new()
            }
            Place::Answer | Place::Thought => Vec::new(),
        };
        self.place = Place::Answer;
        rest
    }

    /// Gives back what was held.
    pub fn finish(&mut self) -> Vec<Piece> {
        let name = std::mem::take(&mut self.name);
        let mut rest =
            pieces(Piece::Thought, name.split_once('\n').map_or_else(String::new, |(_, rest)| rest.to_owned()));
        rest.extend(pieces(Piece::Text, self.stops.finish()));
        rest
    }

    /// Whether a stop string was found.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stops.stopped()
    }

    fn named(&mut self, text: &str) -> Vec<Piece> {
        self.name.push_str(text);
        let thought = match self.name.split_once('\n') {
            Some((_, thought)) => thought.to_owned(),
            None if self.name.len() > LONGEST_NAME => self.name.clone(),
            None => return Vec::new(),
        };
        self.name.clear();
        self.place = Place::Thought;
        pieces(Piece::Thought, thought)
    }
}

fn pieces(kind: fn(String) -> Piece, text: String) -> Vec<Piece> {
    if text.is_empty() { Vec::new() } else { vec![kind(text)] }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stream() -> Stream {
        Stream::new(Stops::default(), false)
    }

    #[derive(Debug, Clone)]
    enum Step {
        Push(String),
        Open,
        Close,
    }

    fn run(mut stream: Stream, steps: &[Step]) -> (String, String) {
        let mut pieces = Vec::new();
        for step in steps {
            pieces.extend(match step {
                Step::Push(text) => stream.push(text),
                Step::Open => stream.open(true),
                Step::Close => stream.close(),
            });
        }
        pieces.extend(stream.finish());
        let (mut thought, mut text) = (String::new(), String::new());
        for piece in pieces {
            match piece {
                Piece::Thought(piece) => thought.push_str(&piece),
                Piece::Text(piece) => text.push_str(&piece),
            }
        }
        (thought, text)
    }

    fn push(text: &str) -> Step {
        Step::Push(text.to_owned())
    }

    #[test]
    fn a_thought_comes_before_the_answer() {
        let steps = [Step::Open, push("thought\nHm"), push(". "), Step::Close, push("Yes"), push(".")];
        assert_eq!(run(stream(), &steps), ("Hm. ".into(), "Yes.".into()));
    }

    #[test]
    fn an_empty_thought_is_none() {
        assert_eq!(
            run(stream(), &[Step::Open, push("thought\n"), Step::Close, push("Yes.")]),
            (String::new(), "Yes.".into())
        );
        assert_eq!(
            run(stream(), &[Step::Open, push("thou"), Step::Close, push("Yes.")]),
            (String::new(), "Yes.".into())
        );
    }

    #[test]
    fn markers_in_ordinary_text_are_text() {
        let text = "It writes <|channel>thought and <channel|>.";
        assert_eq!(run(stream(), &[push(text)]), (String::new(), text.into()));
    }

    #[test]
    fn a_thought_that_the_prompt_opened_needs_no_marker() {
        assert_eq!(
            run(Stream::new(Stops::default(), true), &[push("Hm."), Step::Close, push("Yes.")]),
            ("Hm.".into(), "Yes.".into())
        );
    }

    #[test]
    fn a_thought_that_never_ends_is_still_a_thought() {
        assert_eq!(run(stream(), &[Step::Open, push("thought\nHm.")]), ("Hm.".into(), String::new()));
    }

    #[test]
    fn stop_strings_count_in_the_answer_only() {
        let stream = Stream::new(Stops::new(vec!["END".into()], false, false), false);
        let steps = [Step::Open, push("thought\nan END"), Step::Close, push("yes EN"), push("D no")];
        assert_eq!(run(stream, &steps), ("an END".into(), "yes ".into()));
    }

    proptest! {
        #[test]
        fn cutting_changes_nothing(thought in "[a-z東\n ]{0,20}", answer in "\\PC{0,20}", cuts in prop::collection::vec(1..4usize, 1..20)) {
            let cut = |text: &str| {
                let mut steps = Vec::new();
                let mut rest: Vec<char> = text.chars().collect();
                for cut in cuts.iter().cycle() {
                    if rest.is_empty() { break }
                    let later = rest.split_off((*cut).min(rest.len()));
                    steps.push(Step::Push(rest.into_iter().collect()));
                    rest = later;
                }
                steps
            };
            let mut steps = vec![Step::Open];
            steps.extend(cut(&format!("thought\n{thought}")));
            steps.push(Step::Close);
            steps.extend(cut(&answer));
            prop_assert_eq!(run(stream(), &steps), (thought, answer));
        }
    }
}
