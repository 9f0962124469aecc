//! What a salesperson's page of a lead shows.

mod consents;
mod background;
mod history;
mod score;

use std::borrow::Cow;

use askama::Template;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::company::first_name;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead, Suppression};
use leadwright_domain::mail::{country_words, dialled, field_words, phone_link};
use leadwright_domain::timeline::{Change, Wish, changes, next, wishes};
use leadwright_domain::value::channel::Channel;
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::times::{Freshness, ago, done_at, moment};
use leadwright_domain::words::Words;
use leadwright_web::frame::Page;

use crate::action::is_readable;
use crate::lead_forms::{Forms, Refused, forms};
use crate::lead_page::background::{Background, background};
pub(crate) use crate::lead_page::consents::{
    ConsentEvent, KnownConsents, KnownReferrals, agreed_forms, given_with, whole_history,
};
use crate::lead_page::history::{Entry, History, Stretch};
use crate::lead_page::score::{Score, score};
use crate::next_step::{StepForms, step_forms};
use crate::viewer::Way;
use crate::visit::Visit;

/// What a page is shown with, beside the lead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Names the page: what is done on it counts once.
    pub(crate) page: &'a str,
    /// The page whose action led here.
    pub(crate) done: Option<&'a str>,
    /// An action that was not taken, and why.
    pub(crate) refused: Option<Refused<'a>>,
}

/// The page.
#[derive(Template)]
#[template(path = "lead.html")]
pub(crate) struct LeadPage<'a> {
    words: Words<'a>,
    page: &'a str,
    /// Where the next lead of the viewer's worklist is; none for a viewer who came by the link of a mail.
    next_lead: Option<String>,
    done: Option<Entry>,
    refused: Option<Notice<'a>>,
    who: Who<'a>,
    /// The temperature as a class of the style sheet.
    heat: &'static str,
    temperature: String,
    total: i64,
    stage: String,
    /// The strongest wish first.
    wishes: Vec<Asked<'a>>,
    /// How many more there were.
    unlisted: u32,
    changes: Vec<Correction<'a>>,
    /// By which channel first.
    advice: Option<String>,
    holder: Holder<'a>,
    /// What the button says that takes the lead on.
    accept: String,
    forms: Forms<'a>,
    /// The viewer may press buttons: may change the lead, and nobody else has accepted it.
    may_act: bool,
    may_change: bool,
    /// The page of leads that may be the same person, for a viewer who is logged in.
    duplicates: Option<String>,
    /// The page of referrals, for a viewer who is logged in, where the company asks for them.
    referrals: Option<String>,
    /// The page of how its consents came about, for a viewer who is logged in.
    consents: Option<String>,
    /// The pages of everything about the person, and of its erasure, for whoever may do that.
    person: Option<String>,
    erase: Option<String>,
    /// The viewer gets leads, and may say when they are away.
    takes_leads: bool,
    steps: StepForms<'a>,
    next: Vec<String>,
    questions: [Asking<'a>; 4],
    score: Score,
    background: Background<'a>,
    history: Vec<Stretch>,
}

/// Why nothing was changed.
struct Notice<'a> {
    words: &'a str,
    /// The id of the form to fix, if it has fields.
    place: Option<&'a str>,
}

struct Who<'a> {
    name: Cow<'a, str>,
    title: Option<String>,
    company: Option<String>,
    /// Country and size.
    more: String,
    /// Other fields that could not be read: label and what was typed.
    unrecognised: Vec<(String, String)>,
    numbers: Vec<Number<'a>>,
    /// What they left as a number, and cannot be dialled.
    no_number: Option<&'a str>,
    /// They asked not to be called: no number is shown.
    is_not_called: bool,
    email: Option<String>,
    /// They asked for no mail.
    is_not_written_to: bool,
}

/// A number to call.
pub(crate) struct Number<'a> {
    /// As it was typed.
    pub(crate) text: &'a str,
    /// As it is dialled.
    pub(crate) link: String,
    /// It came in place of the one that the owner knows, or beside it.
    is_new: bool,
}

/// A changed field, with a button for each of its values that can be read as what the field asks for.
struct Correction<'a> {
    change: Change<'a>,
    may_be_other: bool,
    may_be_value: bool,
}

