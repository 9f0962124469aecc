//! What a lead agreed to and withdrew, purpose by purpose, with the words that it read then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Enrichment, Submission};
use leadwright_domain::form::KeptWording;
use leadwright_domain::lead::{Applied, Consent};
use leadwright_domain::timeline::{Reader, story};
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::times::{done_at, moment};

use crate::visit::Visit;

/// What the table knows of a lead's consents and referrals, and of its employer, besides the lead.
#[derive(Debug, Default)]
pub(crate) struct KnownConsents {
    /// The forms that the consents were given with.
    pub(crate) sent: Vec<Activity>,
    /// The wordings that are kept, by form.
    pub(crate) wordings: BTreeMap<String, Vec<KeptWording>>,
    pub(crate) referrals: KnownReferrals,
    /// What was looked up of the lead.
    pub(crate) enrichment: Enrichment,
}

/// What the page says of referrals, in a reader's words.
#[derive(Debug, Default)]
pub(crate) struct KnownReferrals {
    /// Who referred the lead.
    pub(crate) by: Option<String>,
    /// The link by which it refers others.
    pub(crate) link: Option<String>,
}

/// What is said of one purpose.
pub(super) struct SaidOfPurpose {
    pub(super) heading: String,
    pub(super) said: String,
    pub(super) read: Option<Read>,
}

/// The words that were agreed to.
pub(crate) struct Read {
    pub(crate) words: String,
    /// The page on data protection that they linked to.
    pub(crate) privacy: Option<String>,
    /// The form has other words under the same version by now.
    pub(crate) is_changed: bool,
}

/// A consent, or its end, as it came about.
pub(crate) struct ConsentEvent {
    pub(crate) at: String,
    pub(crate) words: String,
    /// The words that were agreed to; on a lead's page they stand elsewhere.
    pub(crate) read: Option<Read>,
    /// What happened, where that says more.
    pub(crate) source: Option<String>,
}

/// What was agreed to with a form.
struct AgreedTo<'a> {
    form: &'a str,
    purpose: Purpose,
    version: &'a str,
    /// Of the words.
    hash: Option<&'a str>,
    at: Timestamp,
}

/// The activities that the consents of a lead were given with: what the page looks for.
pub(crate) fn given_with(visit: Visit<'_>) -> Vec<&ActivityId> {
    let lead = visit.lead;
    let others = lead.purposes.values().filter_map(|said| said.given.as_ref());
    let consents = lead.consent.iter().chain(others);
    consents.map(|consent| consent.asked.as_ref().unwrap_or(&consent.activity)).collect()
}

/// The words of a consent, as they were when it was given; else those that a form has for that version now.
pub(super) fn read(visit: Visit<'_>, known: &KnownConsents, purpose: Purpose, consent: &Consent) -> Option<Read> {
    let given = consent.asked.as_ref().unwrap_or(&consent.activity);
    let sent = known.sent.iter().find(|activity| activity.id == *given).and_then(|activity| form_of(activity));
    let now = |form: &str| {
        let form = visit.config.forms.get(form)?;
        let shown = form.boxes().find(|one| one.purpose == purpose && one.version == consent.wording)?;
        Some(shown.shown(&visit.config.company))
    };
    let kept = sent.and_then(|sent| {
        let hash = sent.agreed.texts.get(&purpose).map(String::as_str);
        let all = known.wordings.get(&sent.form)?;
        KeptWording::agreed_to(all, purpose, &consent.wording, hash, given.occurred_at())
    });
    if let (Some(kept), Some(sent)) = (kept, sent) {
        let is_changed = now(&sent.form).is_some_and(|now| now != kept.wording);
        let (words, privacy) = (kept.wording.text.clone(), kept.wording.privacy.clone());
        return Some(Read { words, privacy, is_changed });
    }
    let now = visit.config.forms.keys().find_map(|form| now(form))?;
    Some(Read { words: now.text, privacy: now.privacy, is_changed: false })
}

fn form_of(activity: &Activity) -> Option<&Submission> {
    match &activity.kind {
        ActivityKind::FormSubmitted(sent) => Some(sent),
        _ => None,
    }
}

