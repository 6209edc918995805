use crate::support::{at, literals, members, methods, source, texts};
use help_request_edge::feed::FeedRequest;
use help_request_edge::schema::Table;
use help_request_edge::table::{List, Stats};
use help_request_edge::time::UtcTime;
use serde_json::Value;
use std::collections::BTreeSet;

fn described(place: &str) -> BTreeSet<&'static str> {
    let all = members(at("/components/parameters")).values();
    all.filter(|each| each["in"] == place).map(|each| each["name"].as_str().unwrap()).collect()
}

#[test]
fn the_table_api_has_the_parameters_of_the_source() {
    let source = source("table") + &source("query") + &source("api");
    let is_name = |text: &&str| {
        text.strip_prefix("sysparm_")
            .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
    };
    let read: BTreeSet<&str> = literals(&source).into_iter().filter(is_name).collect();
    let described: BTreeSet<&str> =
        described("query").into_iter().filter(|name| name.starts_with("sysparm_")).collect();
    assert_eq!(described, read);
}

/// A value that the parameter takes, for a URL.
fn value(parameter: &Value) -> String {
    let schema = &parameter["schema"];
    let schema = if schema["type"] == "array" { &schema["items"] } else { schema };
    let word = || texts(schema.get("enum")?).last().map(|word| (*word).to_owned());
    let number = || schema["minimum"].as_u64().map(|lowest| lowest.to_string());
    let default = || schema["default"].as_str().map(str::to_owned);
    word().or_else(number).or_else(default).unwrap_or_else(|| {
        let is_of_numbers = ["sysparm_avg_fields", "sysparm_sum_fields"].iter().any(|name| parameter["name"] == *name);
        if is_of_numbers { "sys_mod_count" } else { "sys_id" }.to_owned()
    })
}

fn query_of(path: &str) -> String {
    let (_, _, method) = methods().find(|(described, name, _)| *described == path && name == "GET").unwrap();
    let named = method["parameters"].as_array().unwrap().iter().map(|each| each["$ref"].as_str().unwrap());
    let parameters = named.map(|reference| at(reference.trim_start_matches('#')));
    let pairs =
        parameters.filter(|each| each["in"] == "query" && each["style"] != "form" && each["name"] != "sysparm_after");
    let pair = |each: &Value| {
        let (name, value) = (each["name"].as_str().unwrap(), value(each));
        let value = match name {
            "sysparm_query" => "sys_idISNOTEMPTY",
            "sysparm_having" => "count^sys_id^>^1",
            "sysparm_order_by" | "sysparm_orderby" => "COUNT",
            _ => &value,
        };
        format!("{name}={value}")
    };
    pairs.map(pair).collect::<Vec<_>>().join("&")
}

#[test]
fn the_service_takes_all_that_is_described() {
    let now = UtcTime::parse("2026-02-18 11:30:00").unwrap();
    for table in Table::ALL {
        let list = query_of("/api/now/table/{table}");
        assert!(List::read(table, &list, now).is_ok(), "{list}");
    }
    let stats = query_of("/api/now/stats/{table}");
    assert!(stats.contains("sysparm_sum_fields=") && stats.contains("sysparm_group_by="));
    assert!(Stats::read(Table::named("interaction").unwrap(), &stats, now).is_ok(), "{stats}");
    assert!(FeedRequest::read(&query_of("/api/now/helprequest/changes")).is_ok());
}

#[test]
fn the_feed_has_the_parameters_that_it_names() {
    let faults = FeedRequest::read("other=1").unwrap_err().into_list();
    let (_, named) = faults[0].message.split_once("the parameters are ").unwrap();
    let named: BTreeSet<&str> = named.split(", ").collect();
    let query = query_of("/api/now/helprequest/changes");
    assert_eq!(query.split('&').map(|pair| pair.split('=').next().unwrap()).collect::<BTreeSet<_>>(), named);
}

#[test]
fn request_headers_are_those_of_the_source() {
    let sources = ["api", "app", "store", "auth", "platform", "resource.rs", "log"].map(source).join("\n");
    let read = literals(&sources);
    for header in described("header") {
        assert!(read.iter().any(|text| text.eq_ignore_ascii_case(header)), "nothing reads {header}");
    }
    for header in ["Idempotency-Key", "X-D1-Bookmark", "X-no-response-body", "X-HTTP-Method-Override", "traceparent"] {
        assert!(described("header").contains(header), "{header} is not described");
    }
}
