//! The format of the answer by `Accept` (contract, section 2; RFC 9110, section 12.5.1).

use help_request_edge::format::{Format, accepts_json, answer_format};

#[track_caller]
fn all(expected: Option<Format>, headers: &[&str]) {
    for header in headers {
        assert_eq!(answer_format(Some(header)), expected, "{header:?}");
    }
}

const JSON: Option<Format> = Some(Format::Json);
const XML: Option<Format> = Some(Format::Xml);

#[test]
fn json_is_the_default() {
    assert_eq!(answer_format(None), JSON);
    all(JSON, &["", "  ", "\t"]);
}

#[test]
fn the_named_format_is_answered() {
    all(JSON, &["application/json", "APPLICATION/JSON", " application/json ", "application/json;charset=utf-8"]);
    all(XML, &["application/xml", "Application/Xml", "text/xml", "application/xml; charset=UTF-8"]);
}

#[test]
fn wildcards_are_answered_with_json_where_it_is_among_them() {
    all(JSON, &["*/*", "*", "application/*", "*/*;q=0.1", "text/html, image/gif, *; q=.2, */*; q=.2, */*"]);
    all(XML, &["text/*"]);
}

#[test]
fn the_higher_q_value_wins() {
    all(XML, &["application/json;q=0.5, application/xml", "application/json;q=0.998,application/xml;q=0.999"]);
    all(XML, &["application/xml;q=0.2, application/json;q=0.1", "application/json; q=0.9, text/xml"]);
    all(JSON, &["application/json, application/xml;q=0.9", "application/xml;q=0.1, application/json;q=0.2"]);
    all(JSON, &["application/xml;q=0.999, application/json;q=1.000"]);
}

#[test]
fn of_equals_the_one_named_more_exactly_wins() {
    all(XML, &["application/xml, */*", "*/*, application/xml", "application/xml, application/*", "text/xml, */*"]);
    all(JSON, &["application/json, */*", "application/json, text/*"]);
}

#[test]
fn of_equals_named_alike_json_wins() {
    all(JSON, &["application/xml, application/json", "application/json, application/xml", "text/*, application/*"]);
    all(JSON, &["application/xml;q=0.5, application/json;q=0.5"]);
}

#[test]
fn the_most_exact_range_decides_about_a_type() {
    all(XML, &["application/json;q=0.1, */*", "application/json;q=0, */*", "application/json;q=0.1, application/*"]);
    all(JSON, &["application/xml;q=0.1, application/json;q=0.2, */*;q=0.9"]);
    all(JSON, &["application/xml;q=0, */*", "application/*;q=0.5, application/xml;q=0.4"]);
}

#[test]
fn a_browsers_header_is_answered_with_xml() {
    all(XML, &["text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"]);
}

#[test]
fn q_of_zero_means_not_acceptable() {
    all(None, &["application/json;q=0", "*/*;q=0", "application/json;q=0.000", "application/xml;q=0"]);
    all(None, &["application/json;q=0, application/xml;q=0", "application/json;q=0, text/html"]);
    all(XML, &["application/json;q=0, application/xml"]);
}

#[test]
fn a_refused_application_xml_is_not_answered_for_a_wildcard() {
    all(None, &["application/json;q=0, application/xml;q=0, */*"]);
    all(
        JSON,
        &["application/json;q=0.5, application/xml;q=0.1, */*", "application/xml;q=0, application/json;q=0.5, */*"],
    );
}

#[test]
fn other_types_are_not_acceptable() {
    all(None, &["text/html", "text/plain, image/*", "application/pdf", "application/vnd.api+json", "text/json"]);
    all(None, &["application/jsonp", "application/xml+x", "json", "xml", "*/json"]);
}

#[test]
fn q_values_of_all_lengths_are_read() {
    all(XML, &["application/json;q=0.9, application/xml;q=1", "application/json;q=0.9, application/xml;q=1."]);
    all(XML, &["application/json;q=0, application/xml;q=0.001", "application/json;q=0., application/xml;q=0.1"]);
    all(
        XML,
        &["application/json;q=0.99, application/xml;q=1.000", "application/json; Q = 0.5 , application/xml; q=0.51"],
    );
    all(XML, &["application/json;version=1;q=0.1, application/xml;q=0.2"]);
}

#[test]
fn a_q_value_may_lack_the_zero_before_the_point() {
    all(XML, &["application/json;q=.5, application/xml;q=.51", "application/json; q=.2, application/xml; q=0.3"]);
    all(JSON, &["application/json; q=.3, application/xml; q=.2, *; q=.1, */*; q=.1"]);
}

#[test]
fn elements_with_a_faulty_q_value_are_passed_over() {
    for q in ["2", "1.1", "-1", "0.0001", "1.0000", "", "x", "0,5", "0x1", ".", "1e0", "+1", "0.-1"] {
        all(None, &[&format!("application/xml;q={q}")]);
        all(JSON, &[&format!("application/xml;q={q}, application/json;q=0.1")]);
    }
    // A quality of zero would leave XML.
    all(JSON, &["application/json;q=., */*"]);
}

#[test]
fn elements_that_are_no_media_ranges_are_passed_over() {
    all(JSON, &["application/json,", ",application/json", "/, application/json", "a b/c, application/json", ",,*/*,,"]);
    all(None, &[",", "/", "application/", "/json", "application/json/xml", "application/ json", "app lication/json"]);
}

#[test]
fn separators_within_quoted_strings_separate_nothing() {
    all(XML, &["application/xml;profile=\"a,b;q=0\"", "application/xml;a=\"\\\",\", application/json;q=0.5"]);
    all(
        XML,
        &["text/html;a=\"application/json, \", application/xml", "application/xml;a=\"\\\\\", application/json;q=0"],
    );
    // A quotation mark behind a backslash closes nothing.
    all(None, &["text/html;a=\"\\\", application/xml, \""]);
    // A quotation mark that is not closed goes to the end.
    all(XML, &["application/xml;a=\", application/json"]);
}

/// A batch is answered in JSON alone.
#[test]
fn json_is_accepted_unless_the_header_leaves_it_out() {
    for header in [None, Some(""), Some(" "), Some("*/*"), Some("text/html, application/json;q=0.1")] {
        assert!(accepts_json(header), "{header:?}");
    }
    for header in ["application/xml", "application/json;q=0", "application/json;q=0, */*", "json"] {
        assert!(!accepts_json(Some(header)), "{header}");
    }
}
