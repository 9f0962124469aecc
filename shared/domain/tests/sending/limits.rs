//! What holds for every lead and all rules: mails come to an end, in hours and within limits.

use jiff::{SignedDuration, Timestamp, ToSpan};
use leadwright_domain::activity::{ActivityId, ActivityKind};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Lead, Task};
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::zone;
use proptest::prelude::*;

use super::nurtured::{DUE, brake, hours, nurtured, of_zone, open_ticket, preferences, verdict};
use crate::setting::{activity, at, config, post, run};

const ZONES: [&str; 8] = [
    "Europe/Lisbon",
    "America/New_York",
    "Asia/Tokyo",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/St_Johns",
    "Asia/Beirut",
    "Australia/Lord_Howe",
];

const WEEKS: [&[&str]; 5] = [
    &["mon-sun 0:00-24:00"],
    &["mon-fri 8:00-18:00"],
    &["sun 1:30-3:30"],
    &["mon 9:00-10:00", "thu 16:00-16:30"],
    &["sat-mon 23:00-24:00", "sun-tue 0:00-0:30"],
];

fn setting() -> impl Strategy<Value = (Config, Lead, AgendaEntry, Outside)> {
    let zones = prop::sample::select(&ZONES[..]);
    let weeks = prop::sample::select(&WEEKS[..]);
    let pause = prop::option::of(0_i64..60 * 24 * 50);
    (zones, weeks, 1_u32..4, 0_u32..6, pause, prop::option::of(0_i64..60 * 24 * 20), any::<[bool; 3]>()).prop_map(
        |(zone, week, a_day, more, pause, talk, [ticket, braked, paused])| {
            let (mut lead, entry) = nurtured();
            let (mut config, mut outside) = (config(), Outside::default());
            of_zone(&mut lead, zone);
            config.sending.hours = hours(week);
            (config.sending.a_day, config.sending.a_week) = (a_day, a_day + more);
            let later = |minutes: i64| at(DUE) + SignedDuration::from_mins(minutes);
            if let Some(minutes) = pause {
                let until = later(minutes).to_string();
                lead.preferences = Some(preferences(&[], Some(&until)));
            }
            lead.last_contact = talk.map(|minutes| ActivityId::new(later(-minutes), &["talk"]));
            if ticket {
                open_ticket(&mut lead);
            }
            if braked {
                brake(&mut outside.control);
            }
            if paused {
                outside.control.paused.insert("nurture".to_owned());
            }
            (config, lead, entry, outside)
        },
    )
}

/// No day and no seven days of the lead's calendar have more mails than their limits allow.
fn assert_within_limits(lead: &Lead, config: &Config, sent: &[Timestamp]) {
    let zone = zone::zone_of(lead, &config.company);
    let days: Vec<_> = sent.iter().map(|at| at.to_zoned(zone.clone()).date()).collect();
    for day in &days {
        let in_days = |span: i32| days.iter().filter(|other| **other <= *day && **other > *day - span.days()).count();
        assert!(in_days(1) <= config.sending.a_day as usize, "{sent:?}");
        assert!(in_days(7) <= config.sending.a_week as usize, "{sent:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A mail that is checked again at each time the verdict names is sent or dropped in the end.
    #[test]
    fn every_mail_is_sent_or_dropped_in_hours_and_within_limits(
        (config, mut lead, entry, mut outside) in setting(),
        pauses in prop::collection::vec(0_i64..60 * 30, 1..24),
        start in 0_i64..60 * 24 * 365,
    ) {
        let zone = zone::zone_of(&lead, &config.company);
        let mut now = at(DUE) + SignedDuration::from_mins(start);
        let mut sent = Vec::new();
        for pause in pauses {
            now += SignedDuration::from_mins(pause);
            let mut looks = 0;
            while let SendVerdict::Wait { until, reason } = verdict(&lead, &entry, &outside, &config, now) {
                prop_assert!(until > now && !reason.is_empty(), "{until} {now} {reason}");
                now = until;
                looks += 1;
                prop_assert!(looks < 60, "{reason}");
                if looks == 12 {
                    // What has no end of its own ends: an answer, a release, a sequence that goes on.
                    lead.tickets.clear();
                    outside = Outside::default();
                }
            }
            prop_assert_eq!(verdict(&lead, &entry, &outside, &config, now), SendVerdict::Go);
            let wall = now.to_zoned(zone.clone());
            let working = leadwright_domain::value::hours::WorkingTime::new(&config.sending.hours, zone.clone(), [&[], &[]]);
            prop_assert!(working.is_working(now), "{wall}");
            sent.push(now);
            // As the fold counts it.
            lead.marketing_sent_at.push(now.as_millisecond());
            let surplus = lead.marketing_sent_at.len().saturating_sub(16);
            lead.marketing_sent_at.drain(..surplus);
        }
        assert_within_limits(&lead, &config, &sent);
    }
}

#[test]
fn a_send_is_counted_once_and_only_if_it_is_marketing() {
    let config = config();
    let mut all = vec![post("2026-11-23T10:00:00Z", "guide", &[("email", "maria@acme.example")])];
    let (lead, _) = run(&config, &all);
    for (number, entry) in lead.agenda().iter().enumerate() {
        let Task::Mail { .. } = &entry.task else { continue };
        let mailing = entry.task.mailing(&entry.id).unwrap();
        for again in ["once", "twice"] {
            let time = at(DUE) + SignedDuration::from_mins(i64::try_from(number).unwrap());
            all.push(activity(time, &format!("{number}{again}"), ActivityKind::MailSent(mailing.clone())));
        }
    }
    let (lead, _) = run(&config, &all);
    assert_eq!(lead.marketing_sent_at.len(), 1);
}
