//! The format of the request by `Content-Type` (contract, section 2).

use help_request_edge::format::{Format, request_format};

#[track_caller]
fn all(expected: Option<Format>, headers: &[&str]) {
    for header in headers {
        assert_eq!(request_format(Some(header)), expected, "{header:?}");
    }
}

const JSON: Option<Format> = Some(Format::Json);
const XML: Option<Format> = Some(Format::Xml);

#[test]
fn json_is_the_default() {
    assert_eq!(request_format(None), JSON);
    all(JSON, &["", " ", "\t"]);
}

#[test]
fn json_and_its_relatives() {
    all(JSON, &["application/json", "Application/JSON", " application/json ", "application/vnd.api+json"]);
    all(JSON, &["application/x+json", "text/a.b+JSON", "application/problem+json;charset=utf-8"]);
}

#[test]
fn xml_and_its_relatives() {
    all(XML, &["application/xml", "text/xml", "TEXT/XML", "application/soap+xml", "image/svg+xml"]);
}

#[test]
fn charset_utf_8_is_accepted_in_any_spelling() {
    all(
        JSON,
        &["application/json;charset=utf-8", "application/json; charset=UTF-8", "application/json;charset=\"utf-8\""],
    );
    all(JSON, &["application/json ; Charset = \"Utf-8\" ", "application/json;", "application/json; ;charset=utf-8;"]);
    all(JSON, &["application/json; charset=utf8", "application/json;charset=\"UTF8\""]);
    all(XML, &["text/xml;charset=UTF-8", "application/xml; version=1; charset=utf-8", "text/xml;charset=utf8"]);
}

#[test]
fn another_charset_is_refused() {
    all(None, &["application/json;charset=iso-8859-1", "application/json;charset=utf-16", "text/xml;charset=us-ascii"]);
    all(None, &["application/json;charset=", "application/json;charset=\"\"", "application/json;charset=utf_8"]);
    all(None, &["application/json;charset=utf-8;charset=utf-16", "application/json;charset"]);
}

#[test]
fn other_parameters_have_no_meaning() {
    all(JSON, &["application/json;odata=verbose", "application/json; boundary=\"utf-16\"; charset=utf-8"]);
}

#[test]
fn other_types_are_refused() {
    all(None, &["text/plain", "text/html", "text/json", "application/x-www-form-urlencoded", "multipart/form-data"]);
    all(None, &["application/octet-stream", "application/jsonp", "application/x-json", "application/xhtml", "*/*"]);
    all(None, &["json", "xml", "application", "/", "application/", "/json", "application/+json", "text/+xml", "+json"]);
}

#[test]
fn what_is_no_media_type_is_refused() {
    all(None, &[";charset=utf-8", "application/json, application/xml", "application/json,application/json"]);
    all(
        None,
        &["application/ json", "application /json", "appli\u{e7}ation/json", "a b/x+json", "application/json/x+json"],
    );
    all(None, &["\"application/json\"", "application/js\u{0}on"]);
}

#[test]
fn separators_within_quoted_strings_separate_nothing() {
    all(JSON, &["application/json;profile=\"a;charset=utf-16\"", "application/json;a=\"\\\";b\";charset=utf-8"]);
    all(None, &["application/json;a=\"\\\\\";charset=utf-16", "application/json;charset=\"utf-8;\""]);
}
