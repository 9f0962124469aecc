//! How fast an activity is counted and scored, by 50 rules. `cargo bench -p leadwright-domain`
//!
//! The floor is what nobody can do without, measured in the same run: copying the activity. The ratio of the two is
//! what to compare between machines.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Contact, Interaction, Submission};
use leadwright_domain::config::Config;
use leadwright_domain::fold;
use leadwright_domain::fold::FoldInput;
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
    let event = |name: String, page: String| Interaction { name: Some(name), page: Some(page), note: None };
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
        "funnel": {"mql": [{"label": "Enough points", "score": 45}], "reasons": {}}, "routing": {}, "forms": {},
        "sequences": {}, "emails": {},
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
        message: None,
        consent: None,
        campaign: None,
        page: None,
    };
    let now: Timestamp = "2026-01-05T07:00:00Z".parse().expect("a time");
    let asked = Activity {
        id: ActivityId::new(now, &["asked"]),
        lead: id.clone(),
        external_id: None,
        who: std::collections::BTreeMap::new(),
        what: ActivityKind::FormSubmitted(sent),
    };
    fold::fold(None, asked, config, now, &FoldInput::default()).expect("it folds").0
}

/// Folds every activity, each when it happened: all that happens to a lead but the table.
fn fold_all(config: &Config, lead: Lead, activities: &[Activity]) -> Lead {
    let given = FoldInput::default();
    activities.iter().fold(lead, |lead, activity| {
        let folded = fold::fold(Some(lead), activity.clone(), config, activity.occurred_at(), &given);
        let (lead, applied) = folded.expect("it asks for nothing");
        black_box(applied);
        lead
    })
}

/// Counts and scores every activity, each when it happened.
fn run(model: &Model, lead: &mut Lead, activities: &[Activity]) {
    for activity in activities {
        model.count(&mut lead.tally, activity, None);
        lead.score = model.score_after(lead, activity.occurred_at(), false);
    }
}

fn bench(criterion: &mut Criterion) {
    let id = LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()));
    let (model, activities) = (model(), activities(&id));
    let config = config(&model);
    let asked = lead(&id, &config);
    let empty = Lead { tally: Tally::default(), ..asked.clone() };

    let mut group = criterion.benchmark_group("50 rules");
    group.throughput(Throughput::Elements(activities.len() as u64));
    group.bench_function("floor: copy the activity", |bencher| {
        bencher.iter(|| activities.iter().for_each(|activity| drop(black_box(activity.clone()))));
    });
    group.bench_function("count and score", |bencher| {
        let fresh = || empty.clone();
        bencher.iter_batched(fresh, |mut lead| run(&model, &mut lead, &activities), BatchSize::LargeInput);
    });
    group.bench_function("fold", |bencher| {
        let fresh = || asked.clone();
        bencher.iter_batched(fresh, |lead| fold_all(&config, lead, &activities), BatchSize::LargeInput);
    });
    group.finish();

    // Quickest of many, so that what else the machine does weighs on neither.
    let quickest = |mut run: Box<dyn FnMut() + '_>| {
        let rounds = (0..200).map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        });
        rounds.min().unwrap_or(Duration::MAX).as_secs_f64() / f64::from(u32::try_from(activities.len()).unwrap_or(1))
    };
    let floor = quickest(Box::new(|| activities.iter().for_each(|activity| drop(black_box(activity.clone())))));
    let scored = quickest(Box::new(|| run(&model, &mut empty.clone(), &activities)));
    let folded = quickest(Box::new(|| drop(black_box(fold_all(&config, asked.clone(), &activities)))));
    println!("fold: {:.0} activities/s, {:.2} times the floor", 1.0 / folded, folded / floor);
    println!("count and score: {:.0} activities/s, {:.2} times the floor", 1.0 / scored, scored / floor);
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));
    targets = bench
}
criterion_main!(benches);
