//! How fast the facts of a day are added up. `cargo bench -p leadwright-domain --bench metrics`
//!
//! The floor is what nobody can do without, measured in the same run: copying the fact. The ratio of the two is what to
//! compare between machines. `cargo test --benches` runs each once, and measures nothing.

use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput, criterion_group};
use jiff::tz::TimeZone;
use leadwright_domain::metrics::{Count, FACTS, Fact, TouchPoint};

const FACTS_A_DAY: usize = 20_000;

/// A day of a company with many sources, campaigns and salespeople: half of it is mail, the rest the way of leads through
/// the funnel.
fn facts() -> Vec<Fact> {
    (0..u32::try_from(FACTS_A_DAY).expect("a day")).map(fact).collect()
}

fn fact(at: u32) -> Fact {
    // What follows each other belongs to different leads.
    let lead = at.wrapping_mul(2_654_435_761) >> 12;
    let mut fact = Fact {
        rules: FACTS,
        source: format!("source-{}", lead % 40),
        form: Some(format!("form-{}", lead % 7)),
        campaign: (!lead.is_multiple_of(3)).then(|| format!("campaign-{}", lead % 200)),
        country: (!lead.is_multiple_of(5)).then(|| ["PT", "ES", "DE", "FR"][lead as usize % 4].to_owned()),
        arrived: Some(1_764_000_000 + i64::from(lead % 400) * 86_400),
        owner: (!lead.is_multiple_of(2)).then(|| format!("seller-{}", lead % 30)),
        team: (!lead.is_multiple_of(2)).then(|| format!("team-{}", lead % 4)),
        ..Fact::default()
    };
    let mail = format!("mail-{}", lead % 25);
    let counts: &[&str] = match at % 20 {
        0..=5 => &["mail.", "mails_marketing"],
        6..=8 => &["opened.", "openers."],
        9 => &["clicked.", "clickers."],
        10 | 11 => &[
            "new_leads",
            "with_email",
            "with_name",
            "forms",
            "form_people",
            "to.lead",
            "reached.lead",
            "reached.lead.7d",
        ],
        12 => &["forms"],
        13 | 14 => &["page_viewed"],
        15 => &[
            "to.sql",
            "reached.mql",
            "reached.mql.30d",
            "reached.sql",
            "reached.sql.30d",
            "hand_offs",
            "assigned",
            "requests",
        ],
        16 => &["accepted", "accepted_on_time"],
        17 => &["call_logged", "contacted", "contacted.within_1h"],
        18 => &["begun.nurture", "ended.welcome"],
        _ => &["to.customer", "reached.customer", "reached.customer.90d", "deals", "deals_with_amount"],
    };
    let named = |count: &&str| if count.ends_with('.') { format!("{count}{mail}") } else { (*count).to_owned() };
    fact.counts = counts.iter().map(named).collect();
    match at % 20 {
        0..=9 => {
            fact.mail = Some(mail);
            fact.step = Some(format!("nurture/step-{}", lead % 9));
        }
        10..=14 => fact.page = Some(format!("/prices/{}", lead % 60)),
        15 => fact.spans = [("in_stage.lead".to_owned(), u64::from(lead) * 7)].into(),
        17 => {
            fact.asked = fact.arrived;
            let seconds = u64::from(lead % 9_000);
            fact.spans = [("speed".to_owned(), seconds), ("speed_working".to_owned(), seconds / 2)].into();
        }
        19 => {
            fact.sums = [("won_amount".to_owned(), u64::from(lead))].into();
            let touch = |number: u32| TouchPoint {
                at: i64::from(lead + number * 90_000),
                source: format!("source-{}", (lead + number) % 40),
                campaign: None,
            };
            fact.touches = (0..3).map(touch).collect();
        }
        _ => {}
    }
    fact
}

/// The facts of a day, and a count that has met all of them.
struct Work {
    facts: Vec<Fact>,
    count: Count,
}

/// So many facts are added up at a time: a thousandth of a second, in which hardly anything else gets the processor.
const CHUNK: usize = 1_000;

impl Work {
    fn new() -> Self {
        let mut work = Self { facts: facts(), count: Count::new(TimeZone::get("Europe/Lisbon").expect("a zone")) };
        work.add(0..work.facts.len());
        work
    }

    fn add(&mut self, which: Range<usize>) {
        for fact in &self.facts[which] {
            self.count.add(fact);
        }
    }

    fn copy(&mut self, which: Range<usize>) {
        for fact in &self.facts[which] {
            drop(black_box(fact.clone()));
        }
    }

    /// The chunks of the day, one after the other, for ever.
    fn chunks() -> impl Iterator<Item = Range<usize>> {
        (0..FACTS_A_DAY / CHUNK).cycle().map(|at| at * CHUNK..(at + 1) * CHUNK)
    }
}

fn bench(criterion: &mut Criterion) {
    let mut work = Work::new();
    let mut group = criterion.benchmark_group("a day");
    group.throughput(Throughput::Elements(CHUNK as u64));
    let mut chunks = Work::chunks();
    let mut next = || chunks.next().expect("for ever");
    group.bench_function("floor: copy the fact", |bencher| bencher.iter(|| work.copy(next())));
    group.bench_function("facts to counters", |bencher| bencher.iter(|| work.add(next())));
    group.finish();
    black_box(work.count.finish());
}

/// Prints the rates and how they compare with the floor: the quickest chunk of many, so that what else the machine does
/// weighs on neither.
fn print_rates() {
    let mut work = Work::new();
    let mut quickest = |run: fn(&mut Work, Range<usize>)| {
        let rounds = Work::chunks().take(2_000).map(|chunk| {
            let start = Instant::now();
            run(&mut work, chunk);
            start.elapsed()
        });
        let count = f64::from(u32::try_from(CHUNK).expect("a thousand"));
        rounds.min().expect("many rounds").as_secs_f64() / count
    };
    let floor = quickest(Work::copy);
    let counted = quickest(Work::add);
    println!("facts to counters: {:.0} activities/s, {:.2} times the floor", 1.0 / counted, counted / floor);
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
