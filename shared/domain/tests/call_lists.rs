//! Call lists: who stands on one, when they are called, how often, and what comes after the last try.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Contact, Imported, Move};
use leadwright_domain::call_lists::NotNow;
use leadwright_domain::config::Config;
use leadwright_domain::fold::replay;
use leadwright_domain::lead::{Applied, CallOutcome, Calling, IN_HAND, Lead};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::stage::Stage;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting::{activity, at, config, lead_id, row, step};

/// Called on weekdays, with a break at noon; disqualified after three calls that nobody answers.
fn bought() -> Value {
    json!({
        "name": "bought", "title": "Bought", "sources": ["Purchased List"], "callers": ["team sales"], "tries": 3,
        "pause": "1d", "hours": ["mon-fri 9:00-12:00", "mon-fri 14:00-18:00"],
        "then": {"to": "disqualified", "reason": "no-need"},
    })
}

fn with_lists(lists: &[Value]) -> Config {
    let mut config = config();
    config.call_lists = serde_json::from_value(json!({ "lists": lists })).unwrap();
    config.hashed()
}

fn bought_row(fields: &[(&str, &str)]) -> ActivityKind {
    let fields = [&[("email", "maria@acme.example")], fields].concat();
    ActivityKind::LeadImported(Imported { source: "purchased list".to_owned(), ..row(&fields) })
}

fn call(by: &str, reached: bool) -> ActivityKind {
    ActivityKind::CallLogged(Contact { by: by.to_owned(), reached, note: None })
}

fn again(due: &str) -> ActivityKind {
    ActivityKind::FollowUpSet { due: at(due), what: "Call again".to_owned(), by: "ana".to_owned() }
}

/// What happened, one after the other, each at its time.
fn lived(config: &Config, happened: &[(&str, ActivityKind)]) -> (Lead, Vec<Applied>) {
    let (mut lead, mut all, mut turn) = (None, Vec::new(), 0);
    for (number, (time, kind)) in happened.iter().enumerate() {
        let activity = Activity::new(ActivityId::new(at(time), &[&number.to_string()]), lead_id(), kind.clone());
        let (next, applied) = step(lead, &activity, config, at(time), &mut turn);
        lead = Some(next);
        all.push(applied);
    }
    (lead.unwrap(), all)
}

/// Where it stands: list, zone, the time before which it is not called.
fn place(lead: &Lead) -> Option<(&str, &str, String)> {
    let Calling { list, zone, due, .. } = lead.on_call_list()?;
    Some((list, zone, due.to_string()))
}

const LISBON: (&str, &str) = ("phone", "+351 912 345 678");
/// A Monday.
const NINE: &str = "2026-11-23T09:00:00Z";

#[test]
fn who_stands_on_a_list_and_from_when_on() {
    let config = with_lists(&[bought()]);
    let by_form = |zone| [LISBON, ("timezone", zone)];
    for (time, fields, expected) in [
        (NINE, &[LISBON][..], Some(("bought", "Europe/Lisbon", NINE))),
        // Before the hours, at noon, after them, at the weekend: the next opening.
        ("2026-11-23T05:00:00Z", &[LISBON], Some(("bought", "Europe/Lisbon", NINE))),
        ("2026-11-23T12:30:00Z", &[LISBON], Some(("bought", "Europe/Lisbon", "2026-11-23T14:00:00Z"))),
        ("2026-11-21T10:00:00Z", &[LISBON], Some(("bought", "Europe/Lisbon", NINE))),
        // By their own clocks: those of the form, of the number, of the country, of the company.
        (NINE, &by_form("America/Sao_Paulo"), Some(("bought", "America/Sao_Paulo", "2026-11-23T12:00:00Z"))),
        (NINE, &[("phone", "+55 11 91234 5678")], Some(("bought", "America/Sao_Paulo", "2026-11-23T12:00:00Z"))),
        (NINE, &[("phone", "912 345 678")], Some(("bought", "Europe/Lisbon", NINE))),
        // Without a number that can be dialled.
        (NINE, &[], None),
        (NINE, &[("phone", "ask at the desk")], None),
    ] {
        let (lead, _) = lived(&config, &[(time, bought_row(fields))]);
        let expected = expected.map(|(list, zone, due)| (list, zone, due.to_owned()));
        assert_eq!(place(&lead), expected, "{time} {fields:?}");
    }
    let (other, _) = lived(&config, &[(NINE, ActivityKind::LeadImported(row(&[("email", "x@y.example"), LISBON])))]);
    assert_eq!(other.calling, None, "from another source");
}

