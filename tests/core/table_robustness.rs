//! Whatever a caller asks for becomes statements that D1 can run, made of the description's own words alone.

use crate::oracles::{can_be_run, can_be_told, comes_back, depth};
use crate::support::{INTERACTION, NOW, meaning, query, table, time};
use help_request_edge::fault::Faults;
use help_request_edge::query::{FieldPath, MAX_REFERENCES, Query, Unit, Value};
use help_request_edge::schema::{Field, FieldType, Table};
use help_request_edge::store::Statement;
use help_request_edge::table::{List, MAX_FOLLOWED, Projection, Stats, UrlParameters};
use proptest::prelude::*;
use std::cmp::Reverse;
use std::collections::HashSet;
use std::mem::discriminant;
use std::sync::LazyLock;

const TABLES: &str = "https://help.example.com/api/now/table/";

/// All paths of a table.
fn paths(table: &'static Table) -> Vec<String> {
    fn behind(table: &'static Table, most: usize) -> Vec<String> {
        let followed = |field: &'static Field| match field.field_type {
            FieldType::Reference(reference) if most > 0 => {
                behind(reference.table, most - 1).into_iter().map(|name| format!("{}.{name}", field.name)).collect()
            }
            _ => Vec::new(),
        };
        table.fields.iter().map(|field| field.name.to_owned()).chain(table.fields.iter().flat_map(followed)).collect()
    }
    behind(table, MAX_REFERENCES)
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

/// Operators with a value, without one, and with a field.
const WITH_VALUE: [&str; 18] = [
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
    "NOTLIKE",
    "STARTSWITH",
    "ENDSWITH",
    "CONTAINS",
    "DOES NOT CONTAIN",
    "*",
    "!*",
    "%",
];
const WITHOUT: [&str; 6] = ["ISEMPTY", "ISNOTEMPTY", "ANYTHING", "EMPTYSTRING", "=NULL", "!=NULL"];
const WITH_FIELD: [&str; 6] = ["SAMEAS", "NSAMEAS", "GT_FIELD", "GT_OR_EQUALS_FIELD", "LT_FIELD", "LT_OR_EQUALS_FIELD"];

