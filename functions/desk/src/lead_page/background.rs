//! Where a lead comes from, what it agreed to, and what it asked for.

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Enrichment, SiteTouch};
use leadwright_domain::lead::{Applied, LastTouch};
use leadwright_domain::routing::employer;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::times::{done_at, moment};

use crate::lead_page::consents::{
    ConsentEvent, KnownConsents, KnownReferrals, Read, SaidOfPurpose, history, of_purposes, read,
};
use crate::viewer::Way;
use crate::visit::Visit;

/// What stands behind a lead, in lines of a message and words.
pub(super) struct Background<'a> {
    /// Where it comes from.
    pub(super) origin: Vec<(&'static str, String)>,
    pub(super) consent: String,
    /// The words that it agreed to.
    pub(super) wording: Option<Read>,
    /// What it said of other purposes than mail.
    pub(super) purposes: Vec<SaidOfPurpose>,
    /// How all that came about, the newest first.
    pub(super) consents: Vec<ConsentEvent>,
    pub(super) segments: Vec<&'a str>,
    /// What it is to be left alone by, with who was told.
    pub(super) refused: Vec<String>,
    /// What was looked up of its employer: name, value, and where it is from.
    pub(super) facts: Vec<(String, String, String)>,
    /// The domain of its employer, if the viewer may look for others of it.
    pub(super) employer: Option<String>,
}

pub(super) fn background<'a>(
    visit: Visit<'a>,
    sent: &[Activity],
    newest: &[Applied],
    known: &KnownConsents,
) -> Background<'a> {
    let lead = visit.lead;
    let (consent, wording) = consent(visit, known);
    let refused = lead.refused_channels().filter_map(|channel| {
        let no = lead.refuses(channel)?;
        let when = done_at(visit.words(), no.activity.occurred_at(), visit.now, &visit.zone());
        let values = [
            ("refused", channel.refused(visit.words()).into()),
            ("when", when.into()),
            ("name", visit.name(&no.by).into()),
        ];
        let is_own = no.by == visit.person().id;
        Some(if is_own {
            visit.words().with("lead-refused-told-you", &values)
        } else {
            visit.words().with("lead-refused-told", &values)
        })
    });
    let may_look = visit.viewer.way == Way::Session && visit.viewer.role.may_see_employers();
    Background {
        origin: origin(visit, sent, newest, &known.referrals),
        facts: facts(visit, &known.enrichment),
        consent,
        wording,
        purposes: of_purposes(visit, known),
        consents: history(visit, known, newest),
        segments: lead.segments.iter().map(|name| label(visit, name)).collect(),
        refused: refused.collect(),
        employer: employer(lead).filter(|_| may_look),
    }
}

/// What was looked up, by its heading.
fn facts(visit: Visit<'_>, found: &Enrichment) -> Vec<(String, String, String)> {
    let words = visit.words();
    let heading = |name: &str| match name {
        "title" => words.say("lead-fact-title"),
        "description" => words.say("lead-fact-description"),
        "language" => words.say("lead-fact-language"),
        "icon" => words.say("lead-fact-icon"),
        other => capital(other),
    };
    let all = found.facts.iter().flat_map(|(from, facts)| facts.iter().map(move |fact| (from, fact)));
    all.map(|(from, (name, value))| {
        (heading(name), value.clone(), words.with("lead-facts-from", &[("from", from.as_str().into())]))
    })
    .collect()
}

/// What people call a segment; its name if the file has it no more.
fn label<'a>(visit: Visit<'a>, name: &'a str) -> &'a str {
    visit.config.segments.get(name).map_or(name, |rule| rule.label.as_str())
}

fn origin(
    visit: Visit<'_>,
    sent: &[Activity],
    newest: &[Applied],
    referrals: &KnownReferrals,
) -> Vec<(&'static str, String)> {
    let touch = &visit.lead.first_touch;
    let site = touch.site.as_ref();
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
    let KnownReferrals { by, link } = referrals;
    let lines = [
        ("lead-source", Some(capital(&touch.source))),
        ("lead-form", form),
        ("lead-campaign", touch.campaign.clone()),
        ("lead-came-by", site.and_then(SiteTouch::channel)),
        ("lead-click", site.and_then(SiteTouch::ad_platform).map(ToOwned::to_owned)),
        ("lead-referred-by", by.clone()),
        ("lead-referral-link", link.clone()),
        ("lead-referrer", site.and_then(|site| site.referrer.clone())),
        ("lead-landing", site.and_then(|site| site.page.clone())),
        ("lead-page", page(&touch.activity)),
        ("lead-first-seen", Some(moment(visit.words(), touch.activity.occurred_at(), visit.now, &visit.zone()))),
        ("lead-last-visit", visit.lead.last_touch.as_ref().map(|last| last_visit(visit, last))),
    ];
    lines.into_iter().filter_map(|(heading, words)| Some((heading, words?))).collect()
}

/// How the lead came to the site last, and when it sent a form then.
fn last_visit(visit: Visit<'_>, LastTouch { activity, site }: &LastTouch) -> String {
    let when = moment(visit.words(), activity.occurred_at(), visit.now, &visit.zone());
    let campaign = site.campaign().map(ToOwned::to_owned);
    let platform = site.ad_platform().map(ToOwned::to_owned);
    let parts = [Some(when), campaign, site.channel(), platform, site.referrer.clone(), site.page.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Whether the lead agreed to marketing mail, and to which words.
fn consent(visit: Visit<'_>, known: &KnownConsents) -> (String, Option<Read>) {
    let (words, lead) = (visit.words(), visit.lead);
    let when = |id: &ActivityId| done_at(visit.words(), id.occurred_at(), visit.now, &visit.zone());
    if let Some(end) = lead.suppression() {
        return (words.with("lead-consent-dead", &[("why", end.why.as_str().into())]), None);
    }
    if let Some(no) = lead.standing_no() {
        let message = if lead.is_unsubscribed() { "lead-consent-unsubscribed" } else { "lead-consent-stopped" };
        return (words.with(message, &[("when", when(no).into())]), None);
    }
    if let Some(request) = lead.confirmation.as_ref().filter(|_| lead.awaits_confirmation()) {
        let asked = done_at(words, request.mailed_at, visit.now, &visit.zone());
        // The link of the mail is over some days later.
        let is_open = lead.was_just_asked_to_confirm(visit.now);
        let message = if is_open { "lead-consent-waits" } else { "lead-consent-unconfirmed" };
        return (words.with(message, &[("when", asked.into())]), None);
    }
    match &lead.consent {
        None => (words.say("lead-consent-none"), None),
        Some(consent) => {
            let is_own = consent.is_from_own_address();
            let message = if is_own { "lead-consent-agreed-own" } else { "lead-consent-agreed" };
            let values = [("when", when(&consent.activity).into()), ("wording", consent.wording.as_str().into())];
            (words.with(message, &values), read(visit, known, Purpose::Mail, consent))
        }
    }
}
