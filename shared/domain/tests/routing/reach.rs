//! Whom mail does not reach, and who can't take a lead: passed over, told of, and said why.

use jiff::SignedDuration;
use leadwright_domain::activity::Recipient;
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::routing;
use leadwright_domain::routing::{Availability, Away, OwnerCandidate, People, Unable};
use leadwright_domain::value::identity::EmailAddress;
use leadwright_domain::words::Words;

use crate::setting::{at, config, post, run};

/// A Monday.
const NOW: &str = "2026-11-23T10:00:00Z";
const BOUNCED: &str = "The address does not take mail";

fn lead(config: &Config, owner: Option<&str>) -> Lead {
    let mut lead = run(config, &[post(NOW, "guide", &[("email", "maria@customer.example")])]).0;
    lead.owner = owner.map(ToOwned::to_owned);
    lead
}

/// People to whom a mail came back on the day before.
fn unreached(config: &Config, ids: &[&str]) -> People {
    let row = |id: &&str| {
        let mut row = Availability::default();
        let sent_at = at(NOW) - SignedDuration::from_hours(24);
        assert!(row.came_back(config.team.person(id).unwrap(), BOUNCED, sent_at));
        ((*id).to_owned(), row)
    };
    ids.iter().map(row).collect()
}

#[test]
fn whom_mail_does_not_reach_is_passed_over_while_colleagues_can_take_leads() {
    let config = config();
    for (ids, owner, expected) in [
        (&[][..], Some("ana"), "kept ana"),
        (&["ana"], Some("ana"), "turn sales:ben,chloe"),
        (&["ana"], None, "turn sales:ben,chloe"),
        (&["ana", "ben"], None, "turn sales:chloe"),
        (&["ana", "ben", "chloe"], None, "anyone sales:ana,ben,chloe"),
        (&["dora"], None, "turn sales:ana,ben,chloe"),
    ] {
        let people = unreached(&config, ids);
        let choice = config.distribution(&people, at(NOW)).choose(&lead(&config, owner), None, &[], &[]);
        let said = match choice {
            OwnerCandidate::Kept(owner) => format!("kept {owner}"),
            OwnerCandidate::Turn { pool, .. } => format!("turn {}", pool.key()),
            OwnerCandidate::Anyone(pool) => format!("anyone {}", pool.key()),
            other => panic!("{other:?}"),
        };
        assert_eq!(said, expected, "{ids:?}");
    }
}

/// The first mail that comes back is told of, and no other until mail has reached the person again.
#[test]
fn a_mailbox_is_marked_once_until_mail_arrives_or_somebody_says_so() {
    let mut config = config();
    let hours = |hours| at(NOW) + SignedDuration::from_hours(hours);
    let ana = config.team.person("ana").unwrap().clone();
    let mut row = Availability::default();
    assert!(!row.arrives(&ana, hours(0)), "it always did");
    assert!(row.came_back(&ana, BOUNCED, hours(1)));
    assert!(!row.came_back(&ana, BOUNCED, hours(0)) && !row.came_back(&ana, BOUNCED, hours(2)), "known");
    assert_eq!(row.unreachable(&ana).map(|mail| mail.since), Some(hours(1)));
    assert!(!row.arrives(&ana, hours(1)), "SES had told that this very mail was delivered, before it came back");
    assert!(row.arrives(&ana, hours(3)) && row.unreachable(&ana).is_none());
    assert!(!row.arrives(&ana, hours(4)), "nothing new");
    assert!(!row.came_back(&ana, BOUNCED, hours(3)), "it was sent before mail arrived again");
    assert!(row.came_back(&ana, BOUNCED, hours(5)) && row.unreachable(&ana).is_some(), "it came back anew");
    // Another address is another mailbox.
    config.team.people[0].email = EmailAddress::parse("ana.costa@acme.example").unwrap();
    let ana = config.team.person("ana").unwrap();
    assert!(row.unreachable(ana).is_none() && row.came_back(ana, BOUNCED, hours(6)));
}

#[test]
fn who_can_take_no_lead_is_said_with_the_reason() {
    let config = config();
    let day = |text: &str| text.parse().unwrap();
    let mut people = unreached(&config, &["chloe"]);
    let away = |from, until| Availability {
        away: vec![Away { from: day(from), until: day(until) }],
        ..Availability::default()
    };
    people.insert("ana".to_owned(), away("2026-11-20", "2026-11-27"));
    people.insert("ben".to_owned(), away("2026-11-24", "2026-11-27"));
    let distribution = config.distribution(&people, at(NOW));
    let words = |why: Unable| why.words(Words::english());
    let unable = |id: &str| distribution.unable_to_accept(id).map(words);
    assert_eq!(unable("ana").as_deref(), Some("away until Fri 27 Nov"));
    assert_eq!(unable("ben"), None, "from tomorrow on");
    assert_eq!(unable("chloe").as_deref(), Some("mail does not reach them since Sun 22 Nov"));
    assert_eq!(unable("dora").as_deref(), Some("takes no leads"));
    assert_eq!(unable("gone").as_deref(), Some("no longer in the team"));
    let friday = at("2026-11-27T10:00:00Z");
    assert_eq!(config.distribution(&people, friday).unable_to_accept("ana").map(words).as_deref(), Some("away today"));
    // Ben is next; on the next day nobody is.
    assert!(distribution.has_next(&lead(&config, Some("ana"))) && !distribution.has_next(&lead(&config, Some("ben"))));
    let tuesday = config.distribution(&people, at("2026-11-24T10:00:00Z"));
    assert!(!tuesday.has_next(&lead(&config, None)));
    let ana = config.team.person("ana").unwrap();
    let stand_ins = distribution.stand_ins(ana, Away { from: day("2026-11-23"), until: day("2026-11-23") });
    assert_eq!(
        stand_ins.iter().map(|person| person.id.as_str()).collect::<Vec<_>>(),
        ["ben"],
        "Chloé hears of nothing"
    );
}

/// Who was promised a call must not be forgotten.
#[test]
fn a_reminder_goes_to_the_manager_where_the_owner_can_not_be_reached() {
    let mut config = config();
    let people = unreached(&config, &["ben"]);
    let to = |config: &Config, mail: &str, owner| {
        config.distribution(&people, at(NOW)).recipient(mail, Recipient::Owner, &lead(config, owner))
    };
    for (mail, owner, expected) in [
        ("reminder", Some("ana"), Recipient::Owner),
        ("reminder", Some("ben"), Recipient::Manager),
        ("reminder", Some("gone"), Recipient::Manager),
        ("call", Some("gone"), Recipient::Manager),
        // News of a lead that nobody has to accept; of who left it goes to who is next.
        ("hand-off", Some("ana"), Recipient::Owner),
        ("hand-off", Some("ben"), Recipient::Manager),
        ("hand-off", Some("gone"), Recipient::Owner),
    ] {
        assert_eq!(to(&config, mail, owner), expected, "{mail} {owner:?}");
    }
    // A new lead is escalated.
    let mut new = run(&config, &[post(NOW, "demo", &[("email", "maria@customer.example"), ("employees", "80")])]).0;
    new.owner = Some("ben".to_owned());
    let of_new = config.distribution(&people, at(NOW)).recipient("hand-off", Recipient::Owner, &new);
    assert!(routing::is_watched("hand-off", Recipient::Owner, &new) && of_new == Recipient::Owner);
    config.team.manager = None;
    assert_eq!(to(&config, "reminder", Some("gone")), Recipient::Owner, "it goes to who is next");
}
