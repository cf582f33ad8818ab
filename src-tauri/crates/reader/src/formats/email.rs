//! E-mail: the subject as a heading, who wrote it when to whom, and its text. Attachments are named, not read.

use mail_parser::{Address, Message, MessageParser, MimeHeaders as _, PartType};

use super::html;
use crate::output::{Output, Result, damaged};
use crate::{Format, Notice, PieceKind, Place};

/// Reads a message.
pub(super) fn read(document: &[u8], output: &mut Output) -> Result<()> {
    let Some(message) = MessageParser::default().parse(document) else {
        return Err(damaged("its headers make no sense").into());
    };
    output.start(Format::Email, None)?;
    if let Some(subject) = message.subject() {
        output.piece(PieceKind::Heading { level: 1 }, subject, Place::default())?;
    }
    output.piece(PieceKind::Paragraph, &headers(&message), Place::default())?;
    for part in message.text_bodies() {
        match &part.body {
            PartType::Html(text) => html::pieces(text, output)?,
            PartType::Text(text) => {
                for paragraph in text.replace("\r\n", "\n").split("\n\n") {
                    output.piece(PieceKind::Paragraph, paragraph, Place::default())?;
                }
            }
            _ => {}
        }
    }
    for attachment in message.attachments() {
        let part = attachment.attachment_name().unwrap_or("?").chars().take(200).collect();
        output.notice(Notice::Skipped { part })?;
    }
    Ok(())
}

/// The headers that a person would look at, one a line.
fn headers(message: &Message) -> String {
    let people = |name: &str, address: Option<&Address>| {
        let all: Vec<String> = address?
            .iter()
            .map(|one| match (one.name(), one.address()) {
                (Some(name), Some(address)) => format!("{name} <{address}>"),
                (Some(one), None) | (None, Some(one)) => one.to_owned(),
                (None, None) => String::new(),
            })
            .collect();
        Some(format!("{name}: {}", all.join(", ")))
    };
    let lines = [
        people("From", message.from()),
        people("To", message.to()),
        people("Cc", message.cc()),
        message.date().map(|date| format!("Date: {}", date.to_rfc3339())),
    ];
    lines.into_iter().flatten().collect::<Vec<_>>().join("\n")
}
