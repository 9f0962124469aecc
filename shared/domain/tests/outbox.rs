//! Mails that have no lead: each is made once, and sent once.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::Origin;
use leadwright_domain::sending::{
    Brake, Control, LARGEST_CONTENT, LARGEST_MIME, MailFile, MailTooLarge, OutboxEnd, OutboxEntry, OutboxId,
    OutboxMail, put_on,
};
use leadwright_domain::value::identity::EmailAddress;
use proptest::prelude::*;

const NOW: &str = "2026-11-22T10:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn brake(told: bool, by: &str) -> Brake {
    let (headline, why) = ("3% of mails came back".to_owned(), "12 of 400 mails came back".to_owned());
    Brake { since: now(), headline, why, told, by: by.to_owned() }
}

fn notice() -> OutboxEntry {
    OutboxEntry::new(OutboxMail::brake_notice(&brake(false, "")), now())
}

#[test]
fn of_a_brake_there_is_one_notice() {
    let ours = brake(false, "ours");
    for (name, found, is_made, by) in [
        ("none is on", None, true, "ours"),
        ("an older version put it on and told nobody", Some(brake(false, "")), true, "ours"),
        ("another invocation put it on", Some(brake(true, "theirs")), false, "theirs"),
        ("a lost answer of our own write", Some(brake(true, "ours")), false, "ours"),
    ] {
        let mut control = Control { brake: found, ..Control::default() };
        let mail = put_on(&mut control, &ours);
        assert_eq!(mail.as_ref().map(OutboxMail::id), is_made.then(|| notice().id), "{name}");
        assert_eq!(control.brake, Some(brake(true, by)), "{name}");
        assert_eq!(put_on(&mut control, &ours), None, "{name}: once");
    }
}

#[test]
fn the_id_of_a_notice_is_that_of_its_brake() {
    assert_eq!(notice().id.as_str(), "brake-1795341600000");
    let later = Brake { since: now() + SignedDuration::from_millis(1), ..brake(false, "") };
    assert_ne!(OutboxMail::brake_notice(&later).id(), notice().id);
    assert_eq!(notice().mail.origin(), Origin::Operator);
    for (text, is_one) in [
        ("brake-1", true),
        ("a", true),
        ("A_9-z", true),
        ("", false),
        ("brake 1", false),
        ("brake#1", false),
        ("bräke", false),
        (&"x".repeat(128), true),
        (&"x".repeat(129), false),
    ] {
        assert_eq!(OutboxId::parse(text).is_ok(), is_one, "{text:?}");
    }
}

#[test]
fn a_rendered_mail_is_named_by_its_id_and_its_bytes() {
    let id = OutboxId::parse("report-monday-ana-2026-W47").unwrap();
    let file = MailFile::of(&id, b"Subject: x\r\n\r\nx").unwrap();
    assert!(file.name().starts_with("mail/report-monday-ana-2026-W47/") && file.name().ends_with(".eml"), "{file:?}");
    assert_eq!(MailFile::of(&id, b"Subject: x\r\n\r\nx"), Ok(file.clone()));
    assert_ne!(MailFile::of(&id, b"Subject: x\r\n\r\ny"), Ok(file.clone()));
    assert_eq!(MailFile::try_from(file.name().to_owned()), Ok(file.clone()));
    let to = EmailAddress::parse("ana@acme.example").unwrap();
    let mail = OutboxEntry::new(OutboxMail::Rendered { to, file }, now());
    assert_eq!((mail.id.clone(), mail.mail.origin()), (id.clone(), Origin::Team));
    for name in [
        "",
        "mail/a.eml",
        "mail/a/b.eml",
        "mail/a b/uq4wkb3m2f6hsmpomcpdjvdrqy.eml",
        "mail/a/uq4wkb3m2f6hsmpomcpdjvdr/y.eml",
        "mail/../uq4wkb3m2f6hsmpomcpdjvdrqy.eml",
        "export/a/uq4wkb3m2f6hsmpomcpdjvdrqy.eml",
    ] {
        assert!(MailFile::try_from(name.to_owned()).is_err(), "{name}");
    }
    let too_large = MailFile::of(&id, &vec![b'x'; LARGEST_MIME + 1]);
    assert_eq!(too_large, Err(MailTooLarge { bytes: LARGEST_MIME + 1 }));
    assert!(MailFile::of(&id, &vec![b'x'; LARGEST_MIME]).is_ok());
    // Base64 in lines of 76 characters, and 400 KB of headers and text beside it.
    assert!(LARGEST_CONTENT.div_ceil(57) * 78 + 400_000 < LARGEST_MIME);
}

