//! WebDriver: the protocol by which a program looks at a web page and acts on it. This is the small part of it that
//! Carat's tasks use, over plain HTTP to a driver on this machine.

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};

use crate::http;

/// The key under which the protocol wraps an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A session: one window under a driver's control. It is closed on drop.
#[derive(Debug)]
pub(crate) struct Session {
    port: u16,
    id: String,
}

/// An element of the page.
#[derive(Debug, Clone)]
pub(crate) struct Element(String);

impl Session {
    /// Asks the driver at that port for a session with these capabilities.
    pub(crate) fn open(port: u16, capabilities: &Value) -> Result<Self> {
        let body = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let value = command(port, "POST", "/session", Some(&body))?;
        let id = value["sessionId"].as_str().context("the driver gave no session")?.to_owned();
        Ok(Self { port, id })
    }

    /// All elements that a CSS selector matches, in document order.
    pub(crate) fn find(&self, selector: &str) -> Result<Vec<Element>> {
        let found = self.post("/elements", &json!({ "using": "css selector", "value": selector }))?;
        let ids = found.as_array().into_iter().flatten().filter_map(|one| one[ELEMENT].as_str());
        Ok(ids.map(|id| Element(id.to_owned())).collect())
    }

    /// Clicks on the middle of an element, after scrolling to it.
    pub(crate) fn click(&self, element: &Element) -> Result<()> {
        self.post(&format!("/element/{}/click", element.0), &json!({})).map(drop)
    }

    /// Where an element's middle is, if a click there would reach it: nothing lies over it, and it has a size.
    pub(crate) fn reachable_at(&self, element: &Element) -> Result<Option<String>> {
        let script = "const [element] = arguments;
            element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
            const box = element.getBoundingClientRect();
            const at = [box.x + box.width / 2, box.y + box.height / 2];
            const top = document.elementFromPoint(...at);
            return top !== null && element.contains(top) ? at.join() : null;";
        let value = self.execute(script, &json!([{ (ELEMENT): element.0 }]))?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// The text of an element as it is shown.
    pub(crate) fn text(&self, element: &Element) -> Result<String> {
        let value = self.request("GET", &format!("/element/{}/text", element.0), None)?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute of an element, if it has it.
    pub(crate) fn attribute(&self, element: &Element, name: &str) -> Result<Option<String>> {
        let value = self.request("GET", &format!("/element/{}/attribute/{name}", element.0), None)?;
        Ok(value.as_str().map(str::to_owned))
    }

    /// Types a text where the focus is, key by key. WebKitGTK's driver drops what lies outside Unicode's first plane,
    /// such as emoji; that is inserted in one go, as an input method does.
    pub(crate) fn type_text(&self, text: &str) -> Result<()> {
        let element = self.request("GET", "/element/active", None)?;
        let id = element[ELEMENT].as_str().context("nothing on the page has the focus: click on something first")?;
        for run in runs(text) {
            if has_key(run) {
                self.post(&format!("/element/{id}/value"), &json!({ "text": run }))?;
            } else {
                self.execute("document.execCommand('insertText', false, arguments[0])", &json!([run]))?;
            }
        }
        Ok(())
    }

    /// Presses keys together and lets them go in the opposite order. Each is a character, or one of the protocol's
    /// private code points for keys without one.
    pub(crate) fn press(&self, keys: &[char]) -> Result<()> {
        let step = |kind: &str, key: &char| json!({ "type": kind, "value": key.to_string() });
        let down = keys.iter().map(|key| step("keyDown", key));
        let up = keys.iter().rev().map(|key| step("keyUp", key));
        let actions: Vec<Value> = down.chain(up).collect();
        let body = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] });
        self.post("/actions", &body).map(drop)
    }

    /// Moves the pointer over an element.
    pub(crate) fn hover(&self, element: &Element) -> Result<()> {
        let origin = json!({ (ELEMENT): element.0 });
        let step = json!({ "type": "pointerMove", "duration": 0, "x": 0, "y": 0, "origin": origin });
        self.post("/actions", &json!({ "actions": [{ "type": "pointer", "id": "mouse", "actions": [step] }] }))
            .map(drop)
    }

    /// Gives the window an outer size in pixels.
    pub(crate) fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.post("/window/rect", &json!({ "width": width, "height": height })).map(drop)
    }

    /// What a script returns that is called with these arguments.
    pub(crate) fn execute(&self, script: &str, arguments: &Value) -> Result<Value> {
        self.post("/execute/sync", &json!({ "script": script, "args": arguments }))
    }

    /// Waits until the page has been drawn anew: the second of two frames begins when the first one is on the screen.
    pub(crate) fn wait_for_frames(&self) -> Result<()> {
        let script = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.post("/execute/async", &json!({ "script": script, "args": [] })).map(drop)
    }

    /// A picture of the page as a PNG file's content.
    pub(crate) fn picture(&self) -> Result<Vec<u8>> {
        let value = self.request("GET", "/screenshot", None)?;
        from_base64(value.as_str().unwrap_or_default()).context("the driver sent a picture that is not base64")
    }

    fn post(&self, path: &str, body: &Value) -> Result<Value> {
        self.request("POST", path, Some(body))
    }

    fn request(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
        command(self.port, method, &format!("/session/{}{path}", self.id), body)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // The window may be gone already.
        let _ = self.request("DELETE", "", None);
    }
}

/// Cuts a text where characters that have a key and such that have none meet.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = has_key(&rest[..rest.chars().next()?.len_utf8()]);
        let end = rest.char_indices().find(|(_, character)| (*character <= '\u{ffff}') != first);
        let (run, others) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = others;
        Some(run)
    })
}

/// Whether the driver can press a key for every character.
fn has_key(run: &str) -> bool {
    run.chars().all(|character| character <= '\u{ffff}')
}

/// One command to a driver, and the value it answers with.
pub(crate) fn command(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let answer = http::exchange(port, method, path, body).with_context(|| format!("{method} {path} failed"))?;
    let value = answer.get("value").cloned().unwrap_or(Value::Null);
    match value.get("error").and_then(Value::as_str) {
        Some(error) => Err(anyhow!("{error}: {}", value["message"].as_str().unwrap_or_default())),
        None => Ok(value),
    }
}

/// Decodes base64 of the usual alphabet, with or without padding.
fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for character in text.trim_end_matches('=').bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = bits << 6 | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_decoded_at_every_length() {
        for (text, bytes) in
            [("", &b""[..]), ("TQ==", b"M"), ("TWE=", b"Ma"), ("TWFu", b"Man"), ("/+8=", &[0xff, 0xef])]
        {
            assert_eq!(from_base64(text).as_deref(), Some(bytes), "{text}");
        }
        assert_eq!(from_base64("T*Fu"), None);
    }

    #[test]
    fn a_text_is_cut_only_around_what_has_no_key() {
        assert_eq!(runs("東京 👋👋 ok").collect::<Vec<_>>(), ["東京 ", "👋👋", " ok"]);
        assert_eq!(runs("👋").collect::<Vec<_>>(), ["👋"]);
        assert_eq!(runs("").count(), 0);
    }
}
