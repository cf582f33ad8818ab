//! The guard of a window: its page stays Carat's own, whatever a link or a script tries.

use tauri::Url;

/// Whether a window may go to an address: only to the pages that are part of the program.
pub(crate) fn is_own(url: &Url) -> bool {
    match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // Windows and Android have no schemes of an app's own.
        "http" => {
            cfg!(any(windows, target_os = "android"))
                && url.host_str() == Some("tauri.localhost")
                && url.port().is_none()
        }
        _ => false,
    }
}

/// The link, where it is one that a browser may be given.
pub(crate) fn web_link(link: &str) -> Option<Url> {
    let url = Url::parse(link).ok()?;
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    web.then_some(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_stays_on_carats_own_pages() {
        let own = |url: &str| is_own(&Url::parse(url).expect("a URL"));
        assert!(own("tauri://localhost"));
        assert!(own("tauri://localhost/index.html#settings"));
        for foreign in [
            "https://example.org/",
            "http://localhost:1420/",
            "http://tauri.localhost:8080/",
            "tauri://example.org/",
            "javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "file:///etc/passwd",
            "about:blank",
            "blob:tauri://localhost/8a",
        ] {
            assert!(!own(foreign), "{foreign} must not be opened in the window");
        }
    }

    #[test]
    fn only_web_links_reach_the_browser() {
        assert!(web_link("https://example.org/a?b#c").is_some());
        assert!(web_link("http://127.0.0.1:8080").is_some());
        for refused in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "mailto:a@b.c",
            "example.org",
            "",
            "https://",
            "x-apple:settings",
        ] {
            assert!(web_link(refused).is_none(), "{refused} must not reach the system");
        }
    }
}