/// A form that waits for an answer.
struct Asked<'a> {
    wants: String,
    /// The form's title.
    form: &'a str,
    ago: String,
    at: String,
    message: Option<&'a str>,
    answers: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    unknown: Vec<(&'a str, &'a str)>,
}

struct Holder<'a> {
    said: String,
    /// Somebody else has accepted the lead: the first name.
    other: Option<&'a str>,
}

/// A question of the qualification.
struct Asking<'a> {
    name: &'static str,
    /// The message that asks it.
    message: &'static str,
    /// Who knew, when, and how.
    known: Option<String>,
    /// `yes`, `no` or `unknown`.
    answer: &'a str,
}

impl Page for LeadPage<'_> {
    const WIDE: bool = true;

    fn title(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.who.name)
    }
}

impl<'a> LeadPage<'a> {
    pub(crate) fn new(
        visit: Visit<'a>,
        sent: &'a [Activity],
        newest: &'a [Applied],
        known: &KnownConsents,
        shown: Shown<'a>,
    ) -> Self {
        let (Visit { config, lead, now, .. }, person) = (visit, visit.person());
        let rated = config.scoring.score(lead, now);
        // Nobody is to dial a number of who asked not to be called.
        let is_shown = |change: &Change<'_>| change.field != "phone" || lead.refuses(Channel::Calls).is_none();
        let changes: Vec<Change<'a>> =
            changes(lead, visit.words(), now, &visit.zone()).into_iter().filter(is_shown).collect();
        let history = History::new(visit, newest);
        let words = visit.words();
        Self {
            words,
            page: shown.page,
            next_lead: (visit.viewer.way == Way::Session).then(|| format!("/desk/next?after={}", lead.id)),
            done: shown.done.and_then(|page| history.done(page)),
            refused: shown
                .refused
                .map(|(action, wrong)| Notice { words: &wrong.message, place: place(action.button()) }),
            who: who(words, config, lead, sent, &changes),
            heat: rated.temperature.name(),
            temperature: rated.temperature.word(words),
            total: rated.total.into(),
            stage: lead.stage_word(words),
            wishes: wishes(sent, config, words).iter().map(|wish| asked(visit, wish)).collect(),
            unlisted: lead.wishes.left_out(),
            changes: changes.into_iter().map(|change| correction(config, change)).collect(),
            advice: advice(visit, newest).map(|message| words.say(message)),
            holder: holder(visit),
            accept: if lead.stage.is_marketings() { words.say("lead-take-on") } else { words.say("lead-accept") },
            forms: forms(visit, shown.refused),
            duplicates: page_of(visit, "duplicates"),
            referrals: page_of(visit, "referrals").filter(|_| visit.config.asks_for_referrals()),
            consents: page_of(visit, "consents"),
            person: page_of(visit, "person").filter(|_| visit.viewer.role.may_erase_people()),
            erase: page_of(visit, "erase").filter(|_| visit.viewer.role.may_erase_people()),
            may_act: visit.may_change && visit.taken_by_other().is_none(),
            may_change: visit.may_change,
            takes_leads: person.takes_leads,
            steps: step_forms(visit, shown.refused),
            next: next(lead, config, person, now),
            questions: Question::ALL.map(|asked| asking(visit, shown.refused, asked)),
            score: score(visit, newest),
            background: background(visit, sent, newest, known),
            history: history.stretches(),
        }
    }
}

/// The id of the form of a button that has fields.
fn place(button: &str) -> Option<&str> {
    match button {
        "reached" | "no-answer" | "replied" | "met" | "wrote" | "note" => Some("talk"),
        "segment-in" | "segment-out" => Some("segment"),
        "not-now" | "not-a-fit" | "won" | "lost" | "give" | "answers" | "edit" | "move" | "refuse" | "start"
        | "bad" | "not-bad" | "next" => Some(button),
        _ => None,
    }
}

/// A page of its own about the lead, for a viewer who is logged in.
fn page_of(visit: Visit<'_>, page: &str) -> Option<String> {
    (visit.viewer.way == Way::Session).then(|| format!("/desk/leads/{}/{page}", visit.lead.id))
}