/// What a mailer does to a mail.
type Change = fn(&mut OutboxEntry);

/// Each change as a mailer makes it, when the index looks then, and whether it may be attempted at once and then.
#[test]
fn states_of_a_mail() {
    let mins = |mins| now() + SignedDuration::from_mins(mins);
    let cases: [(&str, Change, Option<Timestamp>, bool); 6] = [
        ("new", |_| {}, Some(now()), true),
        ("claimed", |mail| mail.claim(now()), Some(mins(3)), false),
        ("SES is paused", |mail| mail.release(now(), "paused", false), Some(mins(1)), false),
        ("the day's quota is used up", |mail| mail.put_off(now() + SignedDuration::from_mins(5)), Some(mins(5)), false),
        ("sent", |mail| mail.sent(now()), None, false),
        ("refused for good", |mail| mail.give_up(now(), "no such address"), None, false),
    ];
    for (name, change, wakes_at, is_ready) in cases {
        let mut mail = notice();
        change(&mut mail);
        assert_eq!(mail.version, 1 + u64::from(name != "new"), "{name}: every write counts the version up");
        assert_eq!((mail.wakes_at(), mail.is_ready(now())), (wakes_at, is_ready), "{name}");
        assert!(wakes_at.is_none_or(|at| mail.is_ready(at)), "{name}: when the index looks it may be attempted");
        let ninety_days = now() + SignedDuration::from_hours(90 * 24);
        assert_eq!(mail.expires_at(), wakes_at.is_none().then_some(ninety_days), "{name}");
    }
}

#[test]
fn a_mail_is_given_up_for_what_it_is_and_never_for_an_outage() {
    let (mut refused, mut outage) = (notice(), notice());
    let mut at = now();
    for _ in 0..9 {
        refused.release(at, "a virus", true);
        at = refused.wakes_at().expect("it waits");
    }
    refused.release(at, "a virus", true);
    assert_eq!(refused.end, Some(OutboxEnd::GivenUp { at, why: "a virus".to_owned() }));
    for _ in 0..100 {
        let before = outage.wakes_at().expect("it waits");
        outage.release(before, "the account is paused", false);
        let pause = outage.wakes_at().expect("it waits").duration_since(before);
        assert!(pause <= SignedDuration::from_hours(4), "{pause:?}");
    }
}

/// What happens next, to whom.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// A mailer does what comes next: it reads the row, because the index or a message of the queue says so; claims what
    /// it read; makes its attempt, with this answer; writes what became of it.
    Go(usize, Answer),
    /// Its process ends.
    Die(usize),
    /// SES's oldest `Send` event comes, perhaps again.
    Event { again: bool },
    /// Seconds pass.
    Wait(i64),
}

/// What becomes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// SES takes the mail.
    Taken,
    /// SES takes it, and the answer is lost.
    TakenAndLost,
    /// The request is lost.
    Lost,
    /// SES takes no mail now.
    Paused,
    /// SES refuses this mail.
    Refused,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let mailer = 0_usize..3;
    let answer =
        prop::sample::select(vec![Answer::Taken, Answer::TakenAndLost, Answer::Lost, Answer::Paused, Answer::Refused]);
    let step = prop_oneof![
        12 => (mailer.clone(), answer).prop_map(|(mailer, answer)| Step::Go(mailer, answer)),
        1 => mailer.prop_map(Step::Die),
        2 => any::<bool>().prop_map(|again| Step::Event { again }),
        2 => (1_i64..300).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 0..60)
}

/// What a mailer is at.
#[derive(Debug, Clone, Default)]
enum At {
    #[default]
    Nothing,
    Read(OutboxEntry),
    Claimed(OutboxEntry),
    /// What it is to write, and on which version.
    Knows(OutboxEntry, u64),
}

/// The row, SES, and three mailers.
struct World {
    now: Timestamp,
    row: OutboxEntry,
    mailers: [At; 3],
    taken: u32,
    /// Taken mails whose `Send` event has not come yet: when they were taken, and until when the claim holds.
    events: Vec<(Timestamp, Timestamp)>,
}

