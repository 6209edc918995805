//! Every document that is accepted is well-formed, in the judgement of another XML parser.

use crate::oracles::is_about_namespaces;
use crate::support::{ACTION, INTERACTION};
use help_request_edge::format::Format;
use help_request_edge::help_action::decode;
use proptest::prelude::*;
use roxmltree::{Document, Node, ParsingOptions};

/// Valid documents that use all markup that is accepted.
fn seeds() -> Vec<String> {
    vec![
        format!("<request><entry><interaction>{INTERACTION}</interaction><action>coach</action></entry></request>"),
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<r xmlns=\"urn:a\">\n <interaction>{INTERACTION}</interaction>\n</r>\n"
        ),
        format!(
            "<?xml version='1.0' standalone='yes' ?><!-- a --><r><interaction>{INTERACTION}</interaction></r><!-- b -->"
        ),
        format!("<r><entry xmlns:i = 'urn:b' ><interaction><![CDATA[{INTERACTION}]]></interaction></entry ></r>"),
        format!("<r><interaction>&#x64;&#52;{}</interaction><end_time/></r>", &INTERACTION[2..]),
        format!("<r><interaction>{INTERACTION}<!-- c --></interaction><action_sys_id >{ACTION}</action_sys_id ></r>"),
        "<r><interaction>a&amp;b&lt;c&gt;d&quot;e&apos;f</interaction><x><y a=\"b\">]]</y></x></r>".to_owned(),
    ]
}

const CHARACTERS: [char; 30] = [
    '<', '>', '&', ';', '"', '\'', '-', ']', '[', '!', '?', '/', '=', '#', ' ', '\n', '\t', '\r', 'a', 'x', 'm', 'l',
    'D', '0', '1', '.', '_', '\u{b7}', '\u{e9}', '\u{fffe}',
];

/// Pieces of markup that a single character seldom makes.
const PIECES: [&str; 22] = [
    "<!--",
    "-->",
    "--",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "<?xml ",
    "<!DOCTYPE r>",
    "<!",
    "/>",
    "</",
    "<r>",
    "</r>",
    "<r/>",
    "<entry>",
    "</entry>",
    "&#0;",
    "&#x41;",
    "&amp;",
    " a='1'",
    " xmlns='urn:a'",
];

/// One change of a document. Positions are taken modulo its length.
#[derive(Clone, Debug)]
enum Mutation {
    Insert(usize, String),
    Delete(usize, usize),
    Replace(usize, String),
    /// Copies a part to another place.
    Copy(usize, usize, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let piece = prop_oneof![
        4 => prop::sample::select(CHARACTERS.as_slice()).prop_map(String::from),
        1 => prop::sample::select(PIECES.as_slice()).prop_map(String::from),
    ];
    let at = any::<usize>();
    prop_oneof![
        (at, piece.clone()).prop_map(|(at, piece)| Mutation::Insert(at, piece)),
        (at, 1..4_usize).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (at, piece).prop_map(|(at, piece)| Mutation::Replace(at, piece)),
        (at, 1..12_usize, at).prop_map(|(from, length, to)| Mutation::Copy(from, length, to)),
    ]
}

fn mutated(document: &str, mutations: &[Mutation]) -> String {
    let mut chars: Vec<char> = document.chars().collect();
    for mutation in mutations {
        let end = chars.len();
        match mutation {
            Mutation::Insert(at, piece) => {
                let at = at % (end + 1);
                chars.splice(at..at, piece.chars());
            }
            Mutation::Delete(at, length) => {
                let at = at % (end + 1);
                chars.drain(at..end.min(at + length));
            }
            Mutation::Replace(at, piece) => {
                let at = at % (end + 1);
                chars.splice(at..end.min(at + 1), piece.chars());
            }
            Mutation::Copy(from, length, to) => {
                let from = from % (end + 1);
                let part = chars[from..end.min(from + length)].to_vec();
                let to = to % (end + 1);
                chars.splice(to..to, part);
            }
        }
    }
    chars.into_iter().collect()
}

#[track_caller]
fn agrees(document: &str) -> Result<(), TestCaseError> {
    if decode(Format::Xml, document.as_bytes()).is_err() {
        return Ok(());
    }
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    match Document::parse_with_options(document, options) {
        Ok(parsed) => {
            // It takes a declaration with a line break after its name for an instruction called xml.
            let is_instruction = |node: Node<'_, '_>| node.pi().is_some_and(|instruction| instruction.target != "xml");
            prop_assert!(!parsed.descendants().any(is_instruction), "a processing instruction: {:?}", document);
            Ok(())
        }
        Err(error) if is_about_namespaces(&error, document) => Ok(()),
        Err(error) => Err(TestCaseError::fail(format!("{document:?} was accepted, but: {error}"))),
    }
}

#[test]
fn the_seeds_are_accepted() {
    for seed in seeds() {
        assert!(decode(Format::Xml, seed.as_bytes()).is_ok(), "{seed}");
        assert!(Document::parse(&seed).is_ok(), "{seed}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn what_is_accepted_is_well_formed(
        seed in prop::sample::select(seeds()),
        mutations in prop::collection::vec(mutation(), 1..4),
    ) {
        agrees(&mutated(&seed, &mutations))?;
    }
}
