//! The page on which a salesperson says to be away.

use jiff::ToSpan;
use leadwright_tests::{person, read_text};

use super::{MARIA, URLENCODED, link_to, on_monday, press};

#[test]
fn who_says_to_be_away_gets_no_leads_until_back() {
    let (stack, path, monday) = on_monday(&person(1));
    let away = link_to(&stack, "away", "ana@acme.example");
    let show = |path: &str| {
        let mut answer = stack.get(path);
        let page = read_text(&mut answer);
        assert_eq!(answer.status(), 200, "{page}");
        page
    };
    let here = show(&away);
    assert!(here.contains("You are available and receive leads."), "{here}");
    assert!(
        here.contains(&format!("id=\"from\" name=\"from\" type=\"date\" min=\"{monday}\" value=\"{monday}\"")),
        "{here}"
    );
    // A mail scanner looks at everything, and sends nobody on holiday.
    let friday = monday.checked_add(4.days()).unwrap();
    for path in [away.clone(), format!("{away}?do=away&from={monday}&until={friday}"), format!("{away}?done")] {
        stack.head(&path);
        assert!(show(&path).contains("You are available and receive leads."));
    }
    let change = |fields: &str| {
        let answer = stack.post(&away, URLENCODED, fields);
        assert_eq!((answer.status().as_u16(), &answer.headers()["location"]), (303, &"?done#now".parse().unwrap()));
        show(&format!("{away}?done"))
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
    let (stack, path, monday) = on_monday(&person(1));
    let away = link_to(&stack, "away", "ana@acme.example");
    let yesterday = monday.yesterday().unwrap();
    for (fields, field, words) in [
        (format!("do=away&from=&until={monday}"), "from", "Choose the first day away."),
        (format!("do=away&from={monday}&until=31.12."), "until", "Choose the last day away."),
        (format!("do=away&from={monday}&until={yesterday}"), "until", "is before the first"),
        (format!("do=away&from={yesterday}&until={yesterday}"), "until", "That day is over"),
        (format!("do=away&from={monday}&until=2099-01-01"), "until", "within two years"),
    ] {
        let mut answer = stack.post(&away, URLENCODED, &fields);
        let page = read_text(&mut answer);
        assert_eq!(answer.status(), 422, "{fields}");
        let input = page.split(&format!("id=\"{field}\"")).nth(1).unwrap().split("</div>").next().unwrap();
        assert!(input.contains("aria-invalid") && input.contains(words), "{fields}: {page}");
    }
    assert_eq!(stack.post(&away, URLENCODED, "do=dance").status(), 422);
    // A link of one kind is none of another, and all of them end.
    for wrong in ["/away/x".to_owned(), path.replace("/lead/", "/away/"), away.replace("/away/", "/lead/")] {
        assert_eq!(stack.get(&wrong).status(), 404, "{wrong}");
    }
    let shown = stack.printed(&["team"]);
    assert!(!shown.contains("away"), "{shown}");
    stack.advance("30d");
    assert_eq!(stack.get(&away).status(), 410);
    let until = monday.checked_add(40.days()).unwrap();
    assert_eq!(stack.post(&away, URLENCODED, &format!("do=away&from={monday}&until={until}")).status(), 410);
}
