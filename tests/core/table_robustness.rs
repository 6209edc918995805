//! Whatever a caller asks for becomes statements that D1 can run, made of the description's own words alone.

use crate::oracles::{can_be_run, can_be_told, comes_back, depth};
use crate::support::{INTERACTION, NOW, meaning, query, table, time};
use help_request_edge::fault::Faults;
use help_request_edge::query::{FieldPath, Query, Value};
use help_request_edge::schema::{FieldType, Table};
use help_request_edge::store::Statement;
use help_request_edge::table::{List, Projection, Stats, UrlParameters};
use proptest::prelude::*;
use std::collections::HashSet;
use std::sync::LazyLock;

const TABLES: &str = "https://help.example.com/api/now/table/";

/// With an operand that is no value of any field, so that nothing of it belongs into SQL.
const OPERATORS: [&str; 19] = [
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "IN",
    "NOT IN",
    "LIKE",
    "NOT LIKE",
    "STARTSWITH",
    "ENDSWITH",
    "BETWEEN",
    "CONTAINS",
    "DOES NOT CONTAIN",
    "*",
    "!*",
    "ISEMPTY",
    "ISNOTEMPTY",
];

/// All paths of a table.
fn paths(table: &'static Table) -> Vec<String> {
    let behind = |name: &'static str, field_type| match field_type {
        FieldType::Reference(reference) => {
            reference.table.fields.iter().map(|field| format!("{name}.{}", field.name)).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    let own = table.fields.iter().map(|field| field.name.to_owned());
    own.chain(table.fields.iter().flat_map(|field| behind(field.name, field.field_type))).collect()
}

/// A value for a field.
fn value(table: &'static Table, path: &str) -> &'static str {
    match FieldPath::parse(table, path).unwrap().field_type() {
        FieldType::Guid | FieldType::Reference(_) | FieldType::Foreign(_) => INTERACTION,
        FieldType::Boolean => "true",
        FieldType::Duration => "312",
        FieldType::Choice(choices) => choices[0].0,
        FieldType::DateTime => "javascript:gs.hoursAgo(1)",
        FieldType::Integer | FieldType::Computed(_) => "7007",
        FieldType::Identifier | FieldType::Text(_) | FieldType::Phone | FieldType::Journal => "Zq'\"7?9",
    }
}

/// The words and numbers of SQL, without the names of parameters.
fn words(sql: &str) -> HashSet<String> {
    let is_of_word = |c: char| c.is_alphanumeric() || c == '_' || !c.is_ascii();
    let mut words = HashSet::new();
    let mut rest = sql;
    while let Some(start) = rest.find(is_of_word) {
        let is_parameter = rest[..start].ends_with('?');
        let word = &rest[start..];
        let end = word.find(|c| !is_of_word(c)).unwrap_or(word.len());
        if !is_parameter {
            words.insert(word[..end].to_owned());
        }
        rest = &word[end..];
    }
    words
}

/// Every word that a statement may hold: those of statements that use everything there is, once.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let mut known = HashSet::new();
    for table in Table::ALL {
        let fields = paths(table).join(",");
        let mut queries: Vec<String> = ["true", "all"]
            .map(|display| {
                format!(
                    "sysparm_display_value={display}&sysparm_min_fields={fields}\
                     &sysparm_avg_fields=sys_mod_count&sysparm_sum_fields=sys_mod_count&sysparm_max_fields=sys_id\
                     &sysparm_group_by={fields}&sysparm_count=true"
                )
            })
            .to_vec();
        queries.extend(["false", "true", "all"].map(|display| format!("sysparm_display_value={display}")));
        queries
            .extend(["true", "all"].map(|display| format!("sysparm_fields={fields}&sysparm_display_value={display}")));
        queries.extend(paths(table).iter().flat_map(|path| {
            OPERATORS.map(|operator| {
                let value = value(table, path);
                let value = match operator {
                    "ISEMPTY" | "ISNOTEMPTY" => String::new(),
                    "BETWEEN" => format!("{value}@{value}"),
                    _ => value.to_owned(),
                };
                let query = format!("{path}{operator}{value}^{path}ISEMPTY^OR{path}ISEMPTY^ORDERBYDESC{path}");
                format!("sysparm_fields=sys_id&sysparm_query={query}")
            })
        }));
        for query in queries {
            for statement in statements(table, &query) {
                known.extend(words(&statement.sql));
            }
        }
    }
    known
});

/// All statements of a list and of aggregates; none if there are faults.
fn statements(table: &'static Table, query: &str) -> Vec<Statement> {
    let mut statements = List::read(table, query, time(NOW)).map(|list| list.statements(TABLES)).unwrap_or_default();
    statements.extend(Stats::read(table, query, time(NOW)).map(|stats| stats.statement().clone()));
    statements
}

