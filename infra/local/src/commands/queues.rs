//! The queues of a stack, and what a message of them is about: in words that name no person.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use leadwright_cloud::Aws;
use leadwright_cloud::dead_letters::QueueAndDead;
use leadwright_cloud::due::Due;
use leadwright_cloud::queue::Arrived;
use leadwright_domain::value::identity::LeadId;
use serde_json::Value;

/// A queue that a function reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct StackQueue {
    /// What people call it.
    pub(super) name: &'static str,
    /// The end of its name on AWS, behind the stack's.
    ending: &'static str,
    /// The function that reads it.
    pub(super) function: &'static str,
    /// What waits while its messages do.
    pub(super) holds: &'static str,
    reads: Reads,
}

/// How the messages of a queue are written.
#[derive(Debug, Clone, Copy)]
enum Reads {
    Activity,
    Due,
    MailEvent,
    Job,
    Other,
}

/// Every queue of the template that a function reads.
pub(super) const QUEUES: [StackQueue; 8] = [
    queue("activities", "activities.fifo", "scoring", "form posts, clicks and replies", Reads::Activity),
    queue("bulk", "bulk.fifo", "scoring", "rows of imports, rescoring", Reads::Activity),
    queue("urgent", "urgent", "mailer", "hand-offs and thank-yous", Reads::Due),
    queue("send", "send", "mailer", "reminders, reports and mails of sequences", Reads::Due),
    queue(
        "mail-events",
        "mail-events",
        "feedback",
        "bounces, complaints and clicks that SES tells of",
        Reads::MailEvent,
    ),
    queue("day-shards", "day-shards", "rollup", "parts of large days, and what visitors did at forms", Reads::Other),
    queue("intake", "intake", "intake", "leads at ad networks, received mail, lists and exports", Reads::Job),
    queue("webhooks", "webhooks", "webhooks", "events for other programs", Reads::Due),
];

const fn queue(
    name: &'static str,
    ending: &'static str,
    function: &'static str,
    holds: &'static str,
    reads: Reads,
) -> StackQueue {
    StackQueue { name, ending, function, holds, reads }
}

/// What a dead letter is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct About {
    /// What all letters of its kind have in common: `form_submitted`, "not readable".
    pub(super) class: String,
    /// The lead, by its id, which is a keyed hash.
    pub(super) lead: Option<LeadId>,
    /// A function can read it: whatever kept it from being dealt with may be over.
    pub(super) is_readable: bool,
}

impl StackQueue {
    /// The queue of that name.
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        QUEUES.iter().find(|queue| queue.name == name)
    }

    /// The names of all.
    pub(super) fn names() -> [&'static str; 8] {
        QUEUES.map(|queue| queue.name)
    }

    /// The queue of a stack.
    pub(super) async fn of(&self, aws: &Aws, stack: &str) -> Result<QueueAndDead> {
        let name = format!("{stack}-{}", self.ending);
        QueueAndDead::named(aws, &name).await.with_context(|| format!("the queue {name}"))
    }

    /// What a message is about. Of its body only what names nobody is told: its kind, and ids that are keyed hashes.
    pub(super) fn about(&self, body: &str) -> About {
        let readable = |class: String, lead: Option<LeadId>| About { class, lead, is_readable: true };
        let unreadable = || About { class: "not readable".to_owned(), lead: None, is_readable: false };
        match self.reads {
            Reads::Activity => Arrived::read(body).map_or_else(
                |_| unreadable(),
                |Arrived { activity, .. }| readable(activity.kind.name().to_owned(), Some(activity.lead)),
            ),
            Reads::Due => match serde_json::from_str(body) {
                Ok(Due::Lead(lead)) => readable("something due of a lead".to_owned(), Some(lead)),
                // Ids of mails may name a salesperson.
                Ok(Due::Outbox(_)) => readable("a mail that has no lead".to_owned(), None),
                Ok(Due::Events(events)) => {
                    readable(format!("events for the webhook {}", events.webhook), Some(events.lead))
                }
                Err(_) => unreadable(),
            },
            Reads::MailEvent | Reads::Job | Reads::Other => match serde_json::from_str::<Value>(body) {
                Ok(message @ Value::Object(_)) => {
                    let kind = ["eventType", "job"].iter().find_map(|name| message[*name].as_str()).filter(is_word);
                    let lead = [&message["mail"]["tags"]["lead"][0], &message["lead"]];
                    let lead = lead.into_iter().find_map(|lead| LeadId::parse(lead.as_str()?).ok());
                    match (kind, self.reads) {
                        (Some(kind), _) => readable(kind.to_owned(), lead),
                        (None, Reads::MailEvent) => unreadable(),
                        (None, _) => readable("a message of another kind".to_owned(), lead),
                    }
                }
                _ => unreadable(),
            },
        }
    }
}

