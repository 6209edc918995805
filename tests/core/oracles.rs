//! What holds for every input. The native tests and the fuzz targets share this file.

use help_request_edge::config::{Variable, Variables};
use help_request_edge::cti::{self, CtiRequest, CtiSettings, Event, MAX_ID, Malformed, Observation, Source};
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
    assert!(!sql.is_empty());
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

struct CtiSources(String);

impl Variables for CtiSources {
    fn get(&self, _: &str) -> Variable {
        Variable::Text(self.0.clone())
    }
}

/// A source of a kind.
pub fn cti_source(kind: &str) -> Source {
    let label = if kind == "twilio" { r#", "label_prefix": "sup", "joins_muted": true"# } else { "" };
    let sources = CtiSources(format!(r#"{{"s": {{"kind": "{kind}", "secret": "S"{label}}}}}"#));
    CtiSettings::read(&sources).expect("a source").sources.remove(0)
}

/// Whatever a telephony system sends, it is understood or refused in words, and what comes of it can be recorded.
pub fn cti_is_sound(source: &Source, content_type: &str, url: &str, body: &[u8]) {
    let header = |name: &str| name.eq_ignore_ascii_case("content-type").then(|| content_type.to_owned());
    let request = CtiRequest { header: &header, url, body, now: 1_789_480_800_000 };
    match cti::read(source, &request) {
        Ok(Event::Observed(observations)) => {
            assert!(!observations.is_empty());
            observations.iter().for_each(observation_is_sound);
            fold_is_sound(&observations);
        }
        Ok(Event::Ignored(_) | Event::UrlValidation(_)) | Err(Malformed::Format) => {}
        Err(Malformed::Content(message)) => can_be_told(&[Fault::body(message)]),
    }
}

fn observation_is_sound(one: &Observation) {
    // A group of CloudEvents has source and leg, an event of Zoom's its name and time.
    for (id, most) in [(&one.event_id, 2 * MAX_ID), (&one.group, 2 * MAX_ID + 1), (&one.leg, MAX_ID)] {
        assert!(id.chars().count() <= most && !id.contains(char::is_control), "{one:?}");
    }
    assert!(!one.group.is_empty() && !one.event_id.is_empty());
    assert!(one.calls.iter().all(|call| (1..=MAX_ID).contains(&call.chars().count())), "{one:?}");
    let stretches = one.says.stretches.iter().flat_map(|stretch| [Some(stretch.start), stretch.end]);
    let times = [Some(one.at), one.says.since, one.says.ended].into_iter().chain(stretches).flatten();
    assert!(times.into_iter().all(|time| UtcTime::from_unix_millis(time).is_some()), "{one:?}");
    // JavaScript represents whole numbers up to 2^53 exactly.
    assert!(one.order.abs() < 1 << 53);
    let kept = serde_json::to_string(&one.says).expect("JSON");
    assert_eq!(serde_json::from_str::<cti::Says>(&kept).expect("what was written"), one.says);
}

/// Periods follow one another, and the order and repetition of observations do not matter.
fn fold_is_sound(observations: &[Observation]) {
    let mut legs: Vec<&str> = observations.iter().map(|one| one.leg.as_str()).collect();
    legs.sort_unstable();
    legs.dedup();
    for leg in legs {
        let of_leg: Vec<&Observation> =
            observations.iter().filter(|one| one.leg == leg || one.leg.is_empty()).collect();
        let periods = cti::fold(of_leg.iter().copied());
        assert_eq!(cti::fold(of_leg.iter().rev().chain(&of_leg).copied()), periods);
        for period in &periods {
            assert!(period.end.is_none_or(|end| end > period.start));
        }
        for pair in periods.windows(2) {
            if let [first, second] = pair {
                assert!(first.end.is_some_and(|end| end <= second.start), "{periods:?}");
            }
        }
    }
}
