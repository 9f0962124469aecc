//! What a salesperson's page of a lead shows.

use std::borrow::Cow;

use askama::Template;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::company::first_name;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::mail::{answers, country_words, field_words, phone_link};
use leadwright_domain::scoring::Line;
use leadwright_domain::timeline::{Reader, is_nurtured, next, story};
use leadwright_domain::value::question::Question;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::times::{Freshness, ago, done_at, moment};
use leadwright_web::frame::Page;

use crate::lead_forms::{Forms, Refused, forms};
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
    page: &'a str,
    done: Option<Entry>,
    refused: Option<Notice<'a>>,
    who: Who<'a>,
    temperature: &'static str,
    total: i64,
    stage: &'static str,
    source: &'a str,
    asked: Option<Asked<'a>>,
    advice: Option<&'static str>,
    holder: Holder<'a>,
    forms: Forms<'a>,
    /// The token of the page to say when one is away.
    away: Option<String>,
    next: Vec<String>,
    is_nurtured: bool,
    questions: [Asking<'a>; 4],
    score: Score,
    history: Vec<Entry>,
}

/// Something that happened.
struct Entry {
    words: String,
    at: String,
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
    /// The number as it was typed.
    phone: Option<&'a str>,
    /// The number as it is dialled; empty if what was typed is not one number.
    phone_link: String,
    email: Option<String>,
}

struct Asked<'a> {
    wants: String,
    ago: String,
    at: String,
    message: Option<&'a str>,
    answers: Vec<(&'a str, Cow<'a, str>)>,
}

struct Holder<'a> {
    words: String,
    /// Somebody else has accepted the lead: the first name.
    other: Option<&'a str>,
    is_yours: bool,
}

/// A question of the qualification.
struct Asking<'a> {
    name: &'static str,
    words: &'static str,
    /// Who knew, when, and how.
    known: Option<String>,
    /// `yes`, `no` or `unknown`.
    answer: &'a str,
}

struct Score {
    warm: i64,
    hot: i64,
    lines: Vec<Bar>,
}

struct Bar {
    label: String,
    points: String,
    /// In percent of the longest one's.
    width: i64,
    is_against: bool,
}

impl Page for LeadPage<'_> {
    const WIDE: bool = true;

    fn title(&self) -> &str {
        &self.who.name
    }
}

impl<'a> LeadPage<'a> {
    pub(crate) fn new(
        visit: Visit<'a>,
        asked: Option<&'a Activity>,
        newest: &[Applied],
        away: Option<String>,
        shown: Shown<'a>,
    ) -> Self {
        let Visit { config, lead, person, now, .. } = visit;
        let score = config.scoring.score(lead, now);
        Self {
            page: shown.page,
            done: shown.done.and_then(|page| done(visit, newest, page)),
            refused: shown
                .refused
                .map(|(action, wrong)| Notice { words: &wrong.message, place: place(action.button()) }),
            who: who(config, lead, asked),
            temperature: score.temperature.word(),
            total: score.total.into(),
            stage: lead.stage.word(),
            source: &lead.first_touch.source,
            asked: asked.map(|asked| what_was_asked(visit, asked)),
            advice: advice(visit),
            holder: holder(visit),
            forms: forms(visit, shown.refused),
            away,
            next: next(lead, config, person, now),
            is_nurtured: is_nurtured(lead),
            questions: Question::ALL.map(|asked| asking(visit, shown.refused, asked)),
            score: bars(visit),
            history: newest.iter().map(|applied| entry(visit, applied)).collect(),
        }
    }
}

/// An activity in the reader's words; what somebody wrote about it stands on lines of its own.
fn told(visit: Visit<'_>, activity: &Activity) -> String {
    let story = story(&activity.kind, visit.config, Reader::Member(visit.person));
    match story.note {
        Some(note) => format!("{}\n“{note}”", story.words),
        None => story.words,
    }
}

fn entry(visit: Visit<'_>, applied: &Applied) -> Entry {
    let words = told(visit, &applied.activity);
    let words = match &applied.decisions.ignored {
        Some(why) => format!("{words}. Nothing changed: {why}"),
        None => words,
    };
    Entry { words, at: moment(applied.activity.occurred_at(), visit.now, &visit.person.timezone.time_zone()) }
}

