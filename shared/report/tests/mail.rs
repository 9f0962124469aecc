//! The mails of reports, as golden files: `UPDATE_GOLDEN=1 cargo test -p leadwright-report` writes them anew.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::{Date, date};
use leadwright_domain::config::Config;
use leadwright_domain::metrics::{Answer, Counts, Metrics, Question, Table};
use leadwright_domain::report::mailed::{Change, Totals};
use leadwright_domain::report::rules::Report;
use leadwright_domain::value::period::{Days, Period};
use leadwright_domain::words::Words;
use leadwright_report::contents::{Contents, Part};
use serde_json::{Value, json};

const COUNTED: Date = date(2026, 11, 22);
const TODAY: Date = date(2026, 11, 23);

fn config() -> Config {
    let config = json!({
        "company": {
            "name": "Acme", "address": "Rua 1, Lisboa", "website": "https://acme.example",
            "timezone": "Europe/Lisbon", "reply_to": "hello@acme.example"
        },
        "team": {"people": [{"id": "dora", "name": "Dora", "email": "dora@acme.example", "timezone": "Europe/Lisbon"}]},
        "scoring": {"fit": [], "engagement": [], "temperature": {"warm": 25, "hot": 50}, "grades": {"A": 25, "B": 15, "C": 5}},
        "funnel": {"mql": [], "sql": [], "answers": [], "reasons": {"recycled": {}, "disqualified": {}, "lost": {}, "bad": {}}},
        "routing": {"otherwise": {"team": "sales"}, "accept_within": {"hot": "5m"}},
        "segments": {},
        "sending": {
            "topics": {"tips": "Tips"}, "a_day": 5, "a_week": 16, "after_a_talk": "14d",
            "soft_bounces": {"count": 3, "within": "30d"},
            "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
        },
        "reports": {
            "monday": {"title": "Marketing", "every": "week", "at": "7:00", "to": ["dora"], "compare": ["before", "year"], "csv": true, "sections": [
                {"heading": "The week", "measures": ["new_leads", "qualified", "lead_to_mql", "won_amount", "cost", "cpl"]},
                {"heading": "Growth", "measures": ["new_leads", "qualified", "won"], "trend": 8},
                {"heading": "Sources", "measures": ["new_leads", "qualified", "lead_to_mql", "reached_sql", "won"], "by": "source", "most": 2},
                {"heading": "Campaigns", "measures": ["new_leads", "cost", "cpl"], "by": "campaign"},
                {"heading": "Mails", "measures": ["sent", "open_rate"], "by": "step"},
            ]},
            "morning": {"title": "Requests", "every": "day", "at": "7:30", "timezone": "Asia/Kolkata", "to": ["dora"], "sections": [
                {"heading": "The day", "measures": ["requests", "contacted", "in_5m", "speed_median"]},
                {"heading": "Salespeople", "measures": ["assigned", "accepted", "accept_missed", "contacted", "speed_median"], "by": "owner"},
            ]},
        },
        "forms": {}, "sequences": {}, "emails": {},
    });
    serde_json::from_value(config).unwrap()
}

/// Counters that are others every day, of a few values.
fn counters(dimension: &str, days: Days, values: &[&str]) -> Counts {
    let day = u64::from(days.first.day().unsigned_abs());
    let names: &[&str] = match dimension {
        "all" if values.is_empty() => &[],
        "all" => &["all"],
        "step" => &[],
        _ => values,
    };
    let counts = names.iter().zip(1..).map(|(name, place)| {
        let number = day + 7 * place;
        let metrics = [
            ("new_leads", 10 * number),
            ("reached.mql", 2 * number),
            ("reached.sql", number),
            ("to.mql", 2 * number),
            ("to.sql", number),
            ("to.customer", place),
            ("reached.customer", place),
            ("deals_with_amount", place),
            ("won_amount", 123_450 * place),
            ("requests", number),
            ("contacted", number - 2),
            ("contacted.within_5m", number / 2),
            ("assigned", number),
            ("accepted", number - 1),
        ];
        let metrics: Metrics = metrics.into_iter().map(|(name, number)| (name.to_owned(), number)).collect();
        ((*name).to_owned(), metrics)
    });
    counts.collect()
}