/// D1 can run the statement, and no word of it is the caller's.
fn is_of_known_words(statement: &Statement) {
    can_be_run(statement);
    let strange: Vec<String> = words(&statement.sql).into_iter().filter(|word| !WORDS.contains(word)).collect();
    assert_eq!(strange, Vec::<String>::new(), "{}", statement.sql);
}

/// Everything that reads the query of a URL.
fn everything_on_url(table: &'static Table, query: &str) {
    for statement in statements(table, query) {
        is_of_known_words(&statement);
    }
    let list = List::read(table, query, time(NOW));
    let stats = Stats::read(table, query, time(NOW));
    match &list {
        Ok(list) => {
            let again = List::read(table, query, time(NOW)).unwrap();
            assert_eq!(again.statements(TABLES), list.statements(TABLES));
            for (yielded, total) in [(0, None), (1, Some(1)), (20_000, Some(u64::MAX))] {
                let _ = list.headers(yielded, total, (TABLES, query));
            }
        }
        Err(faults) => can_be_told(&faults.clone().into_list()),
    }
    if let Err(faults) = stats {
        can_be_told(&faults.into_list());
    }
}

/// Everything that reads an encoded query.
fn everything_on_query(table: &'static Table, text: &str) {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    everything_on_url(table, &format!("sysparm_query={encoded}&sysparm_group_by=sys_id"));
    match Query::parse(table, text, time(NOW)) {
        Ok(read) => {
            assert_eq!(query(table.name, text), Ok(meaning(&read)));
            comes_back(table, &read, time(NOW));
        }
        Err(faults) => can_be_told(&faults.into_list()),
    }
    for path in paths(table) {
        let path = FieldPath::parse(table, &path).unwrap();
        let _ = Value::part(&path, text);
        if let Ok(value) = Value::parse(&path, text, time(NOW)) {
            assert_eq!(Value::parse(&path, value.as_str(), time(NOW)), Ok(value));
        }
    }
}

fn any_table() -> impl Strategy<Value = &'static Table> {
    prop::sample::select(Table::ALL.as_slice())
}

/// Pieces of queries, of which most fit together.
fn pieces(table: &'static Table) -> impl Strategy<Value = String> {
    let condition = (prop::sample::select(paths(table)), prop::sample::select(OPERATORS.as_slice())).prop_map(
        move |(path, operator)| {
            let value = value(table, &path);
            match operator {
                "ISEMPTY" | "ISNOTEMPTY" => path + operator,
                "BETWEEN" => format!("{path}BETWEEN{value}@{value}"),
                "IN" => format!("{path}IN{value},{value}"),
                _ => format!("{path}{operator}{value}"),
            }
        },
    );
    let order = (prop::sample::select(paths(table)), prop::sample::select(["ORDERBY", "ORDERBYDESC"].as_slice()))
        .prop_map(|(path, order)| format!("{order}{path}"));
    prop_oneof![
        12 => (prop::sample::select(["^", "^OR", "^NQ"].as_slice()), condition)
            .prop_map(|(binding, condition)| format!("{binding}{condition}")),
        2 => order.prop_map(|order| format!("^{order}")),
    ]
}

fn damaged(table: &'static Table) -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        any::<String>(),
        prop::sample::select(
            ["^", "^^", "^EQ", "@", ",", "ORDERBY", "=", "javascript:gs.", "\0", "?1", "'", "\"", "\u{1F600}"]
                .as_slice()
        )
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(prop_oneof![9 => pieces(table), 1 => odd], 1..12).prop_map(|pieces| pieces.concat())
}

const OPTIONS: [&str; 13] = [
    "sysparm_display_value",
    "sysparm_exclude_reference_link",
    "sysparm_limit",
    "sysparm_offset",
    "sysparm_no_count",
    "sysparm_suppress_pagination_header",
    "sysparm_count",
    "sysparm_%6cimit",
    "sysparm_x",
    "state",
    "nothing",
    "a%01%0Ab",
    "",
];

const VALUES: [&str; 10] =
    ["true", "False", "ALL", "", "1", "10000", "10001", "-1", "9999999999999999999999", "%00%FF+<>"];

fn url(table: &'static Table) -> impl Strategy<Value = String> {
    let names = prop::sample::select(
        [
            "sysparm_fields",
            "sysparm_group_by",
            "sysparm_min_fields",
            "sysparm_max_fields",
            "sysparm_avg_fields",
            "sysparm_sum_fields",
        ]
        .as_slice(),
    );
    let fields = (names, prop::collection::vec(prop::sample::select(paths(table)), 0..60))
        .prop_map(|(name, fields)| format!("{name}={}", fields.join(",")));
    let option = (prop::sample::select(OPTIONS.as_slice()), prop::sample::select(VALUES.as_slice()))
        .prop_map(|(name, word)| format!("{name}={word}"));
    let filter = prop::sample::select(paths(table)).prop_map(move |path| {
        let encoded: String = form_urlencoded::byte_serialize(value(table, &path).as_bytes()).collect();
        format!("{path}={encoded}")
    });
    let query = prop::collection::vec(pieces(table), 0..20).prop_map(|pieces| {
        let encoded: String = form_urlencoded::byte_serialize(pieces.concat().as_bytes()).collect();
        format!("sysparm_query={encoded}")
    });
    let parameter = prop_oneof![3 => fields, 2 => option, 2 => filter, 2 => query, 1 => any::<String>()];
    prop::collection::vec(parameter, 0..8).prop_map(|parameters| parameters.join("&"))
}