/// What came of the action of a page.
fn done(visit: Visit<'_>, newest: &[Applied], page: &str) -> Option<Entry> {
    let is_of_page = |applied: &&Applied| {
        applied.activity.external_id.as_ref().is_some_and(|id| id.starts_with(&Activity::page_prefix(page)))
    };
    let applied = newest.iter().find(is_of_page)?;
    Some(match &applied.decisions.ignored {
        Some(why) => Entry { words: format!("Nothing changed: {why}"), at: String::new() },
        None => entry(visit, applied),
    })
}

/// The id of the form of a button that has fields.
fn place(button: &str) -> Option<&str> {
    match button {
        "reached" | "no-answer" | "replied" => Some("talk"),
        "not-now" | "not-a-fit" | "won" | "give" | "answers" => Some(button),
        _ => None,
    }
}

fn who<'a>(config: &Config, lead: &'a Lead, asked: Option<&Activity>) -> Who<'a> {
    let staff = lead.recognised("employees").map(|number| format!("{number} employees"));
    let country = lead.recognised("country").map(|_| country_words(lead, "en"));
    let more: Vec<String> = country.into_iter().chain(staff).collect();
    // Those of the request stand beside it; the number has a place of its own.
    let is_said = |name: &str| match asked.map(|asked| &asked.kind) {
        Some(ActivityKind::FormSubmitted(sent)) => sent.unrecognised.contains(name),
        _ => false,
    };
    let unread = lead.unrecognised.iter().map(String::as_str).filter(|name| *name != "phone" && !is_said(name));
    let known = |name: &str| Some(field_words(lead, name)).filter(|words| !words.is_empty());
    let label = |name: &str| config.field(name).map_or_else(|| name.to_owned(), |field| field.label);
    Who {
        name: lead.title(),
        title: known("title"),
        company: known("company"),
        more: more.join(", "),
        unrecognised: unread.map(|name| (capital(&label(name)), field_words(lead, name))).collect(),
        phone: lead.field("phone"),
        phone_link: phone_link(lead, &config.company),
        email: lead.email().map(String::from),
    }
}

fn what_was_asked<'a>(visit: Visit<'a>, asked: &'a Activity) -> Asked<'a> {
    let at = asked.occurred_at();
    Asked {
        wants: told(visit, asked),
        ago: ago(at, visit.now),
        at: moment(at, visit.now, &visit.person.timezone.time_zone()),
        message: match &asked.kind {
            ActivityKind::FormSubmitted(sent) => sent.message.as_deref(),
            _ => None,
        },
        answers: answers(asked, visit.config).collect(),
    }
}