/// A condition on the field with each operator that it can have. No operand has words that belong into SQL.
fn conditions(table: &'static Table, path: &str) -> Vec<String> {
    let value = value(table, path);
    let mut behind: Vec<String> = WITH_VALUE.iter().map(|operator| format!("{operator}{value}")).collect();
    behind.extend(WITHOUT.map(str::to_owned));
    behind.extend(WITH_FIELD.map(|operator| format!("{operator}{path}")));
    behind.extend([format!("IN{value},{value}"), format!("BETWEEN{value}@{value}")]);
    if matches!(FieldPath::parse(table, path).unwrap().field_type(), FieldType::DateTime) {
        behind.extend(["ON2026-02-18".to_owned(), format!("NOTONZq@{value}@{value}")]);
        for comparison in ["GT", "GE", "LT", "LE", "EE"] {
            behind.push(format!("RELATIVE{comparison}@dayofweek@ago@77"));
            for part in ["dayofweek','monday", "hour','7", "month','jul", "quarter','2", "week','7", "year','2077"] {
                behind.push(format!("DATEPARTZq@javascript:gs.datePart('{part}','{comparison}')"));
            }
        }
        for unit in Unit::ALL.map(Unit::name) {
            behind.extend(["SAMEAS", "NSAMEAS"].map(|word| format!("{word}{path}@{unit}")));
            for direction in ["before", "after", "before or after"] {
                behind.extend(["MORETHAN", "LESSTHAN"].map(|word| format!("{word}{path}@{unit}@{direction}@77")));
            }
        }
    }
    behind.iter().map(|behind| format!("{path}{behind}")).collect()
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
    // The columns of the groups of an aggregate, which are numbered.
    let columns = (0..10).flat_map(|at| ["g", "d", "o"].map(|name| format!("{name}{at}")));
    let mut known: HashSet<String> = columns.collect();
    for table in Table::ALL {
        let paths = paths(table);
        let mut queries: Vec<String> =
            ["false", "true", "all"].map(|display| format!("sysparm_display_value={display}")).to_vec();
        // In portions that a parameter takes.
        for fields in paths.chunks(10).map(|some| some.join(",")) {
            let orders = fields.split(',').take(8).collect::<Vec<_>>().join(",");
            for display in ["true", "all"] {
                queries.push(format!(
                    "sysparm_fields={fields}&sysparm_display_value={display}&sysparm_min_fields={fields}\
                     &sysparm_avg_fields=sys_mod_count&sysparm_sum_fields=sys_mod_count&sysparm_max_fields=sys_id\
                     &sysparm_group_by={fields}&sysparm_count=true\
                     &sysparm_having=COUNT^sys_id^%3E%3D^1,avg^sys_mod_count^!%3D^1,min^sys_id^%3D^{INTERACTION}\
                     &sysparm_order_by=COUNT,AVG^sys_mod_count^DESC,{orders}"
                ));
            }
        }
        // Every path, and every operator on a path of each type and depth.
        let mut tried = HashSet::new();
        queries.extend(paths.iter().flat_map(|path| {
            let field_type = discriminant(&FieldPath::parse(table, path).unwrap().field_type());
            let mut conditions = conditions(table, path);
            if !tried.insert((field_type, path.matches('.').count())) {
                conditions.truncate(1);
            }
            conditions.into_iter().map(move |condition| {
                let query = format!("{condition}^{path}ISEMPTY^OR{path}ISEMPTY^ORDERBYDESC{path}");
                let query: String = form_urlencoded::byte_serialize(query.as_bytes()).collect();
                format!("sysparm_fields=sys_id&sysparm_group_by=sys_id&sysparm_query={query}")
            })
        }));
        // A list that is read from the records that it refers to.
        queries.push("sysparm_query=help_request.state%3Dnew".to_owned());
        // A page whose records have positions.
        queries.push("sysparm_offset=20".to_owned());
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
    let mut statements =
        List::read(table, &of_list(query), time(NOW)).map(|list| list.statements(TABLES)).unwrap_or_default();
    statements.extend(Stats::read(table, query, time(NOW)).map(|stats| stats.statement().clone()));
    statements
}

/// D1 can run the statement, and no word of it is the caller's.
fn is_of_known_words(statement: &Statement) {
    can_be_run(statement);
    let strange: Vec<String> = words(&statement.sql).into_iter().filter(|word| !WORDS.contains(word)).collect();
    assert_eq!(strange, Vec::<String>::new(), "{}", statement.sql);
}

/// The query of a URL without what a list refuses.
fn of_list(query: &str) -> String {
    let is_of_groups =
        |pair: &&str| ["sysparm_group_by", "sysparm_having", "sysparm_order"].iter().any(|name| pair.starts_with(name));
    query.split('&').filter(|pair| !is_of_groups(pair)).collect::<Vec<_>>().join("&")
}

/// Everything that reads the query of a URL.
fn everything_on_url(table: &'static Table, query: &str) {
    for statement in statements(table, query) {
        is_of_known_words(&statement);
    }
    let list = List::read(table, &of_list(query), time(NOW));
    let stats = Stats::read(table, query, time(NOW));
    match &list {
        Ok(list) => {
            let again = List::read(table, &of_list(query), time(NOW)).unwrap();
            assert_eq!(again.statements(TABLES), list.statements(TABLES));
            for (yielded, total) in [(0, None), (1, Some(1)), (20_000, Some(u64::MAX))] {
                let _ = list.headers(yielded, total, None, (TABLES, query));
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
    let condition =
        prop::sample::select(paths(table)).prop_flat_map(move |path| prop::sample::select(conditions(table, &path)));
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
            "sysparm_order_by",
            "sysparm_orderby",
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
        // As many fields as possible, those first that follow the most references.
        let mut longest = paths.clone();
        longest.sort_by_key(|path| Reverse(path.matches('.').count()));
        let mut followed = 0;
        longest.retain(|path| {
            followed += path.matches('.').count();
            followed <= MAX_FOLLOWED
        });
        let all = longest.join(",");
        let functions = ["min", "max"].map(|name| format!("sysparm_{name}_fields={all},{all}")).join("&");
        let groups = longest.iter().take(10).cloned().collect::<Vec<_>>().join(",");
        let conditions = vec![format!("{}%3D{}", longest[0], value(table, &longest[0])); 90].join("%5EOR");
        for query in ["", &conditions] {
            let of_list = format!("sysparm_fields={all},{all}&sysparm_display_value=all&sysparm_query={query}");
            let of_groups = format!(
                "sysparm_group_by={groups},{groups}&sysparm_order_by={groups}&{functions}&sysparm_display_value=all\
                 &sysparm_query={query}"
            );
            for (url, expected) in [(of_list, 3), (of_groups, 3)] {
                assert_eq!(statements(table, &url).len(), expected, "{url}");
                everything_on_url(table, &url);
            }
        }
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
    assert!(paths(table("supervisor_help_action")).contains(&"help_request.interaction.number".to_owned()));
}
