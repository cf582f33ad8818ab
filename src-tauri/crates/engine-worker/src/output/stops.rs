//! A stop string ends an answer and is no part of it.

/// Watches text for stop strings. What may be the beginning of one is held back, so that no part of one is ever shown.
#[derive(Debug, Clone)]
pub struct Stops {
    stops: Vec<String>,
    /// White space is dropped until the text has begun.
    begun: bool,
    trims_end: bool,
    held: String,
    stopped: bool,
}

impl Default for Stops {
    /// Watches for nothing and drops nothing.
    fn default() -> Self {
        Self::new(Vec::new(), false, false)
    }
}

impl Stops {
    /// Watches for these; white space before or after the whole text is dropped where it is asked for.
    #[must_use]
    pub fn new(stops: Vec<String>, trims_start: bool, trims_end: bool) -> Self {
        let stops = stops.into_iter().filter(|stop| !stop.is_empty()).collect();
        Self { stops, begun: !trims_start, trims_end, held: String::new(), stopped: false }
    }

    /// Takes text and gives back what is surely part of the answer.
    pub fn push(&mut self, text: &str) -> String {
        if self.stopped {
            return String::new();
        }
        self.held.push_str(text);
        if !self.begun {
            let blank = self.held.len() - self.held.trim_start().len();
            // A stop string may begin with white space, so what stands before the answer is looked at as well.
            if let Some(at) = self.found().filter(|at| *at <= blank) {
                return self.stop_at(at);
            }
            if blank == self.held.len() || self.beginning() <= blank {
                return String::new();
            }
            self.held.drain(..blank);
            self.begun = true;
        }
        if let Some(at) = self.found() {
            return self.stop_at(at);
        }
        let sure = self.sure();
        self.held.drain(..sure).collect()
    }

    /// Gives back what was held: no stop string came of it.
    pub fn finish(&mut self) -> String {
        let held = std::mem::take(&mut self.held);
        if self.trims_end { held.trim_end().to_owned() } else { held }
    }

    /// Whether a stop string was found; nothing comes out any more.
    #[must_use]
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    fn found(&self) -> Option<usize> {
        self.stops.iter().filter_map(|stop| self.held.find(stop.as_str())).min()
    }

    fn stop_at(&mut self, at: usize) -> String {
        self.stopped = true;
        self.held.truncate(at);
        self.finish()
    }

    /// How much of what is held can't belong to a stop string, nor to white space at the end.
    fn sure(&self) -> usize {
        let beginning = self.beginning();
        if self.trims_end { self.held[..beginning].trim_end().len() } else { beginning }
    }

    /// Where a stop string may be beginning; the end where none may.
    fn beginning(&self) -> usize {
        let mut places = (0..self.held.len()).filter(|at| self.held.is_char_boundary(*at));
        places.find(|at| self.stops.iter().any(|stop| stop.starts_with(&self.held[*at..]))).unwrap_or(self.held.len())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(stops: &[&str], trims: bool, pieces: &[&str]) -> (Vec<String>, bool) {
        let mut watch = Stops::new(stops.iter().map(ToString::to_string).collect(), trims, trims);
        let mut out: Vec<String> = pieces.iter().map(|piece| watch.push(piece)).collect();
        out.push(watch.finish());
        (out, watch.stopped())
    }

    #[test]
    fn the_beginning_of_a_stop_string_waits() {
        let (out, stopped) = all(&["\nQuestion:"], false, &["Tokyo.\n", "Quest", "ion", ": next"]);
        assert_eq!((out.concat().as_str(), stopped), ("Tokyo.", true));
        let (out, stopped) = all(&["\nQuestion:"], false, &["a\nQuest", "s b"]);
        assert_eq!((out, stopped), (vec!["a".to_owned(), "\nQuests b".to_owned(), String::new()], false));
    }

    #[test]
    fn white_space_around_the_answer_is_dropped() {
        let (out, _) = all(&["\nQ:"], true, &[" ", " a", " ", "b \n", "\n"]);
        assert_eq!(out, ["", "a", "", " b", "", ""]);
        let (out, stopped) = all(&["\nQ:"], true, &["\n", "Q:", " next"]);
        assert_eq!((out.concat().as_str(), stopped), ("", true), "an empty answer has its end too");
    }

    #[test]
    fn the_first_of_several_ends_it() {
        let (out, stopped) = all(&["bcd", "b"], false, &["abcd"]);
        assert_eq!((out.concat().as_str(), stopped), ("a", true));
    }

    proptest! {
        #[test]
        fn cutting_changes_nothing(text in "[ab\nQ: ]{0,30}", cuts in prop::collection::vec(1..4usize, 1..20), trims: bool) {
            let stops = || Stops::new(vec!["\nQ:".into(), "aab".into()], trims, trims);
            let mut whole = stops();
            let mut expected = whole.push(&text);
            expected.push_str(&whole.finish());
            let mut watch = stops();
            let mut out = String::new();
            let mut rest = text.as_str();
            for cut in cuts.iter().cycle() {
                if rest.is_empty() { break }
                let (now, later) = rest.split_at((*cut).min(rest.len()));
                out.push_str(&watch.push(now));
                prop_assert!(!out.contains("\nQ:") && !out.contains("aab"));
                rest = later;
            }
            out.push_str(&watch.finish());
            prop_assert_eq!(&out, &expected);
            prop_assert_eq!(watch.stopped(), whole.stopped());
            if !trims {
                let end = [text.find("\nQ:"), text.find("aab")].into_iter().flatten().min().unwrap_or(text.len());
                prop_assert_eq!(out, &text[..end]);
            }
        }
    }
}
