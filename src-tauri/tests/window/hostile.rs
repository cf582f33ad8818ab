//! Hostile text in an answer: shown, and nothing more. The page's rules hold even where the page itself would not.

use carat_store::ConversationOptions;
use serde_json::Value;

use crate::support::{play, save, wait_until};

const HOSTILE: &str = r#"A start.

<script>window.hostile = 'script'</script>
<img src="x" onerror="window.hostile = 'onerror'">
<svg onload="window.hostile = 'svg'"></svg>
<iframe src="https://example.org" srcdoc="<script>parent.hostile = 'frame'</script>"></iframe>
<a href="javascript:window.hostile='html link'">an HTML link</a>
<form action="https://example.org"><button>send</button></form>
<style>body { display: none }</style>

[a script](javascript:window.hostile='link') [a page](data:text/html,<script>window.hostile='data'</script>)
![an image](https://example.org/tracker.png) ![another](javascript:window.hostile='image')

$$\href{javascript:window.hostile='math'}{x}$$

An end."#;

#[test]
fn hostile_markdown_is_shown_and_does_nothing() {
    play("hostile", async |stage| {
        save(&stage.store(), "Hostile", &ConversationOptions::default(), "Show me.", HOSTILE);
        let page = stage.open().await;
        page.open_titled("Hostile").await;
        let answer = wait_until("the answer is shown", async || {
            page.last_answer().await.filter(|answer| answer.text.contains("An end."))
        })
        .await;
        assert!(answer.text.contains("A start."), "{answer:?}");

        let inside = r#"
            const answer = document.querySelector('[data-testid="answer-text"]');
            for (const link of answer.querySelectorAll('a')) link.click();
            const bad = (element) => [...element.attributes].some((attribute) =>
                attribute.name.startsWith('on') || /^\s*(javascript|data|vbscript):/i.test(attribute.value));
            return {
                elements: [...answer.querySelectorAll('script, iframe, object, embed, form, style, link, meta, base')].map((e) => e.tagName),
                attributes: [...answer.querySelectorAll('*')].filter(bad).map((element) => element.outerHTML.slice(0, 200)),
                remote: [...answer.querySelectorAll('img')].map((image) => image.src).filter((src) => src.startsWith('http')),
            };
        "#;
        let found: Value = page.run(inside, Vec::new()).await;
        assert_eq!(found, serde_json::json!({ "elements": [], "attributes": [], "remote": [] }));
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let hostile: Value = page.run("return window.hostile ?? null;", Vec::new()).await;
        assert_eq!(hostile, Value::Null, "a script of the answer ran");
        let address: String = page.run("return location.href;", Vec::new()).await;
        assert!(address.starts_with("tauri://localhost"), "the page stays Carat's own: {address}");
    });
}

#[test]
fn the_pages_rules_stop_what_a_faulty_page_would_let_through() {
    play("rules", async |stage| {
        let page = stage.open().await;
        let attack = r#"
            const script = document.createElement('script');
            script.textContent = "window.hostile = 'inline'";
            document.body.append(script);
            const image = document.createElement('img');
            image.setAttribute('onerror', "window.hostile = 'handler'");
            image.src = 'missing.png';
            document.body.append(image);
            const frame = document.createElement('iframe');
            frame.srcdoc = "<script>parent.hostile = 'frame'</scr" + "ipt>";
            document.body.append(frame);
            const link = document.createElement('a');
            link.href = 'https://example.org/';
            document.body.append(link);
            link.click();
            const opened = window.open('https://example.org/');
            let prototype = 'changed';
            try { Object.prototype.hostile = 1; } catch { /* frozen */ }
            if (({}).hostile === undefined) prototype = 'frozen';
            return { opened: opened === null, prototype, global: typeof window.__TAURI__ };
        "#;
        let found: Value = page.run(attack, Vec::new()).await;
        assert_eq!(found, serde_json::json!({ "opened": true, "prototype": "frozen", "global": "undefined" }));
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let hostile: Value = page.run("return window.hostile ?? null;", Vec::new()).await;
        assert_eq!(hostile, Value::Null, "the page's rules let a script run");
        let address: String = page.run("return location.href;", Vec::new()).await;
        assert!(address.starts_with("tauri://localhost"), "the window left Carat: {address}");
        assert!(page.has("app").await, "the page lives");
    });
}

#[test]
fn the_page_may_not_reach_the_network_or_tauris_plugins() {
    play("fetch", async |stage| {
        let page = stage.open().await;
        let attempt = r#"
            const done = (value) => { window.attempts = value; };
            const outcome = (promise) => promise.then(() => 'went through', () => 'refused');
            Promise.all([
                outcome(fetch('https://example.org/')),
                outcome(fetch('http://127.0.0.1:9/')),
                outcome(window.__TAURI_INTERNALS__.invoke('plugin:clipboard-manager|read_text')),
                outcome(window.__TAURI_INTERNALS__.invoke('plugin:dialog|open', { options: {} })),
                outcome(window.__TAURI_INTERNALS__.invoke('open_link', { url: 'file:///etc/passwd' })),
                outcome(window.__TAURI_INTERNALS__.invoke('open_folder', { folder: '/etc' })),
            ]).then(done);
        "#;
        let _: Value = page.run(attempt, Vec::new()).await;
        let outcomes: Vec<String> = wait_until("every attempt has an outcome", async || {
            page.run::<Option<Vec<String>>>("return window.attempts ?? null;", Vec::new()).await
        })
        .await;
        assert_eq!(outcomes, ["refused"; 6]);
    });
}
