//! Where a lead comes from, what it agreed to, and what it asked for.

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind};
use leadwright_domain::lead::{Applied, Consent};
use leadwright_domain::routing::employer;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::times::{done_at, moment};

use crate::viewer::Way;
use crate::visit::Visit;

/// What stands behind a lead, in lines of a heading and words.
pub(super) struct Background<'a> {
    /// Where it comes from.
    pub(super) origin: Vec<(&'static str, String)>,
    pub(super) consent: String,
    /// The words that it agreed to, if the form still has them.
    pub(super) wording: Option<&'a str>,
    pub(super) segments: Vec<&'a str>,
    /// What it is to be left alone by, with who was told.
    pub(super) refused: Vec<String>,
    /// The domain of its employer, if the viewer may look for others of it.
    pub(super) employer: Option<String>,
}

pub(super) fn background<'a>(visit: Visit<'a>, sent: &[Activity], newest: &[Applied]) -> Background<'a> {
    let lead = visit.lead;
    let (consent, wording) = consent(visit);
    let refused = lead.refused_channels().filter_map(|channel| {
        let no = lead.refuses(channel)?;
        let when =
            done_at(leadwright_domain::words::Words::english(), no.activity.occurred_at(), visit.now, &visit.zone());
        let who = if no.by == visit.person().id { "you were" } else { "" };
        let told = if who.is_empty() { format!("{} was", visit.name(&no.by)) } else { who.to_owned() };
        Some(format!("They {}: {told} told {when}", channel.refused()))
    });
    let may_look = visit.viewer.way == Way::Session && visit.viewer.role.may_see_employers();
    Background {
        origin: origin(visit, sent, newest),
        consent,
        wording,
        segments: lead.segments.iter().map(|name| label(visit, name)).collect(),
        refused: refused.collect(),
        employer: employer(lead).filter(|_| may_look),
    }
}

/// What people call a segment; its name if the file has it no more.
fn label<'a>(visit: Visit<'a>, name: &'a str) -> &'a str {
    visit.config.segments.get(name).map_or(name, |rule| rule.label.as_str())
}

fn origin(visit: Visit<'_>, sent: &[Activity], newest: &[Applied]) -> Vec<(&'static str, String)> {
    let touch = &visit.lead.first_touch;
    let all = sent.iter().chain(newest.iter().map(|applied| &applied.activity));
    let page = |id: &ActivityId| {
        let first = all.clone().find(|activity| activity.id == *id)?;
        match &first.kind {
            ActivityKind::FormSubmitted(sent) => sent.page.clone(),
            ActivityKind::PageViewed(event) => event.page.clone(),
            _ => None,
        }
    };
    let form = touch
        .form
        .as_ref()
        .map(|form| visit.config.forms.get(form).map_or_else(|| form.clone(), |form| form.title.clone()));
    let lines = [
        ("Source", Some(capital(&touch.source))),
        ("Form", form),
        ("Campaign", touch.campaign.clone()),
        ("Page", page(&touch.activity)),
        (
            "First seen",
            Some(moment(
                leadwright_domain::words::Words::english(),
                touch.activity.occurred_at(),
                visit.now,
                &visit.zone(),
            )),
        ),
    ];
    lines.into_iter().filter_map(|(heading, words)| Some((heading, words?))).collect()
}

/// Whether the lead agreed to marketing mail, and to which words.
fn consent(visit: Visit<'_>) -> (String, Option<&str>) {
    let lead = visit.lead;
    let when = |id: &ActivityId| {
        done_at(leadwright_domain::words::Words::english(), id.occurred_at(), visit.now, &visit.zone())
    };
    if let Some(end) = lead.suppression() {
        return (format!("No mail goes to the address: {}", end.why), None);
    }
    if let Some(no) = lead.standing_no() {
        let words =
            if lead.is_unsubscribed() { "Unsubscribed from marketing mail" } else { "Marketing mail was stopped" };
        return (format!("{words} {}", when(no)), None);
    }
    match &lead.consent {
        None => ("Has not agreed to marketing mail".to_owned(), None),
        Some(consent) => {
            let how = if consent.is_from_own_address() { ", from their own address" } else { "" };
            let words =
                format!("Agreed to marketing mail {}{how} (wording {})", when(&consent.activity), consent.wording);
            (words, wording(visit, consent))
        }
    }
}

fn wording<'a>(visit: Visit<'a>, consent: &Consent) -> Option<&'a str> {
    visit.config.forms.keys().find_map(|form| visit.config.wording_of(form, &consent.wording))
}
