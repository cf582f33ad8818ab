//! An element of a page: what it does to the text in it.

use std::rc::Rc;

use html5ever::Attribute;
use markup5ever_rcdom::{Node, NodeData};

/// What an element does to its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A heading of a level.
    Heading(u8),
    /// An item of a list.
    Item,
    /// A table of values.
    Table,
    /// A table that only places things.
    Layout,
    /// A row of values.
    Row,
    /// A value.
    Cell,
    /// Preformatted text.
    Preformatted,
    /// The end of a line.
    Break,
    /// A block of its own.
    Block,
    /// A part of a line.
    Inline,
    /// What is never shown.
    Nothing,
}

/// What an element does, by its name.
pub(super) fn shape(name: &str) -> Shape {
    match name {
        "h1" => Shape::Heading(1),
        "h2" => Shape::Heading(2),
        "h3" => Shape::Heading(3),
        "h4" => Shape::Heading(4),
        "h5" => Shape::Heading(5),
        "h6" => Shape::Heading(6),
        "li" | "dt" | "dd" => Shape::Item,
        "table" => Shape::Table,
        "tr" => Shape::Row,
        "td" | "th" => Shape::Cell,
        "pre" | "xmp" | "listing" => Shape::Preformatted,
        "br" => Shape::Break,
        "address" | "article" | "aside" | "blockquote" | "body" | "caption" | "center" | "details" | "dialog"
        | "div" | "dl" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "header" | "hr" | "html"
        | "legend" | "main" | "nav" | "ol" | "option" | "p" | "section" | "summary" | "ul" => Shape::Block,
        "head" | "script" | "style" | "template" | "noscript" | "svg" | "math-annotation" | "iframe" | "object"
        | "audio" | "video" | "canvas" | "noframes" => Shape::Nothing,
        _ => Shape::Inline,
    }
}

/// Whether a table only places things: it says so, it holds other tables, or no row of it has a second value.
pub(super) fn is_layout(table: &Rc<Node>, attributes: &[Attribute]) -> bool {
    if attributes.iter().any(|attribute| &*attribute.name.local == "role" && &*attribute.value == "presentation") {
        return true;
    }
    let mut widest = 0;
    let mut nodes: Vec<Rc<Node>> = table.children.borrow().clone();
    while let Some(node) = nodes.pop() {
        if let NodeData::Element { name, .. } = &node.data {
            match &*name.local {
                "table" => return true,
                "tr" => {
                    let cells = node.children.borrow().iter().filter(|child| matches!(&child.data, NodeData::Element { name, .. } if matches!(&*name.local, "td" | "th"))).count();
                    widest = widest.max(cells);
                }
                _ => {}
            }
        }
        nodes.extend(node.children.borrow().iter().cloned());
    }
    widest < 2
}

/// All text in an element.
pub(super) fn text_of(element: &Rc<Node>) -> String {
    let mut text = String::new();
    let mut nodes = vec![Rc::clone(element)];
    while let Some(node) = nodes.pop() {
        if let NodeData::Text { contents } = &node.data {
            text.push_str(&contents.borrow());
        }
        nodes.extend(node.children.borrow().iter().rev().cloned());
    }
    text
}
