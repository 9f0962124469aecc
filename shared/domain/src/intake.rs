//! Activities from outside: an item of `POST /activities`, or what a command was told, becomes an [`Activity`].
//!
//! Nothing is guessed and nothing is left out: whatever an item holds that has no meaning here is refused, in a
//! sentence that says what to write instead.

mod item;
mod reader;
mod sender;
mod source;

pub use reader::Intake;
pub use source::SourceError;

use serde_json::{Map, Value};

use crate::activity::Activity;
use crate::activity::id::ActivityId;
use crate::activity::kinds::{ActivityKind, Answers};
use crate::funnel::criteria::SetAside;
use crate::intake::item::{ID, Item, NAME, TIP, yes_or_no};
use crate::lead::next_step::WORDS;
use crate::value::text::{listed, one_line};

/// A kind of activity that may come from outside.
struct Kind {
    name: &'static str,
    /// Its own fields, besides those that every item may have.
    fields: &'static [&'static str],
    read: fn(&Item<'_>) -> Result<ActivityKind, String>,
}

static KINDS: &[Kind] = &[
    Kind {
        name: "page_viewed",
        fields: &["page", "note"],
        read: |item| {
            item.needed("page", item.page()?, "the page's address")?;
            Ok(ActivityKind::PageViewed(item.event()?))
        },
    },
    Kind {
        name: "product_used",
        fields: &["name", "note"],
        read: |item| {
            item.needed("name", item.line("name")?, "what they did, as in \"invited a colleague\"")?;
            Ok(ActivityKind::ProductUsed(item.event()?))
        },
    },
    Kind {
        name: "event_attended",
        fields: &["name", "note"],
        read: |item| {
            item.needed("name", item.line("name")?, "the event, as in \"Hannover fair\"")?;
            Ok(ActivityKind::EventAttended(item.event()?))
        },
    },
    Kind {
        name: "ticket_opened",
        fields: &["name", "note"],
        read: |item| Ok(ActivityKind::TicketOpened(item.event()?)),
    },
    Kind {
        name: "ticket_closed",
        fields: &["name", "note"],
        read: |item| Ok(ActivityKind::TicketClosed(item.event()?)),
    },
    Kind {
        name: "call_logged",
        fields: &["by", "reached", "note"],
        read: |item| Ok(ActivityKind::CallLogged(item.contact()?)),
    },
    Kind { name: "meeting_held", fields: &["by", "note"], read: |item| Ok(ActivityKind::MeetingHeld(item.contact()?)) },
    Kind {
        name: "reply_received",
        fields: &["by", "note"],
        read: |item| Ok(ActivityKind::ReplyReceived(item.contact()?)),
    },
    Kind {
        name: "accepted",
        fields: &["by"],
        read: |item| {
            let by = item.person("by")?;
            Ok(ActivityKind::Accepted { by: item.needed("by", by, "who takes the lead on, by the id in team.yaml")? })
        },
    },
    Kind {
        name: "assigned",
        fields: &["to", "by", "why"],
        read: |item| Ok(ActivityKind::Assigned { to: item.person("to")?, by: item.by()?, why: item.line("why")? }),
    },
    Kind {
        name: "stage_moved",
        fields: &["to", "reason", "again_on", "by", "note"],
        read: |item| Ok(ActivityKind::StageMoved(item.stage_move()?)),
    },
    Kind {
        name: "qualified",
        fields: &["answers", "evidence", "by"],
        read: |item| {
            let answers = item.answers()?;
            Ok(ActivityKind::Qualified(Answers { answers, evidence: item.note("evidence")?, by: item.by()? }))
        },
    },
    Kind {
        name: "edited",
        fields: &["fields", "by"],
        read: |item| Ok(ActivityKind::Edited { fields: item.edits()?, by: item.by()? }),
    },
    Kind {
        name: "marked_bad",
        fields: &["reason", "by", "note"],
        read: |item| {
            let reason = item.reason(SetAside::Bad)?;
            Ok(ActivityKind::MarkedBad { reason, by: item.by()?, note: item.note("note")? })
        },
    },
    Kind { name: "nurture_stopped", fields: &["by"], read: |item| Ok(ActivityKind::NurtureStopped { by: item.by()? }) },
    Kind {
        name: "deal_won",
        fields: &["amount", "by"],
        read: |item| {
            let currency = item.config.company.currency;
            Ok(ActivityKind::deal_won(false, item.amount()?, currency, Some(item.by()?)))
        },
    },
    Kind { name: "unsubscribed", fields: &[], read: |_| Ok(ActivityKind::Unsubscribed { send: None }) },
    Kind {
        name: "consent_withdrawn",
        fields: &["purpose"],
        read: |item| Ok(ActivityKind::ConsentWithdrawn { purpose: item.withdrawn()? }),
    },
    Kind {
        name: "follow_up_set",
        fields: &["due", "what", "by"],
        read: |item| {
            let what = item.short("what", WORDS)?;
            let what = item.needed("what", what, "what is to be done, as in \"An offer\"")?;
            Ok(ActivityKind::FollowUpSet { due: item.due()?, what, by: item.by()? })
        },
    },
    Kind {
        name: "follow_up_done",
        fields: &["by", "note", "entry", "what"],
        read: |item| {
            let (entry, what) = (item.id("entry", SEND_ID)?, item.short("what", WORDS)?);
            Ok(ActivityKind::FollowUpDone { by: item.by()?, note: item.note("note")?, entry, what })
        },
    },
    Kind {
        name: TIP,
        fields: &["name", "company", "note", "referred_by", "by"],
        read: |item| Ok(ActivityKind::LeadImported(item.tip()?)),
    },
    Kind {
        name: "noted",
        fields: &["note", "by"],
        read: |item| {
            let note = item.needed("note", item.note("note")?, "what is to be kept in mind")?;
            Ok(ActivityKind::Noted { by: item.by()?, note })
        },
    },
    Kind {
        name: "mail_written",
        fields: &["by", "note"],
        read: |item| Ok(ActivityKind::MailWritten { by: item.by()?, note: item.note("note")? }),
    },
    Kind {
        name: "undone",
        fields: &["activity", "by"],
        read: |item| {
            let id = item.text("activity")?.map(|text| {
                ActivityId::parse(text).map_err(|_| {
                    format!("`activity` is an activity's id, like {SAMPLE_ID}, as `leadwright lead --json` prints it")
                })
            });
            let activity = item.needed("activity", id.transpose()?, "the id of what is to be undone")?;
            let by = item.person("by")?;
            let by = item.needed("by", by, "who undoes it, by the id in team.yaml")?;
            if item.get("occurred_at").is_some() {
                return Err("undone has no `occurred_at`: it is undone now, so leave it out".to_owned());
            }
            Ok(ActivityKind::Undone { activity, by })
        },
    },
    Kind {
        name: "do_not_contact",
        fields: &["channel", "by", "note"],
        read: |item| {
            let channel = item.channel()?;
            Ok(ActivityKind::DoNotContact { channel, by: item.by()?, note: item.note("note")? })
        },
    },
    Kind {
        name: "sequence_started",
        fields: &["sequence", "by"],
        read: |item| {
            let sequence = item.one_of("sequence", "sequences/ has none of that name", &item.config.sequences)?;
            Ok(ActivityKind::SequenceStarted { sequence, by: item.by()? })
        },
    },
    Kind {
        name: "segment_set",
        fields: &["segment", "is_in", "by"],
        read: |item| {
            let segment = item.one_of("segment", "segments.yaml has none of that name", &item.config.segments)?;
            let is_in = item.needed("is_in", item.get("is_in"), "yes to put it in, no to take it out")?;
            Ok(ActivityKind::SegmentSet { segment, is_in: yes_or_no("is_in", is_in)?, by: item.by()? })
        },
    },
    Kind {
        name: "not_bad",
        fields: &["by", "note"],
        read: |item| Ok(ActivityKind::NotBad { by: item.by()?, note: item.note("note")? }),
    },
];

