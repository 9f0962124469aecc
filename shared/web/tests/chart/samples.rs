//! Charts of each kind, usual and unusual.

use leadwright_domain::words::Words;
use leadwright_web::chart::{
    Bar, Bars, Chart, Cohort, Cohorts, Content, Funnel, Lines, Number, Reached, Series, Stage, Unit,
};

/// What charts say by themselves.
pub(crate) const WORDS: Words<'static> = Words::english();

/// A label as long as a form takes it.
pub(crate) const LONG: &str = "spring-2026 & <summer> \"campaign\" of the agency for everybody who asked about prices, \
    ãçéßłЖ€, and for all the others who never asked but were told about it by somebody who did, in 2025 and 2026";

pub(crate) fn chart(id: &str, title: &str, description: &str, content: Content) -> Chart {
    Chart {
        id: id.into(),
        title: title.into(),
        description: description.into(),
        empty: "No lead arrived in this period. Post a form, and it counts from the next night on.".into(),
        content,
    }
}

fn counts(numbers: &[u64]) -> Vec<Option<Number>> {
    numbers.iter().map(|n| Some(Number::count(WORDS, *n).with_link(format!("/leads?n={n}&a=b")))).collect()
}

fn weeks(count: usize) -> Vec<String> {
    (0..count).map(|week| format!("W{}", 36 + week)).collect()
}

pub(crate) fn lines(unit: Unit, heading: &str, series: Vec<Series>, times: usize) -> Content {
    Content::Lines(Lines {
        unit,
        heading: heading.into(),
        times_heading: "Week".into(),
        times: weeks(times),
        series,
        before: "the year before".into(),
    })
}

pub(crate) fn series(name: &str, numbers: Vec<Option<Number>>) -> Series {
    Series { name: name.into(), numbers, before: Vec::new() }
}

pub(crate) fn leads_by_source() -> Chart {
    let mut google = series("google", counts(&[61, 70, 66, 84, 92, 88, 101, 97, 120, 131, 128, 140]));
    google.before = counts(&[50, 52, 58, 60, 57, 66, 70, 71, 69, 80, 84, 83]);
    let content = lines(
        Unit::Count,
        "Leads",
        vec![
            google,
            series("meta", counts(&[40, 42, 38, 36, 44, 40, 37, 41, 39, 36, 42, 41])),
            series("organic_search", counts(&[30, 31, 33, 36, 35, 38, 40, 40, 42, 43, 41, 44])),
            series("Łódź fair", {
                let mut numbers = counts(&[0, 0, 0, 25, 31, 12, 4, 2, 0, 0, 0, 1]);
                numbers[7] = None;
                numbers
            }),
            series("referral", counts(&[8, 9, 12, 10, 9, 14, 12, 13, 12, 15, 16, 15])),
            series("(direct)", counts(&[4, 6, 5, 4, 7, 6, 5, 8, 6, 7, 9, 8])),
        ],
        12,
    );
    chart(
        "leads-by-source",
        "Leads by source",
        "Leads by the week they arrived in and their first source, W36 to W47.",
        content,
    )
}

pub(crate) fn speed() -> Chart {
    let seconds = [290, 340, 1_260, 400, 95, 120, 85, 3_800];
    let mut median =
        series("median", seconds.iter().map(|s| Some(Unit::Seconds.number(WORDS, f64::from(*s)))).collect());
    median.before = seconds.iter().map(|s| Some(Unit::Seconds.number(WORDS, f64::from(*s) * 1.4))).collect();
    let content = lines(Unit::Seconds, "Asked → first answer", vec![median], 8);
    chart(
        "speed",
        "Speed to lead",
        "Time from the question to the first human answer: half of the leads waited less.",
        content,
    )
}

pub(crate) fn growth() -> Chart {
    let shares = [0.12, 0.05, -0.08, -0.21, 0.0, 0.34, 0.11, 0.02];
    let numbers = shares.iter().map(|s| Some(Unit::Share.number(WORDS, *s))).collect();
    let content = lines(Unit::Share, "Change against the month before", vec![series("LVR", numbers)], 8);
    chart("lvr", "Lead velocity rate", "Leads first qualified in a month against the month before.", content)
}

