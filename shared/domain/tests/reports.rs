//! Scheduled reports: which are due when, and mistakes in reports.yaml.

use jiff::Timestamp;
use leadwright_domain::company::Zone;
use leadwright_domain::config::Config;
use leadwright_domain::report::rules::{Addressee, Report};
use leadwright_domain::value::period::Period;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::setting::config;

fn zone(name: &str) -> Zone {
    name.to_owned().try_into().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A report with these keys changed.
fn report(changes: &Value) -> Report {
    let mut report = json!({
        "title": "Marketing", "every": "week", "at": "7:00", "to": ["dora"],
        "sections": [{"heading": "Sources", "measures": ["new_leads"], "by": "source"}],
    });
    for (key, value) in changes.as_object().unwrap() {
        report[key] = value.clone();
    }
    serde_json::from_value(report).unwrap()
}

fn due(report: &Report, company: &str, since: &str, now: &str) -> Vec<String> {
    let due = report.due(&zone(company), at(since), at(now), at(now));
    due.iter().map(|due| format!("{} {}", due.period, due.at)).collect()
}

#[test]
fn a_report_is_due_at_its_hour_once_its_period_is_over() {
    const LONG_AGO: &str = "2020-01-01T00:00:00Z";
    for (changes, company, now, expected) in [
        (json!({}), "Europe/Lisbon", "2026-11-23T06:59:59Z", &[][..]),
        (json!({}), "Europe/Lisbon", "2026-11-23T07:00:00Z", &["2026-W47 2026-11-23T07:00:00Z"]),
        // 7:30 in India is 2:00 UTC.
        (
            json!({"at": "7:30", "every": "day"}),
            "Asia/Kolkata",
            "2026-11-23T02:00:00Z",
            &["2026-11-20 2026-11-21T02:00:00Z", "2026-11-21 2026-11-22T02:00:00Z", "2026-11-22 2026-11-23T02:00:00Z"],
        ),
        (json!({"on": "wed"}), "Europe/Lisbon", "2026-11-25T08:00:00Z", &["2026-W47 2026-11-25T07:00:00Z"]),
        // After three days it is not made any more; a night without the function is made up for.
        (json!({}), "Europe/Lisbon", "2026-11-26T06:59:00Z", &["2026-W47 2026-11-23T07:00:00Z"]),
        (json!({}), "Europe/Lisbon", "2026-11-26T07:00:00Z", &[]),
        // The 53rd week ends in January.
        (json!({}), "Europe/Lisbon", "2027-01-04T07:00:00Z", &["2026-W53 2027-01-04T07:00:00Z"]),
        (json!({"every": "month"}), "America/Sao_Paulo", "2028-03-01T12:00:00Z", &["2028-02 2028-03-01T10:00:00Z"]),
        (json!({"every": "year"}), "Europe/Lisbon", "2027-01-01T08:00:00Z", &["2026 2027-01-01T07:00:00Z"]),
        // Clocks go from 1:00 to 2:00: the hour that does not exist is the moment of the change.
        (
            json!({"every": "day", "at": "1:30"}),
            "Europe/Lisbon",
            "2026-03-29T03:00:00Z",
            &["2026-03-26 2026-03-27T01:30:00Z", "2026-03-27 2026-03-28T01:30:00Z", "2026-03-28 2026-03-29T01:00:00Z"],
        ),
        // Clocks go back from 2:00 to 1:00: 1:30 comes twice, and the report once.
        (
            json!({"every": "day", "at": "1:30"}),
            "Europe/Lisbon",
            "2026-10-25T23:00:00Z",
            &["2026-10-22 2026-10-23T00:30:00Z", "2026-10-23 2026-10-24T00:30:00Z", "2026-10-24 2026-10-25T00:30:00Z"],
        ),
        // Clocks went forward at midnight in São Paulo: that day has no 0:00.
        (
            json!({"every": "day", "at": "0:00"}),
            "America/Sao_Paulo",
            "2018-11-04T03:00:00Z",
            &["2018-11-01 2018-11-02T03:00:00Z", "2018-11-02 2018-11-03T03:00:00Z", "2018-11-03 2018-11-04T03:00:00Z"],
        ),
        // Monday 7:00 in Tokyo is still Sunday in Lisbon: the week must be over first.
        (json!({"timezone": "Asia/Tokyo"}), "Europe/Lisbon", "2026-11-23T07:00:00Z", &[]),
        (
            json!({"timezone": "Asia/Tokyo"}),
            "Europe/Lisbon",
            "2026-11-23T22:00:00Z",
            &["2026-W47 2026-11-23T22:00:00Z"],
        ),
        (
            json!({"timezone": "America/Sao_Paulo"}),
            "Europe/Lisbon",
            "2026-11-23T10:00:00Z",
            &["2026-W47 2026-11-23T10:00:00Z"],
        ),
    ] {
        let since = if now.starts_with("2018") { "2018-01-01T00:00:00Z" } else { LONG_AGO };
        let found = due(&report(&changes), company, since, now);
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        // Of days only the last three are due at all.
        assert_eq!(found, expected, "{changes} {now}");
    }
}

/// A new report does not bring the mails of the days before it.
#[test]
fn nothing_is_due_from_before_the_report_was_there() {
    let daily = report(&json!({"every": "day"}));
    let now = "2026-11-25T08:00:00Z";
    assert_eq!(due(&daily, "Europe/Lisbon", "2026-11-25T07:00:00Z", now), [""; 0]);
    assert_eq!(due(&daily, "Europe/Lisbon", "2026-11-25T06:59:00Z", now), ["2026-11-24 2026-11-25T07:00:00Z"]);
}

#[test]
fn everybody_gets_it_once() {
    let mut config = config();
    config.team.teams.insert("managers".to_owned(), vec!["dora".to_owned()]);
    let report = report(&json!({
        "to": ["manager", "dora", "team sales", "team managers", "ana"], "outside": {"agency": "a@agency.example"},
    }));
    let people = ["ana", "ben", "chloe", "dora"].map(|id| Addressee::Person(id.to_owned()));
    let all: Vec<Addressee> = people.into_iter().chain([Addressee::Outside("agency".to_owned())]).collect();
    let addressees: Vec<Addressee> = report.addressees(&config.team).into_iter().collect();
    assert_eq!(addressees, all);
    let address = |addressee| report.address(addressee, &config.team).map(|address| address.as_str().to_owned());
    assert_eq!(address(&all[0]).as_deref(), Some("ana@acme.example"));
    assert_eq!(address(&all[4]).as_deref(), Some("a@agency.example"));
    assert_eq!(address(&Addressee::Person("gone".to_owned())), None);
}

#[test]
fn mistakes_are_told_with_what_to_write() {
    let section = |changes: Value| {
        let mut section = json!({"heading": "Sources", "measures": ["new_leads"], "by": "source"});
        for (key, value) in changes.as_object().unwrap() {
            section[key] = value.clone();
        }
        json!({ "sections": [section] })
    };
    for (changes, words) in [
        (json!({"to": []}), "nobody gets the report `monday`: write whom, like `to: [manager]`"),
        (
            json!({"to": ["anna"]}),
            "goes to `anna`, but nobody in team.yaml has that id; there are: ana, ben, chloe, dora, rui; do you mean `ana`?",
        ),
        (
            json!({"to": ["team sale"]}),
            "the team `sale`, which team.yaml does not have; there are: sales; do you mean `sales`?",
        ),
        (json!({"to": ["dora", "dora"]}), "`dora` is in `to` of the report `monday` twice"),
        (json!({"to": ["ana", "rui"]}), "`rui` works for the partner Campo: name only people of your own"),
        (json!({"to": ["team campo"]}), "`rui` works for the partner Campo: name only people of your own"),
        (json!({"outside": {"The agency": "a@agency.example"}}), "`The agency` in `outside` is a name for an address"),
        (json!({"outside": {"ana": "ana@acme.example"}}), "`ana` is the address of `ana`: write `ana` in `to` instead"),
        (json!({"every": "month", "on": "tue"}), "`on` is for weekly reports"),
        (
            section(json!({"by": "owner", "measures": ["cpl"]})),
            "`cpl` can't be shown by owner: costs are not known by it",
        ),
        (section(json!({"by": "cohort_month"})), "add `trend: 6` for the last 6"),
        (json!({"compare": ["before", "before"]}), "compared with the same period twice"),
        (json!({"title": " "}), "needs a `title`"),
        (json!({"sections": []}), "shows nothing"),
        (section(json!({"heading": ""})), "needs a `heading`"),
        (section(json!({"measures": []})), "`Sources` shows no numbers"),
        (section(json!({"measures": ["new_leads", "new_leads"]})), "the measure `new_leads` stands twice in `Sources`"),
        (section(json!({"by": "sources"})), "nothing named `sources` to show numbers by; there are: "),
        (section(json!({"measures": ["new_lead"]})), "do you mean `new_leads`?"),
        (
            section(json!({"by": "page", "measures": ["to_sql"]})),
            "`to_sql` can't be shown by page: its numbers are not kept by it. It is shown by all, campaign, ",
        ),
        (section(json!({"trend": 8})), "`trend` shows one period after the other"),
        (section(json!({"by": null, "trend": 1})), "`trend` is a number of periods, from 2 to 53"),
        (section(json!({"most": 0})), "`most` is from 1 to 50"),
    ] {
        let mut config = config();
        let mut rui = config.team.people[0].clone();
        "rui".clone_into(&mut rui.id);
        rui.email = serde_json::from_value(json!("rui@campo.example")).unwrap();
        rui.partner = Some("Campo".to_owned());
        config.team.people.push(rui);
        config.team.teams.insert("campo".to_owned(), vec!["rui".to_owned()]);
        config.team.teams.retain(|name, _| name == "sales" || changes.to_string().contains("campo"));
        config.reports.insert("monday".to_owned(), report(&changes));
        let problems = config.check();
        let [problem] = &problems[..] else { panic!("{words}: {problems:?}") };
        assert!(problem.file == "reports.yaml" && problem.message.contains(words), "{problem:?}");
    }
    let mut config = config();
    config.team.manager = None;
    config.reports.insert("Monday report".to_owned(), report(&json!({"to": ["manager"]})));
    let messages: Vec<String> = config.check().into_iter().map(|problem| problem.message).collect();
    assert!(
        messages.iter().any(|message| message.contains("a report's name may have lower-case letters")),
        "{messages:?}"
    );
    assert!(
        messages.iter().any(|message| message.contains("team.yaml names none: add `manager: …` there")),
        "{messages:?}"
    );
    for time in ["25:00", "24:00", "7", "7:60", "7am"] {
        let read = serde_json::from_value::<Report>(json!({"title": "x", "every": "day", "at": time, "sections": []}));
        assert!(read.unwrap_err().to_string().contains("is no time of the day: write it like 7:30"), "{time}");
    }
}

/// What is read is what was written: compiled configurations are read by functions.
#[test]
fn a_report_is_stored_as_it_is_read() {
    let report = report(&json!({
        "on": "fri", "timezone": "Asia/Kolkata", "to": ["manager", "team sales", "ana"], "compare": ["before", "year"],
        "outside": {"agency": "a@agency.example"}, "csv": true,
    }));
    let config = Config { reports: [("monday".to_owned(), report)].into(), ..config() };
    let read: Config = serde_json::from_str(&serde_json::to_string(&config).unwrap()).unwrap();
    assert_eq!(read, config);
}

proptest! {
    /// Whenever the function runs, and whatever clocks do: each period is due once, at one moment, after its end, in order.
    #[test]
    fn every_period_has_its_report_once(
        start in 1_500_000_000_i64..2_000_000_000, length in 0..4_usize, weekday in 0..7_usize, minute in 0..1_440_u16,
        company in 0..4_usize, local in 0..5_usize,
    ) {
        const ZONES: [&str; 5] = ["Europe/Lisbon", "Asia/Kolkata", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Kiritimati"];
        const LENGTHS: [&str; 4] = ["day", "week", "month", "year"];
        const WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
        let mut changes = json!({
            "every": LENGTHS[length], "at": format!("{}:{:02}", minute / 60, minute % 60), "timezone": ZONES[local],
        });
        if length == 1 {
            changes["on"] = json!(WEEKDAYS[weekday]);
        }
        let (report, company) = (report(&changes), zone(ZONES[company]));
        let mut since = Timestamp::from_second(start).unwrap();
        let mut found: Vec<(Period, Timestamp)> = Vec::new();
        // Runs of any distance below three days, each from where the last one ended.
        for run in 0..40_i64 {
            let now = since + jiff::SignedDuration::from_mins(7 + (start + run * 997) % (70 * 60));
            for due in report.due(&company, since, now, now) {
                prop_assert!(since < due.at && due.at <= now);
                let over = due.period.days().last.tomorrow().unwrap().to_zoned(company.time_zone()).unwrap().timestamp();
                let wait = due.at.duration_since(over);
                prop_assert!(!wait.is_negative() && wait.as_hours() <= if length == 1 { 8 * 24 } else { 49 }, "{wait:?}");
                found.push((due.period, due.at));
            }
            since = now;
        }
        for pair in found.windows(2) {
            prop_assert_eq!(pair[1].0, pair[0].0.after());
            // Two come at one moment where clocks go back between two zones.
            prop_assert!(pair[0].1 <= pair[1].1);
        }
        prop_assert!(length != 0 || found.len() >= 20, "{}", found.len());
    }
}
