//! A page as plain text to be read: headings, paragraphs and lists of its main part, nothing that acts.
//!
//! This is for pages that Carat itself brings, such as a licence. It never fails and takes time in proportion to the
//! page; of broken markup it shows what it can.

mod render;
mod token;

use render::Page;
use token::Token;

/// The text of a page.
pub(crate) fn to_text(html: &str) -> String {
    let tokens: Vec<Token<'_>> = token::tokens(html).collect();
    let mut page = Page::default();
    for token in main_part(&tokens) {
        page.add(token);
    }
    page.finish()
}

/// The tokens inside the element that holds the page's own text, or all where none can be told.
fn main_part<'t, 'h>(tokens: &'t [Token<'h>]) -> &'t [Token<'h>] {
    let is_body: [fn(&Token<'_>) -> bool; 3] = [
        |token| matches!(token, Token::Start { class, .. } if class.split_whitespace().any(|c| c.ends_with("article-body"))),
        |token| token.starts("main"),
        |token| token.starts("article"),
    ];
    is_body.iter().find_map(|is_body| inside(tokens, is_body)).unwrap_or(tokens)
}

/// The tokens from the first start tag that fits to its end tag, or to the last where that is missing.
fn inside<'t, 'h>(tokens: &'t [Token<'h>], fits: &fn(&Token<'_>) -> bool) -> Option<&'t [Token<'h>]> {
    let start = tokens.iter().position(fits)?;
    let Token::Start { name, .. } = &tokens[start] else { return None };
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(start) {
        if token.starts(name) {
            depth += 1;
        } else if token.ends(name) {
            depth -= 1;
            if depth == 0 {
                return Some(&tokens[start..place]);
            }
        }
    }
    Some(&tokens[start..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_and_lists_stand_apart() {
        let html = "<h1>Terms</h1><p>One\n  two &amp; <b>three</b>.</p><ol><li>first</li><li>second<ul><li>inner</li></ul></li></ol><p>End<br>here</p>";
        assert_eq!(to_text(html), "Terms\n\nOne two & three.\n\n1. first\n2. second\n  - inner\n\nEnd\nhere\n");
    }

    #[test]
    fn what_acts_or_steers_is_left_out() {
        let html = "<head><title>t</title><style>p{}</style></head><nav>menu <nav>deep</nav> more</nav>\
                    <script>if (a < b) { '</p>' }</script><p onclick='x()'>kept</p><!-- <p>no</p> --><svg><text>no</text></svg>";
        assert_eq!(to_text(html), "kept\n");
    }

    #[test]
    fn the_main_part_alone_is_shown_where_the_page_names_it() {
        let page =
            |open: &str, close: &str| format!("<div>around</div>{open}<div>a<div>b</div></div>c{close}<p>after</p>");
        assert_eq!(to_text(&page("<div class=\"x devsite-article-body clearfix\">", "</div>")), "a\nb\nc\n");
        assert_eq!(to_text(&page("<main>", "</main>")), "a\nb\nc\n");
        assert_eq!(to_text(&page("<section>", "</section>")), "around\na\nb\nc\n\nafter\n");
    }

    #[test]
    fn entities_become_their_signs_and_unknown_ones_stay() {
        let html = "&lt;b&gt; &quot;x&quot; it&#39;s &#x2014; &nbsp;&copy; &bogus; AT&T &#0; &#x110000; &amp;lt;";
        assert_eq!(to_text(html), "<b> \"x\" it's — © &bogus; AT&T &#0; &#x110000; &lt;\n");
    }

    #[test]
    fn broken_markup_shows_what_it_can() {
        assert_eq!(to_text("a < b and c > d"), "a < b and c > d\n");
        assert_eq!(to_text("<p>one<p>two</b></i><p title=\"un>closed\">three"), "one\n\ntwo\n\nthree\n");
        assert_eq!(to_text("<p>text<script>never closed"), "text\n");
        assert_eq!(to_text("text <a href=\"no end"), "text <a href=\"no end\n");
        assert_eq!(to_text("</ul></ol></li>x<"), "x<\n");
        assert_eq!(to_text(""), "");
    }

    #[test]
    fn preformatted_text_keeps_its_lines() {
        assert_eq!(to_text("<p>a</p><pre>x\n  y</pre><p>b</p>"), "a\n\nx\n  y\n\nb\n");
    }

    #[test]
    fn hostile_pages_stay_small_and_do_not_hang() {
        let deep = "<ul><li>x".repeat(20_000);
        assert!(to_text(&deep).len() < deep.len() * 4, "indents do not grow without end");
        for hostile in
            ["<a".repeat(200_000), "<!--".repeat(200_000), "&#".repeat(200_000), "<p title='".repeat(200_000)]
        {
            assert!(to_text(&hostile).len() <= hostile.len() + 1);
        }
        let planes: String = (0..=0x10_FFFFu32).step_by(31).filter_map(char::from_u32).collect();
        assert!(!to_text(&planes).is_empty());
    }
}
