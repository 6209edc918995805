//! Twilio's callbacks.

use super::{Given, T0, ignored, interaction, malformed, period, periods, source, source_with};
use crate::support::INTERACTION;
use help_request_edge::action::Action::{BargeIn, Coach, Monitor};
use help_request_edge::cti::{Event, Observation, Reason, Says};

const CALL: &str = "StatusCallbackEvent=participant-join&ConferenceSid=CF03&FriendlyName=WT04&AccountSid=AC01&CallSid=CA02&\
    Muted=false&Hold=false&Coaching=true&ParticipantLabel=supervisor-1&EndConferenceOnExit=false&\
    StartConferenceOnEnter=true&SequenceNumber=7&Timestamp=Tue%2C+15+Sep+2026+14%3A03%3A22+%2B0000";

fn form(body: &str) -> Given {
    Given::new("application/x-www-form-urlencoded", body)
}

/// The callback with fields replaced, or removed if empty.
fn changed(changes: &[(&str, &str)]) -> Given {
    let fields = CALL.split('&').filter_map(|field| {
        let (name, _) = field.split_once('=').unwrap();
        match changes.iter().find(|(changed, _)| *changed == name) {
            Some((_, "")) => None,
            Some((name, value)) => Some(format!("{name}={}", value.replace('+', "%2B"))),
            None => Some(field.to_owned()),
        }
    });
    form(&fields.collect::<Vec<_>>().join("&"))
}

#[test]
fn a_callback_says_who_helps_how_and_in_which_call() {
    let expected = Observation {
        event_id: "CF03:7".into(),
        group: "CF03".into(),
        leg: "CA02".into(),
        calls: vec!["WT04".into(), "CF03".into()],
        interaction: None,
        order: 7,
        at: T0 + 202_000,
        says: Says { mode: Some(Coach), ..Says::default() },
        is_supervisor: true,
    };
    assert_eq!(form(CALL).observed(&source("twilio")), std::slice::from_ref(&expected));
    let with_query = form(CALL).to(&format!("https://h/cti/s?x=1&interaction={}", INTERACTION.to_uppercase()));
    let named = Observation { interaction: Some(interaction()), ..expected };
    assert_eq!(with_query.observed(&source("twilio")), [named]);
    assert_eq!(
        form(CALL)
            .with("content-type", "Application/X-WWW-Form-URLencoded; charset=utf-8")
            .observed(&source("twilio"))
            .len(),
        1
    );
}

#[test]
fn the_mode_follows_from_coaching_and_muted_whatever_the_event_is_called() {
    for name in ["join", "mute", "unmute", "hold", "unhold", "modify", "speech-start", "speech-stop", "later"] {
        for (coaching, muted, mode) in [
            ("false", "true", Monitor),
            ("true", "false", Coach),
            ("false", "false", BargeIn),
            ("true", "true", Monitor),
        ] {
            let name = format!("participant-{name}");
            let given = changed(&[("StatusCallbackEvent", &name), ("Coaching", coaching), ("Muted", muted)]);
            assert_eq!(given.observed(&source("twilio"))[0].says.mode, Some(mode), "{name} {coaching} {muted}");
        }
    }
    for flags in [[("Coaching", "true"), ("Muted", "false")], [("Coaching", ""), ("Muted", "")]] {
        let given = changed(&[[("StatusCallbackEvent", "participant-leave")].as_slice(), flags.as_slice()].concat());
        assert_eq!(given.observed(&source("twilio"))[0].says, Says::default());
    }
}

