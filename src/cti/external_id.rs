//! ServiceNow's External ID Mapping API: the id of an interaction's call in a telephony system.

use super::sql::Groups;
use super::{CtiSettings, MAX_ID};
use crate::fault::{Fault, FaultCode, Faults, excerpt};
use crate::format::{RawFields, RawValue};
use crate::refusal::{Conflict, NotFound, Refusal};
use crate::store::{SqlBuilder, Statement, WriteContext};
use crate::sys_id::SysId;
use serde::{Deserialize, Serialize};

/// The table whose records have external ids.
pub const TABLE: &str = "interaction";

const EXTERNAL_ID: &str = "external_id";
const EXTERNAL_PROVIDER: &str = "external_provider";

/// The fields of a request.
#[must_use]
pub fn fields() -> RawFields {
    RawFields::new([EXTERNAL_ID, EXTERNAL_PROVIDER])
}

/// An external id, as the API shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The table of the record.
    pub document_table: String,
    /// The `sys_id` of the interaction.
    pub document_id: String,
    /// The id of the call.
    pub external_id: String,
    /// The name of the source.
    pub external_provider: String,
}

/// The body of an answer.
#[derive(Serialize)]
pub struct MappingBody {
    result: MappingResult,
}

#[derive(Serialize)]
struct MappingResult {
    data: Mapping,
}

impl From<Mapping> for MappingBody {
    fn from(data: Mapping) -> Self {
        Self { result: MappingResult { data } }
    }
}

/// A request to register a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The interaction.
    pub interaction: SysId,
    /// The id of its call.
    pub external_id: String,
    /// The name of the source.
    pub external_provider: String,
}

/// What the database says before a registration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Facts {
    /// Whether the interaction exists; 0 or 1.
    pub exists: i64,
    /// Whether the interaction has an external id; 0 or 1.
    pub is_mapped: i64,
    /// The other interaction that has the same external id; `None` if there is none.
    pub taken_by: Option<String>,
    /// How many groups of observations the call has.
    pub groups: i64,
}

impl Registration {
    /// Checks a request.
    ///
    /// # Errors
    /// All faults of the fields.
    pub fn from_raw(interaction: SysId, mut fields: RawFields, settings: &CtiSettings) -> Result<Self, Faults> {
        let mut faults = fields.name_faults();
        let external_id = text(EXTERNAL_ID, &mut fields, &mut faults);
        let external_provider = text(EXTERNAL_PROVIDER, &mut fields, &mut faults);
        if let Some(id) = &external_id {
            if id.chars().count() > MAX_ID {
                let message = format!("{EXTERNAL_ID} has more than {MAX_ID} characters; shorten it");
                faults.push(Fault::field(EXTERNAL_ID, FaultCode::TooLong, message));
            }
            if id.chars().any(char::is_control) {
                let message = format!("{EXTERNAL_ID} has a control character; remove it");
                faults.push(Fault::field(EXTERNAL_ID, FaultCode::InvalidText, message));
            }
        }
        if let Some(provider) = external_provider.as_ref().filter(|name| settings.source(name).is_none()) {
            let names: Vec<&str> = settings.sources.iter().map(|source| source.name.as_str()).collect();
            let names = if names.is_empty() { "none is configured".to_owned() } else { names.join(", ") };
            let message =
                format!("{EXTERNAL_PROVIDER} \"{}\" is not a source; the sources are: {names}", excerpt(provider));
            faults.push(Fault::field(EXTERNAL_PROVIDER, FaultCode::InvalidChoice, message));
        }
        match (external_id, external_provider) {
            (Some(external_id), Some(external_provider)) if faults.is_empty() => {
                Ok(Self { interaction, external_id, external_provider })
            }
            _ => Err(faults),
        }
    }

    /// The ids by which the observations of the call are found.
    #[must_use]
    pub fn calls(&self) -> [String; 2] {
        [self.external_id.clone(), self.interaction.to_string()]
    }

    /// The external id after the registration.
    #[must_use]
    pub fn mapping(&self) -> Mapping {
        Mapping {
            document_table: TABLE.to_owned(),
            document_id: self.interaction.to_string(),
            external_id: self.external_id.clone(),
            external_provider: self.external_provider.clone(),
        }
    }

