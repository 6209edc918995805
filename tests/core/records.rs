//! Records in both formats (contract, sections 3 and 7).

use crate::support;
use help_request_edge::error::ApiError;
use help_request_edge::format::{Format, write_records};
use help_request_edge::response::{Body, Response};
use help_request_edge::table::MAX_CHARACTERS;
use proptest::prelude::*;
use roxmltree::{Document, Node};
use serde_json::{Value, json};
use wasm_bindgen::{JsCast, JsValue};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";

fn body(record: &str, format: Format) -> String {
    support::body(&Response::record(200, Some(record), format).unwrap()).to_owned()
}

/// The response, and how many of the records it has.
fn cut_list(records: &[&str]) -> Result<(Response, usize), ApiError> {
    Response::records_as_xml(records.iter().map(|record| Some((*record).to_owned())))
}

/// The response with all the records.
fn list(records: &[&str]) -> Result<Response, ApiError> {
    cut_list(records).map(|(response, written)| {
        assert_eq!(written, records.len());
        response
    })
}

#[test]
fn a_record() {
    let record = r#"{"number":"IMS0000001","type":"","state":"new"}"#;
    assert_eq!(body(record, Format::Json), format!("{{\"result\":{record}}}"));
    let xml = format!(
        "{DECLARATION}<response><result><number>IMS0000001</number><type/><state>new</state></result></response>"
    );
    assert_eq!(body(record, Format::Xml), xml);
}

