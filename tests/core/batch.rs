//! The Batch API: what a batch may look like, and the text of its answer.

use crate::support::message;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use help_request_edge::batch::{Batch, BatchAnswer, Item, ItemRequest, MAX_BATCH_BYTES, MAX_REQUESTS, Serviced};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(batch: &Value) -> Result<Batch, Vec<Fault>> {
    Batch::read(batch.to_string().as_bytes()).map_err(Faults::into_list)
}

/// A batch of one request, with changes. A member that is null is left out.
fn one(changes: &Value) -> Result<Item, Vec<Fault>> {
    let mut item = json!({"id": "1", "method": "GET", "url": "/api/now/table/interaction"});
    for (name, value) in changes.as_object().unwrap() {
        if value.is_null() {
            item.as_object_mut().unwrap().remove(name);
        } else {
            item[name] = value.clone();
        }
    }
    read(&json!({"rest_requests": [item]})).map(|mut batch| batch.items.remove(0))
}

fn request(changes: &Value) -> Result<ItemRequest, Fault> {
    one(changes).unwrap().request
}

fn malformed(error: &str) -> Vec<Fault> {
    vec![Fault::body(message!("batch_malformed", error = error))]
}

#[test]
fn the_documented_batch_is_read() {
    // As ServiceNow's page prints it, with a line break and blanks in the body.
    let batch = json!({"batch_request_id": "1", "enforce_order": false, "rest_requests": [
        {"id": "12", "exclude_response_headers": true, "method": "post", "url": "/api/now/table/incident?sysparm_fields=number",
         "headers": [{"name": "Content-Type", "value": "application/json"}, {"name": "Accept", "value": "application/json"}],
         "body": "eydzaG9ydF9kZXNj\n  cmlwdGlvbic6J3gnfQ=="},
        {"id": "13", "method": "GET", "url": "/api/now/table/incident"}
    ]});
    let headers = [("Content-Type", "application/json"), ("Accept", "application/json")];
    let expected = Batch {
        id: "1".to_owned(),
        items: vec![
            Item {
                id: "12".to_owned(),
                excludes_headers: true,
                request: Ok(ItemRequest {
                    method: "POST".to_owned(),
                    url: "/api/now/table/incident?sysparm_fields=number".to_owned(),
                    headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(),
                    body: b"{'short_description':'x'}".to_vec(),
                }),
            },
            Item {
                id: "13".to_owned(),
                excludes_headers: false,
                request: Ok(ItemRequest {
                    method: "GET".to_owned(),
                    url: "/api/now/table/incident".to_owned(),
                    headers: vec![],
                    body: vec![],
                }),
            },
        ],
        others: vec![],
    };
    assert_eq!(read(&batch), Ok(expected.clone()));
    let with_mark = [b"\xEF\xBB\xBF".as_slice(), batch.to_string().as_bytes()].concat();
    assert_eq!(Batch::read(&with_mark), Ok(expected));
}

#[test]
fn ids_are_texts_whatever_they_were_sent_as() {
    for (id, text) in
        [(json!("a"), "a"), (json!(7), "7"), (json!(-7), "-7"), (json!(1.5), "1.5"), (json!(true), "true")]
    {
        assert_eq!(one(&json!({"id": id})).unwrap().id, text);
        assert_eq!(read(&json!({"batch_request_id": id, "rest_requests": []})).unwrap().id, text);
    }
    for batch in [json!({"rest_requests": []}), json!({"rest_requests": [], "batch_request_id": null})] {
        assert_eq!(read(&batch), Ok(Batch { id: String::new(), items: vec![], others: vec![] }));
    }
}

#[test]
fn a_batch_without_its_list_is_refused() {
    let expected = vec![Fault::field("rest_requests", FaultCode::Required, message!("batch_without_requests"))];
    for batch in [json!({}), json!({"rest_requests": null}), json!({"requests": []})] {
        assert_eq!(read(&batch), Err(expected.clone()));
    }
}

