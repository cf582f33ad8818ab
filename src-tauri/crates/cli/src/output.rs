//! Output is what goes to standard output: the answer alone, or one JSON object a line.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Write};

use serde::Serialize;
use serde_json::{Value, json};

use crate::exit::{Exit, Failure};

/// Where the answer goes, and in which form.
#[derive(Debug)]
pub(crate) struct Output {
    form: Form,
    /// Whether the last thing printed ended a line.
    at_line_start: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    /// Plain, without what a terminal would take for commands.
    Terminal,
    Json,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        let form = match (json, io::stdout().is_terminal()) {
            (true, _) => Form::Json,
            (false, true) => Form::Terminal,
            (false, false) => Form::Plain,
        };
        Self { form, at_line_start: true }
    }

    /// More of the answer.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        match self.form {
            Form::Json => self.event("text", &json!({ "text": text })),
            Form::Plain => self.print(text),
            Form::Terminal => self.print(&without_commands(text)),
        }
    }

    /// Something that only the other forms tell.
    pub(crate) fn plain(&mut self, text: &str) -> io::Result<()> {
        if self.form == Form::Json { Ok(()) } else { self.text(text) }
    }

    /// Something that only the JSON form tells: an object with its type and the given fields.
    pub(crate) fn event(&mut self, kind: &str, fields: &impl Serialize) -> io::Result<()> {
        if self.form != Form::Json {
            return Ok(());
        }
        let mut object = json!({ "type": kind });
        if let (Value::Object(object), Ok(Value::Object(fields))) = (&mut object, serde_json::to_value(fields)) {
            object.extend(fields);
        }
        self.print(&format!("{object}\n"))
    }

    /// Ends the answer's last line.
    pub(crate) fn end_line(&mut self) -> io::Result<()> {
        if self.at_line_start { Ok(()) } else { self.print("\n") }
    }

    fn print(&mut self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(text.as_bytes())?;
        stdout.flush()?;
        if let Some(last) = text.chars().last() {
            self.at_line_start = last == '\n';
        }
        Ok(())
    }
}

/// Tells a person something beside the answer.
pub(crate) fn say(message: &str) {
    // Where standard error is closed there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "carat: {message}");
}

/// Output that can't be written: quiet where the reader has left, as `head` does.
pub(crate) fn lost(error: &io::Error) -> Option<Failure> {
    let message = || {
        format!(
            "The answer could not be written to standard output: {error}. Check the disk or the program that reads it."
        )
    };
    (error.kind() != io::ErrorKind::BrokenPipe).then(|| Failure::other("output", message()))
}

/// Terminals take control characters for commands: a model's text must not clear the screen or write to the clipboard.
fn without_commands(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// An output that could not be written ends the command, quietly where its reader has left.
pub(crate) fn printed(written: io::Result<()>) -> Result<(), Failure> {
    written.map_err(|error| lost(&error).unwrap_or_else(|| Failure::new(Exit::Answered, "unheard", String::new())))
}

/// Says why a command failed, and gives its exit code.
pub(crate) fn concluded(ended: Result<Exit, Failure>, output: &mut Output) -> Exit {
    let failure = match ended {
        Ok(exit) => return exit,
        Err(failure) => failure,
    };
    if !failure.message.is_empty() {
        say(&failure.message);
    }
    let line = FailureLine { code: &failure.code, message: &failure.message, args: &failure.args };
    // Where nobody reads the output, the exit code still tells.
    let _ = output.event("error", &line);
    failure.exit
}

#[derive(Serialize)]
struct FailureLine<'f> {
    code: &'f str,
    message: &'f str,
    args: &'f BTreeMap<String, String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_gets_no_commands_from_a_model() {
        assert_eq!(without_commands("a\u{1b}[2Jb\u{9b}31m\rc\n\td\u{7}"), "a[2Jb31mc\n\td");
    }
}
