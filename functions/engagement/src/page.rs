//! What a seller's page shows.

use jiff::ToSpan;
use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::company::first_name;
use leadwright_domain::funnel::SetAside;
use leadwright_domain::lead::{Applied, Lead};
use leadwright_domain::mail::{answers, phone_link};
use leadwright_domain::scoring::Line;
use leadwright_domain::timeline::{Reader, is_nurtured, next, story};
use leadwright_domain::value::question::Question;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::text::capital;
use leadwright_domain::value::times::{Freshness, ago, done_at, moment};
use minijinja::{Environment, Error, Value, context};

use crate::press::{Press, may_move, name, taken_by_other, today};
use crate::seller::Visit;

/// What a page is shown with, beside the lead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shown<'a> {
    /// Names the page: what is pressed on it counts once.
    pub(crate) press: &'a str,
    /// The press that led here.
    pub(crate) done: Option<&'a str>,
    /// A press that was not taken, and why.
    pub(crate) refused: Option<(&'a Press, &'a str)>,
}

/// The templates, read once.
pub(crate) fn templates() -> Result<Environment<'static>, Error> {
    let mut pages = Environment::new();
    pages.add_template("frame.html", include_str!("frame.html"))?;
    pages.add_template("unsubscribe.html", include_str!("unsubscribe.html"))?;
    pages.add_template("words.html", include_str!("words.html"))?;
    pages.add_template("no-link.html", include_str!("no-link.html"))?;
    pages.add_template("preferences.html", include_str!("preferences.html"))?;
    pages.add_template("away.html", include_str!("away.html"))?;
    pages.add_template("seller.html", include_str!("seller.html"))?;
    Ok(pages)
}

/// The variables of `seller.html`.
pub(crate) fn variables(visit: Visit<'_>, asked: Option<&Activity>, newest: &[Applied], shown: Shown<'_>) -> Value {
    let Visit { config, lead, person, now } = visit;
    let zone = person.timezone.time_zone();
    let line = |applied: &Applied| {
        let words = told(visit, &applied.activity.kind);
        let words = match &applied.decisions.ignored {
            Some(why) => format!("{words}. Nothing changed: {why}"),
            None => words,
        };
        context! { words => words, at => moment(applied.activity.occurred_at(), now, &zone) }
    };
    let is_done = |press: &str, applied: &Applied| {
        applied.activity.external_id.as_ref().is_some_and(|id| id.starts_with(&Activity::page_prefix(press)))
    };
    let done = shown.done.and_then(|press| newest.iter().find(|applied| is_done(press, applied)));
    let came_of_it = |applied: &Applied| match &applied.decisions.ignored {
        Some(why) => context! { words => format!("Nothing changed: {why}") },
        None => line(applied),
    };
    context! {
        press => shown.press,
        done => done.map(came_of_it),
        error => shown.refused.map(|(press, words)| {
            context! { do => press.button(), words => words, place => place(press.button()) }
        }),
        entered => shown.refused.map(|(press, _)| entered(press)),
        who => who(lead),
        stage => lead.stage.word(),
        came_by => format!("Came by {}", lead.first_touch.source),
        asked => asked.map(|asked| what_was_asked(visit, asked)),
        advice => advice(visit),
        holder => holder(visit),
        may => context! {
            recycle => may_move(visit, Stage::Recycled),
            disqualify => may_move(visit, Stage::Disqualified),
            win => lead.stage != Stage::Customer,
        },
        tomorrow => today(visit).saturating_add(1.day()).to_string(),
        reasons_recycled => reasons(visit, SetAside::Recycled),
        reasons_disqualified => reasons(visit, SetAside::Disqualified),
        people => config.team.people.iter()
            .filter(|person| lead.owner.as_ref() != Some(&person.id))
            .map(|person| context! { id => person.id.as_str(), name => person.name.as_str() })
            .collect::<Vec<_>>(),
        next => next(lead, config, person, now),
        nurtured => is_nurtured(lead),
        questions => Question::ALL.map(|asked| question(visit, shown.refused, asked)),
        score => score(visit),
        history => newest.iter().map(line).collect::<Vec<_>>(),
    }
}