#[test]
fn who_has_somebody_or_refuses_leaves_the_list() {
    let config = with_lists(&[bought()]);
    let by = || "ana".to_owned();
    for (kind, stays) in [
        (ActivityKind::Noted { by: by(), note: "x".to_owned() }, true),
        (ActivityKind::DoNotContact { channel: Channel::Mail, by: by(), note: None }, true),
        (ActivityKind::DoNotContact { channel: Channel::Calls, by: by(), note: None }, false),
        (ActivityKind::Accepted { by: by() }, false),
        (ActivityKind::MarkedBad { reason: "wrong-number".to_owned(), by: by(), note: None }, false),
        (ActivityKind::Edited { fields: BTreeMap::from([("phone".to_owned(), String::new())]), by: by() }, false),
    ] {
        let (lead, applied) = lived(&config, &[(NINE, bought_row(&[LISBON])), (NINE, kind.clone())]);
        assert_eq!(lead.on_call_list().is_some(), stays, "{kind:?}");
        assert_eq!(lead.calling.is_some(), stays, "nothing is remembered of who was not called: {kind:?}");
        let again = applied.iter().fold(None, |lead, one| Some(replay(lead, one, &config.scoring)));
        assert_eq!(again, Some(lead), "{kind:?}");
    }
}

#[test]
fn tries_are_at_other_times_of_the_day_and_the_last_sets_aside_with_a_reason() {
    let config = with_lists(&[bought()]);
    let mut happened = vec![(NINE, bought_row(&[LISBON])), ("2026-11-23T09:10:00Z", call("ana", false))];
    let (lead, applied) = lived(&config, &happened);
    // A day later, and two hours from ten past nine.
    assert_eq!(place(&lead).unwrap().2, "2026-11-24T11:10:00Z");
    assert_eq!(lead.on_call_list().unwrap().tries, 1);
    assert_eq!(applied[1].decisions.called.as_ref().map(|called| called.came), Some(CallOutcome::NoAnswer));

    happened.push(("2026-11-24T11:30:00Z", call("ben", false)));
    let (lead, _) = lived(&config, &happened);
    assert_eq!(place(&lead).unwrap().2, "2026-11-25T14:00:00Z", "noon is closed");

    happened.push(("2026-11-25T15:00:00Z", call("ana", false)));
    let (lead, applied) = lived(&config, &happened);
    let moved = applied[3].decisions.stage.as_ref().unwrap();
    assert_eq!((moved.to, moved.reason.as_deref(), moved.by.as_deref()), (Stage::Disqualified, Some("no-need"), None));
    assert!(lead.on_call_list().is_none() && lead.calling.as_ref().unwrap().tries == 3);

    // Whoever moves it back does not begin the tries anew.
    let back = Move { to: Stage::Lead, reason: None, again_on: None, by: "ana".to_owned(), note: None };
    let mut suspects = bought();
    suspects["stages"] = json!(["suspect", "lead"]);
    happened.push(("2026-11-26T10:00:00Z", ActivityKind::StageMoved(back)));
    let (lead, _) = lived(&with_lists(&[suspects]), &happened);
    assert_eq!((lead.stage, lead.on_call_list()), (Stage::Lead, None));
}

#[test]
fn who_is_recycled_after_the_last_try_comes_back_on_a_day() {
    let mut list = bought();
    list["tries"] = json!(1);
    list["then"] = json!({"to": "recycled", "reason": "not-now", "again_after": "90d"});
    let (lead, _) = lived(&with_lists(&[list]), &[(NINE, bought_row(&[LISBON])), (NINE, call("ana", false))]);
    let day = at(NINE).to_zoned(TimeZone::UTC).date().saturating_add(90.days());
    assert_eq!((lead.stage, lead.aside_until), (Stage::Recycled, Some(day)));
    assert_eq!(lead.next_step().map(|next| next.due.to_string()).as_deref(), Some("2027-02-21T09:00:00Z"));
}