#[test]
fn the_longest_queries_can_be_run() {
    for table in Table::ALL {
        let paths = paths(table);
        for binding in ["^", "^OR", "^NQ"] {
            for operator in ["=", "LIKE", "STARTSWITH", "NOT IN", "ISEMPTY"] {
                for count in [95, 100] {
                    let conditions: Vec<String> = paths
                        .iter()
                        .rev()
                        .cycle()
                        .take(count)
                        .map(|path| match operator {
                            "ISEMPTY" => format!("{path}ISEMPTY"),
                            "LIKE" | "STARTSWITH" => format!("{path}{operator}a"),
                            _ => format!("{path}{operator}{}", value(table, path)),
                        })
                        .collect();
                    let query: String = form_urlencoded::byte_serialize(conditions.join(binding).as_bytes()).collect();
                    let url = format!("sysparm_query={query}&sysparm_group_by=sys_id&sysparm_display_value=all");
                    everything_on_url(table, &url);
                }
            }
        }
        for order in ["ORDERBY", "ORDERBYDESC"] {
            let orders = vec![format!("{order}{}", paths[1]); 100].join("^");
            everything_on_query(table, &orders);
            let orders: Vec<String> = paths.iter().cycle().take(100).map(|path| format!("{order}{path}")).collect();
            everything_on_query(table, &orders.join("^"));
        }
        let all = paths.join(",");
        let functions = ["min", "max"].map(|name| format!("sysparm_{name}_fields={all},{all}")).join("&");
        everything_on_url(
            table,
            &format!("sysparm_fields={all},{all}&sysparm_group_by={all},{all}&{functions}&sysparm_display_value=all"),
        );
    }
}

#[test]
fn what_a_caller_writes_is_told_apart_from_the_descriptions_words() {
    assert!(words("SELECT t.number, 'a''b' ?1 FROM x9 WHERE ?23 = 7").contains("x9"));
    let expected = ["SELECT", "t", "number", "a", "b", "FROM", "WHERE", "7"].map(str::to_owned);
    assert_eq!(words("SELECT t.number, 'a''b' ?1 FROM WHERE ?23 = 7"), HashSet::from(expected));
    assert!(!WORDS.contains("Zq"));
    assert!(!WORDS.contains("7007"));
    assert!(!WORDS.contains(INTERACTION));
}

#[test]
fn the_depth_is_that_of_brackets_and_chains() {
    for (sql, expected) in [("a", 0), ("(a)", 1), ("(a OR b)", 2), ("f(g(a||b||c)) OR (d)", 5), ("'((('", 0)] {
        assert_eq!(depth(sql), expected, "{sql}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn any_text(table in any_table(), text in any::<String>()) {
        everything_on_query(table, &text);
        everything_on_url(table, &text);
    }

    #[test]
    fn queries_that_can_be_read((table, pieces) in any_table().prop_flat_map(|table| {
        (Just(table), prop::collection::vec(pieces(table), 0..60))
    })) {
        everything_on_query(table, &format!("sys_idISNOTEMPTY{}", pieces.concat()));
    }

    #[test]
    fn what_a_query_asks_for_can_be_asked_in_its_own_words((table, pieces) in any_table().prop_flat_map(|table| {
        (Just(table), prop::collection::vec(pieces(table), 1..30))
    })) {
        let text = format!("sys_idISNOTEMPTY{}", pieces.concat());
        let query = Query::parse(table, &text, time(NOW)).unwrap();
        prop_assert!(comes_back(table, &query, time(NOW)).is_some());
    }

    #[test]
    fn damaged_queries((table, text) in any_table().prop_flat_map(|table| (Just(table), damaged(table)))) {
        everything_on_query(table, &text);
    }

    #[test]
    fn urls((table, url) in any_table().prop_flat_map(|table| (Just(table), url(table)))) {
        everything_on_url(table, &url);
        let mut faults = Faults::default();
        let mut parameters = UrlParameters::parse(&url, &mut faults);
        let _ = Projection::read(table, &mut parameters, &mut faults);
    }
}

#[test]
fn a_table_is_known() {
    assert!(paths(table("supervisor_help_action")).contains(&"help_request.interaction".to_owned()));
}
