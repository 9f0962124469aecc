//! Mistakes in `sending.yaml`.

use jiff::SignedDuration;

use crate::check::problem::Problems;
use crate::sending::rules::{BOUNCE_REVIEW, BrakeRules, FILE, MOST_A_WEEK, PAUSE, Sending, SoftBounces};
use crate::sending::soft_bounces::SOFT_BOUNCES;
use crate::value::text::is_name;
use crate::value::token::links::CONFIRM_LINK;

/// The share of spam complaints at which SES reviews an account, in millionths
/// (<https://docs.aws.amazon.com/ses/latest/dg/reputationdashboardmessages.html>).
const COMPLAINT_REVIEW: u32 = 1_000;

/// The shortest time that mail to a visitor may wait before it is dropped.
const SHORTEST: SignedDuration = SignedDuration::from_hours(1);

/// The largest number of days of the brake's span; the counts are kept longer.
const LONGEST: u16 = 90;

/// Reports limits of the brake that SES would reach first, and numbers that have no effect.
pub(crate) fn check(rules: &BrakeRules, soft: &SoftBounces, problems: &mut Problems) {
    let mut add = |near: &str, message: String| problems.add("sending.yaml", near, &message);
    for (name, share, review, what) in [
        ("bounces", rules.bounces, BOUNCE_REVIEW.millionths(), "5% hard bounces"),
        ("complaints", rules.complaints, COMPLAINT_REVIEW, "0.1% spam complaints"),
    ] {
        if share.millionths() > review {
            let half = if name == "bounces" { "2.5%" } else { "0.05%" };
            add(
                name,
                format!(
                    "`{name}` of `brake` is {}, but SES reviews an account at {what}: the brake must come before, so write {half} or so",
                    String::from(share)
                ),
            );
        }
    }
    if rules.over.count() > LONGEST {
        add(
            "over",
            format!(
                "`over` of `brake` is {LONGEST}d at the most: what came back long ago says little, write it like 7d"
            ),
        );
    }
    if rules.at_least == 0 {
        add("at_least", "`at_least` of `brake` is 1 or more: the first bounce of the first ten mails says little, write it like 200".to_owned());
    }
    if !(1..=SOFT_BOUNCES).contains(&usize::try_from(soft.count).unwrap_or(usize::MAX)) {
        add("soft_bounces", format!("`count` of `soft_bounces` is from 1 to {SOFT_BOUNCES}, like 5"));
    }
}

impl Sending {
    /// Reports every other mistake in the file.
    pub(crate) fn check(&self, problems: &mut Problems) {
        if self.a_day == 0 {
            problems.add(FILE, "a_day", "`a_day: 0` lets no marketing mail go: write 1 or more");
        }
        if self.a_week < self.a_day {
            problems.add(FILE, "a_week", "`a_week` is less than `a_day`: a week has room for at least one day's mails");
        }
        if self.a_week > MOST_A_WEEK {
            let message = format!("`a_week` is at most {MOST_A_WEEK}: a lead remembers no more of its mails");
            problems.add(FILE, "a_week", &message);
        }
        if self.unconfirmed.duration() <= CONFIRM_LINK {
            problems.add(
                FILE,
                "unconfirmed",
                "`unconfirmed` is longer than 7d, as long as the link to confirm works: write it like 30d",
            );
        }
        let visitors = &self.visitors;
        if visitors.a_minute == 0 {
            problems.add(
                FILE,
                "a_minute",
                "`a_minute: 0` of `visitors` lets no thank-you go: write 1 or more, like 60",
            );
        }
        if visitors.give_up_after.duration() < SHORTEST {
            let message = "`give_up_after` of `visitors` is at least 1h: mail that waits for its turn would be lost, write it like 24h";
            problems.add(FILE, "visitors", message);
        }
        if visitors.a_day < visitors.a_minute {
            let message = "`a_day` of `visitors` is less than its `a_minute`: write how many mails may go to visitors in a day, like 10000";
            problems.add(FILE, "visitors", message);
        }
        for (topic, words) in &self.topics {
            if !is_name(topic) {
                problems.add(
                    FILE,
                    topic,
                    "a topic's name may have lower-case letters, digits and dashes only, at most 40",
                );
            } else if words.trim().is_empty() {
                problems.add(
                    FILE,
                    topic,
                    &format!(
                        "the topic `{topic}` has no words for the preference page: write `{topic}: What it is about`"
                    ),
                );
            }
        }
        if self.give_up_after.duration() < PAUSE.max(self.after_a_talk.duration()) {
            problems.add(FILE, "give_up_after", "`give_up_after` is at least 32d, and no less than `after_a_talk`: else a lead that pauses mail for a month would lose what waits for it");
        }
    }
}
