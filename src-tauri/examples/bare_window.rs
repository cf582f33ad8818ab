//! The bare window: the least Tauri program that shows a page, the peer of Carat's start-up time and memory.
//!
//! It prints `interactive` once its page has been loaded and stays open until it is ended.

use std::io::Write;

use tauri::webview::PageLoadEvent;
use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() {
    let built = tauri::Builder::default()
        .register_uri_scheme_protocol("bare", |_, _| {
            let page = "<!doctype html><meta charset=utf-8><title>Bare</title><p>A bare window.";
            tauri::http::Response::builder()
                .header("content-type", "text/html")
                .body(page.as_bytes().to_vec())
                .unwrap_or_default()
        })
        .setup(|app| {
            WebviewWindowBuilder::new(app, "bare", WebviewUrl::CustomProtocol("bare://localhost/".parse()?))
                .title("Bare")
                .inner_size(1180.0, 780.0)
                .on_page_load(|_, payload| {
                    if matches!(payload.event(), PageLoadEvent::Finished) {
                        println!("interactive");
                        // Nothing more can be done about a closed pipe here; the reader is gone.
                        let _ = std::io::stdout().flush();
                    }
                })
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = built {
        eprintln!("the bare window could not be opened: {error}");
        std::process::exit(1);
    }
}
