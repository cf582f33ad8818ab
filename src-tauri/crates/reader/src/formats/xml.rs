//! XML as the formats here need it: elements with local names, text with the five entities and no others.
//!
//! Entities that a document defines itself are never expanded, so that none can grow; external ones are never read.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};

use crate::ReadFailure;
use crate::output::damaged;

/// Elements within elements; no document nests a hundredth as deep.
const DEEPEST: usize = 4096;

/// What is met while going through a document.
pub(super) enum Met<'e, 'x> {
    /// An element begins.
    Start(&'e str, &'e Attributes<'x>),
    /// It ends.
    End(&'e str),
    /// Text.
    Text(&'e str),
}

/// The attributes of an element.
pub(super) struct Attributes<'x>(BytesStart<'x>);

impl Attributes<'_> {
    /// The values of all that have a local name, of whatever prefix.
    pub(super) fn all(&self, name: &str) -> Vec<String> {
        let named = self.0.attributes().flatten().filter(|attribute| local(attribute.key.as_ref()) == name);
        named.map(|attribute| value(&attribute)).collect()
    }

    /// The value of one, by its local name.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let found = self.0.attributes().flatten().find(|attribute| local(attribute.key.as_ref()) == name)?;
        Some(value(&found))
    }
}

fn value(attribute: &Attribute) -> String {
    quick_xml::escape::unescape(&attribute.value)
        .map_or_else(|_| attribute.value.to_string(), |value| value.into_owned())
}

/// Goes through a document.
///
/// # Errors
/// Where it is not well-formed, or what `visit` says.
pub(super) fn visit<E: From<ReadFailure>>(
    text: &str,
    mut visit: impl FnMut(Met<'_, '_>) -> Result<(), E>,
) -> Result<(), E> {
    visit_placed(text, |met, _| visit(met))
}

/// The same, with the bytes of the tag or text. There must be no byte order mark before them.
///
/// # Errors
/// As for [`visit`].
pub(super) fn visit_placed<E: From<ReadFailure>>(
    text: &str,
    mut visit: impl FnMut(Met<'_, '_>, Range<usize>) -> Result<(), E>,
) -> Result<(), E> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut depth = 0_usize;
    let mut at = 0;
    loop {
        let event = reader
            .read_event()
            .map_err(|_| damaged(format!("its XML ends to make sense at byte {}", reader.buffer_position())))?;
        let bytes = at..reader.buffer_position() as usize;
        at = bytes.end;
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(damaged("its elements nest without end").into());
                }
                let name = local(start.name().as_ref()).to_owned();
                visit(Met::Start(&name, &Attributes(start)), bytes)?;
            }
            Event::Empty(start) => {
                let name = local(start.name().as_ref()).to_owned();
                visit(Met::Start(&name, &Attributes(start)), bytes.clone())?;
                visit(Met::End(&name), bytes)?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(Met::End(local(end.name().as_ref())), bytes)?;
            }
            Event::Text(text) => visit(Met::Text(&text.xml10_content()), bytes)?,
            Event::CData(text) => visit(Met::Text(&text.into_inner()), bytes)?,
            Event::GeneralRef(entity) => {
                let char = entity.resolve_char_ref().ok().flatten();
                let name = entity.into_inner();
                match (char, resolve_predefined_entity(&name)) {
                    (Some(char), _) => visit(Met::Text(char.encode_utf8(&mut [0; 4])), bytes)?,
                    (None, Some(text)) => visit(Met::Text(text), bytes)?,
                    (None, None) => {}
                }
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(xml: &str) -> Result<String, ReadFailure> {
        let mut all = String::new();
        visit::<ReadFailure>(xml, |met| {
            if let Met::Text(text) = met {
                all.push_str(text);
            }
            Ok(())
        })?;
        Ok(all)
    }

    #[test]
    fn the_five_entities_are_text_and_others_never_grow() {
        assert_eq!(text("<a>1 &lt; 2 &amp; &#x6771;</a>").expect("well-formed"), "1 < 2 & 東");
        let laughs = r#"<!DOCTYPE a [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;&b;&b;x</a>"#;
        assert_eq!(text(laughs).expect("well-formed"), "x");
    }

    #[test]
    fn each_tag_and_text_lies_at_its_bytes() {
        let xml = "<?xml version=\"1.0\"?><a>東&lt;<b x=\"1\"/></a>";
        let mut parts = Vec::new();
        visit_placed::<ReadFailure>(xml, |met, bytes| {
            let kind = match met {
                Met::Start(name, _) => format!("+{name}"),
                Met::End(name) => format!("-{name}"),
                Met::Text(text) => text.to_owned(),
            };
            parts.push((kind, &xml[bytes]));
            Ok(())
        })
        .expect("well-formed");
        let parts: Vec<(&str, &str)> = parts.iter().map(|(kind, raw)| (kind.as_str(), *raw)).collect();
        let empty = "<b x=\"1\"/>";
        let expected = [("+a", "<a>"), ("東", "東"), ("<", "&lt;"), ("+b", empty), ("-b", empty), ("-a", "</a>")];
        assert_eq!(parts, expected);
    }

    #[test]
    fn what_nests_without_end_is_refused() {
        assert!(text(&"<a>".repeat(10_000)).is_err());
    }
}
