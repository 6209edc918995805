//! XML bodies (XML 1.0, fifth edition): a root element, optionally one `entry` in it, and the fields as elements
//! (`docs/api.md`, "Formats").
//!
//! quick-xml finds the markup. This module refuses what quick-xml accepts although XML or the contract forbids it. Nothing
//! is expanded or fetched, because only references to single characters are accepted.

use super::media_type::is_utf8_label;
use super::xml_grammar::{attributes, holds, is_char, is_name, is_space, is_white_space};
use super::{RawFields, RawValue};
use crate::fault::{Fault, excerpt};
use quick_xml::errors::{IllFormedError, SyntaxError};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Error, Reader};

/// The element between the root and the fields in ServiceNow's form of a request.
const ENTRY: &str = "entry";

/// Reads the fields of the document.
pub(super) fn decode(text: &str, fields: RawFields) -> Result<RawFields, Fault> {
    if text.trim_start().is_empty() {
        return Err(malformed("it is empty; send <request><entry>…</entry></request> with the fields as elements"));
    }
    if let Some(c) = text.chars().find(|c| !is_char(*c)) {
        return Err(malformed(format!("it holds the character U+{:04X}, which XML does not allow", u32::from(c))));
    }
    let document = after_declaration(text)?;
    // quick-xml would ignore a byte order mark here. It is allowed only at the beginning of the body.
    if document.starts_with('\u{FEFF}') {
        return Err(malformed("text stands outside the root element"));
    }
    let mut reader = Reader::from_str(document);
    reader.config_mut().expand_empty_elements = true;
    Document { reader, fields }.read()
}

struct Document<'a> {
    reader: Reader<&'a [u8]>,
    fields: RawFields,
}

/// The events of XML without comments. Forbidden markup is refused before it becomes one of these.
enum Markup<'a> {
    Start(BytesStart<'a>),
    End,
    /// Literal text. References and CDATA sections are `Characters`.
    Text(String),
    Characters(String),
    Eof,
}

impl<'a> Document<'a> {
    fn read(mut self) -> Result<RawFields, Fault> {
        match self.next_outside()? {
            Markup::Start(root) => check_element(&root, EACH_FIELD)?,
            _ => return Err(malformed("it has no root element")),
        }
        self.container(true)?;
        match self.next_outside()? {
            Markup::Eof => Ok(self.fields),
            _ => Err(malformed("it has a second root element; send one request per call")),
        }
    }

    /// The next markup before or after the root element. Only whitespace may be between.
    fn next_outside(&mut self) -> Result<Markup<'a>, Fault> {
        loop {
            match self.next()? {
                Markup::Text(text) if is_white_space(&text) => {}
                Markup::Text(_) | Markup::Characters(_) => {
                    return Err(malformed("text stands outside the root element"));
                }
                markup => return Ok(markup),
            }
        }
    }

    /// Reads the fields within the root, or within the entry, up to its end tag.
    fn container(&mut self, is_root: bool) -> Result<(), Fault> {
        let (mut entries, mut fields) = (0, 0);
        loop {
            match self.next()? {
                Markup::Start(element) if is_root && element.name().as_ref() == ENTRY => {
                    entries += 1;
                    check_element(&element, EACH_FIELD)?;
                    self.container(false)?;
                }
                Markup::Start(element) => {
                    fields += 1;
                    self.field(&element)?;
                }
                Markup::Text(text) if is_white_space(&text) => {}
                Markup::Text(_) | Markup::Characters(_) => {
                    return Err(malformed(
                        "text stands where a field belongs; put each value into its field's element",
                    ));
                }
                Markup::End => return Ok(()),
                Markup::Eof => return Err(malformed("it ends before its root element does")),
            }
            if entries > 1 {
                return Err(malformed("it has a second entry; send one request per call"));
            }
            if entries > 0 && fields > 0 {
                return Err(malformed("fields stand beside the entry; put all of them into it"));
            }
        }
    }

    /// Reads a field up to its end tag. `start` is its start tag.
    fn field(&mut self, start: &BytesStart<'a>) -> Result<(), Fault> {
        check_element(start, "give the value as the element's text")?;
        let mut value = RawValue::Text(String::new());
        let mut depth = 1_usize;
        while depth > 0 {
            match self.next()? {
                Markup::Start(element) => {
                    check_name(element.name().as_ref())?;
                    if attributes(element.attributes_raw()).is_none() {
                        return Err(malformed("a tag has attributes that are not well-formed, or too many"));
                    }
                    depth += 1;
                    value = RawValue::Other("an element");
                }
                Markup::End => depth -= 1,
                Markup::Text(piece) | Markup::Characters(piece) => {
                    if let RawValue::Text(text) = &mut value {
                        text.push_str(&piece);
                    }
                }
                Markup::Eof => return Err(malformed("it ends before its root element does")),
            }
        }
        self.fields.put(start.name().as_ref(), value);
        Ok(())
    }

    fn next(&mut self) -> Result<Markup<'a>, Fault> {
        loop {
            return Ok(match self.reader.read_event().map_err(|error| broken(&error))? {
                Event::Start(start) | Event::Empty(start) => Markup::Start(start),
                Event::End(_) => Markup::End,
                Event::Text(text) if holds(&text, b"]]>") => {
                    return Err(malformed("it holds ]]> outside a CDATA section"));
                }
                Event::Text(text) => Markup::Text(text.xml10_content().into_owned()),
                Event::CData(data) => Markup::Characters(data.xml10_content().into_owned()),
                Event::GeneralRef(reference) => Markup::Characters(character(&reference)?.to_string()),
                Event::Comment(text) if holds(&text, b"--") || text.ends_with('-') => {
                    return Err(malformed("a comment holds --"));
                }
                Event::Comment(_) => continue,
                Event::Eof => Markup::Eof,
                Event::DocType(_) => return Err(malformed("a DOCTYPE is not accepted; leave it out")),
                Event::PI(_) | Event::Decl(_) => {
                    return Err(malformed("processing instructions are not accepted; leave them out"));
                }
            });
        }
    }
}

