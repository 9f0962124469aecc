//! The page on which a salesperson says to be away.

use jiff::ToSpan;
use leadwright_tests::{person, read_text};

use super::{MARIA, on_monday, press};

const AWAY: &str = "/desk/away";

#[test]
fn who_says_to_be_away_gets_no_leads_until_back() {
    let (stack, path, monday) = on_monday(&person(1));
    let ana = stack.log_in("ana");
    // Each page has forms of its own: what they are signed with differs.
    let show = |path: &str| {
        let page = ana.page(path);
        let signed = page.split("name=\"press\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        page.replace(&signed, "PRESS")
    };
    let here = show(AWAY);
    assert!(here.contains("You are available and receive leads."), "{here}");
    assert!(
        here.contains(&format!("id=\"from\" name=\"from\" type=\"date\" min=\"{monday}\" value=\"{monday}\"")),
        "{here}"
    );
    // Looking changes nothing.
    let friday = monday.checked_add(4.days()).unwrap();
    for path in [AWAY.to_owned(), format!("{AWAY}?do=away&from={monday}&until={friday}"), format!("{AWAY}?done")] {
        assert!(show(&path).contains("You are available and receive leads."));
    }
    let change = |fields: &str| {
        let answer = ana.post(AWAY, &format!("{}&{fields}", ana.press_of(AWAY)));
        assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"?done#now".parse().unwrap()));
        show(&format!("{AWAY}?done"))
    };
    let said = change(&format!("do=away&from={monday}&until={friday}"));
    let days = [monday, friday].map(|day| day.strftime("%a %-d %b").to_string());
    let words = format!("You are away from {} to {}; leads go to Ben Weber and Chloé Martin.", days[0], days[1]);
    assert!(said.contains(&words) && said.contains("Saved.") && said.contains("I am back"), "{words}: {said}");
    assert_eq!(change(&format!("do=away&from={monday}&until={friday}")), said, "twice is once");
    // From the next lead on, and her own that come back.
    let owner = |number: usize| {
        stack.submit_and_settle("demo-request", &person(number));
        let lead = stack.lead(&format!("person{number}@customer{number}.example"));
        lead["owner"].as_str().unwrap().to_owned()
    };
    let owners: Vec<String> = (2..=5).map(owner).collect();
    assert!(owners.iter().all(|owner| owner != "ana"), "{owners:?}");
    stack.submit_and_settle("guide-download", &person(1));
    assert_eq!(stack.lead(MARIA)["owner"], "ana", "what she has stays with her");
    let given = press(&stack, &path, "do=give&to=&note=I+am+away");
    assert!(given.contains("You reassigned it to the next in rotation"), "{given}");
    assert_ne!(stack.lead(MARIA)["owner"], "ana");
    // Here after all; what is to come stays until it is taken back.
    let [later, end] = [20, 21].map(|days| monday.checked_add(days.days()).unwrap());
    let coming = format!("from={later}&until={end}");
    change(&format!("do=away&{coming}"));
    let back = change("do=back");
    assert!(back.contains("You are available and receive leads.") && back.contains(&later.to_string()), "{back}");
    let none = change(&format!("do=cancel&{coming}"));
    assert!(!none.contains("after all"), "{none}");
    assert!((6..=8).map(owner).any(|owner| owner == "ana"), "she gets leads again");
    stack.assert_sound();
}

#[test]
fn days_away_that_can_not_be_are_refused_beside_their_field() {
    let (stack, _, monday) = on_monday(&person(1));
    let ana = stack.log_in("ana");
    let yesterday = monday.yesterday().unwrap();
    let post = |fields: &str| ana.post(AWAY, &format!("{}&{fields}", ana.press_of(AWAY)));
    for (fields, field, words) in [
        (format!("do=away&from=&until={monday}"), "from", "Choose the first day away."),
        (format!("do=away&from={monday}&until=31.12."), "until", "Choose the last day away."),
        (format!("do=away&from={monday}&until={yesterday}"), "until", "is before the first"),
        (format!("do=away&from={yesterday}&until={yesterday}"), "until", "That day is over"),
        (format!("do=away&from={monday}&until=2099-01-01"), "until", "within two years"),
    ] {
        let mut answer = post(&fields);
        let page = read_text(&mut answer);
        assert_eq!(answer.status(), 422, "{fields}");
        let input = page.split(&format!("id=\"{field}\"")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(input.contains("aria-invalid") && input.contains(words), "{fields}: {page}");
    }
    assert_eq!(post("do=dance").status(), 422);
    let shown = stack.printed(&["team"]);
    assert!(!shown.contains("away"), "{shown}");
}