impl World {
    fn new() -> Self {
        Self { now: now(), row: notice(), mailers: Default::default(), taken: 0, events: Vec::new() }
    }

    /// A write on the condition of a version.
    fn put(&mut self, entry: &OutboxEntry, was: u64) -> bool {
        let holds = self.row.version == was;
        if holds {
            self.row = entry.clone();
        }
        holds
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Go(mailer, answer) => match std::mem::take(&mut self.mailers[mailer]) {
                At::Nothing if self.row.is_ready(self.now) => self.mailers[mailer] = At::Read(self.row.clone()),
                At::Nothing => {}
                At::Read(read) => {
                    let mut entry = read.clone();
                    entry.claim(self.now);
                    if self.put(&entry, read.version) {
                        self.mailers[mailer] = At::Claimed(entry);
                    }
                }
                At::Claimed(claimed) => self.attempt(mailer, &claimed, answer),
                At::Knows(entry, was) => {
                    self.put(&entry, was);
                }
            },
            Step::Die(mailer) => self.mailers[mailer] = At::Nothing,
            Step::Event { again } => self.event(again),
            Step::Wait(seconds) => self.wait(SignedDuration::from_secs(seconds)),
        }
    }

    fn attempt(&mut self, mailer: usize, claimed: &OutboxEntry, answer: Answer) {
        if matches!(answer, Answer::Taken | Answer::TakenAndLost) {
            self.taken += 1;
            let claim = claimed.delivery.claim.as_ref().expect("it is claimed");
            self.events.push((self.now, claim.until));
        }
        let mut entry = claimed.clone();
        match answer {
            Answer::Taken => entry.sent(self.now),
            Answer::TakenAndLost | Answer::Lost => return,
            Answer::Paused => entry.release(self.now, "paused", false),
            Answer::Refused => entry.release(self.now, "a virus", true),
        }
        self.mailers[mailer] = At::Knows(entry, claimed.version);
    }

    /// The feedback function settles the row, unless it is settled.
    fn event(&mut self, again: bool) {
        let Some((at, _)) = self.events.first().copied() else { return };
        if !again {
            self.events.remove(0);
        }
        if self.row.end.is_none() {
            let (mut entry, was) = (self.row.clone(), self.row.version);
            entry.sent(at);
            self.put(&entry, was);
        }
    }

    /// Time passes. What sending once assumes holds: an invocation ends before its claim does, and a `Send` event comes
    /// before the claim of its attempt ends.
    fn wait(&mut self, span: SignedDuration) {
        self.now += span;
        while self.events.first().is_some_and(|(_, until)| *until <= self.now) {
            self.event(false);
        }
        for mailer in &mut self.mailers {
            let is_over = |claimed: &OutboxEntry| !claimed.delivery.claim.iter().any(|claim| self.now < claim.until);
            if matches!(mailer, At::Claimed(claimed) if is_over(claimed)) {
                *mailer = At::Nothing;
            }
        }
    }

    /// From now on nothing fails.
    fn calm(&mut self) {
        self.mailers = Default::default();
        while !self.events.is_empty() {
            self.event(false);
        }
        for _ in 0..3 {
            let Some(wakes_at) = self.row.wakes_at() else { return };
            self.wait(wakes_at.duration_since(self.now).max(SignedDuration::ZERO));
            // Reads, claims, sends, records.
            for _ in 0..4 {
                self.step(Step::Go(0, Answer::Taken));
            }
        }
    }
}

proptest! {
    /// Whatever is duplicated, reordered, lost or killed, and however many mailers are at it: SES takes the mail once, and
    /// it is not forgotten.
    #[test]
    fn a_mail_is_sent_once_whatever_fails(steps in steps()) {
        let mut world = World::new();
        for step in steps {
            world.step(step);
            prop_assert!(world.taken <= 1, "{:?}", world.row);
        }
        world.calm();
        let is_given_up = matches!(world.row.end, Some(OutboxEnd::GivenUp { .. }));
        prop_assert!(world.row.end.is_some(), "{:?}", world.row);
        prop_assert_eq!(world.taken, u32::from(!is_given_up), "{:?}", world.row);
    }
}
