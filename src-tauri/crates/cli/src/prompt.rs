//! The prompt is the question, from the command line or from standard input.

use std::io::{IsTerminal, Read};

use crate::exit::{Exit, Failure};

/// The most that is read from standard input: far more than any model's context, far less than the memory.
const LIMIT: u64 = 16 * 1024 * 1024;

/// The question in the person's words. Standard input is read only where it was asked for, with `-` or with no prompt
/// at all: a script's open input would otherwise be waited for.
pub(crate) async fn read(given: Option<String>) -> Result<String, Failure> {
    match given {
        Some(prompt) if prompt != "-" => Ok(prompt),
        None if std::io::stdin().is_terminal() => {
            Err(refused("prompt_missing", "There is no question. Write one after `carat ask`, or pipe one in."))
        }
        _ => tokio::task::spawn_blocking(from_stdin)
            .await
            .unwrap_or_else(|_| Err(refused("stdin", "Standard input could not be read."))),
    }
}

fn from_stdin() -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| {
        refused(
            "stdin",
            &format!("Standard input could not be read: {error}. Write the question after `carat ask` instead."),
        )
    })?;
    if bytes.len() as u64 > LIMIT {
        return Err(Failure::new(
            Exit::DoesNotFit,
            "stdin_too_long",
            format!("Standard input holds more than {} MB. Ask about a shorter text.", LIMIT >> 20),
        ));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        refused(
            "stdin_not_utf8",
            &format!(
                "Standard input is not UTF-8 text at byte {}. Convert it first.",
                error.utf8_error().valid_up_to()
            ),
        )
    })?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn refused(code: &str, message: &str) -> Failure {
    Failure::new(Exit::Usage, code, message.to_owned())
}
