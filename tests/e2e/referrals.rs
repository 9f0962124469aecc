//! Who referred whom: by a personal link, by what a visitor says, by a tip.

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person, read_text};
use serde_json::{Value, json};

const ANA: &str = "person1@customer1.example";

/// A stack whose thank-you mail of demos has the personal link, and whose form asks who referred the visitor.
fn with_referrals() -> (tempfile::TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(
        folder.path(),
        "infra/config/company.yaml",
        "# referrals: {form: demo-request}",
        "referrals: {form: demo-request} #",
    );
    let form = "infra/config/forms/demo-request.yaml";
    edit(
        folder.path(),
        form,
        "  - {name: company,",
        "  - {name: referred_by, label: Who told you of us?}\n  - {name: company,",
    );
    let mail = folder.path().join("infra/config/emails/demo-thanks.md");
    let text = std::fs::read_to_string(&mail).unwrap();
    std::fs::write(&mail, format!("{text}\n[Tell others]({{{{ links.refer }}}})\n")).unwrap();
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

/// A person with a telephone number of their own.
fn other(number: usize) -> Value {
    let mut fields = person(number);
    fields["name"] = json!("Quitéria Vale");
    fields["phone"] = json!(format!("+351 91{number} 345 67{number}"));
    fields
}

fn email(number: usize) -> String {
    format!("person{number}@customer{number}.example")
}

/// The personal link of a lead, as the mail to it has it: path and query.
fn link(stack: &Stack, of: &str) -> String {
    let mail = stack.inbox().into_iter().find(|mail| mail.to_string().contains(of)).expect("a mail");
    let mail = mail.to_string();
    let at = mail.find("/forms/demo-request?ref=").expect("a personal link");
    mail[at..].chars().take_while(|c| !"\"\\) >&<\n".contains(*c)).collect()
}

fn listed(stack: &Stack) -> Vec<Value> {
    let printed: Value = serde_json::from_str(&stack.printed(&["referrals", "--json"])).unwrap();
    printed["referrers"].as_array().unwrap().clone()
}

#[test]
fn who_comes_by_a_personal_link_is_a_referral_of_its_lead_and_learns_nothing_of_it() {
    let (_folder, stack) = with_referrals();
    stack.submit_and_settle("demo-request", &other(1));
    let link = link(&stack, ANA);
    let page = read_text(&mut stack.get(&link));
    for told in [ANA, "Quitéria", "customer1"] {
        assert!(!page.contains(told), "{told}");
    }
    let token = link.split_once("ref=").unwrap().1;
    assert!(page.contains(&format!("name=\"ref\" value=\"{token}\"")), "the form brings it back: {page}");
    let mut friend = other(2);
    friend["ref"] = json!(token);
    stack.submit_and_settle("demo-request", &friend);
    let lead = stack.lead(&email(2));
    assert_eq!(lead["source"], "referral");
    let ana = stack.lead(ANA);
    // Nobody refers themselves, and a link that is not ours counts for nothing.
    let mut herself = other(1);
    herself["ref"] = json!(token);
    herself["message"] = json!("Again");
    stack.submit_and_settle("demo-request", &herself);
    let mut same_number = other(3);
    (same_number["ref"], same_number["phone"]) = (json!(token), other(1)["phone"].clone());
    stack.submit_and_settle("demo-request", &same_number);
    let mut forged = other(4);
    forged["ref"] = json!(format!("{token}x"));
    stack.submit_and_settle("demo-request", &forged);
    assert_eq!(stack.lead(&email(4))["source"], "form");
    let all = listed(&stack);
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((&all[0]["lead"], &all[0]["referred"], &all[0]["customers"]), (&ana["id"], &json!(1), &json!(0)));
    stack.tell(&json!({"kind": "deal_won", "email": email(2), "by": "ana"}));
    stack.settle();
    assert_eq!(listed(&stack)[0]["customers"], 1);
    let dora = stack.log_in("dora");
    let of = |id: &Value| dora.page(&format!("/desk/leads/{}", id.as_str().unwrap()));
    let referrals = |id: &Value| dora.page(&format!("/desk/leads/{}/referrals", id.as_str().unwrap()));
    let path = format!("/desk/leads/{}/referrals", ana["id"].as_str().unwrap());
    assert!(of(&ana["id"]).contains(&format!("href=\"{path}\"")), "{}", of(&ana["id"]));
    let page = referrals(&ana["id"]);
    assert!(page.contains("1 (1 of them customers)"), "{page}");
    assert!(page.contains(&format!("/desk/leads/{}\"", lead["id"].as_str().unwrap())), "{page}");
    assert!(of(&lead["id"]).contains("Referred by"));
    assert!(referrals(&lead["id"]).contains("Referred by"));
    assert!(referrals(&lead["id"]).contains("Nobody came by a recommendation"));
    stack.assert_sound();
}

#[test]
fn an_address_in_the_field_or_in_a_tip_says_who_referred_and_a_name_alone_does_not() {
    let (_folder, stack) = with_referrals();
    stack.submit_and_settle("demo-request", &other(1));
    let mut said = other(2);
    said["referred_by"] = json!(ANA);
    stack.submit_and_settle("demo-request", &said);
    let mut named = other(3);
    named["referred_by"] = json!("Maria from the yoga course");
    stack.submit_and_settle("demo-request", &named);
    stack.tell(&json!({"kind": "tip", "email": email(4), "referred_by": ANA}));
    stack.settle();
    let all = listed(&stack);
    assert_eq!((all.len(), &all[0]["referred"]), (1, &json!(2)), "{all:?}");
    assert_eq!(stack.lead(&email(3))["fields"]["referred_by"], "Maria from the yoga course");
    // Merged into who referred it, a lead is no referral any more.
    stack.printed(&["merge", ANA, &email(2)]);
    stack.settle();
    assert_eq!(listed(&stack)[0]["referred"], 1);
    stack.assert_sound();
}