/// The document without its XML declaration (production 23). The declaration must say version 1.0 and, if it names an
/// encoding, UTF-8.
fn after_declaration(text: &str) -> Result<&str, Fault> {
    let form = || malformed("its XML declaration is not of the form <?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    let Some(rest) = text.strip_prefix("<?xml").filter(|rest| rest.starts_with(is_space)) else {
        return Ok(text);
    };
    let (declaration, rest) = rest.split_once('?').ok_or_else(form)?;
    let document = rest.strip_prefix('>').ok_or_else(form)?;
    let mut due = ["version", "encoding", "standalone"].iter();
    let attributes = attributes(declaration).ok_or_else(form)?;
    if attributes.first().is_none_or(|(name, _)| *name != "version") {
        return Err(form());
    }
    for (name, value) in attributes {
        let is_in_order = due.any(|due| *due == name);
        match (name, value) {
            _ if !is_in_order => return Err(form()),
            ("version", "1.0") | ("standalone", "yes" | "no") => {}
            ("encoding", encoding) if is_utf8_label(encoding) => {}
            ("encoding", encoding) => {
                let encoding = excerpt(encoding);
                return Err(malformed(format!("its XML declaration says encoding=\"{encoding}\"; send UTF-8")));
            }
            _ => return Err(form()),
        }
    }
    Ok(document)
}

/// The advice if the root or the entry has attributes.
const EACH_FIELD: &str = "give each field as an element";

/// Checks an element's name and attributes. Accepts namespace declarations, because serializers add them. Refuses any other
/// attribute: ignoring it could lose a value.
fn check_element(element: &BytesStart<'_>, advice: &str) -> Result<(), Fault> {
    let name = element.name();
    check_name(name.as_ref())?;
    let attributes = attributes(element.attributes_raw());
    let is_namespace = |name: &str| name == "xmlns" || name.starts_with("xmlns:");
    if attributes.is_some_and(|attributes| attributes.iter().all(|(name, _)| is_namespace(name))) {
        Ok(())
    } else {
        Err(malformed(format!("<{}> has attributes; {advice}", excerpt(name.as_ref()))))
    }
}

/// The character that a reference stands for.
fn character(reference: &BytesRef<'_>) -> Result<char, Fault> {
    let name: &str = reference;
    let undefined = || malformed(format!("it refers to &{};, which is not defined", excerpt(name)));
    let code = |digits: &str, radix| {
        let valid = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
        let code = u32::from_str_radix(digits, radix).ok().filter(|_| valid);
        code.and_then(char::from_u32).filter(|c| is_char(*c)).ok_or_else(undefined)
    };
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        _ => match (name.strip_prefix("#x"), name.strip_prefix('#')) {
            (Some(digits), _) => code(digits, 16),
            (None, Some(digits)) => code(digits, 10),
            (None, None) => Err(undefined()),
        },
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    if is_name(name) { Ok(()) } else { Err(malformed(format!("\"{}\" is not a name of an element", excerpt(name)))) }
}

/// quick-xml's error, in words that say what to change. Its own words would repeat the caller's text at any length.
fn broken(error: &Error) -> Fault {
    malformed(match error {
        Error::Syntax(SyntaxError::InvalidBangMarkup) => "<! begins neither a comment nor a CDATA section".to_owned(),
        Error::Syntax(SyntaxError::UnclosedComment) => "a comment does not end".to_owned(),
        Error::Syntax(SyntaxError::UnclosedCData) => "a CDATA section does not end".to_owned(),
        Error::Syntax(_) => "a tag does not end; write &lt; for a < that begins none".to_owned(),
        Error::IllFormed(IllFormedError::UnclosedReference) => {
            "an & begins no reference; write &amp; for it".to_owned()
        }
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => {
            format!("</{}> stands where </{}> belongs", excerpt(found), excerpt(expected))
        }
        Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => format!("</{}> ends nothing", excerpt(found)),
        _ => "it is not well-formed".to_owned(),
    })
}

fn malformed(reason: impl std::fmt::Display) -> Fault {
    Fault::body(format!("the body is not an accepted XML document: {reason}"))
}