fn table(question: &Question, values: &[&str]) -> Table {
    let mut answer = Answer::default();
    let dimension = question.by().dimension().name;
    for read in question.reads(Some(COUNTED)) {
        let counts = counters(dimension, read.days, values);
        let costs: BTreeMap<String, u64> = match dimension {
            "all" | "campaign" => counts.keys().take(1).map(|name| (name.clone(), 98_765)).collect(),
            _ => BTreeMap::new(),
        };
        answer.add(&read, &counts, &costs);
    }
    Table::of(question, &answer, Some(COUNTED))
}

fn contents<'a>(config: &'a Config, name: &'a str, period: &str, values: &[&str]) -> Contents<'a> {
    let report: &Report = &config.reports[name];
    let period = Period::parse(period).unwrap();
    let parts = report.sections.iter().map(|section| Part {
        section,
        shown: table(&section.shown(report, period, TODAY).unwrap(), values),
        all: table(&section.question(report, period, TODAY).unwrap(), values),
    });
    let parts = parts.collect();
    Contents {
        config,
        name,
        report,
        period,
        parts,
        totals: Totals::new(),
        changes: Vec::new(),
        not_counted: None,
        advice: None,
    }
}

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/report").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{name} is another one now: look at it, and run with UPDATE_GOLDEN=1\n{text}");
}

const VALUES: [&str; 4] =
    ["form", "organic search", "a-source-without-a-blank-that-is-longer-than-a-column", "<b>x</b>"];

#[test]
fn report_mails_look_like_this() {
    let config = config();
    let mut monday = contents(&config, "monday", "2026-W47", &VALUES);
    let change = |measure: &str, mailed, now| Change {
        period: Period::parse("2026-W46").unwrap(),
        measure: measure.to_owned(),
        mailed,
        now,
    };
    monday.changes = vec![change("new_leads", 212, 214), change("cost", 50_000, 45_050)];
    monday.parts[0].shown.apart = BTreeMap::from([("USD".to_owned().try_into().unwrap(), 120_000)]);
    for (name, contents) in
        [("monday", monday), ("morning", contents(&config, "morning", "2026-11-22", &["ana", "ben"]))]
    {
        let mail = contents.mail(Words::english(), 1_000_000, |chart| format!("cid:{}", chart.id)).unwrap();
        golden(&format!("{name}.html"), &mail.html);
        golden(&format!("{name}.txt"), &mail.text);
    }
}

/// The same mail for a reader of German: numbers, days and words, and the names of the company as they are.
#[test]
fn a_report_is_in_the_language_of_its_reader() {
    let config = config();
    let words = config.staff_words(["de"]);
    let mail = contents(&config, "monday", "2026-W47", &VALUES)
        .mail(words, 1_000_000, |chart| format!("cid:{}", chart.id))
        .unwrap();
    golden("monday.de.html", &mail.html);
    golden(
        "monday.de.txt",
        &format!("Subject: {}\nPreview: {}\n\n{}", mail.subject.as_str(), mail.preview.as_str(), mail.text),
    );
    let english = contents(&config, "monday", "2026-W47", &VALUES).mail(Words::english(), 1_000_000, |_| String::new());
    assert_eq!(mail.sheets, english.unwrap().sheets, "what programs read has no language");
    for language in ["pt", "es"] {
        let words = config.staff_words([language]);
        let mail = contents(&config, "monday", "2026-W47", &[]).mail(words, 0, |_| String::new()).unwrap();
        for raw in ["numbers-", "report-", "{", "New leads", " against "] {
            assert!(!mail.text.contains(raw), "{language}: {raw} in {}", mail.text);
        }
    }
}

