//! What a seller's page shows.

use jiff::ToSpan;
use leadwright_domain::activity::{Activity, What};
use leadwright_domain::funnel::Aside;
use leadwright_domain::lead::Lead;
use leadwright_domain::mail::{first_name, phone_link};
use leadwright_domain::next::{is_nurtured, next};
use leadwright_domain::qualification::Question;
use leadwright_domain::scoring::{self, Line};
use leadwright_domain::stage::Stage;
use leadwright_domain::times::{Freshness, ago, done_at, moment};
use minijinja::{Environment, Error, Value, context};

use crate::press::{Press, may_move, name, prefix, taken_by_other, today};
use crate::seller::Visit;
use crate::story::{capital, story};

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
    pages.add_template("seller.html", include_str!("seller.html"))?;
    Ok(pages)
}

/// The variables of `seller.html`.
pub(crate) fn variables(visit: Visit<'_>, asked: Option<&Activity>, newest: &[Activity], shown: Shown<'_>) -> Value {
    let Visit { config, lead, person, now } = visit;
    let zone = person.timezone.time_zone();
    let line = |activity: &Activity| context! { words => story(visit, activity), at => moment(activity.occurred_at(), now, &zone) };
    let is_done = |press: &str, activity: &Activity| {
        activity.external_id.as_ref().is_some_and(|id| id.starts_with(&prefix(press)))
    };
    let done = shown.done.and_then(|press| newest.iter().find(|activity| is_done(press, activity)));
    context! {
        press => shown.press,
        done => done.map(line),
        error => shown.refused.map(|(press, words)| context! { do => press.button(), words => words }),
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
        reasons_recycled => reasons(visit, Aside::Recycled),
        reasons_disqualified => reasons(visit, Aside::Disqualified),
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
    let message = match &asked.what {
        What::FormSubmitted(sent) => sent.message.as_deref(),
        _ => None,
    };
    context! {
        wants => story(visit, asked),
        ago => ago(at, visit.now),
        at => moment(at, visit.now, &visit.person.timezone.time_zone()),
        message => message,
    }
}

/// By which channel first, until somebody has spoken with them.
fn advice(visit: Visit<'_>) -> Option<&'static str> {
    let lead = visit.lead;
    let asked = lead.asked.as_ref().filter(|_| lead.contacted.is_none() && !lead.stage.is_marketings())?;
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

fn reasons(visit: Visit<'_>, aside: Aside) -> Vec<Value> {
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
    let stored = known.map_or("unknown", |answer| if answer.yes { "yes" } else { "no" });
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
    let lines = scoring::explain(lead, &visit.config.scoring);
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
        total => lead.score.total,
        temperature => lead.score.temperature.word(),
        warm => visit.config.scoring.temperature.warm,
        hot => visit.config.scoring.temperature.hot,
        lines => lines.into_iter().map(line).collect::<Vec<_>>(),
    }
}