#[test]
fn who_asks_for_a_time_is_called_then_and_by_nobody_before() {
    let config = with_lists(&[bought()]);
    let later = "2026-11-27T15:30:00Z";
    let (lead, applied) =
        lived(&config, &[(NINE, bought_row(&[LISBON])), (NINE, call("ana", true)), (NINE, again(later))]);
    let calling = lead.on_call_list().unwrap();
    assert_eq!((calling.due, calling.promised, calling.tries, calling.spoke), (at(later), true, 0, true));
    assert_eq!(applied[2].decisions.ignored, None);
    let list = &config.call_lists.lists[0];
    for (now, expected) in [("2026-11-27T15:00:00Z", Err(NotNow::Later)), (later, Ok(at(later) + IN_HAND))] {
        let dealt = list.deal(&mut lead.clone(), "ben", &config.team, &config.company, at(now));
        assert_eq!(dealt, expected, "{now}");
    }
}

#[test]
fn who_was_spoken_with_and_goes_to_sales_is_interested() {
    let config = with_lists(&[bought()]);
    let accepted = || ActivityKind::Accepted { by: "ana".to_owned() };
    let came = |happened: &[(&str, ActivityKind)]| {
        let (lead, applied) = lived(&config, happened);
        assert_eq!((lead.stage, lead.owner.as_deref(), lead.on_call_list()), (Stage::Sql, Some("ana"), None));
        applied.last().unwrap().decisions.called.as_ref().map(|called| called.came)
    };
    let begin = (NINE, bought_row(&[LISBON]));
    let spoken = [begin.clone(), (NINE, call("ana", true)), (NINE, accepted())];
    assert_eq!(came(&spoken), Some(CallOutcome::Interested));
    assert_eq!(came(&[begin, (NINE, accepted())]), None, "nobody called them");
}

#[test]
fn of_two_lists_the_first_takes_the_lead() {
    let mut lisbon = bought();
    lisbon["name"] = json!("large");
    lisbon["segments"] = json!(["large"]);
    let mut config = with_lists(&[lisbon, bought()]);
    config.segments =
        serde_json::from_value(json!({"large": {"label": "Large", "when": {"field": "employees", "at_least": 50}}}))
            .unwrap();
    for (employees, list) in [("80", "large"), ("8", "bought")] {
        let (lead, _) = lived(&config, &[(NINE, bought_row(&[LISBON, ("employees", employees)]))]);
        assert_eq!(place(&lead).unwrap().0, list, "{employees}");
        assert!(config.call_lists.has_placed(&lead, &config.company));
    }
}

#[test]
fn a_list_takes_the_leads_of_a_supplier() {
    let mut list = bought();
    list["sources"] = json!([]);
    list["suppliers"] = json!(["leadmarket"]);
    let config = with_lists(&[list]);
    for (supplier, is_on) in [(Some("leadmarket"), true), (Some("listhouse"), false), (None, false)] {
        let delivered = supplier.map(|supplier| {
            let row = json!({"supplier": supplier, "delivery": "d1", "row": "1", "claim_until": "2026-12-24"});
            serde_json::from_value(row).unwrap()
        });
        let ActivityKind::LeadImported(row) = bought_row(&[LISBON]) else { panic!("a row") };
        let (lead, _) = lived(&config, &[(NINE, ActivityKind::LeadImported(Imported { delivered, ..row }))]);
        assert_eq!(lead.on_call_list().is_some(), is_on, "{supplier:?}");
    }
}

#[test]
fn a_lead_is_dealt_out_to_one_caller_and_not_out_of_hours() {
    let config = with_lists(&[bought()]);
    let list = &config.call_lists.lists[0];
    let (mut lead, _) = lived(&config, &[(NINE, bought_row(&[LISBON]))]);
    let deal = |lead: &mut Lead, by: &str, now: &str| list.deal(lead, by, &config.team, &config.company, at(now));
    assert_eq!(deal(&mut lead, "ana", "2026-11-23T08:59:00Z"), Err(NotNow::Later));
    assert_eq!(deal(&mut lead, "ana", "2026-11-23T12:00:00Z"), Err(NotNow::Later), "noon");
    assert_eq!(deal(&mut lead, "ana", "2026-11-28T10:00:00Z"), Err(NotNow::Later), "a Saturday");
    let version = lead.version();
    assert_eq!(deal(&mut lead, "ana", NINE), Ok(at("2026-11-23T09:30:00Z")));
    assert_eq!((lead.version(), lead.in_hand_of(at(NINE))), (version + 1, Some("ana")));
    assert_eq!(deal(&mut lead, "ben", "2026-11-23T09:29:59Z"), Err(NotNow::InHand));
    // Who closes the laptop blocks nobody.
    assert_eq!(deal(&mut lead, "ben", "2026-11-23T09:30:00Z"), Ok(at("2026-11-23T10:00:00Z")));
    assert_eq!(lead.in_hand_of(at("2026-11-23T09:30:00Z")), Some("ben"));
}