/// A company on its first Monday.
#[test]
fn the_mail_of_an_empty_company_says_what_will_stand_there() {
    let config = config();
    let mut empty = contents(&config, "monday", "2026-W47", &[]);
    empty.not_counted = Some(Days { first: TODAY.yesterday().unwrap(), last: TODAY.yesterday().unwrap() });
    for part in &mut empty.parts {
        part.shown.rows.clear();
        part.all.rows.clear();
    }
    let mail = empty.mail(Words::english(), 1_000_000, |chart| format!("cid:{}", chart.id)).unwrap();
    assert!(
        mail.charts.is_empty() && mail.sheets.iter().all(|(name, _)| name.contains("the-week")),
        "{:?}",
        mail.sheets
    );
    golden("monday-empty.txt", &mail.text);
}

/// No mail program can scroll a table: what has more columns than a telephone shows is stacked.
#[test]
fn no_table_of_a_mail_is_wider_than_a_telephone() {
    let config = config();
    let mail = contents(&config, "monday", "2026-W47", &VALUES).mail(Words::english(), 0, |_| String::new()).unwrap();
    assert!(!mail.html.contains("overflow-x"), "nothing scrolls");
    for row in mail.html.split("<tr>").skip(1) {
        let row = row.split("</tr>").next().unwrap();
        let cells = row.matches("<td").count() + row.matches("<th").count();
        assert!(cells <= 4, "{row}");
    }
}

/// All rows are attached, or a command that writes them stands there: never a part of them.
#[test]
fn a_table_that_is_too_large_for_a_mail_becomes_a_command() {
    let config = config();
    let attached = |room: usize, values: &[&str]| {
        let mail =
            contents(&config, "monday", "2026-W47", values).mail(Words::english(), room, |_| String::new()).unwrap();
        let sources = mail.sheets.iter().find(|(name, _)| name == "monday-2026-W47-3-sources.csv");
        (sources.map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()), mail)
    };
    let names: Vec<String> = (0..3_000).map(|number| format!("source {number:06} {}", "x".repeat(90))).collect();
    let values: Vec<&str> = names.iter().map(String::as_str).collect();
    let (all, _) = attached(usize::MAX, &values);
    let all = all.unwrap();
    assert!(all.len() > 300_000 && all.lines().count() == 3_001, "{} bytes", all.len());
    let (left_out, mail) = attached(300_000, &values);
    assert_eq!(left_out, None);
    let command = "Sources: too large for a mail; this writes it: leadwright report --by source \
                   --measures new_leads,qualified,lead_to_mql,reached_sql,won --from 2026-11-16 --to 2026-11-22 --csv > monday-2026-W47-3-sources.csv";
    assert!(mail.text.contains(command), "{}", mail.text);
    assert!(mail.html.contains("too large for a mail"));
    assert!(mail.sheets.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= 300_000);
}

/// What was known of a report in another currency is not compared.
#[test]
fn mailed_amounts_of_another_currency_are_forgotten() {
    let mut config = config();
    let period = Period::parse("2026-W46").unwrap();
    let totals = |of: Value| -> Totals { serde_json::from_value(of).unwrap() };
    let mut log = leadwright_domain::report::mailed::ReportLog::default();
    log.in_currency(&config.company);
    log.record(period, totals(json!({"new_leads": 3, "won_amount": 100_000})));
    log.in_currency(&config.company);
    assert_eq!(log.changes(period, &totals(json!({"new_leads": 4, "won_amount": 90_000}))).len(), 2);
    config.company.currency = "JPY".to_owned().try_into().unwrap();
    log.in_currency(&config.company);
    let changes = log.changes(period, &totals(json!({"new_leads": 4, "won_amount": 90_000})));
    assert_eq!(changes.iter().map(|change| change.measure.as_str()).collect::<Vec<_>>(), ["new_leads"]);
}
