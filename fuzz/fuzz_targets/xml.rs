//! XML bodies, against another parser.
#![no_main]

use help_request_edge::format::{Format, RawFields, RawValue};
use help_request_edge::help_action::{Field, decode};
use help_request_edge_fuzz::oracles::is_about_namespaces;
use help_request_edge_fuzz::{PRESENTS, command_of};
use libfuzzer_sys::fuzz_target;
use roxmltree::{Document, Node, NodeType, ParsingOptions};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

/// The name as it is written, prefix and all.
fn written_name<'a>(document: &'a str, element: Node<'_, '_>) -> &'a str {
    let tag = &document[element.range().start + 1..];
    tag.split(['>', '/', ' ', '\t', '\n', '\r']).next().unwrap_or_default()
}

/// The fields of a document that is of the contract's form, or why it is not.
fn fields(text: &str, document: &Document<'_>) -> Result<RawFields, &'static str> {
    if document.root().descendants().any(|node| node.pi().is_some_and(|instruction| instruction.target != "xml")) {
        return Err("a processing instruction");
    }
    let elements = |parent: Node<'_, '_>| -> Result<Vec<usize>, &'static str> {
        let mut elements = Vec::new();
        for child in parent.children() {
            match child.node_type() {
                NodeType::Element => elements.push(child.range().start),
                NodeType::Text if !text[child.range()].chars().all(|c| " \t\r\n".contains(c)) => return Err("text"),
                _ => {}
            }
        }
        Ok(elements)
    };
    let root = document.root_element();
    if root.attributes().len() > 0 {
        return Err("attributes");
    }
    let is_entry = |node: &Node<'_, '_>| node.is_element() && written_name(text, *node) == "entry";
    let mut container = root;
    let entry = root.children().find(is_entry);
    if let Some(entry) = entry {
        if elements(root)?.len() > 1 {
            return Err("fields beside the entry");
        }
        if entry.attributes().len() > 0 {
            return Err("attributes");
        }
        container = entry;
    }
    elements(root)?;
    elements(container)?;
    let mut fields = RawFields::new(Field::ALL.map(Field::name));
    for field in container.children().filter(Node::is_element) {
        if field.attributes().len() > 0 {
            return Err("attributes");
        }
        let value = if field.children().any(|child| child.is_element()) {
            RawValue::Other("an element")
        } else {
            RawValue::Text(field.children().filter(Node::is_text).filter_map(|piece| piece.text()).collect())
        };
        fields.put(written_name(text, field), value);
    }
    Ok(fields)
}

fuzz_target!(|text: &str| {
    let _ = command_of(Format::Xml, text.as_bytes(), PRESENTS[0]);
    let is_accepted = decode(Format::Xml, text.as_bytes()).is_ok();
    // XML 1.0, section 2.11: line ends are the same before parsing.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let actual = decode(Format::Xml, text.as_bytes());
    assert_eq!(actual.is_ok(), is_accepted);
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let parsed = Document::parse_with_options(&text, options);
    match (actual, parsed) {
        (Ok(actual), Ok(document)) => assert_eq!(Ok(actual), fields(&text, &document)),
        (Ok(_), Err(error)) => {
            assert!(is_about_namespaces(&error, &text), "accepted, but: {error}");
        }
        (Err(error), Ok(document)) => {
            // Attributes, and all other declarations, may be refused for how they are written.
            let body = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
            let body = body.strip_prefix(DECLARATION).unwrap_or(body);
            if !body.contains(['=', '?']) && !body.contains("<!DOCTYPE") {
                assert!(fields(&text, &document).is_err(), "refused: {error:?}");
            }
        }
        (Err(_), Err(_)) => {}
    }
});
