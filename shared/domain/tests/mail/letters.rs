//! Letters about a lead that the fold made.

use leadwright_domain::activity::{Activity, ActivityKind, Mailing, Recipient};
use leadwright_domain::config::Config;
use leadwright_domain::lead::Lead;
use leadwright_domain::mail::{HeaderLine, Letter, MailError, Mailbox, Rendered, render};
use leadwright_domain::tracking::Links;
use leadwright_domain::value::token::SigningKeys;

use crate::setting::{activity, at, config, run, submission};

/// The forms that a mail about the lead tells of.
pub(super) fn asked(lead: &Lead, posts: &[Activity]) -> Vec<Activity> {
    let shown = lead.wishes_to_show();
    posts.iter().filter(|post| shown.contains(&&post.id)).cloned().collect()
}

pub(super) fn links<'a>(keys: &'a SigningKeys, lead: &'a Lead, mailing: &'a Mailing, about: &Activity) -> Links<'a> {
    Links { base: "https://forms.example", keys, lead: &lead.id, mailing, sent_at: about.occurred_at() }
}

pub(super) fn rendered(config: &Config, posts: &[Activity], mail: &str) -> Result<Rendered, MailError> {
    let (lead, all) = run(config, posts);
    let planned = all.last().unwrap().decisions.planned.iter();
    let (entry, mailing) = planned
        .filter_map(|entry| Some((entry, entry.task.mailing(&entry.id)?)))
        .find(|(_, mailing)| mailing.mail == mail)
        .expect("the mail is planned");
    let keys = SigningKeys::read("k").unwrap();
    let about = entry.about.as_ref().and_then(|about| posts.iter().find(|post| post.id == *about));
    let letter = Letter {
        config,
        lead: &lead,
        about: about.unwrap_or(posts.last().unwrap()),
        asked: &asked(&lead, posts),
        mailing: &mailing,
        is_marketing: entry.task.step().is_some(),
        now: posts.last().unwrap().occurred_at(),
        links: links(&keys, &lead, &mailing, posts.last().unwrap()),
        page: "https://forms.example/lead/t",
        away: "https://forms.example/away/t",
    };
    render(&letter)
}

/// The letter of a mail to a recipient at a time, also of one that the fold does not plan here.
pub(super) fn letter(config: &Config, posts: &[Activity], mail: (&str, Recipient), now: &str) -> Rendered {
    let (mut lead, _) = run(config, posts);
    lead.owner = Some("ben".to_owned());
    let mailing = Mailing { send: "s".to_owned(), mail: mail.0.to_owned(), to: mail.1, step: None };
    let keys = SigningKeys::read("k").unwrap();
    render(&Letter {
        config,
        lead: &lead,
        about: posts.last().unwrap(),
        asked: &asked(&lead, posts),
        mailing: &mailing,
        is_marketing: false,
        now: at(now),
        links: links(&keys, &lead, &mailing, posts.last().unwrap()),
        page: "https://forms.example/lead/t",
        away: "https://forms.example/away/t",
    })
    .unwrap()
}

pub(super) fn said(address: &Mailbox) -> (Option<&str>, &str) {
    (address.name.as_ref().map(HeaderLine::as_str), address.address.as_str())
}

pub(super) fn post(form: &str, fields: &[(&str, &str)], message: &str, time: &str) -> Activity {
    let mut sent = submission(form, fields, true);
    sent.message = Some(message.to_owned());
    activity(at(time), time, ActivityKind::FormSubmitted(sent))
}

/// The company, whose guide form also has fields for a choice and a number.
pub(super) fn with_choices() -> Config {
    let mut config = config();
    let asked = serde_json::json!([
        {"name": "country", "label": "Country", "type": "country"},
        {"name": "vans", "label": "Vans", "type": "number"},
        {"name": "topic", "label": "Topic", "type": "choice", "options": [{"value": "routes", "label": "Shorter routes"}]},
        {"name": "wish", "label": "Wish"},
    ]);
    let asked: Vec<leadwright_domain::form::Field> = serde_json::from_value(asked).unwrap();
    config.forms.get_mut("guide").unwrap().fields.extend(asked);
    config
}

/// The hand-off mail that the form caused went to the owner.
pub(super) fn sent(form: &Activity, time: &str) -> Activity {
    let send = format!("owner_{}", form.id.hash());
    let mailing = Mailing { send, mail: "hand-off".to_owned(), to: Recipient::Owner, step: None };
    activity(at(time), time, ActivityKind::MailSent(mailing))
}
