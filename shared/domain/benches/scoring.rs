//! How fast an activity is folded, and counted and scored, by 50 rules. `cargo bench -p leadwright-domain`
//!
//! The floor is what nobody can do without, measured in the same run: copying the activity. The ratio of the two is
//! what to compare between machines. `cargo test --benches` runs each once, and measures nothing.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, Throughput, criterion_group};
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Contact, Interaction, SiteTouches, Submission};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::{FoldError, Folded};
use leadwright_domain::lead::Applied;
use leadwright_domain::lead::Lead;
use leadwright_domain::lead::Tally;
use leadwright_domain::scoring::Model;
use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
use serde_json::{Value, json};

/// 25 rules on who they are, 25 on what they do.
fn model() -> Model {
    let fit = (0..25).map(|at| {
        let when = match at % 5 {
            0 => json!({"field": "employees", "at_least": at * 10}),
            1 => json!({"field": "country", "one_of": ["PT", "ES", "DE"]}),
            2 => json!({"field": "title", "has_word": ["head", "director", "chief"]}),
            3 => json!({"field": "email", "free_mail": false}),
            _ => json!({"field": "phone", "given": true}),
        };
        json!({"rule": format!("fit-{at}"), "label": "Fit", "points": 2, "when": when})
    });
    let engagement = (0..25).map(|at| {
        let mut rule = match at % 5 {
            0 => json!({"page": format!("/pricing/{at}*"), "half_life": "14d", "group": "website"}),
            1 => json!({"page": "/customers*", "within": "14d", "at_most": 3, "group": "website"}),
            2 => json!({"on": "product_used", "name": format!("*job {at}"), "half_life": "10d", "most_points": 20}),
            3 => json!({"on": "reply_received", "first_only": true}),
            _ => json!({"form": "demo", "at_most": 1}),
        };
        rule["rule"] = json!(format!("engagement-{at}"));
        rule["label"] = json!("Engagement");
        rule["points"] = json!(3 + at % 7);
        rule
    });
    let rules = json!({
        "fit": fit.collect::<Vec<Value>>(), "engagement": engagement.collect::<Vec<Value>>(),
        "groups": {"website": {"label": "Website", "most": 25}},
        "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10},
    });
    serde_json::from_value(rules).expect("a good model")
}

/// A year of a busy lead: three activities a day.
fn activities(lead: &LeadId) -> Vec<Activity> {
    let start: Timestamp = "2026-01-05T08:00:00Z".parse().expect("a time");
    let event =
        |name: String, page: String| Interaction { name: Some(name), page: Some(page), note: None, by_browser: false };
    let all = (0..1000_u32).map(|at| {
        let time = start + SignedDuration::from_hours(8 * i64::from(at));
        let what = match at % 4 {
            0 => ActivityKind::PageViewed(event(
                "Prices".into(),
                format!("https://acme.example/pricing/{}?a=1", at % 25),
            )),
            1 => ActivityKind::PageViewed(event("Stories".into(), "https://acme.example/customers/x".into())),
            2 => ActivityKind::ProductUsed(event(format!("dispatched job {}", at % 25), "/".into())),
            _ => ActivityKind::ReplyReceived(Contact { by: "ana".into(), reached: true, note: None }),
        };
        Activity::new(ActivityId::new(time, &[&at.to_string()]), lead.clone(), what)
    });
    all.collect()
}

/// A company that scores by `model`.
fn config(model: &Model) -> Config {
    let config: Config = serde_json::from_value(json!({
        "company": {
            "name": "Acme", "address": "Rua 1, Lisboa", "website": "https://acme.example",
            "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example",
        },
        "team": {"people": []}, "scoring": model,
        "funnel": {"mql": [{"label": "Enough points", "score": 45}], "reasons": {}}, "routing": {}, "segments": {},
        "sending": {
            "topics": {"tips": "Tips"}, "a_day": 1, "a_week": 3, "after_a_talk": "14d",
            "soft_bounces": {"count": 5, "within": "30d"},
            "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
        },
        "forms": {}, "sequences": {}, "emails": {},
    }))
    .expect("a configuration");
    config.hashed()
}

