//! EPUB: the chapters in the order of the spine, each a page of HTML.

use super::archive::Archive;
use super::html;
use super::xml::{self, Met};
use crate::output::{Output, Result, damaged};
use crate::{Format, Notice, ReadFailure};

/// Reads a book.
pub(super) fn read(mut archive: Archive, output: &mut Output) -> Result<()> {
    // Fonts may be scrambled; chapters that are, are under a lock.
    let encryption = archive.text("META-INF/encryption.xml")?.unwrap_or_default();
    if encryption.contains(".xhtml") || encryption.contains(".html") || archive.has("META-INF/rights.xml") {
        return Err(ReadFailure::Encrypted.into());
    }
    let Some(package) = package(&mut archive)? else { return Err(damaged("its table of parts is missing").into()) };
    let Some(text) = archive.text(&package)? else { return Err(damaged("its table of parts is missing").into()) };
    let chapters = chapters(&text, &package)?;
    output.start(Format::Epub, Some(chapters.len()))?;
    for (index, chapter) in chapters.iter().enumerate() {
        output.forget_headings();
        match archive.text(chapter) {
            Ok(Some(text)) => html::pieces(&text, output)?,
            Err(failure @ ReadFailure::TooLarge { .. }) => return Err(failure.into()),
            // A book with one bad chapter is still a book.
            Ok(None) | Err(_) => output.notice(Notice::Skipped { part: chapter.chars().take(200).collect() })?,
        }
        output.progress(index + 1, chapters.len())?;
    }
    Ok(())
}

/// The path of the package, which lists all parts.
fn package(archive: &mut Archive) -> Result<Option<String>> {
    let container = archive.text("META-INF/container.xml")?.unwrap_or_default();
    let mut path = None;
    xml::visit::<ReadFailure>(&container, |met| {
        if let Met::Start("rootfile", attributes) = met
            && path.is_none()
        {
            path = attributes.get("full-path");
        }
        Ok(())
    })?;
    Ok(path)
}

/// The paths of the chapters, in reading order.
fn chapters(package: &str, path: &str) -> Result<Vec<String>> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut items, mut spine) = (Vec::new(), Vec::new());
    xml::visit::<ReadFailure>(package, |met| {
        match met {
            Met::Start("item", attributes) => {
                if let (Some(id), Some(href)) = (attributes.get("id"), attributes.get("href")) {
                    items.push((id, href));
                }
            }
            Met::Start("itemref", attributes) => spine.extend(attributes.get("idref")),
            _ => {}
        }
        Ok(())
    })?;
    let items: std::collections::HashMap<_, _> = items.into_iter().collect();
    Ok(spine.iter().filter_map(|id| items.get(id)).map(|href| resolve(folder, href)).collect())
}

/// A path relative to a folder of the archive.
fn resolve(folder: &str, href: &str) -> String {
    let href = href.split_once('#').map_or(href, |(path, _)| path);
    let mut parts: Vec<String> = folder.split('/').filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(unescape(part)),
        }
    }
    parts.join("/")
}

/// A part of a path without the escapes of addresses.
fn unescape(part: &str) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| byte == b'%').and_then(|code| std::str::from_utf8(code).ok());
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chapters_are_found_relative_to_the_package() {
        assert_eq!(resolve("OEBPS", "text/a%20b.xhtml#x"), "OEBPS/text/a b.xhtml");
        assert_eq!(resolve("a/b", "../c.xhtml"), "a/c.xhtml");
        assert_eq!(resolve("", "../../c.xhtml"), "c.xhtml");
    }
}
