//! The terms that a model comes under.

use std::fs;

use carat_hub::{Library, LicenceId};

/// A page built as the publisher's is, with a text long enough to be terms.
fn page(date: &str) -> String {
    let clauses: String =
        (1..60).map(|number| format!("<li>Clause {number} says &quot;<strong>so</strong>&quot;.</li>")).collect();
    format!(
        "<!doctype html><html><head><title>Gemma Terms of Use &nbsp;|&nbsp; Google</title><script>steal()</script></head>
         <body><devsite-header><nav>Docs</nav></devsite-header><main><article>
         <div class=\"devsite-article-body clearfix\n  \"><p>Last modified: {date}</p>
         <h2 id=\"s\">Section 1: DEFINITIONS</h2><p>(a) &quot;<strong>Agreement</strong>&quot; means\nthese terms.</p>
         <ol>{clauses}</ol><ul><li><a href=\"https://example.com\">Gemma 1</a></li></ul></div>
         </article></main><div>Was this helpful?</div></body></html>"
    )
}

#[test]
fn the_full_text_is_read_from_beside_the_starter() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("GEMMA_TERMS.html");
    fs::write(&file, page("April 1, 2026")).unwrap();
    let terms = Library::with_folders(folder.path(), "none").terms(LicenceId::Gemma);
    assert_eq!((terms.title.as_str(), terms.version.as_str()), ("Gemma Terms of Use", "2026-04-01"));
    assert_eq!(terms.url, "https://ai.google.dev/gemma/terms");
    assert_eq!(terms.prohibited_use_url, "https://ai.google.dev/gemma/prohibited_use_policy");
    assert_eq!(terms.file.as_deref(), Some(file.as_path()));
    assert!(
        terms.text.starts_with(
            "Last modified: April 1, 2026\n\nSection 1: DEFINITIONS\n\n(a) \"Agreement\" means these terms.\n\n1. Clause 1 says \"so\".\n2. "
        ),
        "{}",
        terms.text
    );
    assert!(terms.text.ends_with("59. Clause 59 says \"so\".\n\n- Gemma 1\n"), "{}", terms.text);
    for stray in ["steal", "Docs", "helpful", "<", "&quot;"] {
        assert!(!terms.text.contains(stray), "{stray} is no part of the terms");
    }
}

#[test]
fn without_the_text_a_summary_says_so_and_where_to_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let library = Library::with_folders(folder.path(), "none");
    let missing = library.terms(LicenceId::Gemma);
    assert!(missing.text.contains("full text is not on this machine") && missing.text.contains(&missing.url));
    assert!(missing.text.contains(&missing.prohibited_use_url));
    assert_eq!((missing.version.as_str(), missing.file.as_ref()), ("2025-03-24", None));

    let file = folder.path().join("GEMMA_TERMS.html");
    for spoilt in [Vec::new(), b"<html><body>502 Bad Gateway</body></html>".to_vec(), vec![0xff; 5 * 1024 * 1024]] {
        fs::write(&file, spoilt).unwrap();
        assert_eq!(library.terms(LicenceId::Gemma), missing, "a file that is not the terms is not taken for them");
    }
}

#[test]
fn terms_without_a_date_have_the_version_carat_was_made_with() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("GEMMA_TERMS.html"), page("soon")).unwrap();
    let terms = Library::with_folders(folder.path(), "none").terms(LicenceId::Gemma);
    assert_eq!(terms.version, "2025-03-24");
    assert!(terms.file.is_some());
}