/// A lead that sent one form.
fn lead(id: &LeadId, config: &Config) -> Lead {
    let fields = [("email", "m@acme.example"), ("employees", "120"), ("country", "PT"), ("title", "Head of service")];
    let sent = Submission {
        form: "demo".into(),
        source: "form".into(),
        fields: fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
        unrecognised: std::collections::BTreeSet::new(),
        message: None,
        consent: None,
        agreed: leadwright_domain::activity::Agreed::default(),
        campaign: None,
        page: None,
        delivered: None,
        unknown: std::collections::BTreeMap::new(),
        touches: SiteTouches::default(),
    };
    let now: Timestamp = "2026-01-05T07:00:00Z".parse().expect("a time");
    let asked = Activity::new(ActivityId::new(now, &["asked"]), id.clone(), ActivityKind::FormSubmitted(sent));
    done(fold::fold(None, asked, config, now)).0
}

/// What the fold came to, of activities for which it asks for nothing.
fn done(folded: Result<Folded, FoldError>) -> (Lead, Applied) {
    match folded {
        Ok(Folded::Done(lead, applied)) => (lead, applied),
        other => panic!("the fold asks for something: {other:?}"),
    }
}

/// What is measured.
struct Work {
    config: Config,
    /// The lead before the activities: it sent one form.
    lead: Lead,
    activities: Vec<Activity>,
}

impl Work {
    fn new() -> Self {
        let id = LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()));
        let config = config(&model());
        Self { lead: lead(&id, &config), config, activities: activities(&id) }
    }

    fn copy(&self) {
        self.activities.iter().for_each(|activity| drop(black_box(activity.clone())));
    }

    /// A lead of which nothing is counted yet.
    fn uncounted(&self) -> Lead {
        let mut lead = self.lead.clone();
        lead.tally = Tally::default();
        lead
    }

    /// Counts and scores every activity, each when it happened.
    fn score(&self, mut lead: Lead) -> Lead {
        let model = &self.config.scoring;
        for activity in &self.activities {
            model.count(&mut lead.tally, activity, None);
            lead.score = model.score_after(&lead, activity.occurred_at(), false);
        }
        lead
    }

    /// Folds every activity, each when it happened: all that happens to a lead but the table.
    fn fold(&self, lead: Lead) -> Lead {
        self.activities.iter().fold(lead, |lead, activity| {
            let (lead, applied) = done(fold::fold(Some(lead), activity.clone(), &self.config, activity.occurred_at()));
            black_box(applied);
            lead
        })
    }
}

fn bench(criterion: &mut Criterion) {
    let work = Work::new();
    let mut group = criterion.benchmark_group("50 rules");
    group.throughput(Throughput::Elements(work.activities.len() as u64));
    group.bench_function("floor: copy the activity", |bencher| bencher.iter(|| work.copy()));
    group.bench_function("count and score", |bencher| {
        bencher.iter_batched(|| work.uncounted(), |lead| work.score(lead), BatchSize::LargeInput);
    });
    group.bench_function("fold", |bencher| {
        bencher.iter_batched(|| work.lead.clone(), |lead| work.fold(lead), BatchSize::LargeInput);
    });
    group.finish();
}

/// Prints the rates and how they compare with the floor: the quickest round of many, so that what else the machine does
/// weighs on neither.
fn print_rates() {
    let work = Work::new();
    let quickest = |run: &dyn Fn()| {
        let rounds = (0..200).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        });
        let count = f64::from(u32::try_from(work.activities.len()).expect("a thousand"));
        rounds.min().expect("many rounds").as_secs_f64() / count
    };
    let floor = quickest(&|| work.copy());
    let scored = quickest(&|| drop(black_box(work.score(work.uncounted()))));
    let folded = quickest(&|| drop(black_box(work.fold(work.lead.clone()))));
    println!("fold: {:.0} activities/s, {:.2} times the floor", 1.0 / folded, folded / floor);
    println!("count and score: {:.0} activities/s, {:.2} times the floor", 1.0 / scored, scored / floor);
    println!("floor: {:.0} activities/s", 1.0 / floor);
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    targets = bench
}

fn main() {
    benches();
    // As criterion does: `cargo bench` says `--bench`, `cargo test` does not.
    if std::env::args().any(|argument| argument == "--bench") {
        print_rates();
    }
}