fn who<'a>(words: Words<'_>, config: &Config, lead: &'a Lead, sent: &[Activity], changes: &[Change<'a>]) -> Who<'a> {
    let staff = lead.recognised("employees").map(|number| words.with("lead-employees", &[("count", number.into())]));
    let country = lead.recognised("country").map(|_| country_words(lead, words));
    let more: Vec<String> = country.into_iter().chain(staff).collect();
    // Those of the requests stand beside them; the number has a place of its own.
    let is_said = |name: &str| {
        sent.iter().any(|asked| match &asked.kind {
            ActivityKind::FormSubmitted(sent) => sent.unrecognised.contains(name),
            _ => false,
        })
    };
    let unread = lead.unrecognised.iter().map(String::as_str).filter(|name| *name != "phone" && !is_said(name));
    let known = |name: &str| Some(field_words(lead, name, words)).filter(|words| !words.is_empty());
    let label = |name: &str| config.field(name).map_or_else(|| name.to_owned(), |field| field.label);
    let is_not_called = lead.refuses(Channel::Calls).is_some();
    Who {
        name: lead.title(),
        title: known("title"),
        company: known("company"),
        more: more.join(", "),
        unrecognised: unread.map(|name| (capital(&label(name)), field_words(lead, name, words))).collect(),
        numbers: if is_not_called { Vec::new() } else { numbers(config, lead, changes) },
        no_number: lead.field("phone").filter(|_| !is_not_called && phone_link(lead, &config.company).is_empty()),
        is_not_called,
        email: lead.email().map(String::from),
        is_not_written_to: lead.refuses(Channel::Mail).is_some(),
    }
}

fn asked<'a>(visit: Visit<'a>, wish: &Wish<'a>) -> Asked<'a> {
    Asked {
        wants: capital(&wish.wants),
        form: wish.form,
        ago: ago(visit.words(), wish.at, visit.now),
        at: moment(visit.words(), wish.at, visit.now, &visit.zone()),
        message: wish.message,
        answers: wish.answers.clone(),
        unknown: wish.unknown.clone(),
    }
}

fn correction<'a>(config: &Config, change: Change<'a>) -> Correction<'a> {
    let may_be = |value| is_readable(config, change.field, value);
    Correction { may_be_other: may_be(change.other), may_be_value: may_be(change.value), change }
}

/// The number of a lead that nobody has, and that may be called.
pub(crate) fn dialled_numbers<'a>(config: &Config, lead: &'a Lead) -> Vec<Number<'a>> {
    if lead.refuses(Channel::Calls).is_some() { Vec::new() } else { numbers(config, lead, &[]) }
}

/// The numbers to call, the one first that the owner knows: a form may bring anybody's number.
fn numbers<'a>(config: &Config, lead: &'a Lead, changes: &[Change<'a>]) -> Vec<Number<'a>> {
    let number = |text: &'a str, is_new| {
        let link = dialled(text, lead, &config.company);
        (!link.is_empty()).then_some(Number { text, link, is_new })
    };
    let of_phone = changes.iter().find(|change| change.field == "phone");
    let is_kept = lead.changes.get("phone").is_some_and(|change| change.is_kept);
    let present = lead.field("phone").and_then(|phone| number(phone, of_phone.is_some() && !is_kept));
    let other = of_phone.and_then(|change| number(change.other, is_kept));
    let mut numbers: Vec<Number<'a>> = present.into_iter().chain(other).collect();
    numbers.sort_by_key(|number| number.is_new);
    numbers
}