/// By which channel first, until somebody has spoken with them.
fn advice(visit: Visit<'_>) -> Option<&'static str> {
    let lead = visit.lead;
    let asked =
        lead.last_submission.as_ref().filter(|_| lead.first_contact.is_none() && !lead.stage.is_marketings())?;
    Some(match Freshness::of(asked.occurred_at(), visit.now) {
        _ if lead.field("phone").is_none() => "They left no number: write, and ask for one.",
        _ if phone_link(lead, &visit.config.company).is_empty() => {
            "What they left as their number can't be dialled: write, and ask for one."
        }
        Freshness::RealTime => "Call now: people called within five minutes are far more likely to answer.",
        Freshness::Recent => "Write first, then call.",
        Freshness::Aged => "That was a while ago: remind them of what they asked, then call.",
    })
}

/// Who has the lead.
fn holder(visit: Visit<'_>) -> Holder<'_> {
    let Visit { config, lead, person, now, .. } = visit;
    let zone = person.timezone.time_zone();
    let owner = lead.owner.as_deref();
    let words = match (&lead.accepted, owner) {
        (Some(accepted), _) => {
            let when = done_at(accepted.activity.occurred_at(), now, &zone);
            if accepted.by == person.id {
                format!("You have this: accepted {when}")
            } else {
                format!("{} took this {when}", visit.name(&accepted.by))
            }
        }
        (None, None) => "Nobody has this lead".to_owned(),
        // Set aside or closed: nobody waits for an owner to accept it.
        (None, Some(owner)) if !lead.stage.is_sales() && owner == person.id => "This lead is yours".to_owned(),
        (None, Some(owner)) if !lead.stage.is_sales() => format!("{} has this lead", visit.name(owner)),
        (None, Some(owner)) if owner == person.id => "This one is for you".to_owned(),
        (None, Some(owner)) => format!("Given to {}, who has not accepted it", visit.name(owner)),
    };
    let other = visit.taken_by_other();
    Holder {
        words,
        other: other.map(|other| config.team.person(&other.by).map_or(other.by.as_str(), first_name)),
        is_yours: lead.accepted.as_ref().is_some_and(|accepted| accepted.by == person.id),
    }
}

fn asking<'a>(visit: Visit<'a>, refused: Option<Refused<'a>>, question: Question) -> Asking<'a> {
    let words = match question {
        Question::Need => "Need",
        Question::Budget => "Budget",
        Question::Authority => "Authority",
        Question::Timeline => "Timeline",
    };
    let known = visit.lead.answers.get(&question);
    let stored = match visit.lead.answer(question, &visit.config.funnel) {
        None => "unknown",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let entered = refused.map(|(action, _)| action.entered(question.name())).filter(|entered| !entered.is_empty());
    let zone = visit.person.timezone.time_zone();
    Asking {
        name: question.name(),
        words,
        answer: entered.unwrap_or(stored),
        known: known.map(|answer| {
            let when = moment(answer.activity.occurred_at(), visit.now, &zone);
            let evidence = answer.evidence.as_ref().map(|evidence| format!(": {evidence}")).unwrap_or_default();
            format!("{}, {when}{evidence}", visit.name(&answer.by))
        }),
    }
}

fn bars(visit: Visit<'_>) -> Score {
    let lines = visit.config.scoring.explain(visit.lead, visit.now);
    let thresholds = &visit.config.scoring.rules().temperature;
    let most = lines.iter().map(|line| line.points.abs()).max().unwrap_or(1).max(1);
    let bar = |line: Line| Bar {
        width: (line.points.abs() * 100 / most).into(),
        is_against: line.points < 0,
        points: format!("{:+}", line.points),
        label: capital(&line.label),
    };
    Score { warm: thresholds.warm.into(), hot: thresholds.hot.into(), lines: lines.into_iter().map(bar).collect() }
}

#[cfg(test)]
mod tests {
    use leadwright_domain::activity::ActivityId;
    use leadwright_domain::lead::{AgendaEntry, Answer, Delivery, Task};
    use leadwright_domain::routing::People;
    use serde_json::json;

    use super::*;
    use crate::visit::sample::{accepted, at, config, lead};

    fn shown(config: &Config, lead: &Lead, asked: &Applied, person: &str, now: &str) -> String {
        let (person, people) = (config.team.person(person).unwrap(), People::new());
        let visit = Visit { config, lead, person, people: &people, now: at(now) };
        let shown = Shown { page: "p", done: None, refused: None };
        let page = LeadPage::new(visit, Some(&asked.activity), std::slice::from_ref(asked), None, shown);
        page.render().unwrap()
    }

    #[test]
    fn the_page_says_who_has_the_lead() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        for (by, owner, person, words, buttons) in [
            (None, Some("ana"), "ana", "This one is for you", [true, false, true]),
            (None, Some("ana"), "ben", "Given to Ana Costa, who has not accepted it", [true, false, true]),
            (None, None, "ben", "Nobody has this lead", [true, false, true]),
            (Some("ana"), Some("ana"), "ana", "You have this: accepted at 14:05", [false, false, true]),
            (Some("ben"), Some("ben"), "ana", "Ben Weber took this at 14:05", [false, true, false]),
            (Some("gone"), Some("gone"), "ana", "gone took this at 14:05", [false, true, false]),
        ] {
            lead.accepted = by.map(accepted);
            lead.owner = owner.map(ToOwned::to_owned);
            let page = shown(&config, &lead, &asked, person, "2026-11-21T14:07:00Z");
            assert!(page.contains(words), "{words}: {page}");
            let there = ["accept", "take-over", "won"].map(|button| page.contains(&format!("value=\"{button}\"")));
            assert_eq!(there, buttons, "{words}");
        }
    }

    #[test]
    fn r_rapidpro_241_what_is_not_one_number_is_text_and_no_link() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        for typed in ["351912345678.0", "912345678 / 913", "3.51912E+11", "call after 5: 912345678", "089 1234567"] {
            lead.fields.insert("phone".to_owned(), serde_json::from_value(json!([typed, 0])).unwrap());
            let page = shown(&config, &lead, &asked, "ana", "2026-11-21T14:04:00Z");
            assert!(!page.contains("tel:") && !page.contains("Call ") && !page.contains("left no number"), "{page}");
            for words in ["their number can&#39;t be dialled", "as they typed it", typed] {
                assert!(page.contains(words), "{words}: {page}");
            }
        }
    }

    #[test]
    fn r_countries_735_what_was_not_recognised_is_shown_as_it_was_typed() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        let mut page = |country: &str, is_recognised: bool| {
            lead.fields.insert("country".to_owned(), serde_json::from_value(json!([country, 0])).unwrap());
            lead.unrecognised = Some("country".to_owned()).filter(|_| !is_recognised).into_iter().collect();
            shown(&config, &lead, &asked, "ana", "2026-11-21T14:04:00Z")
        };
        assert!(page("Narnia", false).contains("<p>Country: <bdi>Narnia (not recognised)</bdi></p>"));
        assert!(page("PT", true).contains(">Portugal<"));
        // As older releases stored it.
        assert!(page("XX", true).contains(">XX (not recognised)<"));
    }

    #[test]
    fn a_name_turns_no_direction_of_the_page() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        lead.fields
            .insert("name".to_owned(), serde_json::from_value(json!(["Maria\u{202e}avliS\u{200b}", 0])).unwrap());
        let (people, person) = (People::default(), &config.team.people[0]);
        let visit = Visit { config: &config, lead: &lead, person, people: &people, now: at("2026-11-21T14:04:00Z") };
        let shown = Shown { page: "p", done: None, refused: None };
        let page = LeadPage::new(visit, Some(&asked.activity), &[], None, shown);
        assert_eq!(page.title(), "MariaavliS");
        assert!(page.render().unwrap().contains("<h1 dir=\"auto\">MariaavliS</h1>"));
    }

    #[test]
    fn the_page_says_by_which_channel_what_is_known_and_what_happens_next() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        let page = |lead: &Lead, now| shown(&config, lead, &asked, "ana", now);
        assert!(page(&lead, "2026-11-21T14:04:00Z").contains("They left no number"));
        // As it is dialled at home: the page has a button that calls it.
        lead.fields.insert("phone".to_owned(), serde_json::from_value(json!(["912345678", 0])).unwrap());
        let at_home = page(&lead, "2026-11-21T14:04:00Z");
        let call = "href=\"tel:+351912345678\">Call <bdi>912345678</bdi> (+351912345678)</a>";
        assert!(at_home.contains("Call now") && at_home.contains(call), "{at_home}");
        let phone = serde_json::from_value(json!(["+351912345678", 0])).unwrap();
        lead.fields.insert("phone".to_owned(), phone);
        let waiting = AgendaEntry {
            id: "e".to_owned(),
            delivery: Delivery::new(at("2026-11-21T14:08:00Z")),
            about: asked.activity.id.clone(),
            task: Task::Accept { owner: "ana".to_owned(), missed: Vec::new() },
        };
        lead.change_agenda(|agenda| agenda.push(waiting));
        let answer = Answer {
            yes: true,
            activity: ActivityId::new(at("2026-11-20T09:00:00Z"), &[]),
            by: "ben".to_owned(),
            evidence: Some("<b>Said so</b>".to_owned()),
        };
        lead.answers.insert(Question::Budget, answer);
        for (now, advice) in [
            ("2026-11-21T14:04:00Z", "Call now"),
            ("2026-11-22T14:04:00Z", "Write first, then call"),
            ("2026-11-29T14:04:00Z", "remind them"),
        ] {
            assert!(page(&lead, now).contains(advice), "{now}");
        }
        let now = page(&lead, "2026-11-21T14:04:00Z");
        for words in
            ["scalation to you unless you accept by 14:08", "Ben Weber, yesterday 9:00: &#60;b&#62;Said so&#60;/b&#62;"]
        {
            assert!(now.contains(words), "{words}: {now}");
        }
        lead.first_contact = Some(asked.activity.id.clone());
        assert!(!page(&lead, "2026-11-21T14:04:00Z").contains("Call now"), "they have spoken");
    }
}
