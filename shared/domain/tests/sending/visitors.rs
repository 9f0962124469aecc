//! Mail that visitors cause: it waits with the brake, within limits of its own, and is dropped once it is of no use.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Origin, StepRef};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::sending::{Control, Outcomes, Outside, SendVerdict, VisitorTraffic, day};
use proptest::prelude::*;

use super::nurtured::{brake, drop, verdict, wait};
use crate::setting::{at, config, post, run};

const NOW: &str = "2026-11-24T10:00:30Z";
const TURN: &str = "Many visitors wrote at the same time: mail to them waits its turn";

/// A lead with a thank-you that is due.
fn thanked() -> (Lead, AgendaEntry) {
    let (lead, _) = run(&config(), &[post("2026-11-24T10:00:00Z", "guide", &[("email", "maria@acme.example")])]);
    let entry = lead.agenda().iter().find(|entry| entry.origin() == Some(Origin::Visitor)).unwrap().clone();
    (lead, entry)
}

fn outcomes(sent: u64, bounced: u64) -> BTreeMap<jiff::civil::Date, Outcomes> {
    [(day(at(NOW)), Outcomes { sent, bounced, ..Outcomes::default() })].into()
}

fn traffic(this_minute: u64, today: u64, under_way: u64, sent: u64, bounced: u64) -> VisitorTraffic {
    VisitorTraffic { this_minute, today, under_way, days: outcomes(sent, bounced) }
}

#[test]
fn every_origin_obeys_the_brake_or_goes_on() {
    let step = StepRef { sequence: "nurture".to_owned(), step: "tips".to_owned() };
    for (origin, obeys) in [
        (Origin::Team, false),
        (Origin::Operator, false),
        (Origin::Visitor, true),
        (Origin::Step(&step), true),
        (Origin::Campaign("autumn"), true),
    ] {
        assert_eq!(origin.obeys_brake(), obeys, "{origin:?}");
    }
}

#[test]
fn a_mail_to_a_visitor_waits_for_the_brake_and_for_its_turn() {
    let (lead, entry) = thanked();
    let in_a_minute = || wait("2026-11-24T10:01:30Z", TURN);
    let tomorrow = || wait("2026-11-25T00:00:00Z", "At most 10000 mails a day go to visitors (sending.yaml)");
    for (name, visitors, expected) in [
        ("nothing was sent", VisitorTraffic::default(), SendVerdict::Go),
        ("the last of the minute", traffic(59, 59, 0, 59, 0), SendVerdict::Go),
        ("the minute is full", traffic(60, 60, 0, 60, 0), in_a_minute()),
        ("the last of the day", traffic(0, 9_999, 0, 9_999, 0), SendVerdict::Go),
        ("the day is full", traffic(0, 10_000, 0, 10_000, 0), tomorrow()),
        // Nothing was sent yet: 5 % of `at_least`, 200.
        ("the tenth under way", traffic(9, 9, 9, 0, 0), SendVerdict::Go),
        ("ten under way", traffic(10, 10, 10, 0, 0), in_a_minute()),
        ("what came back leaves less room", traffic(6, 10, 6, 10, 4), in_a_minute()),
        ("the more arrive, the more go at once", traffic(49, 999, 49, 1_000, 0), SendVerdict::Go),
        ("5 % of a thousand", traffic(50, 1_000, 50, 1_000, 0), in_a_minute()),
        ("a few always go", traffic(4, 4, 4, 1_000, 50), SendVerdict::Go),
        ("and no more than those", traffic(5, 5, 5, 1_000, 50), in_a_minute()),
    ] {
        let outside = Outside { visitors, ..Outside::default() };
        assert_eq!(verdict(&lead, &entry, &outside, &config(), at(NOW)), expected, "{name}");
    }
    let mut outside = Outside { visitors: traffic(60, 60, 60, 0, 0), ..Outside::default() };
    brake(&mut outside.control);
    let expected = wait("2026-11-24T11:01:00Z", "Mail to visitors is stopped: 3% bounced");
    assert_eq!(verdict(&lead, &entry, &outside, &config(), at(NOW)), expected, "the brake comes first");
}

/// Who waits long is looked at less often: a queue of thousands costs little.
#[test]
fn a_mail_that_waits_its_turn_is_checked_less_and_less_often() {
    let (lead, mut entry) = thanked();
    let outside = Outside { visitors: traffic(60, 60, 60, 0, 0), ..Outside::default() };
    entry.delivery.hold(at(NOW), TURN);
    for (waited, pause) in [(0, 1), (1, 1), (4, 4), (15, 15), (300, 15)] {
        let now = at("2026-11-24T10:00:00Z") + SignedDuration::from_mins(waited);
        let expected = SendVerdict::Wait { until: now + SignedDuration::from_mins(pause), reason: TURN.to_owned() };
        assert_eq!(verdict(&lead, &entry, &outside, &config(), now), expected, "{waited}");
    }
}

#[test]
fn a_thank_you_that_waited_a_day_is_dropped_and_says_why() {
    let (lead, mut entry) = thanked();
    let due = entry.delivery.due;
    let mut outside = Outside::default();
    brake(&mut outside.control);
    let late = due + SignedDuration::from_hours(24);
    assert!(matches!(verdict(&lead, &entry, &outside, &config(), late), SendVerdict::Wait { .. }), "it never waited");
    entry.delivery.hold(late, "Mail to visitors is stopped: 3% bounced");
    assert!(matches!(verdict(&lead, &entry, &outside, &config(), late), SendVerdict::Wait { .. }));
    let later = late + SignedDuration::from_millis(1);
    let reason = "It waited too long (Mail to visitors is stopped: 3% bounced)";
    assert_eq!(verdict(&lead, &entry, &outside, &config(), later), drop(reason));
    // Nothing stands in its way any more: it goes, also if it waited for something else that long, like SES's quota.
    assert_eq!(verdict(&lead, &entry, &Outside::default(), &config(), later), SendVerdict::Go);
}