pub(crate) fn conversion() -> Chart {
    let rows = [
        ("google", 34_u32, 283_u32, 0.087, 0.163),
        ("meta", 12, 190, 0.037, 0.107),
        (LONG, 9, 61, 0.08, 0.257),
        ("organic_search", 7, 40, 0.087, 0.32),
        ("partner", 2, 5, 0.118, 0.769),
        ("fair", 0, 12, 0.0, 0.243),
    ];
    let bars = rows.into_iter().map(|(name, of, among, low, high)| Bar {
        name: name.into(),
        number: Some(
            Unit::Share.number(WORDS, f64::from(of) / f64::from(among)).with_link(format!("/leads?source={of}")),
        ),
        interval: Some((Unit::Share.number(WORDS, low), Unit::Share.number(WORDS, high))),
        note: format!("{of} of {among}"),
        before: (name == "google" || name == "meta").then(|| Unit::Share.number(WORDS, 0.1)),
    });
    let content = Content::Bars(Bars {
        unit: Unit::Share,
        values_heading: "Source".into(),
        heading: "Qualified".into(),
        notes_heading: "Leads".into(),
        bars: bars.collect(),
        before: "the month before".into(),
    });
    chart(
        "conversion",
        "Conversion rate by source",
        "Share of the leads that arrived in November and were qualified.",
        content,
    )
}

pub(crate) fn costs() -> Chart {
    let money = Unit::Money { digits: 2 };
    let rows =
        [("search-brand", Some(1_234.0)), ("retargeting", Some(98_765.0)), ("spring", Some(0.0)), ("fair", None)];
    let bars = rows.into_iter().map(|(name, at)| Bar {
        name: name.into(),
        number: at.map(|at| money.number(WORDS, at)),
        ..Bar::default()
    });
    let content = Content::Bars(Bars {
        unit: money,
        values_heading: "Campaign".into(),
        heading: "Cost per lead, EUR".into(),
        notes_heading: String::new(),
        bars: bars.collect(),
        before: String::new(),
    });
    chart(
        "costs",
        "Cost per lead",
        "Costs of a campaign by the leads that it brought. A dash: no cost is known.",
        content,
    )
}

pub(crate) fn funnel() -> Chart {
    let stages =
        [("Lead", 1_234, 1_100), ("Marketing qualified", 402, 371), ("Sales qualified", 96, 120), ("Customer", 31, 22)];
    let stages = stages.into_iter().map(|(name, count, before)| Stage {
        name: name.into(),
        count: Number::count(WORDS, count).with_link(format!("/leads?stage={name}")),
        before: Some(Number::count(WORDS, before)),
    });
    let content = Content::Funnel(Funnel {
        heading: "Leads".into(),
        stages: stages.collect(),
        before: "the month before".into(),
    });
    chart("funnel", "Funnel", "Entries into each stage in November 2026.", content)
}

pub(crate) fn cohorts() -> Chart {
    let rows = [
        ("2026-W40", 120, [Some(12), Some(31), Some(40)]),
        ("2026-W41", 98, [Some(8), Some(22), Some(0)]),
        ("2026-W42", 143, [Some(20), Some(45), None]),
        ("2026-W43", 0, [Some(0), None, None]),
        ("2026-W44", 87, [Some(2), None, None]),
    ];
    let cohorts = rows.into_iter().map(|(name, count, reached)| Cohort {
        name: name.into(),
        count,
        link: format!("/leads?arrived={name}"),
        reached: reached.map(|count| count.map(|count| Reached { count, link: format!("/leads?n={count}") })).to_vec(),
    });
    let content = Content::Cohorts(Cohorts {
        cohorts_heading: "Arrived in".into(),
        counts_heading: "Leads".into(),
        columns: ["within 7 days", "within 30 days", "within 90 days"].map(str::to_owned).to_vec(),
        cohorts: cohorts.collect(),
    });
    chart(
        "cohorts",
        "Qualified by week of arrival",
        "Which share of a week's leads was qualified within so many days.",
        content,
    )
}

