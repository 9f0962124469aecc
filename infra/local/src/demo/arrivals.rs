//! Who comes when, and by which way.

use fastrand::Rng;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::deeds::{Deed, Deeds};
use super::people::{Visitor, chance, one_of};

/// The form of visitors who ask for a salesperson.
pub(super) const DEMO: &str = "demo-request";
/// The form of visitors who download something.
const GUIDE: &str = "guide-download";
/// The form of visitors who want mail.
const NEWSLETTER: &str = "newsletter";

/// The source of the list that was bought.
pub(super) const BOUGHT: &str = "purchased list";

/// How a visitor becomes known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    AsksForDemo,
    DownloadsGuide,
    Subscribes,
    TriesProduct,
    GivesCardAtFair,
    IsOnBoughtList,
    IsRobot,
}

/// How many of 100 come which way.
const SHARES: [(Way, usize); 7] = [
    (Way::AsksForDemo, 34),
    (Way::DownloadsGuide, 25),
    (Way::Subscribes, 10),
    (Way::TriesProduct, 8),
    (Way::GivesCardAtFair, 8),
    (Way::IsOnBoughtList, 12),
    (Way::IsRobot, 3),
];

/// How long before the end the last visitors ask: so there are fresh leads on the worklists.
const FRESH: [i64; 5] = [170, 95, 40, 12, 3];

/// Hours of the day at which visitors come, some more often.
const HOURS: [i8; 20] = [7, 8, 8, 9, 9, 9, 10, 10, 10, 11, 11, 12, 13, 14, 14, 15, 15, 16, 18, 21];

/// The days between the first and the last moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) begin: Timestamp,
    pub(super) end: Timestamp,
}

/// Plans the arrivals of all visitors, and returns them.
pub(super) fn plan(leads: usize, span: Span, rng: &mut Rng, deeds: &mut Deeds) -> Vec<Visitor> {
    let mut visitors = Vec::with_capacity(leads);
    let (mut fair, mut bought) = (Vec::new(), Vec::new());
    let ways = ways(leads);
    let last_demos = ways.iter().rposition(|way| *way == Way::AsksForDemo).map_or(0, |last| last + 1);
    let mut fresh = FRESH.iter();
    for (number, way) in ways.iter().copied().enumerate() {
        let mut visitor = Visitor::draw(number, rng);
        let mut at = moment(span, &visitor, rng);
        match way {
            Way::AsksForDemo => {
                if number + FRESH.len() * 3 >= last_demos
                    && let Some(minutes) = fresh.next()
                {
                    at = span.end - SignedDuration::from_mins(*minutes);
                }
                let campaign = chance(35, rng).then_some("demo-retargeting");
                deeds.add(at, Deed::Post { form: DEMO, visitor: number, campaign, message: chance(80, rng) });
            }
            Way::DownloadsGuide => {
                // A few addresses are those of SES's simulator: mail to them comes back, or is complained about.
                match number % 97 {
                    1 => visitor.email = format!("bounce+{number}@simulator.amazonses.com"),
                    2 => visitor.email = format!("complaint+{number}@simulator.amazonses.com"),
                    _ => {}
                }
                let campaign = chance(45, rng).then_some("guide-2026");
                deeds.add(at, Deed::Post { form: GUIDE, visitor: number, campaign, message: chance(25, rng) });
            }
            Way::Subscribes => {
                let campaign = chance(20, rng).then_some("partner-newsletter");
                deeds.add(at, Deed::Post { form: NEWSLETTER, visitor: number, campaign, message: false });
            }
            Way::TriesProduct => tries(at, &visitor, rng, deeds),
            Way::GivesCardAtFair => fair.push(number),
            Way::IsOnBoughtList => bought.push(number),
            Way::IsRobot => {
                visitor.is_robot = true;
                one_of(&["Best SEO Offers", "asdf qwer", "Crypto Winners", "Cheap Loans"], rng)
                    .clone_into(&mut visitor.name);
                "click here".clone_into(&mut visitor.company);
                visitor.message = "Rank first on every search engine in 7 days!!! Visit https://spam.example now";
                deeds.add(at, Deed::Post { form: DEMO, visitor: number, campaign: None, message: true });
            }
        }
        visitors.push(visitor);
    }
    // Two lists are imported: one a third into the time, one a fortnight before its end.
    let length = span.end.duration_since(span.begin);
    let import = |source, campaign, visitors, start| Deed::Import { source, campaign, visitors, start };
    let bought_at = span.begin + length / 3;
    // Some rows are no good, and the first visitor was known before: the supplier owes a credit.
    for (at, number) in bought.iter().enumerate().filter(|(at, _)| at % 4 == 1) {
        let reason = ["wrong-number", "not-a-person"][at / 4 % 2];
        let bad = json!({"kind": "marked_bad", "email": visitors[*number].email, "reason": reason, "by": "ana"});
        deeds.add(bought_at + SignedDuration::from_hours(26), Deed::Tell(bad));
    }
    if !bought.is_empty() && !bought.contains(&0) {
        bought.push(0);
    }
    deeds.add(bought_at, import(BOUGHT, None, bought, false));
    let fair_at = span.end - (length / 3).min(SignedDuration::from_hours(14 * 24));
    deeds.add(fair_at, import("trade show", Some("service-fair-2026"), fair, true));
    // One absence has passed, one is to come.
    deeds.add(span.begin + length / 2, Deed::Away { person: "ben", from: 0, days: 3 });
    deeds.add(span.end - SignedDuration::from_hours(20), Deed::Away { person: "chloe", from: 6, days: 4 });
    visitors
}