/// Where on the page a button stands that is pressed with fields.
fn place(button: &str) -> Option<&str> {
    match button {
        "reached" | "no-answer" | "replied" => Some("talk"),
        "not-now" | "not-a-fit" | "won" | "give" | "answers" => Some(button),
        _ => None,
    }
}

fn entered(press: &Press) -> Value {
    let of = |name| press.entered(name);
    context! {
        note => of("note"), again => of("again"), reason => of("reason"), amount => of("amount"), to => of("to"),
    }
}

fn who(lead: &Lead) -> Value {
    let staff = lead.field("employees").map(|number| format!("{number} employees"));
    let more: Vec<String> = lead.field("country").map(ToOwned::to_owned).into_iter().chain(staff).collect();
    context! {
        name => lead.title(),
        title => lead.field("title"),
        company => lead.field("company"),
        more => more.join(", "),
        phone => lead.field("phone"),
        phone_link => phone_link(lead),
        email => lead.email().map(String::from),
    }
}

fn what_was_asked(visit: Visit<'_>, asked: &Activity) -> Value {
    let at = asked.occurred_at();
    let message = match &asked.kind {
        ActivityKind::FormSubmitted(sent) => sent.message.as_deref(),
        _ => None,
    };
    context! {
        wants => told(visit, &asked.kind),
        ago => ago(at, visit.now),
        at => moment(at, visit.now, &visit.person.timezone.time_zone()),
        message => message,
        answers => answers(asked, visit.config)
            .map(|(label, words)| context! { label => label, words => words })
            .collect::<Vec<_>>(),
    }
}

/// What happened, in a line; what somebody wrote about it on a line of its own.
fn told(visit: Visit<'_>, kind: &ActivityKind) -> String {
    let told = story(kind, visit.config, Reader::Member(visit.person));
    match told.note {
        Some(note) => format!("{}\n“{note}”", told.words),
        None => told.words,
    }
}