#[test]
fn mistakes_are_told_with_what_to_write() {
    for (pointer, value, words) in [
        ("/name", json!("Bought List"), "a call list's name may have lower-case letters"),
        ("/title", json!(" "), "needs a `title`"),
        ("/sources", json!([]), "does not say whom to call"),
        ("/segments", json!(["large"]), "asks for the segment `large`, which segments.yaml does not have"),
        ("/stages", json!([]), "has none: write `stages: [suspect]`"),
        ("/stages", json!(["sql"]), "can't have leads of the stage `sql`"),
        ("/stages", json!(["disqualified"]), "can't have leads of the stage `disqualified`"),
        ("/callers", json!([]), "nobody calls the list `bought`"),
        ("/callers", json!(["ann"]), "`ann` calls the list `bought`, but nobody in team.yaml has that id"),
        ("/callers", json!(["team slaes"]), "the team `slaes` calls the list `bought`, which team.yaml does not have"),
        ("/callers", json!(["ana", "ana"]), "`ana` is in `callers` of the call list `bought` twice"),
        ("/tries", json!(0), "is a number from 1 to 20"),
        ("/tries", json!(21), "is a number from 1 to 20"),
        ("/pause", json!("59m"), "at least 1h lies between two calls"),
        ("/hours", json!(["mon-fri 7:59-12:00"]), "nobody is called before 8:00 or after 21:00"),
        ("/hours", json!(["mon-sun 0:00-24:00"]), "nobody is called before 8:00 or after 21:00"),
        ("/then", json!({"to": "lost", "reason": "competitor"}), "can't become `lost`"),
        (
            "/then",
            json!({"to": "disqualified", "reason": "x"}),
            "which funnel.yaml does not have for disqualified; there are: no-need",
        ),
        ("/then", json!({"to": "recycled", "reason": "not-now"}), "would be forgotten"),
        ("/then", json!({"to": "disqualified", "reason": "no-need", "again_after": "9d"}), "is for recycled leads"),
    ] {
        let mut list = bought();
        list.as_object_mut().unwrap().insert(pointer[1..].to_owned(), value.clone());
        let problems = with_lists(&[list]).check();
        let [problem] = &problems[..] else { panic!("{pointer} {value}: {problems:?}") };
        assert!(problem.file == "call_lists.yaml" && problem.message.contains(words), "{words}: {problem:?}");
    }
    let mut circle = bought();
    circle["stages"] = json!(["recycled"]);
    circle["then"] = json!({"to": "recycled", "reason": "not-now", "again_after": "9d"});
    let problems = with_lists(&[circle]).check();
    assert!(problems.iter().any(|problem| problem.message.contains("would call its leads for ever")), "{problems:?}");
    let problems = with_lists(&[bought(), bought()]).check();
    assert!(problems.iter().any(|problem| problem.message.contains("two call lists are named")), "{problems:?}");
    assert_eq!(with_lists(&[bought()]).check(), []);
}

/// Something that happens around a lead on a list.
#[derive(Debug, Clone)]
enum Event {
    /// Time passes, in minutes.
    Pass(u32),
    /// A caller asks for the next person.
    Ask(bool),
    /// A caller logs a call: who, and whether they spoke.
    Call(bool, bool),
    /// They asked to be called again, in minutes.
    CallBack(u32),
    /// They asked not to be called.
    Refuse,
    /// Their zone is another.
    Move(bool),
    /// Something else.
    Note,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (1..3_000_u32).prop_map(Event::Pass),
        6 => any::<bool>().prop_map(Event::Ask),
        4 => (any::<bool>(), prop::bool::weighted(0.2)).prop_map(|(by, reached)| Event::Call(by, reached)),
        1 => (60..20_000_u32).prop_map(Event::CallBack),
        1 => Just(Event::Refuse),
        1 => any::<bool>().prop_map(Event::Move),
        2 => Just(Event::Note),
    ]
}

