//! What became of mails, by step and mail; leads that nobody speaks with; what the numbers advise.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;
use leadwright_tests::{Stack, person, read_text};
use serde_json::{Value, json};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const READERS: [&str; 4] = ["una@gmail.com", "jose@gmail.com", "rita@gmail.com", "paul@gmail.com"];

fn report(stack: &Stack, by: &str, measures: &str) -> Value {
    let printed = stack.printed(&["report", "--json", "--by", by, "--measures", measures]);
    serde_json::from_str(&printed).unwrap()
}

/// The row of a table.
fn row(table: &Value, by: &str, name: &str) -> Value {
    let rows = table["rows"].as_array().unwrap();
    rows.iter().find(|row| row[by] == name).unwrap_or_else(|| panic!("no {name}: {table}")).clone()
}

/// The newest mail to an address.
fn newest(stack: &Stack, to: &str) -> Value {
    stack.inbox().into_iter().find(|mail| mail["to"] == to).unwrap_or_else(|| panic!("no mail to {to}"))
}

/// SES tells of the newest mail to an address.
fn tell(stack: &Stack, to: &str, event: &Value) {
    let (mail, lead) = (newest(stack, to), stack.lead(to));
    let tags = json!({"lead": [lead["id"]], "send": [mail["tags"]["send"]], "to": ["lead"]});
    let mut event = event.clone();
    event["mail"] = json!({"timestamp": stack.status()["now"], "destination": [to], "tags": tags});
    stack.queue("mailevents", None, "", &event.to_string());
}

/// Which mail a bounce, a complaint and an unsubscription were about is found from the sending.
#[test]
fn what_became_of_mails_stands_by_step_and_by_mail() {
    let stack = Stack::start();
    for reader in READERS {
        stack.submit_and_settle("guide-download", &json!({"email": reader, "name": "R", "consent": "yes"}));
    }
    stack.advance("25h");
    let link = newest(&stack, READERS[0])["headers"]["List-Unsubscribe"].as_str().unwrap().to_owned();
    let path = link.trim_matches(['<', '>']).strip_prefix(&stack.url).unwrap().to_owned();
    assert_eq!(stack.post(&path, URLENCODED, "List-Unsubscribe=One-Click").status(), 200);
    tell(&stack, READERS[1], &json!({"eventType": "Complaint", "complaint": {"complainedRecipients": []}}));
    let bounce = json!({"bounceType": "Permanent", "bouncedRecipients": []});
    tell(&stack, READERS[2], &json!({"eventType": "Bounce", "bounce": bounce}));
    // Posted by a program, it says nothing of a mail.
    stack.tell(&json!({"kind": "unsubscribed", "lead": stack.lead(READERS[3])["id"]}));
    stack.settle();
    stack.assert_sound();
    stack.advance("1d");
    let measures = "planned,sent,delivered,unsubscribed,bounces,complaints";
    let steps = report(&stack, "step", measures);
    let expected = json!({
        "step": "guide-nurture/tips", "planned": 4, "sent": 4, "delivered": 3, "unsubscribed": 1, "bounces": 1,
        "complaints": 1,
    });
    assert_eq!(row(&steps, "step", "guide-nurture/tips"), expected, "{steps}");
    let mails = report(&stack, "mail", "sent,unsubscribed,bounces,complaints");
    let expected = json!({"mail": "nurture-tips", "sent": 4, "unsubscribed": 1, "bounces": 1, "complaints": 1});
    assert_eq!(row(&mails, "mail", "nurture-tips"), expected, "{mails}");
    assert_eq!(row(&mails, "mail", "(none)")["unsubscribed"], 1, "{mails}");
    let sequences = report(&stack, "sequence", "begun,planned,unsubscribed_in,bounced_in,complained_in");
    let of_sequence = row(&sequences, "sequence", "guide-nurture");
    assert_eq!((&of_sequence["begun"], &of_sequence["unsubscribed_in"]), (&json!(4), &json!(2)), "{sequences}");
    let page = read_text(&mut stack.get("/_local/numbers/nurture?period=last-7-days&compare=before"));
    for heading in ["Planned", "Replies", "Unsubscribed", "Hard bounces", "Spam complaints", "Goal reached"] {
        assert!(page.contains(heading), "{heading}: {page}");
    }
    let unsubscribed = "/_local/numbers/leads?measure=unsubscribed&by=mail&value=nurture-tips&period=last-7-days";
    let list = read_text(&mut stack.get(unsubscribed));
    assert!(list.contains(READERS[0]) || list.contains(stack.lead(READERS[0])["id"].as_str().unwrap()), "{list}");
    stack.assert_sound();
}