#[test]
fn lists() {
    for (records, xml) in [
        (&[][..], ""),
        (&[r#"{"a":"1"}"#][..], "<result><a>1</a></result>"),
        (&[r#"{"a":"1"}"#, r#"{"a":""}"#][..], "<result><a>1</a></result><result><a/></result>"),
    ] {
        let response = list(records).unwrap();
        assert_eq!((response.status, response.format), (200, Some(Format::Xml)));
        assert_eq!(support::body(&response), format!("{DECLARATION}<response>{xml}</response>"));
    }
    assert!(matches!(Response::records_as_xml([None]), Err(ApiError::Internal(_))));
    // The platform makes its body.
    let response = Response::records_as_json(JsValue::UNDEFINED.unchecked_into());
    assert_eq!((response.status, response.format, response.headers), (200, Some(Format::Json), vec![]));
    assert!(matches!(response.body, Body::Js(_)));
}

#[test]
fn a_list_has_as_many_records_as_fit_into_an_answer() {
    let largest = usize::try_from(MAX_CHARACTERS).unwrap();
    // Each becomes an element of the third part, markup and all.
    let third = |more: usize| format!(r#"{{"a":"{}"}}"#, "x".repeat((largest - 100) / 3 - 24 + more));
    let (small, large) = (third(0), third(40));
    let (response, written) = cut_list(&[&small, &small, &small]).unwrap();
    assert_eq!((written, support::body(&response).matches("<result>").count()), (3, 3));
    assert!((largest - 200..=largest + 100).contains(&support::body(&response).len()));
    let (response, written) = cut_list(&[&large, &large, &large, r#"{"a":""}"#]).unwrap();
    assert_eq!(written, 2);
    let document = Document::parse(support::body(&response)).unwrap();
    assert_eq!(document.root_element().children().count(), 2);
    // Not even one.
    let (response, written) = cut_list(&[&format!(r#"{{"a":"{}"}}"#, "&".repeat(largest / 5))]).unwrap();
    assert_eq!((written, support::body(&response)), (0, format!("{DECLARATION}<response></response>").as_str()));
    // A record alone is never cut.
    let alone = format!(r#"{{"a":"{}"}}"#, "x".repeat(2 * largest));
    assert!(body(&alone, Format::Xml).len() > 2 * largest);
}

/// The last tag is not counted.
#[test]
fn a_document_of_records_has_as_many_bytes_as_it_may_have() {
    let records = [r#"{"a":"1"}"#, r#"{"a":"\u00fc"}"#, r#"{"a":""}"#];
    let elements = ["<result><a>1</a></result>", "<result><a>\u{fc}</a></result>", "<result><a/></result>"];
    let opened = format!("{DECLARATION}<response>");
    for fitting in 0..=records.len() {
        let expected = format!("{opened}{}", elements[..fitting].concat());
        let next = elements.get(fitting).map_or(100, |element| element.len());
        for more in [0, next - 1] {
            let written = write_records(records.map(Some), expected.len() + more, None);
            assert_eq!(written, Some((format!("{expected}</response>"), fitting)), "{more}");
        }
    }
    // A record that would fit behind one that does not is not taken out of its order.
    let (small, large) = (Some(r#"{"a":""}"#), Some(r#"{"a":"12345"}"#));
    let most = opened.len() + 2 * elements[2].len();
    let expected = (format!("{opened}{}</response>", elements[2]), 1);
    assert_eq!(write_records([small, large, small], most, None), Some(expected));
    // Nothing is read behind the first that does not fit, and what is read has to be a record.
    assert_eq!(write_records([large, None], opened.len(), None), Some((format!("{opened}</response>"), 0)));
    assert_eq!(write_records([small, None], usize::MAX, None), None);
    assert_eq!(write_records([small, Some("{")], usize::MAX, None), None);
}

#[test]
fn references_and_fields_behind_them() {
    let record = r#"{"interaction":{"link":"https://a/b?c&d","value":"e"},"interaction.number":"IMS0000001"}"#;
    let xml = format!(
        "{DECLARATION}<response><result><interaction><link>https://a/b?c&amp;d</link><value>e</value></interaction>\
         <interaction.number>IMS0000001</interaction.number></result></response>"
    );
    assert_eq!(body(record, Format::Xml), xml);
}

#[test]
fn groups_of_aggregates() {
    let record = r#"{"stats":{"count":"2"},"groupby_fields":[{"field":"a","value":"b"},{"field":"c","value":""}]}"#;
    let xml = format!(
        "{DECLARATION}<response><result><stats><count>2</count></stats>\
         <groupby_fields><field>a</field><value>b</value></groupby_fields>\
         <groupby_fields><field>c</field><value/></groupby_fields></result></response>"
    );
    assert_eq!(support::body(&list(&[record]).unwrap()), xml);
    assert_eq!(body(record, Format::Xml), xml);
}

#[test]
fn an_answer_has_its_status_and_its_format() {
    for (status, format) in [(200, Format::Json), (201, Format::Xml)] {
        let response = Response::record(status, Some("{}"), format).unwrap();
        assert_eq!((response.status, response.format), (status, Some(format)));
        let response = response.with_headers([("Location", "l".to_owned())]);
        assert_eq!(response.headers.last(), Some(&("Location", "l".to_owned())));
    }
}

#[test]
fn nothing_to_show_has_neither_body_nor_format() {
    let response = Response::without_body(204);
    assert_eq!((response.status, response.format, support::body(&response)), (204, None, ""));
}

#[test]
fn what_is_no_record_is_a_defect() {
    assert!(matches!(Response::record(200, None, Format::Json), Err(ApiError::Internal(_))));
    for text in ["", "{", "{\"a\":\"\u{1}\"}"] {
        assert!(matches!(list(&["{}", text]), Err(ApiError::Internal(_))), "{text}");
        assert!(matches!(Response::record(200, Some(text), Format::Xml), Err(ApiError::Internal(_))), "{text}");
    }
}

#[test]
fn what_xml_cannot_hold_is_replaced() {
    let record = r#"{"a":"b\u0000c\u001bd\ufffee"}"#;
    let xml = format!("{DECLARATION}<response><result><a>b\u{FFFD}c\u{FFFD}d\u{FFFD}e</a></result></response>");
    assert_eq!(body(record, Format::Xml), xml);
    assert_eq!(body(record, Format::Json), format!("{{\"result\":{record}}}"));
}

#[test]
fn line_ends_come_back_from_xml() {
    let xml = body(r#"{"a":"b\r\nc\rd\ne\t"}"#, Format::Xml);
    assert_eq!(texts(&xml), [[("a".to_owned(), "b\r\nc\rd\ne\t".to_owned())]]);
}

/// The text of each field of each record.
fn texts(xml: &str) -> Vec<Vec<(String, String)>> {
    let document = Document::parse(xml).unwrap();
    let fields = |record: Node<'_, '_>| {
        record
            .children()
            .map(|field| (field.tag_name().name().to_owned(), field.text().unwrap_or_default().to_owned()))
            .collect()
    };
    document.root_element().children().map(fields).collect()
}

proptest! {
    #[test]
    fn both_formats_hold_the_same(
        records in prop::collection::vec(
            prop::collection::btree_map("[a-z_][a-z_.0-9]{0,5}", "[\\PC\t\n\r]{0,20}", 0..5),
            0..4,
        ),
    ) {
        let texts_of = |value: &Value| value.to_string();
        let written: Vec<String> = records.iter().map(|record| texts_of(&json!(record))).collect();
        for (record, written) in records.iter().zip(&written) {
            let json: Value = serde_json::from_str(&body(written, Format::Json)).unwrap();
            prop_assert_eq!(json, json!({"result": record}));
        }
        let is_char = |c: char| !matches!(c, '\u{FFFE}' | '\u{FFFF}');
        let expected: Vec<Vec<(String, String)>> = records
            .into_iter()
            .map(|record| {
                record.into_iter().map(|(name, text)| (name, text.replace(|c| !is_char(c), "\u{FFFD}"))).collect()
            })
            .collect();
        let written: Vec<&str> = written.iter().map(String::as_str).collect();
        let response = list(&written).unwrap();
        prop_assert_eq!(texts(support::body(&response)), expected);
    }
}
