//! Every page can be used by everybody: axe-core finds nothing wrong, on a phone and a screen, light and dark.

use std::fmt::Write as _;
use std::path::PathBuf;

use jiff::civil::Weekday;
use leadwright_tests::axe::Axe;
use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person};
use serde_json::{Value, json};

use crate::seller::{link, noon};
use crate::tour::Tour;

/// Who gets marketing mail.
const READER: &str = "jose@reader.example";

const OPEN_ALL: &str = "document.querySelectorAll('details').forEach(one => one.open = true)";

/// Checks the page at both widths and in both colour schemes, and keeps pictures of it where `LEADWRIGHT_SHOTS` names a
/// folder.
fn check(axe: &Axe, browser: &mut Browser, what: &str, wrong: &mut String) {
    let shots = std::env::var_os("LEADWRIGHT_SHOTS").map(PathBuf::from);
    for (is_open, width, is_dark) in [
        (false, 390, false),
        (false, 1280, true),
        (true, 390, false),
        (true, 390, true),
        (true, 1280, false),
        (true, 1280, true),
    ] {
        if is_open {
            browser.eval(OPEN_ALL).unwrap();
        }
        browser.viewport(width, 844, width < 1000).unwrap();
        browser.prefer_dark(is_dark).unwrap();
        if let Some(folder) = &shots {
            std::fs::create_dir_all(folder).unwrap();
            let scheme = if is_dark { "dark" } else { "light" };
            let name = what.replace(", ", "-").replace([' ', '/', '’', '\''], "_");
            let state = if is_open { "open" } else { "closed" };
            browser.screenshot(folder.join(format!("{name}.{state}.{width}.{scheme}.png"))).unwrap();
        }
        if is_open {
            // All but the colours is the same.
            let found = if is_dark { axe.findings_of_colours(browser) } else { axe.findings(browser) };
            for finding in found.unwrap() {
                writeln!(wrong, "{what} at {width}, {}: {finding}", if is_dark { "dark" } else { "light" }).unwrap();
            }
        }
    }
}

/// A company in full swing, with what its pages tell of.
#[test]
fn axe_finds_nothing_wrong_with_any_page() {
    let Some(axe) = Axe::find().unwrap() else { return };
    let Some(browser) = Browser::launch().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let ben = "    email: ben@acme.example";
    edit(folder.path(), "infra/config/team.yaml", ben, &format!("{ben}\n    role: admin"));
    let stack = Stack::start_demo_at(folder.path(), ":memory:", 60, 21);
    stack.submit_and_settle("guide-download", &json!({"email": READER, "consent": "yes"}));
    stack.advance("25h");
    let mails = stack.inbox();
    let nurtured = mails.iter().find(|mail| mail["to"] == READER).expect("a mail");
    let unsubscribe = nurtured["headers"]["List-Unsubscribe"].as_str().expect("a link").trim_matches(['<', '>']);
    let unsubscribe = unsubscribe.strip_prefix(&stack.url).expect("a link of this stack");
    // At an hour when people are called.
    noon(&stack, Weekday::Monday);
    // Somebody whose lead has all that a page can tell.
    let mut fields = person(1);
    fields["phone"] = json!("+351 912 345 001");
    fields["name"] = json!("Maria Silva");
    fields["company"] = json!("Oficina do Sul");
    let lead = stack.submit_and_settle("demo-request", &fields);
    stack.tell(&json!({"kind": "assigned", "lead": lead, "to": "ana", "by": "ana"}));
    let mut changed = fields.clone();
    (changed["name"], changed["employees"]) = (json!("Maria da Silva"), json!("95"));
    stack.submit_and_settle("guide-download", &changed);
    let mut twin = fields.clone();
    twin["email"] = json!("maria@home.example");
    let twin = stack.submit_and_settle("guide-download", &twin);
    stack.tell(&json!({"kind": "assigned", "lead": twin, "to": "ana", "by": "ana"}));
    // Neither the admin's, who sees leads of others too, nor one of Ana's, which the manager gives away.
    let given = stack.submit_and_settle("demo-request", &person(2));
    stack.tell(&json!({"kind": "assigned", "lead": given, "to": "chloe", "by": "dora"}));
    let by_link = link(&stack, "chloe@acme.example");
    let mut wrong = String::new();
    let mut look = |browser: &mut Browser, what: &str| check(&axe, browser, what, &mut wrong);
    let mut tour = Tour { stack: &stack, browser, look: &mut look };
    tour.log_ins();
    tour.seller("ana", &lead, "+351 912 345 001");
    tour.duplicates("duplicates, found", &lead);
    tour.visit("referrals", &format!("/desk/leads/{lead}/referrals"));
    tour.visit("consents", &format!("/desk/leads/{lead}/consents"));
    tour.manager("ana");
    let erased = stack.submit_and_settle("demo-request", &person(3));
    tour.admin("ben", &erased);
    for stage in ["customer", "recycled", "disqualified", "prospect", "suspect"] {
        let leads: Vec<Value> = serde_json::from_str(&stack.printed(&["leads", "--stage", stage, "--json"])).unwrap();
        if let Some(lead) = leads.first() {
            tour.visit(&format!("lead, {stage}"), &format!("/desk/leads/{}", lead["id"].as_str().unwrap()));
        }
    }
    tour.visitor(unsubscribe, READER);
    tour.runner(&lead);
    tour.link(&by_link);
    tour.later(&by_link, &lead);
    drop(tour);
    assert!(wrong.is_empty(), "{wrong}");
}
