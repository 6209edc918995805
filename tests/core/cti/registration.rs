//! The External ID Mapping API: the fields of a request, and what the database says.

use super::{interaction, settings};
use crate::support::{INTERACTION, OTHER_INTERACTION, fault};
use help_request_edge::cti::external_id::{Facts, Registration, fields};
use help_request_edge::fault::{Fault, FaultCode, Faults};
use help_request_edge::format::{Format, decode};
use help_request_edge::refusal::{Conflict, NotFound, Refusal};

fn registration(body: &str) -> Result<Registration, Vec<Fault>> {
    let settings =
        settings(r#"{"twilio": {"kind": "twilio", "secret": "S"}, "zoom": {"kind": "zoom", "secret": "S"}}"#);
    let fields = decode(Format::Json, body.as_bytes(), fields());
    fields.and_then(|fields| Registration::from_raw(interaction(), fields, &settings)).map_err(Faults::into_list)
}

#[test]
fn a_call_is_registered_for_a_source() {
    let read = registration(r#"{"external_id": " WT1 ", "external_provider": "twilio"}"#).unwrap();
    let expected =
        Registration { interaction: interaction(), external_id: "WT1".into(), external_provider: "twilio".into() };
    assert_eq!(read, expected);
    assert_eq!(read.calls(), ["WT1".to_owned(), INTERACTION.to_owned()]);
    let body = serde_json::to_value(help_request_edge::cti::external_id::MappingBody::from(read.mapping())).unwrap();
    let data = serde_json::json!({"document_table": "interaction", "document_id": INTERACTION, "external_id": "WT1",
        "external_provider": "twilio"});
    assert_eq!(body, serde_json::json!({"result": {"data": data}}));
}

#[test]
fn faults_are_told_together() {
    let required = |name: &str| fault(name, FaultCode::Required, format!("{name} is required"));
    assert_eq!(registration("{}").unwrap_err(), [required("external_id"), required("external_provider")]);
    let (longest, long) = ("ü".repeat(200), "ü".repeat(201));
    let read = registration(&format!(r#"{{"external_id": "{longest}", "external_provider": "zoom"}}"#)).unwrap();
    assert_eq!(read.external_id, longest);
    for (body, expected) in [
        (
            r#"{"external_id": "", "external_provider": 1, "x": "y"}"#.to_owned(),
            vec![
                fault(
                    "x",
                    FaultCode::UnknownField,
                    "\"x\" is not a field of this request; the fields are external_id, external_provider",
                ),
                fault("external_id", FaultCode::Empty, "external_id is empty; give it a value"),
                fault("external_provider", FaultCode::NotAString, "external_provider is a number; give it as a string"),
            ],
        ),
        (
            format!(r#"{{"external_id": "{long}", "external_provider": "genesys"}}"#),
            vec![
                fault("external_id", FaultCode::TooLong, "external_id has more than 200 characters; shorten it"),
                fault(
                    "external_provider",
                    FaultCode::InvalidChoice,
                    "external_provider \"genesys\" is not a source; the sources are: twilio, zoom",
                ),
            ],
        ),
        (
            r#"{"external_id": "a\u0007", "external_provider": "zoom"}"#.to_owned(),
            vec![fault("external_id", FaultCode::InvalidText, "external_id has a control character; remove it")],
        ),
    ] {
        assert_eq!(registration(&body).unwrap_err(), expected);
    }
}

#[test]
fn the_interaction_has_to_exist_and_the_id_to_be_free() {
    let registration = registration(r#"{"external_id": "WT1", "external_provider": "twilio"}"#).unwrap();
    let facts = Facts { exists: 1, ..Facts::default() };
    assert_eq!(facts.check(&registration), Ok(()));
    let missing = Refusal::NotFound(NotFound::Interaction(interaction()));
    assert_eq!(Facts::default().check(&registration), Err(missing));
    let taken = Facts { taken_by: Some(OTHER_INTERACTION.to_owned()), ..facts };
    let conflict = Refusal::Conflict(Conflict::ExternalId { interaction: OTHER_INTERACTION.to_owned() });
    assert_eq!(taken.check(&registration), Err(conflict));
}
