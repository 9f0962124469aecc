//! The local pages: the start page, the leads and the inbox.
//!
//! What must stay true: every page works without JavaScript, and the content of a mail is shown only in a sandbox.

pub(crate) mod inbox;

use std::sync::{Arc, LazyLock};

use anyhow::{Context, Result};
use jiff::Timestamp;
use minijinja::{AutoEscape, Environment, Value, context};

use leadwright_cloud::table::Card;
use leadwright_domain::activity::ActivityKind;
use leadwright_domain::value::identity::LeadId;

use crate::inbox::InboxMail;
use crate::listing;
use crate::stack::Stack;
use crate::wording::agenda;
use crate::wording::story::story;

/// The number of mails and leads on the start page.
const NEWEST: usize = 8;
/// The number of leads in the list.
const LISTED: usize = 200;

static TEMPLATES: LazyLock<Result<Environment<'static>, minijinja::Error>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.add_template("layout.html", include_str!("pages/layout.html"))?;
    environment.add_template("first.html", include_str!("pages/first.html"))?;
    environment.add_template("inbox.html", include_str!("pages/inbox.html"))?;
    environment.add_template("leads.html", include_str!("pages/leads.html"))?;
    environment.add_template("lead.html", include_str!("pages/lead.html"))?;
    environment.add_template("rows.html", include_str!("pages/rows.html"))?;
    environment.add_template("sheet.html", include_str!("pages/sheet.html"))?;
    environment.add_template("preview.html", include_str!("pages/preview.html"))?;
    environment.add_template("sequence.html", include_str!("pages/sequence.html"))?;
    Ok(environment)
});

/// The start page.
pub(crate) async fn first(stack: &Arc<Stack>) -> Result<String> {
    let mails = stack.engines.inbox.list(None);
    let now = stack.clock.now();
    render(
        "first.html",
        context! {
            clock => readable(now),
            count => mails.len(),
            mails => mails.iter().take(NEWEST).map(|mail| brief(mail)).collect::<Vec<_>>(),
            leads => newest_leads(stack, NEWEST).await?,
        },
    )
}

/// The leads, newest first.
pub(crate) async fn leads(stack: &Arc<Stack>) -> Result<String> {
    let leads = newest_leads(stack, LISTED).await?;
    render("leads.html", context! { clock => readable(stack.clock.now()), leads => leads, listed => LISTED })
}

/// A lead: its score with the explanation, the next steps, the timeline. None if there is no such lead.
pub(crate) async fn lead(stack: &Arc<Stack>, id: &LeadId) -> Result<Option<String>> {
    let Some(lead) = stack.table.lead(id).await? else { return Ok(None) };
    let timeline = stack.table.timeline(id).await?;
    let person = lead.owner.as_ref().and_then(|owner| stack.config.team.person(owner));
    let entries = timeline.iter().rev().map(|applied| {
        let message = match &applied.activity.kind {
            ActivityKind::FormSubmitted(sent) => sent.message.clone(),
            _ => None,
        };
        context! {
            at => readable(applied.activity.occurred_at()),
            story => story(applied, &stack.config),
            message => message,
        }
    });
    let next = agenda::ahead(&lead.agenda, stack.clock.now(), readable).into_iter();
    let next = next.map(|(at, what)| context! { at, what });
    let lines = stack.config.scoring.explain(&lead, stack.clock.now());
    let lines = lines.iter().map(|line| context! { label => &line.label, points => format!("{:+}", line.points) });
    let page = render(
        "lead.html",
        context! {
            clock => readable(stack.clock.now()),
            card => row(&Card::of(&lead)),
            fields => lead.fields.iter().map(|(name, value)| context! { name, value => &value.0 }).collect::<Vec<_>>(),
            owner => person.map(|person| person.name.as_str()),
            grade => format!("{:?}", lead.score.grade),
            lines => lines.collect::<Vec<_>>(),
            next => next.collect::<Vec<_>>(),
            story => entries.collect::<Vec<_>>(),
        },
    );
    page.map(Some)
}

async fn newest_leads(stack: &Arc<Stack>, most: usize) -> Result<Vec<Value>> {
    let mut cards = listing::newest(&stack.table, most).await?;
    cards.truncate(most);
    Ok(cards.iter().map(row).collect())
}

fn row(card: &Card) -> Value {
    context! {
        id => card.id.as_str(),
        title => &card.title,
        company => &card.company,
        stage => card.stage.name(),
        total => card.total,
        temperature => card.temperature.word(),
        owner => &card.owner,
        source => &card.source,
        asked => card.asked.map(readable),
    }
}

fn brief(mail: &InboxMail) -> Value {
    context! {
        id => &mail.id,
        subject => &mail.subject,
        to => &mail.to,
        at => readable(mail.at),
    }
}

fn readable(at: Timestamp) -> String {
    at.strftime("%a %-d %b %Y, %H:%M UTC").to_string()
}

/// Renders a page.
pub(crate) fn render(name: &str, context: Value) -> Result<String> {
    let templates =
        TEMPLATES.as_ref().map_err(|error| anyhow::anyhow!("the templates of the local pages: {error:#}"))?;
    templates
        .get_template(name)
        .and_then(|template| template.render(context))
        .with_context(|| format!("the page {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_inbox_says_what_to_do() {
        let page = render("first.html", context! { clock => "now", count => 0, mails => Vec::<Value>::new() }).unwrap();
        assert!(page.contains("No mail yet"));
    }
}