#[test]
fn what_each_request_needs() {
    let missing = |name: &str| {
        let field = format!("rest_requests[0].{name}");
        let message = message!("batch_member_missing", field = &field);
        Err(vec![Fault::field(field, FaultCode::Required, message)])
    };
    for name in ["id", "method", "url"] {
        for value in [json!(null), json!(""), json!(" \t")] {
            assert_eq!(one(&json!({name: value})), missing(name), "{name} {value}");
        }
    }
    // All together, each with its place.
    let faults =
        read(&json!({"rest_requests": [{"id": "1", "method": "GET"}, {"method": "GET", "url": "/"}]})).unwrap_err();
    let fields: Vec<_> = faults.iter().filter_map(|fault| fault.field.as_deref()).collect();
    assert_eq!(fields, ["rest_requests[0].url", "rest_requests[1].id"]);
}

#[test]
fn two_requests_have_two_ids() {
    let item = |id: Value| json!({"id": id, "method": "GET", "url": "/api/now/x"});
    let message = message!("batch_id_twice", at = 2, id = "1");
    let expected = vec![Fault::field("rest_requests[2].id", FaultCode::DuplicateField, message)];
    let batch = json!({"rest_requests": [item(json!("1")), item(json!("2")), item(json!(1))]});
    assert_eq!(read(&batch), Err(expected));
}

#[test]
fn a_batch_has_a_most_of_requests() {
    assert_eq!((MAX_REQUESTS, MAX_BATCH_BYTES), (100, 1_048_576));
    let batch = |number: usize| {
        let items: Vec<_> = (0..number).map(|id| json!({"id": id, "method": "GET", "url": "/api/now/x"})).collect();
        read(&json!({"rest_requests": items}))
    };
    for (number, others) in [(100, vec![]), (101, vec!["100"]), (102, vec!["100", "101"])] {
        let read = batch(number).unwrap();
        assert_eq!((read.items.len(), read.others), (100, others.into_iter().map(str::to_owned).collect()), "{number}");
    }
    // Those behind need an id, because the answer names them.
    let items: Vec<_> = (0..100).map(|id| json!({"id": id, "method": "GET", "url": "/api/now/x"})).collect();
    let all = [items, vec![json!({})]].concat();
    let text = json!({"rest_requests": all}).to_string();
    let error = format!("missing field `id` at line 1 column {}", text.len() - 2);
    assert_eq!(Batch::read(text.as_bytes()).map_err(Faults::into_list), Err(malformed(&error)));
}

#[test]
fn what_is_no_batch_is_refused_and_says_where() {
    for (text, error) in [
        ("", "EOF while parsing a value at line 1 column 0"),
        ("[\"1\",[]]", "invalid type: sequence, expected an object at line 1 column 0"),
        ("{\"rest_requests\":[[\"1\"]]}", "invalid type: sequence, expected an object at line 1 column 18"),
        ("{\"rest_requests\":{}}", "invalid type: map, expected a list of requests at line 1 column 17"),
        ("{\"rest_requests\":[{\"id\":{}}]}", "invalid type: map, expected a text at line 1 column 26"),
        ("{\"rest_requests\":[{\"id\":1,\"id\":2}]}", "duplicate field `id` at line 1 column 30"),
        ("{\"rest_requests\":[{\"headers\":[{\"name\":\"a\"}]}]}", "missing field `value` at line 1 column 42"),
        ("{\"rest_requests\":[]} x", "trailing characters at line 1 column 22"),
    ] {
        assert_eq!(Batch::read(text.as_bytes()).map_err(Faults::into_list), Err(malformed(error)), "{text}");
    }
}

#[test]
fn a_url_that_is_not_relative_is_the_fault_of_its_request() {
    for url in
        ["api/now/table/interaction", "https://other.example.com/api/now/table/interaction", "?a=b", "@x/api/now/"]
    {
        let message = message!("batch_url", url = url);
        assert_eq!(request(&json!({"url": url})), Err(Fault::field("url", FaultCode::InvalidParameter, message)));
    }
}