/// The most characters of the id of an agenda entry.
const SEND_ID: usize = 256;

/// An activity's id, for a message.
const SAMPLE_ID: &str = "20261121T140300000-k5l2m3n4p5q6r7s2";

impl Intake<'_> {
    /// Reads an item.
    ///
    /// An item with an `id` of its caller is applied once for ever, among those of its kind and lead; one with an `occurred_at`, once for that time and
    /// content. One with neither is a new activity each time: `seed` tells it from others of this moment.
    ///
    /// # Errors
    /// A sentence that says what to write instead.
    pub fn read(&self, item: &Value, seed: &str) -> Result<Activity, String> {
        let values = item.as_object().ok_or("an activity is an object like {\"kind\": \"call_logged\", …}")?;
        let kind = kind(values)?;
        let Self { config, key, now } = *self;
        let mut item = Item { values, kind: kind.name, fields: kind.fields, config, key, now, at: now };
        item.check_names()?;
        let occurred_at = item.occurred_at()?;
        item.at = occurred_at.unwrap_or(self.now);
        let (lead, who) = item.lead(seed)?;
        let id = item.id("id", ID)?;
        let what = (kind.read)(&item)?;
        Ok(Activity { who, ..Activity::posted(lead, what, id.as_deref(), occurred_at, seed, self.now) })
    }
}

fn kind(values: &Map<String, Value>) -> Result<&'static Kind, String> {
    let there_are = || listed(KINDS.iter().map(|kind| kind.name));
    let name = values.get("kind").and_then(Value::as_str);
    let name = name.ok_or_else(|| format!("`kind` says what happened: one of {}", there_are()))?;
    if matches!(name, "contact_allowed" | "consent_confirmed" | "preferences_set") {
        return Err(format!("{name:?} can't be posted: only the lead itself says so, by the link of a mail to it"));
    }
    KINDS
        .iter()
        .find(|kind| kind.name == name)
        .ok_or_else(|| format!("{:?} can't be posted: the kinds are {}", one_line(name, NAME), there_are()))
}
