use crate::support::{at, members, names, schema, source, texts};
use help_request_edge::action::Action;
use help_request_edge::fault::FaultCode;
use help_request_edge::help_action;
use help_request_edge::schema::{DefaultValue, FieldType, Table};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn written(table: &Table) -> impl Iterator<Item = &help_request_edge::schema::Field> {
    table.fields.iter().filter(|field| !field.read_only && field.default != DefaultValue::NextNumber)
}

#[test]
fn records_have_the_fields_of_their_tables() {
    for table in Table::ALL {
        let fields: BTreeSet<&str> = table.fields.iter().map(|field| field.name).collect();
        assert_eq!(names(&schema(table.name)["properties"]), fields, "{}", table.name);
        for field in table.fields {
            let described = &schema(table.name)["properties"][field.name];
            assert_eq!(described["readOnly"] == true, field.read_only, "{}.{}", table.name, field.name);
            assert_eq!(described["title"], field.label(), "{}.{}", table.name, field.name);
        }
    }
    let tables: BTreeSet<&str> = Table::ALL.iter().map(|table| table.name).collect();
    assert_eq!(texts(&at("/components/parameters/table")["schema"]["enum"]), tables);
    let records = schema("Record")["anyOf"].as_array().unwrap();
    let records: BTreeSet<&str> =
        records.iter().map(|each| each["$ref"].as_str().unwrap().rsplit('/').next().unwrap()).collect();
    assert_eq!(records, tables);
}

#[test]
fn bodies_have_the_fields_that_callers_write() {
    for table in Table::ALL {
        let is_described =
            |purpose: &str| members(at("/components/schemas")).contains_key(&format!("{}.{purpose}", table.name));
        assert_eq!([is_described("new"), is_described("change")], [table.is_writable; 2], "{}", table.name);
        if !table.is_writable {
            continue;
        }
        let mut fields: BTreeSet<&str> = written(table).map(|field| field.name).collect();
        assert_eq!(names(&schema(&format!("{}.change", table.name))["properties"]), fields);
        fields.insert("sys_id");
        let new = schema(&format!("{}.new", table.name));
        assert_eq!(names(&new["properties"]), fields);
        let mandatory: BTreeSet<&str> =
            written(table).filter(|field| field.mandatory).map(|field| field.name).collect();
        assert_eq!(texts(&new["required"]), mandatory);
        assert_eq!(texts(&schema(&format!("{}.change", table.name))["required"]), BTreeSet::new());
    }
}

#[test]
fn choices_and_defaults_are_those_of_the_code() {
    let mut compared = 0;
    for table in Table::ALL.into_iter().filter(|table| table.is_writable) {
        for field in written(table) {
            let described = &schema(&format!("{}.new", table.name))["properties"][field.name]["anyOf"][0];
            if let FieldType::Choice(choices) = field.field_type {
                let words: BTreeSet<&str> = choices.iter().map(|(word, _)| *word).chain([""]).collect();
                assert_eq!(texts(&described["enum"]), words, "{}", field.name);
                compared += 1;
            }
            let default = if let DefaultValue::Column(word) = field.default { json!(word) } else { Value::Null };
            assert_eq!(described["default"], default, "{}", field.name);
            if let FieldType::Text(longest) = field.field_type {
                assert_eq!(described["maxLength"], longest, "{}", field.name);
            }
        }
        for field in table.fields {
            let described = &schema(table.name)["properties"][field.name];
            for (word, label) in field.choices() {
                assert!(
                    described["description"].as_str().unwrap().contains(&format!("`{word}` ({label})")),
                    "{}",
                    field.name
                );
            }
        }
    }
    assert!(compared >= 3);
}

#[test]
fn the_help_request_api_has_its_fields_and_kinds_of_help() {
    let request = schema("HelpActionRequest");
    let fields: BTreeSet<&str> = help_action::Field::ALL.iter().map(|field| field.name()).collect();
    assert_eq!(names(&request["properties"]), fields);
    let words: BTreeSet<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    assert_eq!(texts(&request["properties"]["action"]["enum"]), words);
    assert_eq!(request["additionalProperties"], false);
}

#[test]
fn faults_have_the_codes_of_the_source_each_with_its_comment() {
    let source = source("fault.rs");
    let (_, arms) = source.split_once("pub const fn as_str").unwrap();
    let (arms, _) = arms.split_once("\n    }").unwrap();
    let words: BTreeSet<&str> = arms.lines().filter_map(|line| line.split_once("=> \"")?.1.split('"').next()).collect();
    let described = schema("Fault")["properties"]["code"]["oneOf"].as_array().unwrap();
    let codes: BTreeSet<&str> = described.iter().map(|code| code["const"].as_str().unwrap()).collect();
    assert_eq!(codes, words);
    assert_eq!(FaultCode::ALL.len(), words.len());
    for code in described {
        let comment = code["description"].as_str().unwrap();
        assert!(comment.ends_with('.') && comment.contains(' '), "{code}");
    }
}