/// What is said of purposes besides mail; none of those about which nothing was ever said.
pub(super) fn of_purposes(visit: Visit<'_>, known: &KnownConsents) -> Vec<SaidOfPurpose> {
    let (lead, words) = (visit.lead, visit.words());
    let when = |id: &ActivityId| done_at(words, id.occurred_at(), visit.now, &visit.zone());
    let said = |purpose: Purpose| {
        let heading = purpose.heading(words);
        if let Some(no) = lead.withdrew(purpose) {
            let said = words.with("lead-purpose-withdrew", &[("when", when(no).into())]);
            return Some(SaidOfPurpose { heading, said, read: None });
        }
        let consent = lead.agrees_to(purpose)?;
        if consent.is_of_preference_page() {
            let said = words.with("lead-purpose-agreed-own", &[("when", when(&consent.activity).into())]);
            return Some(SaidOfPurpose { heading, said, read: None });
        }
        let values = [("when", when(&consent.activity).into()), ("wording", consent.wording.as_str().into())];
        let said = words.with("lead-purpose-agreed", &values);
        Some(SaidOfPurpose { heading, said, read: read(visit, known, purpose, consent) })
    };
    [Purpose::Phone, Purpose::Measuring].into_iter().filter_map(said).collect()
}

/// How the consents came about, the newest first: of the newest activities, and of the forms that they were given with.
pub(super) fn history(visit: Visit<'_>, known: &KnownConsents, newest: &[Applied]) -> Vec<ConsentEvent> {
    let newest = newest.iter().map(|applied| &applied.activity);
    let mut all: BTreeMap<&ActivityId, &Activity> = newest.map(|activity| (&activity.id, activity)).collect();
    all.extend(known.sent.iter().map(|activity| (&activity.id, activity)));
    let events = all.into_values().rev().flat_map(|activity| {
        let at = moment(visit.words(), activity.occurred_at(), visit.now, &visit.zone());
        let told = told(visit, &activity.kind).into_iter();
        told.map(move |words| ConsentEvent { at: at.clone(), words, read: None, source: None })
    });
    events.collect()
}

/// The forms with which something was agreed to.
pub(crate) fn agreed_forms(timeline: &[Applied]) -> BTreeSet<&str> {
    let agreed = timeline.iter().flat_map(|applied| agreed_to(&applied.activity, timeline));
    agreed.map(|agreed| agreed.form).collect()
}

/// How the consents came about, and every other "no": all of a timeline, in its order, with the words that were read.
/// `wordings` are those that are kept, by form.
pub(crate) fn whole_history(
    visit: Visit<'_>,
    timeline: &[Applied],
    wordings: &BTreeMap<String, Vec<KeptWording>>,
) -> Vec<ConsentEvent> {
    let mut events = Vec::new();
    for Applied { activity, .. } in timeline {
        let at = moment(visit.words(), activity.occurred_at(), visit.now, &visit.zone());
        let story = story(&activity.kind, visit.config, Reader::Member(visit.person())).line();
        let said = told(visit, &activity.kind);
        if said.is_empty() && is_choice(&activity.kind) {
            events.push(ConsentEvent { at, words: story, read: None, source: None });
            continue;
        }
        let mut agreed = agreed_to(activity, timeline).into_iter();
        for words in said {
            let read = agreed.next().and_then(|agreed| words_of(visit, wordings, &agreed));
            events.push(ConsentEvent { at: at.clone(), words, read, source: Some(story.clone()) });
        }
    }
    events
}

/// It says by what the lead is to be reached, and is none of the consents.
fn is_choice(kind: &ActivityKind) -> bool {
    matches!(
        kind,
        ActivityKind::PreferencesSet(_)
            | ActivityKind::Complained { .. }
            | ActivityKind::Suppressed { .. }
            | ActivityKind::NurtureStopped { .. }
            | ActivityKind::DoNotContact { .. }
            | ActivityKind::ContactAllowed { .. }
    )
}

/// What an activity agrees to with a form, in the order of its lines.
fn agreed_to<'a>(activity: &'a Activity, timeline: &'a [Applied]) -> Vec<AgreedTo<'a>> {
    match &activity.kind {
        ActivityKind::FormSubmitted(sent) => {
            let agreed = |(purpose, version): (Purpose, &'a String)| AgreedTo {
                form: &sent.form,
                purpose,
                version,
                hash: sent.agreed.texts.get(&purpose).map(String::as_str),
                at: activity.occurred_at(),
            };
            purposes_of(sent).map(agreed).collect()
        }
        ActivityKind::ConsentConfirmed(what) => {
            let asked = timeline.iter().find(|applied| applied.activity.id == what.asked);
            let sent = asked.and_then(|applied| form_of(&applied.activity));
            let hash = sent.and_then(|sent| sent.agreed.texts.get(&Purpose::Mail)).map(String::as_str);
            let (purpose, at) = (Purpose::Mail, what.asked.occurred_at());
            vec![AgreedTo { form: &what.form, purpose, version: &what.wording, hash, at }]
        }
        _ => Vec::new(),
    }
}

