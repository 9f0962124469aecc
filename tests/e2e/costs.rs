//! What campaigns cost: reports of ad platforms as they come, closed months, and amounts of deals.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use leadwright_tests::{Stack, copy_config, leadwright, person};
use serde_json::{Value, json};
use tempfile::TempDir;

/// A stack, a folder with its configuration, and the day that its clock shows.
struct Company {
    stack: Stack,
    folder: TempDir,
    today: Date,
}

impl Company {
    /// With a campaigns.yaml of its own.
    fn with(campaigns: impl FnOnce(Date) -> String) -> Self {
        let stack = Stack::start();
        let now: Timestamp = stack.status()["now"].as_str().unwrap().parse().unwrap();
        let today = now.in_tz("Europe/Lisbon").unwrap().date();
        let folder = tempfile::tempdir().unwrap();
        copy_config(folder.path());
        let company = Self { stack, folder, today };
        company.write("infra/config/campaigns.yaml", campaigns(today).as_bytes());
        company
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs `cost …`: exit code, what it printed, and what it printed on stderr.
    fn cost(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let arguments = [&["cost"], arguments, &["--against", &self.stack.url]].concat();
        let output = leadwright(self.folder.path(), &arguments);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn import(&self, file: &Path, more: &[&str]) -> (Option<i32>, Value, String) {
        let (code, printed, errors) = self.cost(&[&["import", file.to_str().unwrap(), "--json"], more].concat());
        (code, serde_json::from_str(&printed).unwrap_or_default(), errors)
    }

    /// What `cost show` says of a month.
    fn month(&self, day: Date) -> Value {
        let (code, printed, errors) = self.cost(&["show", "--month", &month(day), "--json"]);
        assert_eq!(code, Some(0), "{errors}");
        serde_json::from_str(&printed).unwrap()
    }
}

fn month(day: Date) -> String {
    day.strftime("%Y-%m").to_string()
}

/// The costs of the campaigns, by name.
fn costs(month: &Value) -> Value {
    let campaigns = month["campaigns"].as_array().unwrap().iter();
    campaigns.map(|campaign| (campaign["campaign"].as_str().unwrap().to_owned(), campaign["cost"].clone())).collect()
}

fn utf_16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// As Google Ads writes it.
fn google(first: Date, costs: &[&str]) -> Vec<u8> {
    let above = format!("Campaign report\n\"{first} - today\"\nDay\tCampaign\tCurrency code\tCost\tClicks\n");
    let row = |(after, cost): (i64, &&str)| {
        let day = first.saturating_add(after.days());
        format!("{day}\tEU | Guide | Search\tEUR\t\"{cost}\"\t\"1,000\"\n")
    };
    let text: String = std::iter::once(above).chain((0..).zip(costs).map(row)).collect();
    utf_16(&(text + "Total: Account\t --\tEUR\t\"9,999.99\"\t\"9,999\"\n"))
}

fn guide(today: Date) -> String {
    let yesterday = today.yesterday().unwrap();
    format!(
        "campaigns:\n\
         \x20 - name: guide\n    match: [\"EU | Guide | Search\"]\n    source: download\n    cost: {{a_day: 20, from: {yesterday}, to: {yesterday}}}\n\
         \x20 - {{name: buyers, currency: USD, source: social}}\n\
         \x20 - {{name: talk, source: event}}\n"
    )
}

#[test]
fn reports_of_ad_platforms_are_imported_as_they_come() {
    let company = Company::with(guide);
    let (yesterday, today) = (company.today.yesterday().unwrap(), company.today);
    let file = company.write("google.csv", &google(yesterday, &["1,234.50", "10.00"]));
    let (code, checked, errors) = company.import(&file, &["--check"]);
    assert_eq!(
        (code, &checked["imported"], &checked["sums"]["EUR"]),
        (Some(0), &json!(false), &json!("1244.50")),
        "{errors}"
    );
    assert!(!company.month(today).to_string().contains("1244"), "nothing is imported by --check");
    let (_, imported, _) = company.import(&file, &[]);
    assert_eq!((&imported["platform"], &imported["total_rows"]), (&json!("google"), &json!(1)));
    assert_eq!((&imported["replaced_days"], &imported["not_in_campaigns_yaml"]), (&json!(0), &json!([])));
    let (_, again, _) = company.import(&file, &[]);
    assert_eq!((&again["imported"], &again["replaced_days"]), (&json!(true), &json!(0)));
    let file = company.write("google.csv", &google(today, &["12.00"]));
    assert_eq!(company.import(&file, &[]).1["replaced_days"], 1, "the same day replaces itself");

    let meta = format!(
        "Reporting starts,Reporting ends,Campaign name,Amount spent (EUR),Link clicks\n{today},{today},,7.25,3\n{today},{today},Summer brand,7.25,3\n"
    );
    let file = company.write("meta.csv", meta.as_bytes());
    assert_eq!(company.import(&file, &[]).1["not_in_campaigns_yaml"], json!(["Summer brand"]));
    let linkedin = format!(
        "Campaign Performance Report (in UTC)\nReport Start: a day\n\nStart Date (in UTC)\tCurrency\tCampaign Name\tTotal Spent\tClicks\n{}\tUSD\tBuyers\t55.17\t14\n",
        today.strftime("%m/%d/%Y")
    );
    let file = company.write("linkedin.csv", &utf_16(&linkedin));
    assert_eq!(company.import(&file, &[]).1["sums"], json!({"USD": "55.17"}));

    let shown = company.month(today);
    let guide = if yesterday.month() == today.month() { "1246.50" } else { "12.00" };
    assert_eq!(costs(&shown), json!({"Summer brand": "7.25", "buyers": null, "guide": guide}));
    let apart: Vec<&Value> = shown["campaigns"].as_array().unwrap().iter().map(|campaign| &campaign["apart"]).collect();
    assert!(apart.contains(&&json!({"USD": "55.17"})), "{shown}");
    assert_eq!(shown["without_cost"], json!({"talk": "no cost is known"}));
    let of_yesterday = company.month(yesterday);
    assert!(of_yesterday.to_string().contains(&format!("\"overlaps\":[\"{yesterday}\"]")), "{of_yesterday}");
    let (_, printed, _) = company.cost(&["show"]);
    for words in [
        "stands apart and is in no sum: add to `rates` in campaigns.yaml {currency: USD,",
        "no cost is known",
        "Summer brand: not in campaigns.yaml",
    ] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
}

#[test]
fn a_closed_month_stays_and_what_would_change_it_is_refused_by_its_line() {
    let company = Company::with(guide);
    let today = company.today;
    let last = today.first_of_month().yesterday().unwrap();
    let (code, _, errors) = company.cost(&["close", &month(today)]);
    assert!(code == Some(1) && errors.contains("is not over: it can be closed from"), "{errors}");
    let (code, _, errors) = company.cost(&["close", "november"]);
    assert!(code == Some(2) && errors.contains("write it like 2026-11"), "{errors}");
    let file = company.write("google.csv", &google(last, &["100.10"]));
    company.import(&file, &[]);
    let dollars = company.write("buyers.csv", format!("Day,Campaign,Currency,Cost\n{last},buyers,USD,10\n").as_bytes());
    company.import(&dollars, &[]);
    let (code, _, errors) = company.cost(&["close", &month(last)]);
    assert!(code == Some(1) && errors.contains(&format!("{{currency: USD, from: {last}, rate: …}}")), "{errors}");
    let rates = |rate: &str| format!("{}rates:\n  - {{currency: USD, from: {last}, rate: {rate}}}\n", guide(today));
    company.write("infra/config/campaigns.yaml", rates("0.5").as_bytes());
    let before = costs(&company.month(last));
    let (code, printed, errors) = company.cost(&["close", &month(last)]);
    assert!(code == Some(0) && printed.contains("is closed: 10"), "{printed}{errors}");
    assert!(printed.contains("talk: no cost is known"), "{printed}");
    company.write("infra/config/campaigns.yaml", rates("0.9").replace("a_day: 20", "a_day: 99").as_bytes());
    let after = company.month(last);
    assert_eq!((costs(&after), &after["closed"]), (before, &json!(true)));
    // What says the same changes nothing; what says something else is refused, and the rest of its file with it.
    assert_eq!(company.import(&file, &[]).0, Some(0));
    let file = company.write("other.csv", &google(last, &["100.20", "5.00"]));
    let (code, _, errors) = company.import(&file, &[]);
    assert_eq!(code, Some(1));
    let words =
        format!("other.csv:4: {} is closed: its costs stay; export from {} on", month(last), today.first_of_month());
    assert!(errors.contains(&words) && errors.contains("1 row can't be imported, so nothing was"), "{errors}");
    let (code, printed, _) = company.cost(&["close", &month(last)]);
    assert!(code == Some(0) && printed.contains("is closed already, since"), "{printed}");
}

#[test]
fn a_file_that_is_no_report_is_refused_with_what_to_do() {
    let company = Company::with(guide);
    for (text, more, words) in [
        ("email,name\na@x.example,Ann\n", &[][..], "none of the first lines has headings for a day and a cost"),
        ("Day,Cost\n2026-01-05,1\n", &[], "no column has the campaign: name it with --map"),
        (
            "Day,Cost\n2026-01-05,1\n",
            &["--campaign", "guide"],
            "nothing says the currency of the costs: say it, like --currency EUR",
        ),
        (
            "Day,Campaign,Cost (EUR)\n2026-01-05,guide,\"1,234\"\n",
            &[],
            "report.csv:2: cost: \"1,234\" may be 1234.00 or 1.23",
        ),
        ("Day,Campaign,Cost (EUR)\n2999-01-05,guide,1\n", &[], "report.csv:2: 2999-01-05 is in the future"),
        ("Day,Campaign,Cost (EUR)\n", &[], "no row has a cost or clicks"),
    ] {
        let file = company.write("report.csv", text.as_bytes());
        let (code, _, errors) = company.import(&file, more);
        assert!(code == Some(1) && errors.contains(words), "{words}: {errors}");
    }
    let (code, _, errors) = company.cost(&["import", "report.csv", "--currency", "euro"]);
    assert!(code == Some(2) && errors.contains("is no currency: write its code of ISO 4217"), "{errors}");
    let (code, _, errors) = company.cost(&["show", "--month", "2999-01"]);
    assert!(code == Some(1) && errors.contains("2999-01 is yet to come"), "{errors}");
}

/// An amount is what was said, to the cent, however it came in.
#[test]
fn r_twenty_12343_an_amount_is_never_another_number() {
    let stack = Stack::start();
    let maria = person(1);
    let email = maria["email"].as_str().unwrap();
    stack.submit_and_settle("demo-request", &maria);
    stack.tell(&json!({"kind": "deal_won", "email": email, "amount": "1200.10"}));
    stack.settle();
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let list = file("list.csv", "id,email\n1,ann@x.example\n2,ben@x.example\n");
    let import = |deals: &str, more: &[&str]| {
        let deals = file("deals.csv", deals);
        let arguments = ["import", &list, "--source", "crm", "--outcome", &deals];
        stack.command(&[&arguments[..], more].concat())
    };
    let map = ["--map", "value=won_amount"];
    let refused = import("id,won_date,value\n1,2026-01-05,\"1,234\"\n", &map);
    let errors = String::from_utf8(refused.stderr).unwrap();
    assert!(errors.contains("deals.csv:2: won_amount: \"1,234\" may be 1234.00 or 1.23"), "{errors}");
    let deals = "id,won_date,value\n1,2026-01-05,\"1.234,57\"\n2,2026-01-06,900\n";
    assert!(import(deals, &map).status.success() && import(deals, &map).status.success());
    for (who, words, deals) in [
        (email, "for 1,200.10 EUR", json!([120_010, null])),
        ("ann@x.example", "for 1,234.57 EUR", json!([123_457, null])),
        ("ben@x.example", "for 900.00 EUR", json!([null, 900])),
    ] {
        let lead = stack.lead(who);
        let won: Vec<&Value> =
            lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "deal_won").collect();
        let [won] = won[..] else { panic!("one deal, imported twice or not: {lead}") };
        assert_eq!(json!([won["amount_minor"], won["amount"]]), deals, "{who}");
        assert!(stack.printed(&["lead", who]).contains(words), "{who}");
    }
    stack.assert_sound();
}