/// By which channel first, until somebody has spoken with them.
fn advice(visit: Visit<'_>) -> Option<&'static str> {
    let lead = visit.lead;
    let asked =
        lead.last_submission.as_ref().filter(|_| lead.first_contact.is_none() && !lead.stage.is_marketings())?;
    Some(match Freshness::of(asked.occurred_at(), visit.now) {
        _ if lead.phone().is_none() => "They left no number: write, and ask for one.",
        Freshness::RealTime => "They are still at the desk: call now.",
        Freshness::Recent => "Write first, then call.",
        Freshness::Aged => "That was a while ago: remind them of what they asked, then call.",
    })
}

/// Who has the lead.
fn holder(visit: Visit<'_>) -> Value {
    let Visit { config, lead, person, now } = visit;
    let zone = person.timezone.time_zone();
    let owner = lead.owner.as_deref();
    let words = match (&lead.accepted, owner) {
        (Some(accepted), _) => {
            let when = done_at(accepted.activity.occurred_at(), now, &zone);
            if accepted.by == person.id {
                format!("You have this: accepted {when}")
            } else {
                format!("{} took this {when}", name(visit, &accepted.by))
            }
        }
        (None, None) => "Nobody has this lead".to_owned(),
        // Set aside or closed: nobody waits for an owner to accept it.
        (None, Some(owner)) if !lead.stage.is_sales() && owner == person.id => "This lead is yours".to_owned(),
        (None, Some(owner)) if !lead.stage.is_sales() => format!("{} has this lead", name(visit, owner)),
        (None, Some(owner)) if owner == person.id => "This one is for you".to_owned(),
        (None, Some(owner)) => format!("Given to {}, who has not accepted it", name(visit, owner)),
    };
    let other = taken_by_other(visit);
    let first_name = other.map(|other| config.team.person(&other.by).map_or(other.by.as_str(), first_name));
    context! {
        words => words,
        taken => other.is_some(),
        first_name => first_name,
        yours => lead.accepted.as_ref().is_some_and(|accepted| accepted.by == person.id),
    }
}

fn reasons(visit: Visit<'_>, aside: SetAside) -> Vec<Value> {
    let reasons = visit.config.funnel.reasons.get(&aside).into_iter().flatten();
    reasons.map(|(name, words)| context! { name => name, words => words }).collect()
}

fn question(visit: Visit<'_>, refused: Option<(&Press, &str)>, question: Question) -> Value {
    let words = match question {
        Question::Need => "Do they need it?",
        Question::Budget => "Do they have the money?",
        Question::Authority => "Do they decide?",
        Question::Timeline => "Do they know when?",
    };
    let known = visit.lead.answers.get(&question);
    let stored = match visit.lead.answer(question, &visit.config.funnel) {
        None => "unknown",
        Some(true) => "yes",
        Some(false) => "no",
    };
    let entered = refused.map(|(press, _)| press.entered(question.name())).filter(|entered| !entered.is_empty());
    let zone = visit.person.timezone.time_zone();
    context! {
        name => question.name(),
        words => words,
        answer => entered.unwrap_or(stored),
        known => known.map(|answer| {
            let when = moment(answer.activity.occurred_at(), visit.now, &zone);
            let evidence = answer.evidence.as_ref().map(|evidence| format!(": {evidence}")).unwrap_or_default();
            format!("{}, {when}{evidence}", name(visit, &answer.by))
        }),
    }
}

fn score(visit: Visit<'_>) -> Value {
    let lead = visit.lead;
    let lines = visit.config.scoring.explain(lead, visit.now);
    let (now, thresholds) = (visit.config.scoring.score(lead, visit.now), &visit.config.scoring.rules().temperature);
    let most = lines.iter().map(|line| line.points.abs()).max().unwrap_or(1).max(1);
    let line = |line: Line| {
        context! {
            width => line.points.abs() * 100 / most,
            against => line.points < 0,
            points => format!("{:+}", line.points),
            label => capital(&line.label),
        }
    };
    context! {
        total => now.total,
        temperature => now.temperature.word(),
        warm => thresholds.warm,
        hot => thresholds.hot,
        lines => lines.into_iter().map(line).collect::<Vec<_>>(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use jiff::Timestamp;
    use leadwright_domain::activity::{ActivityId, Submission};
    use leadwright_domain::config::Config;
    use leadwright_domain::fold;
    use leadwright_domain::fold::FoldInput;
    use leadwright_domain::lead::Assignment;
    use leadwright_domain::lead::Delivery;
    use leadwright_domain::lead::{Accepted, Answer};
    use leadwright_domain::lead::{AgendaEntry, Task};
    use leadwright_domain::routing::OwnerChoice;
    use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
    use serde_json::json;

    use super::*;
    use crate::press;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn config() -> Config {
        let person = |id: &str, name: &str| json!({"id": id, "name": name, "email": "a@acme.example", "timezone": "Europe/Lisbon"});
        let config: Config = serde_json::from_value(json!({
            "company": {"name": "Acme", "address": "x", "website": "https://acme.example", "timezone": "UTC", "reply_to": "a@acme.example"},
            "team": {"people": [person("ana", "Ana Costa"), person("ben", "Ben Weber")], "manager": "ana"},
            "scoring": {"fit": [], "engagement": [], "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10}},
            "funnel": {"mql": [], "reasons": {"recycled": {"not-now": "Not now"}, "disqualified": {"no-need": "No need"}}},
            "routing": {}, "segments": {}, "sequences": {}, "emails": {},
            "sending": {
                "topics": {"tips": "Tips"}, "a_day": 1, "a_week": 3, "after_a_talk": "14d", "soft_bounces": {"count": 5, "within": "30d"},
                "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
            },
            "forms": {"demo": {"title": "Demo", "button": "Send", "wants": "wants a demo", "source": "form", "hand_off": true,
                "thanks": "Thanks", "fields": [{"name": "email", "label": "E-mail", "type": "email", "required": true}]}},
        }))
        .unwrap();
        config.hashed()
    }

    /// A lead of Ana's, given to her at 14:03.
    fn lead(config: &Config) -> (Lead, Applied) {
        let asked = at("2026-11-21T14:03:00Z");
        let sent = Submission {
            form: "demo".to_owned(),
            source: "form".to_owned(),
            fields: BTreeMap::from([("email".to_owned(), "maria@acme.example".to_owned())]),
            message: None,
            consent: None,
            campaign: None,
            page: None,
        };
        let id = LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()));
        let activity = Activity::new(ActivityId::new(asked, &[]), id, ActivityKind::FormSubmitted(sent));
        let ana = Assignment { owner: "ana".to_owned(), rule: "test".to_owned(), turn: None };
        let given = FoldInput { chosen: Some(OwnerChoice::Owner(ana)), recounted: None };
        fold::fold(None, activity, config, asked, &given).unwrap()
    }

    fn shown(config: &Config, lead: &Lead, asked: &Applied, person: &str, now: &str) -> String {
        let visit = Visit { config, lead, person: config.team.person(person).unwrap(), now: at(now) };
        let shown = Shown { press: "p", done: None, refused: None };
        let variables = variables(visit, Some(&asked.activity), std::slice::from_ref(asked), shown);
        templates().unwrap().get_template("seller.html").unwrap().render(variables).unwrap()
    }

    fn accepted(by: &str) -> Accepted {
        Accepted { by: by.to_owned(), activity: ActivityId::new(at("2026-11-21T14:05:00Z"), &[]) }
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
    fn what_somebody_else_took_can_only_be_taken_over() {
        let config = config();
        let (mut lead, _) = lead(&config);
        lead.accepted = Some(accepted("ben"));
        let person = config.team.person("ana").unwrap();
        let visit = Visit { config: &config, lead: &lead, person, now: at("2026-11-21T14:07:00Z") };
        let press = |button: &str| {
            let fields = [("press", "0123456789abcdef"), ("do", button)];
            Press::of(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into()).unwrap()
        };
        for button in ["accept", "reached", "won", "stop"] {
            assert_eq!(press::what(&press(button), visit).unwrap_err(), "Ben Weber took this at 14:05.", "{button}");
        }
        assert_eq!(
            press::what(&press("take-over"), visit),
            Ok(ActivityKind::Assigned { to: Some("ana".to_owned()), by: "ana".to_owned(), why: None })
        );
    }

    #[test]
    fn the_page_says_by_which_channel_what_is_known_and_what_happens_next() {
        let config = config();
        let (mut lead, asked) = lead(&config);
        let page = |lead: &Lead, now| shown(&config, lead, &asked, "ana", now);
        assert!(page(&lead, "2026-11-21T14:04:00Z").contains("They left no number"));
        let phone = serde_json::from_value(json!(["+351912345678", 0])).unwrap();
        lead.fields.insert("phone".to_owned(), phone);
        lead.agenda = vec![AgendaEntry {
            id: "e".to_owned(),
            delivery: Delivery::new(at("2026-11-21T14:08:00Z")),
            about: asked.activity.id.clone(),
            task: Task::Accept { owner: "ana".to_owned(), missed: Vec::new() },
        }];
        let answer = Answer {
            yes: true,
            activity: ActivityId::new(at("2026-11-20T09:00:00Z"), &[]),
            by: "ben".to_owned(),
            evidence: Some("<b>Said so</b>".to_owned()),
        };
        lead.answers.insert(Question::Budget, answer);
        for (now, advice) in [
            ("2026-11-21T14:04:00Z", "call now"),
            ("2026-11-22T14:04:00Z", "Write first, then call"),
            ("2026-11-29T14:04:00Z", "remind them"),
        ] {
            assert!(page(&lead, now).contains(advice), "{now}");
        }
        let now = page(&lead, "2026-11-21T14:04:00Z");
        for words in [
            "escalates to you if you have not accepted by 14:08",
            "Ben Weber, yesterday 9:00: &lt;b&gt;Said so&lt;&#x2f;b&gt;",
        ] {
            assert!(now.contains(words), "{words}: {now}");
        }
        lead.first_contact = Some(asked.activity.id.clone());
        assert!(!page(&lead, "2026-11-21T14:04:00Z").contains("call now"), "they have spoken");
    }
}