/// The ways of so many visitors, mixed evenly.
fn ways(leads: usize) -> Vec<Way> {
    let mut taken = [0_usize; SHARES.len()];
    let next = |at: usize| {
        // The way that lags behind its share the most.
        let behind = |index: usize| (at + 1) * SHARES[index].1 - (taken[index] * 100).min((at + 1) * SHARES[index].1);
        let index = (0..SHARES.len()).max_by_key(|index| (behind(*index), SHARES[*index].1)).unwrap_or_default();
        taken[index] += 1;
        SHARES[index].0
    };
    (0..leads).map(next).collect()
}

/// A moment at which the visitor comes: on weekdays more often, and later days more often than the first ones.
fn moment(span: Span, visitor: &Visitor, rng: &mut Rng) -> Timestamp {
    let zone = TimeZone::get(visitor.zone).unwrap_or(TimeZone::UTC);
    let days = (span.end.duration_since(span.begin).as_hours() / 24).max(1);
    loop {
        let day = rng.i64(0..days).max(rng.i64(0..days * 2) - days);
        let date = (span.begin + SignedDuration::from_hours(24 * day)).to_zoned(zone.clone()).date();
        let is_weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        if is_weekend && !chance(30, rng) {
            continue;
        }
        let time = date.at(one_of(&HOURS, rng), rng.i8(0..60), rng.i8(0..60), 0);
        let at = time.to_zoned(zone.clone()).map_or(span.begin, |at| at.timestamp());
        if at > span.begin && at + SignedDuration::from_hours(3) < span.end {
            return at;
        }
        if days == 1 {
            return span.begin + span.end.duration_since(span.begin) / 2;
        }
    }
}

/// What somebody does in the product's trial; the product posts it.
fn tries(at: Timestamp, visitor: &Visitor, rng: &mut Rng, deeds: &mut Deeds) {
    let mut at = at;
    let known =
        json!({"name": visitor.name, "company": visitor.company, "title": visitor.title, "country": visitor.country});
    let used = |name: &str| Deed::Tell(json!({"kind": "product_used", "email": visitor.email, "name": name}));
    deeds.add(at, used("started a trial"));
    deeds.add(at, Deed::Tell(json!({"kind": "edited", "email": visitor.email, "fields": known, "by": "product"})));
    for name in ["invited a colleague", "dispatched a job", "dispatched a job"] {
        at += SignedDuration::from_mins(rng.i64(30..3_000));
        if chance(60, rng) {
            deeds.add(at, used(name));
        }
    }
    if chance(40, rng) {
        deeds.add(at + SignedDuration::from_mins(rng.i64(60..2_000)), used("opened upgrade"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_is_taken_by_its_share() {
        let ways = ways(100);
        for (way, share) in SHARES {
            assert_eq!(ways.iter().filter(|other| **other == way).count(), share, "{way:?}");
        }
    }

    #[test]
    fn visitors_come_within_the_span() {
        let end: Timestamp = "2026-11-26T11:00:00Z".parse().unwrap();
        let span = Span { begin: end - SignedDuration::from_hours(90 * 24), end };
        let mut deeds = Deeds::default();
        let visitors = plan(200, span, &mut Rng::with_seed(3), &mut deeds);
        assert_eq!(visitors.len(), 200);
        let mut fresh = 0;
        let mut posts = 0;
        while let Some(at) = deeds.next_at() {
            assert!(at > span.begin, "{at}");
            if let Some(Deed::Post { .. }) = deeds.take_due(at) {
                posts += 1;
                assert!(at < span.end, "{at}");
                fresh += usize::from(at + SignedDuration::from_hours(3) > span.end);
            }
        }
        assert_eq!((posts, fresh), (144, FRESH.len()));
    }
}
