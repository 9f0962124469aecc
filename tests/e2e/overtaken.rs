//! What somebody does on a page that others were faster than, or about somebody who is a colleague's: nothing is taken away,
//! put back or shown that the page does not say.

use leadwright_tests::{LoggedIn, Stack, person, read_text};
use serde_json::{Value, json};

const MARIA: &str = "person1@customer1.example";

/// A lead of Ana's.
fn anas(stack: &Stack) -> String {
    let lead = stack.submit_and_settle("demo-request", &person(1));
    stack.tell(&json!({"kind": "assigned", "lead": lead, "to": "ana", "by": "ana"}));
    stack.settle();
    lead
}

fn entry(seller: &LoggedIn<'_>, fields: &str) -> String {
    let press = seller.press_of("/desk/leads/new");
    let mut answer = seller.post("/desk/leads/new", &format!("{press}&{fields}"));
    assert_eq!(answer.status(), 303, "{}", read_text(&mut answer));
    answer.headers()["location"].to_str().unwrap().to_owned()
}

/// An address is enough to add to a lead, and not to have it, whoever asks and whoever is to have it.
#[test]
fn who_adds_a_colleagues_lead_adds_to_it_and_does_not_get_it() {
    let stack = Stack::start();
    let lead = anas(&stack);
    for (seller, taker) in [("ben", "me"), ("ben", "next"), ("rui", "me")] {
        let seller = stack.log_in(seller);
        assert_eq!(seller.get(&format!("/desk/leads/{lead}")).status(), 404);
        let to = entry(&seller, &format!("kind=call&email={MARIA}&note=Called+us&taker={taker}&sure=yes"));
        assert!(to.contains("added=others") && !to.contains(&lead), "{to}");
        assert!(seller.page(&to).contains("A colleague has this lead"), "{to}");
        stack.settle();
        assert_eq!(stack.lead(MARIA)["owner"], "ana");
        assert_eq!(seller.get(&format!("/desk/leads/{lead}")).status(), 404);
    }
    assert!(stack.log_in("ana").page(&format!("/desk/leads/{lead}")).contains("Called us"));
    // Of nobody's lead it is said who takes it.
    let ben = stack.log_in("ben");
    stack.submit_and_settle("guide-download", &json!({"email": "free@reader.example"}));
    entry(&ben, "kind=call&email=free%40reader.example&taker=me&sure=yes");
    stack.settle();
    assert_eq!(stack.lead("free@reader.example")["owner"], "ben");
    stack.assert_sound();
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().replace("&#39;", "'")
}

/// The form is posted whole: what nobody touched on it is no correction.
#[test]
fn a_correction_on_an_old_page_reverts_nothing_that_the_lead_said_since() {
    let stack = Stack::start();
    let mut fields = person(1);
    (fields["name"], fields["company"], fields["title"]) = (json!("Maria"), json!("Acme"), json!("CEO"));
    let lead = stack.submit_and_settle("demo-request", &fields);
    let dora = stack.log_in("dora");
    let path = format!("/desk/leads/{lead}");
    let page = dora.page(&path);
    let shown = |page: &str, entered: &[(&str, &str)]| {
        let mut post = form_urlencoded::Serializer::new(String::new());
        post.append_pair("do", "edit").append_pair("press", &hidden(page, "press"));
        for name in ["name", "company", "title", "phone"] {
            let was = hidden(page, &format!("was-{name}"));
            let value = entered.iter().find(|(field, _)| *field == name).map_or(was.as_str(), |(_, value)| value);
            post.append_pair(&format!("was-{name}"), &was).append_pair(name, value);
        }
        post.finish()
    };
    // The lead writes again, with a number.
    fields["phone"] = json!("+351 912 345 399");
    fields["company"] = json!("Acme Lda");
    fields["message"] = json!("Again");
    stack.submit_and_settle("guide-download", &fields);
    let field = |name: &str| stack.lead(MARIA)["fields"][name].clone();
    // Only the title was touched.
    assert_eq!(dora.post(&path, &shown(&page, &[("title", "Owner")])).status(), 303);
    stack.settle();
    let known = (field("title"), field("phone"), field("company"));
    assert_eq!(known, (json!("Owner"), json!("+351912345399"), json!("Acme Lda")));
    // What both changed is asked, with what is known now; all else on the page is as it is now.
    let page = dora.page(&path);
    fields["company"] = json!("Acme Group");
    fields["message"] = json!("And again");
    stack.submit_and_settle("demo-request", &fields);
    let mut refused = dora.post(&path, &shown(&page, &[("company", "Acme SA")]));
    let told = read_text(&mut refused);
    assert_eq!(refused.status(), 422, "{told}");
    assert!(told.contains("It was changed since, to “Acme Group”"), "{told}");
    assert!(told.contains("value=\"Acme SA\""), "{told}");
    assert_eq!(dora.post(&path, &shown(&told, &[("company", "Acme SA")])).status(), 303);
    stack.settle();
    assert_eq!(field("company"), "Acme SA");
    stack.assert_sound();
}

#[test]
fn a_post_that_has_expired_is_not_released() {
    let stack = Stack::start();
    let mut spam = person(1);
    (spam["name"], spam["message"]) = (json!("https://a.example"), json!("<a href=x>x</a>"));
    stack.submit("demo-request", &spam);
    stack.settle();
    let waiting: Vec<Value> = serde_json::from_str(&stack.printed(&["suspects", "--json"])).unwrap();
    let id = waiting[0]["post"].as_str().unwrap().to_owned();
    let mails = stack.mails();
    stack.advance("31d");
    let output = stack.command(&["suspects", "--release", &id]);
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let dora = stack.log_in("dora");
    let press = dora.press_of("/desk/away");
    let answer = dora.post("/desk/suspects", &format!("{press}&do=release&suspect-{id}=yes"));
    assert!(!format!("{:?}", answer.headers().get("location")).contains("released=1"), "{answer:?}");
    stack.settle();
    assert_eq!(serde_json::from_str::<Vec<Value>>(&stack.printed(&["leads", "--json"])).unwrap().len(), 0);
    // Dora's log-in goes by a cookie of the test's own: nobody was mailed.
    assert_eq!(stack.mails(), mails);
}
