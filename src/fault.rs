//! Faults of a request's content: what is wrong with which field, and what to change.

use serde::Serialize;

/// Most faults that an answer lists. The others are only counted.
pub const MAX_FAULTS: usize = 50;

/// Most faults of names that are listed. A body can have very many of these, and the faults of values still need room:
/// there are fewer than the difference to [`MAX_FAULTS`].
pub const MAX_NAME_FAULTS: usize = 40;

/// Most characters of the caller's text that a message repeats.
pub const MAX_EXCERPT_CHARACTERS: usize = 64;

/// A stable code for each kind of fault. Callers may rely on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultCode {
    /// The body is not well-formed JSON or XML, or does not have the expected shape.
    MalformedBody,
    /// A required field is missing.
    Required,
    /// The field has no value.
    Empty,
    /// There is no field of this name.
    UnknownField,
    /// The field is given more than once.
    DuplicateField,
    /// The value is not a string.
    NotAString,
    /// The value is not one of the choices.
    InvalidChoice,
    /// The value is not a `sys_id`.
    InvalidSysId,
    /// The value is not a time in an accepted form, or does not exist.
    InvalidTime,
    /// The end is before the start.
    EndBeforeStart,
    /// The operation does not use this field.
    NotApplicable,
    /// The help request belongs to another interaction.
    WrongInteraction,
    /// The header is not an idempotency key.
    InvalidIdempotencyKey,
    /// The caller cannot set or change this field.
    ReadOnly,
    /// The value has too many characters.
    TooLong,
    /// The value has a character that is not allowed.
    InvalidText,
    /// The value names a record that does not exist.
    UnknownReference,
    /// The value is not a whole number in the accepted range.
    InvalidNumber,
    /// The number has to be positive.
    NotPositive,
    /// The value of the query parameter is not accepted.
    InvalidParameter,
    /// The encoded query does not follow its grammar.
    InvalidQuery,
    /// There is no operator of this name.
    UnknownOperator,
    /// The encoded query has too many bytes or terms.
    QueryTooLong,
    /// The encoded query compares with too many values.
    TooManyValues,
    /// The page of the list would have too many characters.
    PageTooLarge,
    /// The header is not a bookmark.
    InvalidBookmark,
    /// The URL has too many query parameters.
    TooManyParameters,
    /// The encoded query would keep the database busy for too long.
    QueryTooCostly,
    /// More faults were found than are listed.
    MoreFaults,
}

impl FaultCode {
    /// All codes.
    pub const ALL: [Self; 29] = [
        Self::MalformedBody,
        Self::Required,
        Self::Empty,
        Self::UnknownField,
        Self::DuplicateField,
        Self::NotAString,
        Self::InvalidChoice,
        Self::InvalidSysId,
        Self::InvalidTime,
        Self::EndBeforeStart,
        Self::NotApplicable,
        Self::WrongInteraction,
        Self::InvalidIdempotencyKey,
        Self::ReadOnly,
        Self::TooLong,
        Self::InvalidText,
        Self::UnknownReference,
        Self::InvalidNumber,
        Self::NotPositive,
        Self::InvalidParameter,
        Self::InvalidQuery,
        Self::UnknownOperator,
        Self::QueryTooLong,
        Self::TooManyValues,
        Self::PageTooLarge,
        Self::InvalidBookmark,
        Self::TooManyParameters,
        Self::QueryTooCostly,
        Self::MoreFaults,
    ];

    /// The code as it appears in answers.
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
            Self::NotPositive => "not_positive",
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
    /// The field, header or parameter with the fault; `None` for the body as a whole.
    pub field: Option<String>,
    /// The kind of fault.
    pub code: FaultCode,
    /// What to change: a sentence that names the field.
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

/// All faults found in one request, in the order in which they were found.
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

    /// Adds a fault of a name. There may be very many of these.
    pub fn push_name(&mut self, fault: Fault) {
        self.push_within(MAX_NAME_FAULTS, fault);
    }

    /// Adds the faults of another check.
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

    /// Whether no fault was found so far.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// The list for the caller. Its last entry counts the faults that are not listed.
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

/// A part of the caller's text for a message: shortened, and without characters that XML (1.0, production 2) or a log line
/// cannot hold.
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
