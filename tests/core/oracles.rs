//! What holds for every input. The native tests and the fuzz targets share this file.

use help_request_edge::fault::{Fault, MAX_FAULTS};
use help_request_edge::query::{MAX_QUERY_BYTES, Query};
use help_request_edge::schema::Table;
use help_request_edge::store::Statement;
use help_request_edge::time::UtcTime;
use roxmltree::Error;

/// What D1 takes: bytes of a statement, its parameters, columns to sort or group by, and how deep an expression is.
const MAX_SQL_BYTES: usize = 100_000;
const MAX_PARAMETERS: usize = 100;
const MAX_COLUMNS: usize = 100;
const MAX_DEPTH: usize = 100;

/// There are few faults, and each fits into XML and a log line.
pub fn can_be_told(faults: &[Fault]) {
    assert!((1..=MAX_FAULTS + 1).contains(&faults.len()), "{} faults", faults.len());
    for Fault { field, message, .. } in faults {
        for text in [Some(message), field.as_ref()].into_iter().flatten() {
            assert!(text.len() < 2000, "a long text: {text:?}");
            assert!(!text.contains(|c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}')), "{text:?}");
        }
    }
}

/// Whether roxmltree refuses the document for its namespaces alone, which XML 1.0 itself does not know.
pub fn is_about_namespaces(error: &Error, document: &str) -> bool {
    matches!(
        error,
        Error::InvalidXmlPrefixUri(_)
            | Error::UnexpectedXmlUri(_)
            | Error::UnexpectedXmlnsUri(_)
            | Error::InvalidElementNamePrefix(_)
            | Error::DuplicatedNamespace(..)
            | Error::UnknownNamespace(..)
    ) || has_a_stray_colon(document)
}

/// Whether a name in the document is one in XML 1.0, but not with namespaces, which give the colon a meaning.
fn has_a_stray_colon(document: &str) -> bool {
    document.split(['<', '>', '/', '=', ' ', '\n', '\t', '\r']).any(|name| {
        name.split_once(':').is_some_and(|(prefix, local)| {
            prefix.is_empty() || !local.starts_with(|c: char| c.is_alphabetic() || c == '_') || local.contains(':')
        })
    })
}

/// A query that is written back is read as the same query. The words for it, unless it cannot be sent so.
pub fn comes_back(table: &'static Table, query: &Query, now: UtcTime) -> Option<String> {
    let text = query.to_string();
    // Shorter spellings were used.
    if text.len() > MAX_QUERY_BYTES {
        return None;
    }
    assert_eq!(Query::parse(table, &text, now).as_ref(), Ok(query), "{text:?}");
    Some(text)
}

/// The statement has as many parameters as it names, and D1 can run it.
pub fn can_be_run(Statement { sql, params }: &Statement) {
    assert_eq!(params.len(), highest_parameter(sql), "{sql}");
    assert!(params.len() <= MAX_PARAMETERS, "{sql}");
    assert!(sql.len() <= MAX_SQL_BYTES, "{} bytes", sql.len());
    assert!(sql.chars().all(|c| matches!(c, ' '..='~')), "{sql}");
    assert!(depth(sql) < MAX_DEPTH, "{} deep: {sql}", depth(sql));
    for clause in [" ORDER BY ", " GROUP BY "] {
        assert!(columns(sql, clause) <= MAX_COLUMNS, "{sql}");
    }
}

/// The highest parameter that a statement names. D1 refuses a statement that is given more.
pub fn highest_parameter(sql: &str) -> usize {
    let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
    sql.split('?').skip(1).map(|rest| digits(rest).parse().unwrap()).max().unwrap_or(0)
}

/// How deep an expression within the statement may be at most: brackets, and what is joined without them.
pub fn depth(sql: &str) -> usize {
    // For each open bracket the operators within it, and the depth of the deepest bracket within it.
    let mut open = vec![(0, 0)];
    let mut is_text = false;
    for (at, character) in sql.char_indices() {
        match character {
            '\'' => is_text = !is_text,
            _ if is_text => {}
            '(' => open.push((0, 0)),
            ')' => {
                let (operators, inner) = open.pop().unwrap();
                let (_, deepest) = open.last_mut().unwrap();
                *deepest = (*deepest).max(operators + inner + 1);
            }
            _ if ["||", " AND ", " OR ", " - ", " + ", " / "]
                .iter()
                .any(|operator| sql[at..].starts_with(operator)) =>
            {
                open.last_mut().unwrap().0 += 1;
            }
            _ => {}
        }
    }
    assert_eq!((open.len(), is_text), (1, false), "{sql}");
    open[0].0 + open[0].1
}

/// The columns behind a word, up to the next clause.
fn columns(sql: &str, clause: &str) -> usize {
    let Some((_, behind)) = sql.rsplit_once(clause) else { return 0 };
    let behind = behind.split(" ORDER BY ").next().unwrap().split(" LIMIT ").next().unwrap();
    // Those within brackets are of a function or of another statement.
    let mut depth = 0;
    let separates = |character: char| {
        depth += i32::from(character == '(') - i32::from(character == ')');
        depth == 0 && character == ','
    };
    behind.split(separates).count()
}