#[test]
fn bodies_are_decoded_leniently() {
    for body in ["YQ==", "YQ", "YR==", " Y\r\nQ\t= =", "YQ="] {
        assert_eq!(request(&json!({"body": body})).unwrap().body, b"a", "{body}");
    }
    for body in ["-_8=", "+/8="] {
        assert_eq!(request(&json!({"body": body})).unwrap().body, [0xFB, 0xFF], "{body}");
    }
    assert_eq!(request(&json!({"body": ""})).unwrap().body, b"");
    for body in ["{\"state\":\"new\"}", "Y", "YQ==YQ==", "ä"] {
        let expected = Fault::field("body", FaultCode::MalformedBody, message!("batch_body"));
        assert_eq!(request(&json!({"body": body})), Err(expected), "{body}");
    }
}

#[test]
fn headers_of_the_transport_are_the_platforms() {
    let names = ["Authorization", "connection", "CONTENT-LENGTH", "Expect", "Host", "Transfer-Encoding"];
    let mut headers: Vec<_> = names.iter().map(|name| json!({"name": name, "value": "x"})).collect();
    headers.push(json!({"name": "Idempotency-Key", "value": 7}));
    let expected = vec![("Idempotency-Key".to_owned(), "7".to_owned())];
    assert_eq!(request(&json!({"headers": headers})).unwrap().headers, expected);
}

#[test]
fn headers_are_excluded_where_the_caller_says_so() {
    for (value, expected) in [(json!(true), true), (json!("TRUE"), true), (json!(false), false), (json!("no"), false)] {
        assert_eq!(one(&json!({"exclude_response_headers": value})).unwrap().excludes_headers, expected);
    }
}

#[test]
fn the_answer_has_its_members_in_servicenows_order() {
    let serviced = Serviced { id: "a\"b", status: 201, headers: vec![("Location", "/x"), ("A", "b")], ms: 12 };
    let (before, after) = serviced.around_body();
    assert_eq!(
        before + "Ym9keQ==" + &after,
        r#"{"id":"a\"b","body":"Ym9keQ==","status_code":201,"status_text":"Created","headers":[{"name":"Location","value":"/x"},{"name":"A","value":"b"}],"execution_time":12}"#
    );
    let (before, after) = BatchAnswer { id: "1", unserviced: vec!["7", "\n"] }.around_serviced();
    assert_eq!(before + &after, r#"{"batch_request_id":"1","serviced_requests":[],"unserviced_requests":["7","\n"]}"#);
}

#[test]
fn every_status_of_the_service_has_its_reason_phrase() {
    for (status, phrase) in [
        (200, "OK"),
        (201, "Created"),
        (204, "No Content"),
        (400, "Bad Request"),
        (401, "Unauthorized"),
        (403, "Forbidden"),
        (404, "Not Found"),
        (405, "Method Not Allowed"),
        (406, "Not Acceptable"),
        (409, "Conflict"),
        (410, "Gone"),
        (413, "Content Too Large"),
        (415, "Unsupported Media Type"),
        (422, "Unprocessable Content"),
        (429, "Too Many Requests"),
        (500, "Internal Server Error"),
        (503, "Service Unavailable"),
    ] {
        let (_, after) = Serviced { id: "", status, headers: vec![], ms: 0 }.around_body();
        let expected =
            format!("\",\"status_code\":{status},\"status_text\":\"{phrase}\",\"headers\":[],\"execution_time\":0}}");
        assert_eq!(after, expected);
    }
}

proptest! {
    #[test]
    fn every_body_comes_back(body in any::<Vec<u8>>()) {
        prop_assert_eq!(request(&json!({"body": STANDARD.encode(&body)})).unwrap().body, body);
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in any::<Vec<u8>>(), text in any::<String>()) {
        let _ = Batch::read(&bytes);
        let _ = Batch::read(text.as_bytes());
        let _ = one(&json!({"url": text, "body": text, "method": text}));
    }
}