#[test]
fn a_supervisor_is_who_coaches_or_has_the_label_or_joins_muted_if_that_is_configured() {
    let (plain, label) = (source("twilio"), source_with("twilio", r#", "label_prefix": "sup""#));
    let muted = source_with("twilio", r#", "joins_muted": true"#);
    for (event, coaching, is_muted, name, expected) in [
        ("join", "true", "false", "x", [true, true, true]),
        ("leave", "true", "false", "x", [true, true, true]),
        ("join", "false", "false", "sup", [false, true, false]),
        ("join", "false", "false", "supervisor-1", [false, true, false]),
        ("join", "false", "false", "Supervisor", [false, false, false]),
        ("join", "false", "false", "my-sup", [false, false, false]),
        ("join", "false", "true", "x", [false, false, true]),
        ("mute", "false", "true", "x", [false, false, false]),
    ] {
        let event = format!("participant-{event}");
        let given = changed(&[
            ("StatusCallbackEvent", &event),
            ("Coaching", coaching),
            ("Muted", is_muted),
            ("ParticipantLabel", name),
        ]);
        let found = [&plain, &label, &muted].map(|source| given.observed(source)[0].is_supervisor);
        assert_eq!(found, expected, "{event} {coaching} {is_muted} {name}");
    }
    assert!(!changed(&[("Coaching", "false"), ("ParticipantLabel", "")]).observed(&label)[0].is_supervisor);
}

#[test]
fn a_supervisor_who_shows_late_is_folded_from_the_beginning() {
    let at = |sequence: &str, second: &str, coaching: &str| {
        let time = format!("Tue, 15 Sep 2026 14:00:{second} +0000");
        let fields =
            [("SequenceNumber", sequence), ("Timestamp", &time), ("Coaching", coaching), ("ParticipantLabel", "")];
        changed(&fields).observed(&source("twilio"))
    };
    let mut all = at("1", "01", "false");
    assert_eq!(periods(&all), []);
    all.extend(at("2", "05", "true"));
    assert_eq!(periods(&all), [period(BargeIn, "14:00:01", Some("14:00:05")), period(Coach, "14:00:05", None)]);
}

#[test]
fn the_end_of_a_conference_is_about_all_legs() {
    let given = changed(&[("StatusCallbackEvent", "conference-end"), ("CallSid", ""), ("Muted", ""), ("Coaching", "")]);
    let [one] = given.observed(&source("twilio")).try_into().unwrap();
    assert_eq!((one.leg.as_str(), one.says, one.is_supervisor), ("", Says::default(), false));
}

#[test]
fn what_tells_of_no_leg_is_ignored() {
    ignored(&changed(&[("StatusCallbackEvent", "conference-start")]), &source("twilio"), Reason::NoLeg);
    for name in ["announcement-end", "announcement-fail", "completed"] {
        ignored(&changed(&[("StatusCallbackEvent", name)]), &source("twilio"), Reason::OtherType);
    }
}

#[test]
fn times_are_read_with_and_without_a_leading_zero() {
    for (text, at) in [
        ("Thu, 1 Jun 2017 20:48:32 +0000", 1_496_350_112_000),
        ("Thu, 01 Jun 2017 20:48:32 +0000", 1_496_350_112_000),
        ("Thu, 01 Jun 2017 22:48:32 +0200", 1_496_350_112_000),
        ("2017-06-01T20:48:32.500Z", 1_496_350_112_500),
    ] {
        assert_eq!(changed(&[("Timestamp", text)]).observed(&source("twilio"))[0].at, at, "{text}");
    }
}

#[test]
fn what_is_no_callback_is_malformed() {
    let missing = |name: &str| format!("{name} is missing; send status callbacks of conferences");
    for name in ["StatusCallbackEvent", "ConferenceSid", "SequenceNumber", "Timestamp", "CallSid"] {
        malformed(&changed(&[(name, "")]), &source("twilio"), &missing(name));
    }
    for (name, value, message) in [
        ("Muted", "yes", "Muted has to be true or false"),
        ("Muted", "", "Muted has to be true or false"),
        ("Coaching", "TRUE", "Coaching has to be true or false"),
        ("SequenceNumber", "x", "SequenceNumber \"x\" is not a whole number"),
        ("SequenceNumber", "-1", "SequenceNumber \"-1\" is not a whole number"),
        ("SequenceNumber", "9007199254740992", "SequenceNumber \"9007199254740992\" is not a whole number"),
        ("Timestamp", "now", "Timestamp \"now\" is not a time"),
        ("Timestamp", "Thu, 31 Jun 2017 20:48:32 +0000", "Timestamp \"Thu, 31 Jun 2017 20:48:32 +0000\" is not a time"),
    ] {
        malformed(&changed(&[(name, value)]), &source("twilio"), message);
    }
    malformed(&changed(&[("CallSid", &"C".repeat(201))]), &source("twilio"), "CallSid has more than 200 characters");
    malformed(&changed(&[("CallSid", "C%01")]), &source("twilio"), "CallSid has a control character");
    malformed(&form(""), &source("twilio"), &missing("StatusCallbackEvent"));
    let bytes = Given::new("application/x-www-form-urlencoded", b"a=\xff".to_vec());
    malformed(&bytes, &source("twilio"), "the body is not UTF-8: byte 2 does not belong there");
    let message = "interaction \"{{id}}\" in the URL is not a sys_id of 32 hexadecimal digits";
    malformed(&form(CALL).to("https://h/?interaction={{id}}"), &source("twilio"), message);
    malformed(&Given::new("text/plain", "x"), &source("twilio"), "the body is not JSON: line 1, column 1");
    malformed(&Given::json("1"), &source("twilio"), "the body is neither a form nor a list of Event Streams' events");
}

/// An event of Event Streams with the form's fields.
fn streamed(kind: &str) -> String {
    let fields = form_urlencoded::parse(CALL.as_bytes()).map(|(name, value)| format!("{name:?}:{value:?}"));
    let fields = fields.collect::<Vec<_>>().join(",");
    format!(
        r#"{{"specversion":"1.0","type":"com.twilio.voice.status-callback.{kind}","source":"/x","id":"EZ1","datacontenttype":"2026-09-15",
            "time":"2026-09-15T14:03:22.123Z","data":{{"sid":"S","request":{{"method":"POST","url":"u","parameters":{{{fields}}}}}}}}}"#
    )
}

#[test]
fn event_streams_say_the_same_as_the_callback() {
    let callback = form(CALL).observed(&source("twilio"));
    let streamed = streamed("conference.participant.updated");
    assert_eq!(Given::json(format!("[{streamed}]")).observed(&source("twilio")), callback);
    assert_eq!(Given::json(&streamed).observed(&source("twilio")), callback);
    assert_eq!(Given::json(format!("[{streamed},{streamed}]")).observed(&source("twilio")).len(), 2);
}

#[test]
fn a_null_in_event_streams_is_no_value() {
    let name = r#""FriendlyName":"WT04""#;
    let all = streamed("conference.participant.updated");
    let [one] = &Given::json(all.replace(name, r#""FriendlyName":null"#)).observed(&source("twilio"))[..] else {
        panic!()
    };
    assert_eq!(one.calls, ["CF03"]);
}

#[test]
fn other_events_of_event_streams_are_ignored() {
    let (other, ours) = (streamed("call.updated"), streamed("conference.participant.updated"));
    ignored(&Given::json(format!("[{other}]")), &source("twilio"), Reason::OtherType);
    assert_eq!(Given::json(format!("[{other},{ours}]")).observed(&source("twilio")).len(), 1);
    assert_eq!(Given::json("[]").read(&source("twilio")), Ok(Event::Ignored(Reason::NoSupervisor)));
    malformed(&Given::json(r#"[{"id":"1"}]"#), &source("twilio"), "an event has no type");
    let without = r#"[{"type":"com.twilio.voice.status-callback.conference.updated","data":{}}]"#;
    malformed(&Given::json(without), &source("twilio"), "request has to be an object");
}