/// The words that were agreed to: as they were kept, else those that the form has for that version now.
fn words_of(visit: Visit<'_>, wordings: &BTreeMap<String, Vec<KeptWording>>, agreed: &AgreedTo<'_>) -> Option<Read> {
    let AgreedTo { form, purpose, version, hash, at } = *agreed;
    let now = visit.config.forms.get(form).and_then(|form| {
        let shown = form.boxes().find(|one| one.purpose == purpose && one.version == version)?;
        Some(shown.shown(&visit.config.company))
    });
    let kept = wordings.get(form).and_then(|all| KeptWording::agreed_to(all, purpose, version, hash, at));
    let is_changed = kept.is_some_and(|kept| now.as_ref().is_some_and(|now| *now != kept.wording));
    let read = kept.map(|kept| kept.wording.clone()).or(now)?;
    Some(Read { words: read.text, privacy: read.privacy, is_changed })
}

/// What a form agrees to, and the version of the words.
fn purposes_of(sent: &Submission) -> impl Iterator<Item = (Purpose, &String)> {
    let mail = sent.consent.iter().map(|version| (Purpose::Mail, version));
    mail.chain(sent.agreed.purposes.iter().map(|(purpose, version)| (*purpose, version)))
}

/// What an activity says of consent, a line a purpose.
fn told(visit: Visit<'_>, kind: &ActivityKind) -> Vec<String> {
    let words = visit.words();
    let heading = |purpose: Purpose| ("purpose", purpose.heading(words).into());
    match kind {
        ActivityKind::FormSubmitted(sent) => of_form(visit, sent),
        ActivityKind::LeadImported(row) => {
            let purposes = [(Purpose::Mail, row.consent), (Purpose::Phone, row.consent_phone)];
            let given = purposes.into_iter().filter(|(_, is_given)| *is_given);
            let line = |(purpose, _)| {
                words.with("lead-consent-list", &[heading(purpose), ("source", row.source.as_str().into())])
            };
            given.map(line).collect()
        }
        ActivityKind::ConsentConfirmed(what) => {
            let values = [heading(Purpose::Mail), ("wording", what.wording.as_str().into())];
            vec![match what.network {
                None => words.with("lead-consent-confirmed", &values),
                Some(network) => {
                    let from = [("network", network.to_string().into())];
                    words.with("lead-consent-confirmed-from", &[&values[..], &from].concat())
                }
            }]
        }
        ActivityKind::ConsentExpired { .. } => vec![words.with("lead-consent-expired", &[heading(Purpose::Mail)])],
        ActivityKind::PreferencesSet(chosen) if chosen.again => {
            vec![words.with("lead-consent-given", &[heading(Purpose::Mail)])]
        }
        ActivityKind::ConsentGiven { purpose } => vec![words.with("lead-consent-given", &[heading(*purpose)])],
        ActivityKind::ConsentWithdrawn { purpose } => {
            vec![words.with("lead-consent-taken-back", &[heading(*purpose)])]
        }
        ActivityKind::Unsubscribed { .. } => vec![words.with("lead-consent-taken-back", &[heading(Purpose::Mail)])],
        _ => Vec::new(),
    }
}

fn of_form(visit: Visit<'_>, sent: &Submission) -> Vec<String> {
    let words = visit.words();
    let title = visit.config.forms.get(&sent.form).map_or(&sent.form, |form| &form.title);
    let line = |(purpose, version): (Purpose, &String)| {
        let values = [
            ("purpose", purpose.heading(words).into()),
            ("form", title.as_str().into()),
            ("wording", version.as_str().into()),
        ];
        match sent.agreed.network.filter(|_| purpose == Purpose::Mail) {
            None => words.with("lead-consent-form", &values),
            Some(network) => {
                let from = [("network", network.to_string().into())];
                words.with("lead-consent-form-from", &[&values[..], &from].concat())
            }
        }
    };
    purposes_of(sent).map(line).collect()
}