#[test]
fn limits_that_let_nothing_go_are_mistakes() {
    let limits = |a_minute, a_day| {
        let mut config = config();
        (config.sending.visitors.a_minute, config.sending.visitors.a_day) = (a_minute, a_day);
        let problems = config.check().into_iter().filter(|problem| problem.file == "sending.yaml");
        problems.map(|problem| problem.message).collect::<Vec<_>>()
    };
    assert_eq!(limits(1, 1), Vec::<String>::new());
    assert!(limits(0, 5)[0].contains("`a_minute: 0` of `visitors`"), "{:?}", limits(0, 5));
    assert!(limits(60, 59)[0].contains("`a_day` of `visitors` is less"), "{:?}", limits(60, 59));
}

/// One company, minute by minute: the outcomes come late, some or all are bounces, several mailers look at once.
#[derive(Debug)]
struct World {
    config: Config,
    /// When each mail to a visitor went that SES says nothing of yet.
    under_way: Vec<Timestamp>,
    sent: u64,
    bounced: u64,
    today: u64,
}

impl World {
    fn outside(&self, this_minute: u64) -> Outside {
        let under_way = u64::try_from(self.under_way.len()).unwrap();
        Outside { visitors: traffic(this_minute, self.today, under_way, self.sent, self.bounced), ..Outside::default() }
    }

    fn is_braked(&self) -> bool {
        let rules = &self.config.sending.brake;
        let over = leadwright_domain::sending::limit_exceeded;
        over(&outcomes(self.sent, self.bounced), rules, &Control::default(), at(NOW)).is_some()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// However many dead addresses are posted, and however late their bounces come: what bounces stays below SES's
    /// review, counted as the brake counts, but for one mail of each further mailer that looks at the same moment.
    #[test]
    fn a_burst_of_dead_addresses_does_not_push_the_bounces_past_the_review(
        before in 0_u64..20_000,
        lag in 1_u64..9,
        mailers in 1_u64..4,
        dead in 2_usize..6,
    ) {
        let (lead, entry) = thanked();
        let mut world = World { config: config(), under_way: Vec::new(), sent: before, bounced: 0, today: 0 };
        let mut bounces: Vec<(u64, u64, u64)> = Vec::new();
        for minute in 0..120_u64 {
            let (arrived, waiting): (Vec<_>, Vec<_>) = bounces.into_iter().partition(|(due, ..)| *due <= minute);
            bounces = waiting;
            for (_, all, bad) in arrived {
                let left = world.under_way.len() - usize::try_from(all).unwrap();
                world.under_way.truncate(left);
                (world.sent, world.bounced) = (world.sent + all, world.bounced + bad);
            }
            if world.is_braked() {
                break;
            }
            let (mut this_minute, mut bad) = (0, 0);
            while verdict(&lead, &entry, &world.outside(this_minute), &world.config, at(NOW)) == SendVerdict::Go {
                for _ in 0..mailers {
                    world.under_way.push(at(NOW));
                    (this_minute, world.today) = (this_minute + 1, world.today + 1);
                    bad += u64::from(this_minute % u64::try_from(dead).unwrap() != 0);
                }
            }
            bounces.push((minute + lag, this_minute, bad));
        }
        let still: u64 = bounces.iter().map(|(_, all, _)| all).sum();
        let (sent, bounced) = (world.sent + still, world.bounced + bounces.iter().map(|(.., bad)| bad).sum::<u64>());
        let whole = sent.max(world.config.sending.brake.at_least);
        prop_assert!(bounced <= whole / 20 + mailers, "{bounced} of {whole}, {world:?}");
    }
}

/// A trade show: 30 forms a minute for eight hours, of a company that has sent nothing before. All are thanked, most at
/// once.
#[test]
fn a_busy_honest_company_loses_no_thank_you() {
    let (lead, entry) = thanked();
    let mut world = World { config: config(), under_way: Vec::new(), sent: 0, bounced: 0, today: 0 };
    let (mut waiting, mut longest, mut minute) = (0_u64, 0, 0_u64);
    while minute < 8 * 60 || waiting > 0 {
        waiting += if minute < 8 * 60 { 30 } else { 0 };
        // A day of UTC ends eight hours after the show.
        if minute == 16 * 60 {
            world.today = 0;
        }
        let mut this_minute = 0;
        // What went in the minute before has arrived.
        world.sent += u64::try_from(world.under_way.len()).unwrap();
        world.under_way.clear();
        while waiting > 0
            && verdict(&lead, &entry, &world.outside(this_minute), &world.config, at(NOW)) == SendVerdict::Go
        {
            world.under_way.push(at(NOW));
            (this_minute, world.today, waiting) = (this_minute + 1, world.today + 1, waiting - 1);
        }
        longest = longest.max(waiting);
        minute += 1;
        assert!(minute < 24 * 60, "{waiting} still wait, as if they were to be dropped");
    }
    assert!(longest < 5_000, "{longest}");
}