/// How many messages of each kind there are, and whether a function can read them.
pub(super) fn classes<'a>(all: impl Iterator<Item = &'a About>) -> BTreeMap<&'a str, (usize, bool)> {
    let mut classes: BTreeMap<&str, (usize, bool)> = BTreeMap::new();
    for about in all {
        let class = classes.entry(&about.class).or_default();
        *class = (class.0 + 1, about.is_readable);
    }
    classes
}

/// A name that the program itself gave: letters and underscores. What somebody else wrote is not shown.
fn is_word(text: &&str) -> bool {
    text.len() <= 30 && text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::template::names::STACK;
    use crate::template::{SamTemplate, TemplateInputs};

    #[test]
    fn every_queue_that_a_function_of_the_template_reads_is_here() {
        let template = include_str!("../../../template.yaml");
        let inputs = TemplateInputs { file: "template.yaml", overrides: BTreeMap::new(), queues_url: "http://sqs" };
        let template = SamTemplate::read(template, &inputs, |name, _| Ok(name.to_owned())).unwrap();
        let mut there = Vec::new();
        for function in &template.functions {
            for source in &function.sources {
                let name = source.queue_arn.rsplit(':').next().unwrap();
                there.push((name.strip_prefix(&format!("{STACK}-")).unwrap(), function.binary.as_str()));
            }
        }
        there.sort_unstable();
        let mut here = QUEUES.map(|queue| (queue.ending, queue.function));
        here.sort_unstable();
        assert_eq!(here.as_slice(), there);
    }

    #[test]
    fn what_a_message_says_of_people_is_never_told() {
        let lead = "ld_lamtth6yetyscghyvack4c5mcy";
        for (queue, body, class, names_lead, is_readable) in [
            ("activities", "maria@acme.example".to_owned(), "not readable", false, false),
            ("activities", "{\"lead\":\"maria@acme.example\"}".to_owned(), "not readable", false, false),
            ("send", format!("{{\"lead\":\"{lead}\"}}"), "something due of a lead", true, true),
            ("urgent", "{\"outbox\":\"due-ana-1\"}".to_owned(), "a mail that has no lead", false, true),
            (
                "mail-events",
                format!("{{\"eventType\":\"Bounce\",\"mail\":{{\"tags\":{{\"lead\":[\"{lead}\"]}}}}}}"),
                "Bounce",
                true,
                true,
            ),
            ("mail-events", "{\"eventType\":\"to maria@acme.example\"}".to_owned(), "not readable", false, false),
            ("intake", "{\"job\":\"fetch\",\"source\":\"meta\",\"id\":\"Maria\"}".to_owned(), "fetch", false, true),
            ("intake", "[]".to_owned(), "not readable", false, false),
        ] {
            let about = StackQueue::named(queue).unwrap().about(&body);
            assert_eq!((about.class.as_str(), about.is_readable), (class, is_readable), "{queue}: {body}");
            assert_eq!(about.lead.is_some(), names_lead, "{queue}: {body}");
        }
    }
}