/// A lead in sales' hands that nobody speaks with is counted on the day on which 7 days are over, and once more after 30.
#[test]
fn untouched_leads_are_counted_when_their_days_are_over() {
    let stack = Stack::start();
    let (left, called) =
        (stack.submit_and_settle("demo-request", &person(1)), stack.submit_and_settle("demo-request", &person(2)));
    stack.advance("3d");
    stack.tell(&json!({"kind": "call_logged", "lead": called, "by": "ana"}));
    stack.settle();
    let untouched = |lead: &str| -> Vec<Value> {
        let lead = stack.lead(lead);
        let timeline = lead["timeline"].as_array().unwrap().clone();
        timeline.into_iter().filter(|one| one["kind"] == "untouched").map(|one| one["days"].clone()).collect()
    };
    stack.advance("4d 1h");
    assert_eq!((untouched(&left), untouched(&called)), (vec![json!(7)], vec![]));
    stack.advance("4d");
    assert_eq!(untouched(&called), [7], "seven days after the call");
    stack.advance("1d");
    let total = report(&stack, "owner", "untouched_7d,untouched_30d")["total"].clone();
    assert_eq!((&total["untouched_7d"], &total["untouched_30d"]), (&json!(2), &json!(0)), "{total}");
    stack.advance("20d");
    let total = report(&stack, "owner", "untouched_7d,untouched_30d")["total"].clone();
    assert_eq!(total["untouched_30d"], 1, "{total}");
    let listed = stack.printed(&["report", "--leads", "untouched_30d", "--by", "source"]);
    assert!(listed.contains(&left) && !listed.contains(&called), "{listed}");
    stack.assert_sound();
}

/// Everything that a lead does stands under the page that it landed on.
#[test]
fn leads_stand_under_their_landing_page() {
    let stack = Stack::start();
    let fields = json!({"email": "maria@acme.example", "name": "Maria"}).to_string();
    let headers = [("content-type", "application/json"), ("referer", "https://acme.example/pricing?utm_source=x")];
    let answer = stack.request("POST", "/forms/demo-request", &headers, &fields);
    assert!(answer.status().is_success(), "{}", answer.status());
    stack.settle();
    stack.advance("1d");
    let table = report(&stack, "landing", "new_leads,reached_sql");
    let expected = json!({"landing": "/pricing", "new_leads": 1, "reached_sql": 1});
    assert_eq!(row(&table, "landing", "/pricing"), expected, "{table}");
    assert!(read_text(&mut stack.get("/_local/numbers/sources?by=landing")).contains("/pricing"));
    stack.assert_sound();
}

/// 60 leads of a month, of which so many bought ten days later.
fn month(leads: &mut String, deals: &mut String, first: Date, won: usize) {
    for number in 0..60 {
        let (id, day) =
            (format!("{}-{number}", first.strftime("%Y%m")), first + i64::try_from(number % 18).unwrap().days());
        writeln!(leads, "{id},{id}@list.example,{day} 10:00").unwrap();
        if number < won {
            writeln!(deals, "{id},{} 16:00,100", day + 10.days()).unwrap();
        }
    }
}

#[test]
fn the_command_and_the_mail_say_what_the_numbers_advise() {
    let stack = Stack::start();
    let printed = stack.printed(&["report", "--advice"]);
    assert!(printed.contains("No advice for ") && printed.contains("No day is counted yet"), "{printed}");
    stack.advance("1d");
    // The newest month whose last lead had 30 days since, and the one before.
    let today: Date = stack.status()["now"].as_str().unwrap()[..10].parse().unwrap();
    let had_time = today - 31.days();
    let is_whole = had_time == had_time.last_of_month();
    let newest = if is_whole { had_time } else { had_time.first_of_month() - 1.day() };
    let (mut leads, mut deals) = ("id,email,date\n".to_owned(), "id,won_date,amount\n".to_owned());
    month(&mut leads, &mut deals, newest.first_of_month(), 2);
    month(&mut leads, &mut deals, (newest.first_of_month() - 1.day()).first_of_month(), 40);
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (leads, deals) = (file("leads.csv", &leads), file("deals.csv", &deals));
    stack.printed(&["import", &leads, "--source", "list", "--outcome", &deals, "--map", "amount=won_amount"]);
    stack.settle();
    stack.local("run/rollup", &json!({}));
    let printed = stack.printed(&["report", "--advice"]);
    let leak = "Fewer leads become MQLs within 30 days after arrival: ";
    assert!(printed.starts_with("- ") && printed.contains(leak) && printed.contains("(95% sure)"), "{printed}");
    let parsed: Value = serde_json::from_str(&stack.printed(&["report", "--advice", "--json"])).unwrap();
    let first = &parsed[0];
    assert_eq!(first["by"], "cohort_month", "{parsed}");
    assert!(printed.contains(first["text"].as_str().unwrap()), "{parsed}");
    let mail = stack.printed(&["report", "monday"]);
    assert!(mail.contains("WHAT TO DO\n- ") && mail.contains(leak), "{mail}");
    let json: Value = serde_json::from_str(&stack.printed(&["report", "monday", "--json"])).unwrap();
    assert!(json["advice"].as_array().is_some_and(|advice| !advice.is_empty()), "{json}");
    let json: Value = serde_json::from_str(&stack.printed(&["report", "morning", "--json"])).unwrap();
    assert_eq!(json["advice"], Value::Null);
    let output = stack.command(&["report", "--advice", "--by", "form"]);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("cannot be used with"));
}