/// By which channel first, until somebody has spoken with them: a message.
fn advice(visit: Visit<'_>, newest: &[Applied]) -> Option<&'static str> {
    let lead = visit.lead;
    let asked = lead.last_submission.as_ref().filter(|_| lead.first_contact.is_none() && lead.stage.is_sales())?;
    let is_not_called = lead.refuses(Channel::Calls).is_some();
    let can_call = !is_not_called && !phone_link(lead, &visit.config.company).is_empty();
    let is_dead = lead.suppression().is_some_and(|end| end.why == Suppression::BOUNCED);
    let can_write = lead.email().is_some() && !is_dead && lead.refuses(Channel::Mail).is_none();
    // On their way back from a call nobody is told to call at once.
    let has_tried = newest.iter().any(|applied| {
        let is_in_vain = matches!(&applied.activity.kind, ActivityKind::CallLogged(call) if !call.reached);
        is_in_vain && applied.activity.occurred_at() >= asked.occurred_at()
    });
    Some(match (can_call, can_write) {
        (false, true) if is_not_called => "lead-advice-write-ask",
        (false, false) if is_not_called => "lead-advice-alone",
        (false, false) => "lead-advice-nothing",
        (false, true) if lead.field("phone").is_some() => "lead-advice-not-dialled",
        (false, true) => "lead-advice-no-number",
        (true, true) if has_tried => "lead-advice-write-later",
        (true, false) if has_tried => "lead-advice-other-time",
        (true, _) if Freshness::of(asked.occurred_at(), visit.now) == Freshness::RealTime => "lead-advice-now",
        (true, false) if is_dead => "lead-advice-dead",
        (true, false) => "lead-advice-no-address",
        (true, true) => match Freshness::of(asked.occurred_at(), visit.now) {
            Freshness::RealTime | Freshness::Recent => "lead-advice-write-call",
            Freshness::Aged => "lead-advice-remind",
        },
    })
}

/// Who has the lead.
fn holder(visit: Visit<'_>) -> Holder<'_> {
    let (Visit { config, lead, now, .. }, person) = (visit, visit.person());
    let owner = lead.owner.as_deref();
    let is_own = owner == Some(person.id.as_str());
    let named = owner.map(|owner| visit.name(owner));
    let say = visit.words();
    let named_as = |message: &str, owner: &str| say.with(message, &[("name", owner.into())]);
    let said = match (&lead.accepted, lead.stage, named) {
        (Some(accepted), _, _) => {
            let when = done_at(visit.words(), accepted.activity.occurred_at(), now, &visit.zone());
            if accepted.by == person.id {
                say.with("lead-has-you-accepted", &[("when", when.into())])
            } else {
                say.with("lead-has-took", &[("name", visit.name(&accepted.by).into()), ("when", when.into())])
            }
        }
        // Nobody waits for an owner to accept what is closed or won.
        (None, Stage::Disqualified | Stage::Lost, _) if is_own => say.say("lead-has-closed-yours"),
        (None, Stage::Disqualified | Stage::Lost, Some(owner)) => named_as("lead-has-closed-of", owner),
        (None, Stage::Disqualified | Stage::Lost, None) => say.say("lead-has-closed"),
        (None, Stage::Customer, _) if is_own => say.say("lead-has-customer-yours"),
        (None, Stage::Customer, Some(owner)) => named_as("lead-has-customer-of", owner),
        (None, Stage::Customer, None) => say.say("lead-has-customer-nobody"),
        (None, _, None) => say.say("lead-has-nobody"),
        (None, Stage::Sql | Stage::Prospect, _) if is_own => say.say("lead-has-for-you"),
        (None, Stage::Sql | Stage::Prospect, Some(owner)) => named_as("lead-has-given-to", owner),
        (None, _, _) if is_own => say.say("lead-has-yours"),
        (None, _, Some(owner)) => named_as("lead-has-of", owner),
    };
    let other = visit.taken_by_other();
    Holder { said, other: other.map(|other| config.team.person(&other.by).map_or(other.by.as_str(), first_name)) }
}

fn asking<'a>(visit: Visit<'a>, refused: Option<Refused<'a>>, question: Question) -> Asking<'a> {
    let message = match question {
        Question::Need => "lead-need",
        Question::Budget => "lead-budget",
        Question::Authority => "lead-authority",
        Question::Timeline => "lead-timeline",
    };
    let known = visit.lead.answers.get(&question);
    let stored = match visit.lead.answer(question, &visit.config.funnel) {
        None => "unknown",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let entered = refused.map(|(action, _)| action.entered(question.name())).filter(|entered| !entered.is_empty());
    let zone = visit.zone();
    Asking {
        name: question.name(),
        message,
        answer: entered.unwrap_or(stored),
        known: known.map(|answer| {
            let when = moment(visit.words(), answer.activity.occurred_at(), visit.now, &zone);
            let (name, when) = (("name", visit.name(&answer.by).into()), ("when", when.into()));
            match &answer.evidence {
                Some(evidence) => {
                    let evidence = ("evidence", evidence.as_str().into());
                    visit.words().with("lead-known-how", &[name, when, evidence])
                }
                None => visit.words().with("lead-known", &[name, when]),
            }
        }),
    }
}

#[cfg(test)]
mod tests;