    /// The statement that yields the [`Facts`].
    #[must_use]
    pub fn facts(&self, groups: &Groups<'_>) -> Statement {
        let mut sql = SqlBuilder::new();
        let (interaction, id) = (sql.bind(&self.interaction), sql.bind(self.external_id.as_str()));
        let provider = sql.bind(self.external_provider.as_str());
        let groups = groups.sql(&provider, &mut sql);
        sql.statement(format!(
            "SELECT EXISTS (SELECT 1 FROM interaction WHERE sys_id = {interaction}) AS \"exists\", \
               EXISTS (SELECT 1 FROM external_id_mapping WHERE document_id = {interaction}) AS is_mapped, \
               (SELECT document_id FROM external_id_mapping WHERE external_provider = {provider} AND external_id = {id} \
                 AND document_id <> {interaction}) AS taken_by, \
               (SELECT count(DISTINCT call_group) FROM ({groups})) AS groups"
        ))
    }

    /// The statement that registers the call, if the facts have not changed since they were read and the condition `unchanged`
    /// holds.
    pub(super) fn register(
        &self,
        facts: &Facts,
        groups: &Groups<'_>,
        write: &WriteContext<'_>,
        unchanged: &str,
        mut sql: SqlBuilder,
    ) -> Statement {
        let (interaction, id) = (sql.bind(&self.interaction), sql.bind(self.external_id.as_str()));
        let provider = sql.bind(self.external_provider.as_str());
        let (now, user, number) = (sql.bind(write.now), sql.bind(write.actor.user_name()), sql.bind(facts.groups));
        let groups = groups.sql(&provider, &mut sql);
        sql.statement(format!(
            "INSERT INTO external_id_mapping (document_id, external_provider, external_id, sys_created_on, sys_created_by, \
               sys_updated_on, sys_updated_by) \
             SELECT {interaction}, {provider}, {id}, {now}, {user}, {now}, {user} \
             WHERE EXISTS (SELECT 1 FROM interaction WHERE sys_id = {interaction}) \
               AND NOT EXISTS (SELECT 1 FROM external_id_mapping WHERE external_provider = {provider} AND external_id = {id} \
                 AND document_id <> {interaction}) \
               AND (SELECT count(DISTINCT call_group) FROM ({groups})) = {number} AND {unchanged} \
             ON CONFLICT (document_id) DO UPDATE SET external_provider = excluded.external_provider, \
               external_id = excluded.external_id, sys_updated_on = excluded.sys_updated_on, \
               sys_updated_by = excluded.sys_updated_by"
        ))
    }

    /// SQL for: the call is registered as this request wants it.
    pub(super) fn is_registered(&self, sql: &mut SqlBuilder) -> String {
        let (interaction, id) = (sql.bind(&self.interaction), sql.bind(self.external_id.as_str()));
        let provider = sql.bind(self.external_provider.as_str());
        format!(
            "EXISTS (SELECT 1 FROM external_id_mapping WHERE document_id = {interaction} AND external_provider = {provider} \
             AND external_id = {id})"
        )
    }
}

impl Facts {
    /// Whether the call can be registered.
    ///
    /// # Errors
    /// The interaction does not exist, or another one has the external id.
    pub fn check(&self, registration: &Registration) -> Result<(), Refusal> {
        if self.exists == 0 {
            return Err(Refusal::NotFound(NotFound::Interaction(registration.interaction.clone())));
        }
        match &self.taken_by {
            Some(interaction) => Err(Refusal::Conflict(Conflict::ExternalId { interaction: interaction.clone() })),
            None => Ok(()),
        }
    }
}

/// The statement that reads the external id of an interaction: a [`Mapping`], or no row.
#[must_use]
pub fn read(interaction: &SysId) -> Statement {
    let mut sql = SqlBuilder::new();
    let (interaction, table) = (sql.bind(interaction), sql.bind(TABLE));
    sql.statement(format!(
        "SELECT {table} AS document_table, document_id, external_id, external_provider FROM external_id_mapping \
         WHERE document_id = {interaction}"
    ))
}

/// A field that must have a text.
fn text(name: &'static str, fields: &mut RawFields, faults: &mut Faults) -> Option<String> {
    let (code, message) = match fields.take(name) {
        Some(RawValue::Text(text) | RawValue::Displayed(text)) if !text.trim().is_empty() => {
            return Some(text.trim().to_owned());
        }
        Some(RawValue::Text(_) | RawValue::Displayed(_)) => {
            (FaultCode::Empty, format!("{name} is empty; give it a value"))
        }
        Some(RawValue::Null) | None => (FaultCode::Required, format!("{name} is required")),
        Some(other @ (RawValue::Scalar(_) | RawValue::Other(_))) => {
            (FaultCode::NotAString, format!("{name} is {}; give it as a string", other.kind()))
        }
    };
    faults.push(Fault::field(name, code, message));
    None
}