/// One of each kind as it usually is: their pictures are kept in `tests/golden`.
pub(crate) fn usual() -> Vec<Chart> {
    vec![leads_by_source(), speed(), growth(), conversion(), costs(), funnel(), cohorts()]
}

/// What else there is: nothing, one, zeros, much, long.
pub(crate) fn unusual() -> Vec<Chart> {
    let chart = |id, title, content| chart(id, title, "As it is at an edge.", content);
    let bars = |unit, bars| {
        Content::Bars(Bars {
            unit,
            values_heading: "Source".into(),
            heading: "Leads".into(),
            notes_heading: String::new(),
            bars,
            before: String::new(),
        })
    };
    let bar = |name: String, number| Bar { name, number: Some(number), ..Bar::default() };
    let stage = |name: &str, count| Stage { name: name.into(), count: Number::count(WORDS, count), before: None };
    let funnel = |stages| Content::Funnel(Funnel { heading: "Leads".into(), stages, before: String::new() });
    let many = (0..400).map(|n| Some(Number::count(WORDS, 1_000 + n * n % 701))).collect();
    let close = (0..6).map(|n| series(&format!("source {n}"), counts(&[5, 9, 10 + n / 4]))).collect();
    vec![
        chart("nothing", "No numbers", lines(Unit::Count, "Leads", vec![series("all", vec![None; 8])], 8)),
        chart("one", "One point", lines(Unit::Count, "Leads", vec![series("all", counts(&[3]))], 1)),
        chart("zeros", "All zero", lines(Unit::Count, "Leads", vec![series("all", counts(&[0; 8]))], 8)),
        chart("huge", "Huge", lines(Unit::Count, "Visits", vec![series(LONG, counts(&[1_234_567, 0, u64::MAX]))], 3)),
        chart(
            "million",
            "A million",
            lines(Unit::Count, "Visits", vec![series("all", counts(&[234_567, 1_234_567]))], 2),
        ),
        chart("days", "400 days", lines(Unit::Count, "Visits", vec![series("all", many)], 400)),
        chart("close", "Lines that end at one place", lines(Unit::Count, "Leads", close, 3)),
        chart(
            "yen",
            "Yen",
            lines(
                Unit::Money { digits: 0 },
                "Won, JPY",
                vec![series(
                    "won",
                    vec![
                        Some(Unit::Money { digits: 0 }.number(WORDS, 1_250_000.0)),
                        Some(Unit::Money { digits: 0 }.number(WORDS, 980_000.0)),
                    ],
                )],
                2,
            ),
        ),
        chart(
            "dinar",
            "Dinars",
            bars(
                Unit::Money { digits: 3 },
                vec![bar("a".into(), Unit::Money { digits: 3 }.number(WORDS, 1_234_567.0))],
            ),
        ),
        chart("no-bar", "No bar", bars(Unit::Count, vec![])),
        chart(
            "zero-bars",
            "Bars of nothing",
            bars(
                Unit::Count,
                vec![bar("a".into(), Number::count(WORDS, 0)), bar(String::new(), Number::count(WORDS, 0))],
            ),
        ),
        chart(
            "down",
            "Bars to both sides",
            bars(
                Unit::Share,
                vec![
                    bar("up".into(), Unit::Share.number(WORDS, 0.2)),
                    bar("down".into(), Unit::Share.number(WORDS, -0.4)),
                ],
            ),
        ),
        chart(
            "hundred",
            "A hundred bars",
            bars(
                Unit::Count,
                (0..100_u64)
                    .map(|n| bar(format!("source number {n}"), Number::count(WORDS, 10_000 / (n + 1))))
                    .collect(),
            ),
        ),
        chart("no-funnel", "No funnel", funnel(vec![stage("Lead", 0), stage("Customer", 0)])),
        chart("rising", "A funnel that rises", funnel(vec![stage("Lead", 3), stage(LONG, 0), stage("Customer", 5)])),
    ]
}