proptest! {
    /// Never two callers on one person, never outside their hours, never who refuses; and the calls that nobody answers end
    /// by themselves.
    #[test]
    fn whatever_happens_nobody_is_called_who_may_not_be(events in prop::collection::vec(event(), 1..60)) {
        let config = with_lists(&[bought()]);
        let list = &config.call_lists.lists[0];
        let mut now = at(NINE);
        let mut turn = 0;
        let begin = activity(now, "begin", bought_row(&[LISBON]));
        let (mut lead, first) = step(None, &begin, &config, now, &mut turn);
        let mut all = vec![first];
        let mut last_try: Option<Timestamp> = None;
        let (mut refused, mut unanswered) = (false, 0);
        for (number, event) in events.iter().enumerate() {
            let name = |first: &bool| if *first { "ana" } else { "ben" };
            let kind = match event {
                Event::Pass(minutes) => {
                    now += SignedDuration::from_mins(i64::from(*minutes));
                    continue;
                }
                Event::Ask(by) => {
                    let (before, held) = (lead.clone(), lead.in_hand_of(now).map(ToOwned::to_owned));
                    if list.deal(&mut lead, name(by), &config.team, &config.company, now).is_ok() {
                            prop_assert!(held.is_none_or(|held| held == name(by)), "two callers on one person");
                            prop_assert!(!refused && unanswered < 3);
                            let zone = TimeZone::get(&before.calling.as_ref().unwrap().zone).unwrap();
                            let local = now.to_zoned(zone);
                            let hour = local.hour();
                            prop_assert!((9..12).contains(&hour) || (14..18).contains(&hour), "{local}");
                            prop_assert!(local.weekday().to_monday_zero_offset() < 5, "{local}");
                            let is_promised = before.calling.as_ref().unwrap().promised;
                            let pause = last_try.is_none_or(|last| now.duration_since(last) >= SignedDuration::from_hours(24));
                            prop_assert!(is_promised || pause, "called within the pause");
                            prop_assert_eq!(lead.calling.as_ref().unwrap().hold.as_ref().unwrap().until, now + IN_HAND);
                    } else {
                        prop_assert_eq!(&lead, &before);
                    }
                    continue;
                }
                Event::Call(by, reached) => {
                    if lead.on_call_list().is_some() {
                        last_try = Some(now);
                        unanswered += u32::from(!*reached);
                    }
                    call(name(by), *reached)
                }
                Event::CallBack(minutes) => ActivityKind::FollowUpSet {
                    due: now + SignedDuration::from_mins(i64::from(*minutes)), what: "Call".to_owned(), by: "ana".to_owned(),
                },
                Event::Refuse => {
                    refused = true;
                    ActivityKind::DoNotContact { channel: Channel::Calls, by: "ana".to_owned(), note: None }
                }
                Event::Move(west) => {
                    let zone = if *west { "America/Sao_Paulo" } else { "Asia/Tokyo" };
                    ActivityKind::Edited { fields: BTreeMap::from([("timezone".to_owned(), zone.to_owned())]), by: "ana".to_owned() }
                }
                Event::Note => ActivityKind::Noted { by: "ana".to_owned(), note: "x".to_owned() },
            };
            let held = lead.in_hand_of(now).map(ToOwned::to_owned);
            let is_outcome = matches!(kind, ActivityKind::CallLogged(_) | ActivityKind::FollowUpSet { .. });
            let happened = activity(now, &number.to_string(), kind);
            let (next, applied) = step(Some(lead), &happened, &config, now, &mut turn);
            lead = next;
            all.push(applied);
            if !is_outcome && lead.on_call_list().is_some() {
                prop_assert_eq!(lead.in_hand_of(now), held.as_deref(), "who has it in hand keeps it");
            }
            prop_assert!(unanswered <= 3);
            if unanswered == 3 {
                prop_assert!(lead.on_call_list().is_none() && lead.stage == Stage::Disqualified, "it ends");
            }
        }
        let again = all.iter().fold(None, |lead, one| Some(replay(lead, one, &config.scoring)));
        prop_assert_eq!(again.unwrap().settled(), lead.settled());
    }
}
