//! Faults of a request's content: what is wrong with which field, and what to change.

use serde::Serialize;

/// How many faults of one request are listed; the rest is only counted.
pub const MAX_FAULTS: usize = 50;

/// How many faults of names are listed, so that there is always room for those of the fields' values, of which there are
/// fewer than the difference.
pub const MAX_NAME_FAULTS: usize = 40;

/// How many characters of the caller's own text a message repeats.
pub const MAX_EXCERPT_CHARACTERS: usize = 64;

/// A stable word for each kind of fault. Callers may rely on these words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The body is not well-formed JSON or XML, or not of the expected shape.
    MalformedBody,
    /// The field has to be given.
    Required,
    /// The field is given without a value.
    Empty,
    /// There is no such field.
    UnknownField,
    /// The field is given more than once.
    DuplicateField,
    /// The value is not a string.
    NotAString,
    /// The value is none of the valid choices.
    InvalidChoice,
    /// The value is not a `sys_id`.
    InvalidSysId,
    /// The value is not a time in an accepted form.
    InvalidTime,
    /// The end lies before the start.
    EndBeforeStart,
    /// The field has no meaning in this operation.
    NotApplicable,
    /// The record belongs to another interaction.
    WrongInteraction,
    /// The header is not an idempotency key.
    InvalidIdempotencyKey,
    /// The service itself gives the field its value.
    ReadOnly,
    /// The value has too many characters.
    TooLong,
    /// The value holds characters that no text may hold.
    InvalidText,
    /// The record that is referred to does not exist.
    UnknownReference,
    /// The value is not a number in the possible range.
    InvalidNumber,
    /// The value of a query parameter is none of the possible ones.
    InvalidParameter,
    /// The encoded query does not follow its grammar.
    InvalidQuery,
    /// There is no such operator.
    UnknownOperator,
    /// The encoded query is too long.
    QueryTooLong,
    /// The encoded query compares with too many values.
    TooManyValues,
    /// The list would be too large for an answer.
    PageTooLarge,
    /// The header is not a bookmark.
    InvalidBookmark,
    /// The URL has too many parameters.
    TooManyParameters,
    /// The encoded query would keep the database busy for too long.
    QueryTooCostly,
    /// More faults were found than are listed.
    MoreFaults,
}

impl FaultCode {
    /// The word as it stands in an answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedBody => "malformed_body",
            Self::Required => "required",
            Self::Empty => "empty",
            Self::UnknownField => "unknown_field",
            Self::DuplicateField => "duplicate_field",
            Self::NotAString => "not_a_string",
            Self::InvalidChoice => "invalid_choice",
            Self::InvalidSysId => "invalid_sys_id",
            Self::InvalidTime => "invalid_time",
            Self::EndBeforeStart => "end_before_start",
            Self::NotApplicable => "not_applicable",
            Self::WrongInteraction => "wrong_interaction",
            Self::InvalidIdempotencyKey => "invalid_idempotency_key",
            Self::ReadOnly => "read_only",
            Self::TooLong => "too_long",
            Self::InvalidText => "invalid_text",
            Self::UnknownReference => "unknown_reference",
            Self::InvalidNumber => "invalid_number",
            Self::InvalidParameter => "invalid_parameter",
            Self::InvalidQuery => "invalid_query",
            Self::UnknownOperator => "unknown_operator",
            Self::QueryTooLong => "query_too_long",
            Self::TooManyValues => "too_many_values",
            Self::PageTooLarge => "page_too_large",
            Self::InvalidBookmark => "invalid_bookmark",
            Self::TooManyParameters => "too_many_parameters",
            Self::QueryTooCostly => "query_too_costly",
            Self::MoreFaults => "more_faults",
        }
    }
}

/// One fault of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The field concerned; `None` for the body as a whole.
    pub field: Option<String>,
    /// The kind of fault.
    pub code: FaultCode,
    /// What to change, as a sentence that names the field.
    pub message: String,
}

impl Fault {
    /// A fault of one field.
    pub fn field(field: impl Into<String>, code: FaultCode, message: impl Into<String>) -> Self {
        Self { field: Some(field.into()), code, message: message.into() }
    }

    /// A fault of the body as a whole.
    pub fn body(message: impl Into<String>) -> Self {
        Self { field: None, code: FaultCode::MalformedBody, message: message.into() }
    }
}

/// All faults found in one request, in the order of their discovery.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    listed: Vec<Fault>,
    unlisted: usize,
}

impl Faults {
    /// Adds a fault of a field's value.
    pub fn push(&mut self, fault: Fault) {
        self.push_within(MAX_FAULTS, fault);
    }

    /// Adds a fault of a member's name, of which there may be very many.
    pub fn push_name(&mut self, fault: Fault) {
        self.push_within(MAX_NAME_FAULTS, fault);
    }

    /// Adds what was found elsewhere.
    pub fn append(&mut self, other: Self) {
        self.unlisted += other.unlisted;
        for fault in other.listed {
            self.push(fault);
        }
    }

    fn push_within(&mut self, limit: usize, fault: Fault) {
        if self.listed.len() < limit {
            self.listed.push(fault);
        } else {
            self.unlisted += 1;
        }
    }

    /// Whether nothing is wrong so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The faults as they are told to the caller.
    #[must_use]
    pub fn into_list(self) -> Vec<Fault> {
        let mut list = self.listed;
        if self.unlisted > 0 {
            let message = format!("{} more faults are not listed", self.unlisted);
            list.push(Fault { field: None, code: FaultCode::MoreFaults, message });
        }
        list
    }
}

impl From<Fault> for Faults {
    fn from(fault: Fault) -> Self {
        Self { listed: vec![fault], unlisted: 0 }
    }
}

/// The caller's own text as a message may repeat it: shortened, and without the
/// characters that have no place in XML (XML 1.0, production 2) or in a log line.
#[must_use]
pub fn excerpt(text: &str) -> String {
    let mut excerpt: String = text
        .chars()
        .take(MAX_EXCERPT_CHARACTERS)
        .map(|c| match c {
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .collect();
    if text.chars().nth(MAX_EXCERPT_CHARACTERS).is_some() {
        excerpt.push('…');
    }
    excerpt
}
