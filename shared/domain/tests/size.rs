//! How large a lead becomes at the worst.

use std::collections::BTreeMap;

use leadwright_domain::activity::touch::CLICK_IDS;
use leadwright_domain::activity::{ActivityId, Recipient, SiteTouch, StepRef};
use leadwright_domain::lead::{
    AgendaEntry, ChangedBy, Claim, Delivery, Enrolment, FieldChange, FieldValue, KEPT, LIMIT, LastTouch, Lead,
    PendingClick, Seen, SoftBounce, Suppression, Task, Ticket,
};
use leadwright_domain::sequence::REMEMBERED;

use crate::setting::{at, config, post, run};

const NOW: &str = "2026-11-23T09:00:00Z";

fn id(number: usize) -> ActivityId {
    ActivityId::new(at(NOW), &[&number.to_string()])
}

/// Makes the largest lead, with names in the configuration of this length.
struct Worst {
    name: usize,
}

impl Worst {
    fn name(&self, what: &str, number: usize) -> String {
        format!("{what}-{number:0>width$}", width = self.name - 1 - what.len())
    }

    fn send(&self, number: usize) -> String {
        format!("{}-{}_{}", self.name("sequence", number), id(number).hash(), self.name("step", 0))
    }

    fn entry(&self, number: usize) -> AgendaEntry {
        let step = StepRef { sequence: self.name("sequence", number), step: self.name("step", 0) };
        let task = if number.is_multiple_of(4) {
            Task::Webhook { url: "u".repeat(500), step }
        } else {
            Task::Mail { mail: self.name("mail", number), to: Recipient::Lead, step: Some(step) }
        };
        AgendaEntry {
            id: self.send(number),
            delivery: Delivery {
                wake: Some(at(NOW)),
                claim: Some(Claim { at: at(NOW), until: at(NOW), mail: Some(self.name("variant", number)) }),
                held: Some("h".repeat(300)),
                planned: Some(at(NOW)),
                tries: 100,
                refused: 9,
                ..Delivery::new(at(NOW))
            },
            about: id(number),
            task,
        }
    }

    /// An active enrolment that came to each of its 40 steps, half of them mails that were read.
    fn going_on(&self, number: usize) -> Enrolment {
        let mut way = Enrolment::new(format!("{}-{}", self.name("sequence", number), id(number).hash()), id(number));
        way.taken = (0..40).map(|step| self.name("step", step)).collect();
        way.seen = (0..20).map(|step| (self.name("step", step), Seen::Clicked)).collect();
        way
    }

    fn over(&self, number: usize) -> Enrolment {
        let mut way = Enrolment::new(format!("{}-{}", self.name("sequence", number), id(number).hash()), id(number));
        way.ended = Some("e".repeat(120));
        way
    }

    /// Everything that is bounded by the code is at its bound, with `going_on` sequences at once.
    fn lead(&self, at_once: usize) -> Lead {
        let (mut lead, _) = run(&config(), &[post(NOW, "guide", &[("email", "maria@acme.example")])]);
        for number in 0..16 {
            lead.submissions.add(&self.name("form", number), "content", &id(number));
            lead.marketing_sent_at.push(at(NOW).as_millisecond());
            lead.soft_bounces.push(SoftBounce { activity: id(number), delivered: true, of: Some("h".repeat(16)) });
        }
        lead.fields = (0..20).map(|field| (self.name("field", field), FieldValue("v".repeat(200), 1, true))).collect();
        lead.segments = (0..20).map(|segment| self.name("segment", segment)).collect();
        lead.enrolments = (0..REMEMBERED)
            .map(|number| {
                (
                    self.name("sequence", number),
                    if number < at_once { self.going_on(number) } else { self.over(number) },
                )
            })
            .collect();
        lead.change_agenda(|agenda| *agenda = (0..LIMIT).map(|number| self.entry(number)).collect());
        lead.pending_clicks = (0..24)
            .map(|number| PendingClick {
                activity: id(number),
                send: self.send(number),
                url: Some("u".repeat(4096 / 24)),
                picture: true,
            })
            .collect();
        lead.clicked_links = (0..24).map(|number| format!("{number:l>16}")).collect();
        lead.change_agenda(|agenda| {
            agenda.extend((0..24).map(|number| AgendaEntry {
                id: format!("judge_{}", id(number).hash()),
                delivery: Delivery { held: None, planned: None, claim: None, ..self.entry(number).delivery },
                task: Task::ClassifyClicks { send: self.send(number), mail: self.name("mail", number) },
                ..self.entry(number)
            }));
        });
        for number in 0..8 {
            lead.scanned.insert(self.send(number), id(number));
            lead.tickets.insert(format!("{number:t>60}"), Ticket { activity: id(number), open: true });
            let of = Some(format!("{number:h>16}"));
            lead.suppressed.push(Suppression { activity: id(number), why: "w".repeat(100), of });
        }
        let wish = |number: usize| serde_json::json!([id(number), true, format!("owner_{}", id(number + 1).hash())]);
        let wishes: Vec<_> = (0..KEPT).map(wish).collect();
        lead.wishes = serde_json::from_value(serde_json::json!([wishes, 1000])).unwrap();
        for field in ["name", "company", "title", "phone", "country", "employees"] {
            let change = FieldChange { other: "v".repeat(200), activity: id(1), by: ChangedBy::Program, is_kept: true };
            lead.changes.insert(field.to_owned(), change);
        }
        let counts: BTreeMap<String, Vec<i32>> = (0..20).map(|rule| (rule.to_string(), vec![100; 80])).collect();
        lead.first_touch.site = Some(fullest_touch());
        lead.last_touch = Some(LastTouch { activity: id(1), site: fullest_touch() });
        lead.tally = serde_json::from_value(serde_json::json!({"newest": 20_000, "counts": counts})).unwrap();
        lead
    }
}

/// How a visitor came, with all that is kept of it.
fn fullest_touch() -> SiteTouch {
    let page = format!("https://acme.example/{}", "p".repeat(279));
    SiteTouch {
        utm: (0..10).map(|number| (format!("{number:u>30}"), "v".repeat(200))).collect(),
        clicks: CLICK_IDS.into_iter().map(|name| (name.to_owned(), "c".repeat(300))).collect(),
        page: Some(page.clone()),
        referrer: Some(page),
    }
}

fn bytes(lead: &Lead) -> usize {
    serde_json::to_string(lead).unwrap().len()
}

/// Ordinary are 2 to 4 KB: one to three sequences, as many entries, no link that waits. The worst that may be met has
/// been in 32 sequences, 4 of them to the last of 40 steps at once, and all else is full. Past that only the table's
/// own limit of 400 KB counts.
#[test]
fn a_lead_stays_far_below_what_the_table_takes() {
    let (lead, _) = run(&config(), &[post(NOW, "guide", &[("email", "maria@acme.example")])]);
    let worst = Worst { name: 12 }.lead(4);
    let longest_names = Worst { name: 40 }.lead(REMEMBERED);
    let [ordinary, worst, impossible] = [&lead, &worst, &longest_names].map(bytes);
    println!(
        "new {ordinary}, worst {worst}, in {REMEMBERED} sequences at once, with the longest names {impossible} bytes"
    );
    assert!(ordinary < 4_000, "{ordinary}");
    assert!(worst < 85_000, "{worst}");
    assert!(impossible < 200_000, "{impossible}");
}
