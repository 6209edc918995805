//! Random histories of each kind: whatever the order of arrival and whatever comes twice, the help actions are the same, and they are
//! what a clock would have seen that looks at the supervisor at the end of each second.

use super::memory::{Memory, id};
use super::{Given, T0, source};
use help_request_edge::action::Action::{self, BargeIn, Coach, Monitor, Observe};
use help_request_edge::cti::{Observation, Period, Source};
use help_request_edge::help_action::InteractionPolicy;
use help_request_edge::time::UtcTime;
use serde_json::json;
use std::collections::BTreeMap;

/// How many histories of each kind.
const CASES: u64 = 10_000;

/// One in so many is received event by event; of the others only the end is looked at.
const STEP_BY_STEP: u64 = 20;

/// What happens to a supervisor: this much later he is in this mode, or gone.
type Steps = Vec<(i64, Option<Action>)>;

/// Random numbers that are the same in each run, so that a case can be looked at again by its number.
struct Random(u64);

impl Random {
    const fn new(case: u64) -> Self {
        Self((case + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    fn below(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % below as u64).unwrap()
    }

    fn number(&mut self, from: i64, to: i64) -> i64 {
        from + i64::try_from(self.below(usize::try_from(to - from).unwrap())).unwrap()
    }

    /// Up to eight steps, often less than a second apart; one in four is an end.
    fn steps(&mut self, actions: &[Action]) -> Steps {
        let step = |random: &mut Self| {
            let pause = if random.below(4) == 0 { random.number(1, 1_000) } else { random.number(1_000, 90_000) };
            let mode = if random.below(4) == 0 { None } else { Some(actions[random.below(actions.len())]) };
            (pause, mode)
        };
        (0..=self.below(8)).map(|_| step(self)).collect()
    }

    /// The order of arrival: each event at least once, some twice.
    fn arrival(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for _ in 0..self.below(4) {
            order.push(self.below(count));
        }
        for at in (1..order.len()).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}

/// What a clock sees: the mode at the end of each second, with `at` in milliseconds after T0, in order.
fn seen(states: &[(i64, Option<Action>)]) -> Vec<Period> {
    let mut seconds = BTreeMap::new();
    for (at, mode) in states {
        seconds.insert(at.div_euclid(1_000), *mode);
    }
    let time = |second: i64| UtcTime::from_unix_millis(T0 + second * 1_000).unwrap();
    let mut periods = Vec::<Period>::new();
    let mut last = None;
    for (second, mode) in seconds {
        if mode == last {
            continue;
        }
        if let Some(open) = periods.last_mut().filter(|period| period.end.is_none()) {
            open.end = Some(time(second));
        }
        if let Some(action) = mode {
            periods.push(Period { action, start: time(second), end: None });
        }
        last = mode;
    }
    periods
}

/// The states after each step, in milliseconds after T0.
fn states(steps: &Steps) -> Vec<(i64, Option<Action>)> {
    let mut at = 0;
    steps
        .iter()
        .map(|(pause, mode)| {
            at += pause;
            (at, *mode)
        })
        .collect()
}

/// Receives the events in the order of arrival. The interaction is registered for all calls.
#[track_caller]
fn check(source: &Source, events: &[Given], random: &mut Random, case: u64, expected: &[Period]) {
    let read: Vec<Vec<Observation>> = events.iter().map(|event| event.observed(source)).collect();
    let order = random.arrival(events.len());
    let arrived: Vec<Observation> = order.iter().flat_map(|at| read[*at].clone()).collect();
    let mut folded = super::periods(&arrived);
    folded.sort_by_key(|period| (period.start, period.end, period.action.as_str()));
    assert_eq!(folded, expected, "case {case}: {order:?} of {events:#?}");
    if case.is_multiple_of(STEP_BY_STEP) {
        let interaction = id(0xabc);
        let mut memory = Memory { interactions: vec![interaction.clone()], ..Memory::default() };
        for call in arrived.iter().flat_map(|one| &one.calls) {
            memory.calls.insert(call.clone(), interaction.clone());
        }
        for at in order {
            memory.receive(&read[at], InteractionPolicy::Registered);
        }
        assert_eq!(memory.of(&interaction), expected, "case {case}");
    }
}

fn iso(at: i64) -> String {
    let time = UtcTime::from_unix_millis(T0 + at).unwrap().to_string().replace(' ', "T");
    format!("{time}.{:03}Z", at.rem_euclid(1_000))
}

fn twilio(leg: &str, name: &str, sequence: usize, at: i64, mode: Option<Action>) -> Given {
    let (muted, coaching) = match mode {
        Some(Monitor) => (true, false),
        Some(Coach) => (false, true),
        _ => (false, false),
    };
    let leg = if leg.is_empty() { String::new() } else { format!("&CallSid={leg}&ParticipantLabel={leg}") };
    let time = iso(at).replace(':', "%3A");
    Given::new(
        "application/x-www-form-urlencoded",
        format!(
            "StatusCallbackEvent={name}&ConferenceSid=CF&FriendlyName=WT&SequenceNumber={sequence}&Timestamp={time}&Muted={muted}&Coaching={coaching}{leg}"
        ),
    )
}

const THREE: &[Action] = &[Monitor, Coach, BargeIn];

#[test]
fn of_twilio() {
    let source = super::source_with("twilio", r#", "label_prefix": "sup""#);
    for case in 0..CASES {
        let mut random = Random::new(case);
        let (one, other, ends) = (random.steps(THREE), random.steps(THREE), random.below(2) == 0);
        // Seconds only, as Twilio sends them.
        let in_seconds = |steps: &Steps| -> Vec<(i64, Option<Action>)> {
            states(steps).into_iter().map(|(at, mode)| (at / 1_000 * 1_000, mode)).collect()
        };
        let legs = [
            ("sup-1", in_seconds(&one)),
            ("sup-2", in_seconds(&other)),
            ("agent", vec![(0, Some(BargeIn)), (7_000, None)]),
        ];
        let mut all: Vec<(i64, &str, Option<Action>)> =
            legs.iter().flat_map(|(leg, states)| states.iter().map(move |(at, mode)| (*at, *leg, *mode))).collect();
        all.sort_by_key(|(at, ..)| *at);
        let mut events: Vec<Given> = all
            .iter()
            .enumerate()
            .map(|(sequence, (at, leg, mode))| {
                let name = if mode.is_none() { "participant-leave" } else { "participant-modify" };
                twilio(leg, name, sequence, *at, *mode)
            })
            .collect();
        let end = all.last().unwrap().0 + 5_000;
        if ends {
            events.push(twilio("", "conference-end", events.len(), end, None));
        }
        let seen_of = |states: &[(i64, Option<Action>)]| {
            let mut states = states.to_vec();
            if ends {
                states.push((end, None));
            }
            seen(&states)
        };
        let mut expected: Vec<Period> = legs[..2].iter().flat_map(|(_, states)| seen_of(states)).collect();
        expected.sort_by_key(|period| (period.start, period.end, period.action.as_str()));
        check(&source, &events, &mut random, case, &expected);
    }
}

#[test]
fn of_cloud_events() {
    let source = source("events");
    for case in 0..CASES {
        let mut random = Random::new(case);
        let one = random.steps(&Action::ALL);
        let states = states(&one);
        let events: Vec<Given> = states
            .iter()
            .enumerate()
            .map(|(number, (at, mode))| {
                let (kind, data) = match mode {
                    Some(action) => ("started", json!({"call": "C", "action": action.as_str()})),
                    None => ("ended", json!({"call": "C"})),
                };
                let event = json!({"specversion": "1.0", "id": number.to_string(), "source": "/s", "subject": "leg",
                "type": format!("x.help_action.{kind}"), "time": iso(*at), "data": data});
                Given::new("application/cloudevents+json", event.to_string())
            })
            .collect();
        check(&source, &events, &mut random, case, &seen(&states));
    }
}

#[test]
fn of_amazon_connect() {
    let source = source("amazon_connect");
    for case in 0..CASES {
        let mut random = Random::new(case);
        let one = random.steps(&[Monitor, BargeIn]);
        // Each event has all states so far. The last one is the end.
        let mut states: Vec<(i64, Option<Action>)> =
            states(&one).into_iter().filter(|(_, mode)| mode.is_some()).collect();
        if states.is_empty() {
            continue;
        }
        states.dedup_by_key(|(_, mode)| *mode);
        let end = states.last().unwrap().0 + 4_500;
        let event = |number: usize, known: usize, is_end: bool| {
            let transitions: Vec<_> = states[..known]
                .iter()
                .enumerate()
                .map(|(at, (start, mode))| {
                    let state = if *mode == Some(BargeIn) { "BARGE" } else { "SILENT_MONITOR" };
                    let until =
                        states.get(at + 1).map(|(next, _)| *next).filter(|_| at + 1 < known).or(is_end.then_some(end));
                    json!({"State": state, "StateStartTimestamp": iso(*start), "StateEndTimestamp": until.map(iso)})
                })
                .collect();
            let time = if is_end { end } else { states[known - 1].0 };
            Given::json(
                json!({"id": format!("e-{number}"), "detail-type": "Amazon Connect Contact Event", "time": iso(time), "detail": {
                "eventType": if is_end { "DISCONNECTED" } else { "CONTACT_DATA_UPDATED" }, "contactId": "SUP", "relatedContactId": "CALL",
                "initiationMethod": "MONITOR", "disconnectTimestamp": is_end.then(|| iso(end)),
                "agentInfo": {"connectedToAgentTimestamp": iso(states[0].0), "stateTransitions": transitions}}}),
            )
        };
        let mut events: Vec<Given> = (1..=states.len()).map(|known| event(known, known, false)).collect();
        events.push(event(0, states.len(), true));
        let mut expected = states.clone();
        expected.push((end, None));
        check(&source, &events, &mut random, case, &seen(&expected));
    }
}

#[test]
fn of_genesys() {
    let source = source("genesys");
    for case in 0..CASES {
        let mut random = Random::new(case);
        let one = random.steps(&[Monitor, Coach, Observe]);
        let mut states = states(&one);
        let end = states.last().unwrap().0 + 3_200;
        let connected = states[0].0;
        let event = |number: usize, at: i64, mode: Option<Action>, is_end: bool| {
            let mut supervisor =
                json!({"id": "SUP", "purpose": "user", "state": "connected", "connectedTime": iso(connected)});
            let name = match mode {
                Some(Coach) => "coachedParticipantId",
                Some(Monitor) => "monitoredParticipantId",
                _ => "screenMonitoredParticipantId",
            };
            if mode.is_some() {
                supervisor[name] = json!("AGENT");
            }
            if is_end {
                supervisor["endTime"] = json!(iso(end));
            }
            let body = json!({"id": "CONV", "participants": [{"id": "AGENT", "purpose": "agent", "connectedTime": iso(0)}, supervisor]});
            Given::json(
                json!({"id": format!("e-{number}"), "detail-type": "x", "time": iso(at), "detail": {"topicName": "x", "eventBody": body}}),
            )
        };
        let mut events: Vec<Given> =
            states.iter().enumerate().map(|(number, (at, mode))| event(number + 1, *at, *mode, false)).collect();
        events.push(event(0, end + 700, states.last().unwrap().1, true));
        states.push((end, None));
        check(&source, &events, &mut random, case, &seen(&states));
    }
}

#[test]
fn of_zoom() {
    let source = source("zoom");
    for case in 0..CASES {
        let mut random = Random::new(case);
        let (one, ends) = (random.steps(THREE), random.below(2) == 0);
        let mut states = states(&one);
        let event = |name: &str, at: i64| {
            Given::json(json!({"event": format!("contact_center.engagement_{name}"),
            "event_ts": T0 + at, "payload": {"object": {"engagement_id": "E", "user_id": "U"}}}))
        };
        let mut events: Vec<Given> = states
            .iter()
            .map(|(at, mode)| {
                event(
                    match mode {
                        Some(Monitor) => "user_monitor_initiated",
                        Some(Coach) => "user_whisper_initiated",
                        Some(_) => "user_barge_initiated",
                        None => "user_ended",
                    },
                    *at,
                )
            })
            .collect();
        if ends {
            let end = states.last().unwrap().0 + 2_000;
            states.push((end, None));
            events.push(event("ended", end));
        }
        check(&source, &events, &mut random, case, &seen(&states));
    }
}

/// Of several events at one moment the result may be one of several, but it is always the same.
#[test]
fn of_one_moment() {
    let source = source("events");
    for case in 0..CASES / STEP_BY_STEP {
        let mut random = Random::new(case);
        let modes = random.steps(&Action::ALL).into_iter().map(|(pause, mode)| (pause % 4, mode)).collect::<Steps>();
        let events: Vec<Vec<Observation>> = modes
            .iter()
            .enumerate()
            .map(|(number, (second, mode))| {
                let (kind, data) = match mode {
                    Some(action) => ("changed", json!({"call": "C", "action": action.as_str()})),
                    None => ("ended", json!(null)),
                };
                let event = json!({"specversion": "1.0", "id": number.to_string(), "source": "/s", "subject": "leg",
                "type": format!("help_action.{kind}"), "time": iso(second * 1_000), "data": data});
                Given::new("application/cloudevents+json", event.to_string()).observed(&source)
            })
            .collect();
        let results = [(); 2].map(|()| {
            let mut memory =
                Memory { calls: [("C".to_owned(), id(1))].into(), interactions: vec![id(1)], ..Memory::default() };
            for at in random.arrival(events.len()) {
                memory.receive(&events[at], InteractionPolicy::Registered);
            }
            memory.of(&id(1))
        });
        assert_eq!(results[0], results[1], "case {case}");
        // Periods do not overlap.
        for pair in results[0].windows(2) {
            assert!(pair[0].end.is_some_and(|end| end <= pair[1].start));
        }
    }
}

/// A conference in each of its 720 orders.
#[test]
fn of_a_conference_in_every_order() {
    let source = source("twilio");
    let events = [
        twilio("CA1", "participant-join", 2, 1_000, Some(BargeIn)),
        twilio("CA2", "participant-join", 3, 60_000, Some(Monitor)),
        twilio("CA2", "participant-modify", 4, 120_000, Some(Coach)),
        twilio("CA2", "participant-unmute", 5, 180_000, Some(BargeIn)),
        twilio("CA2", "participant-leave", 6, 240_000, None),
        twilio("", "conference-end", 7, 250_000, None),
    ];
    let read: Vec<Vec<Observation>> = events.iter().map(|event| event.observed(&source)).collect();
    let expected = seen(&[(60_000, Some(Monitor)), (120_000, Some(Coach)), (180_000, Some(BargeIn)), (240_000, None)]);
    let mut orders = vec![Vec::<usize>::new()];
    for _ in 0..events.len() {
        let longer = |order: Vec<usize>| -> Vec<Vec<usize>> {
            (0..6).filter(|at| !order.contains(at)).map(|at| [order.as_slice(), &[at]].concat()).collect()
        };
        orders = orders.into_iter().flat_map(longer).collect();
    }
    assert_eq!(orders.len(), 720);
    for order in orders {
        let mut memory =
            Memory { calls: [("WT".to_owned(), id(1))].into(), interactions: vec![id(1)], ..Memory::default() };
        for at in &order {
            memory.receive(&read[*at], InteractionPolicy::Registered);
        }
        assert_eq!(memory.of(&id(1)), expected, "{order:?}");
    }
}
