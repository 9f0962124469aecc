//! To whom a lead can be given on its page.

use jiff::ToSpan;
use leadwright_tests::{person, read_text};

use super::{MARIA, URLENCODED, on_monday, page, press};

#[test]
fn a_lead_is_given_to_who_can_take_it_and_the_others_are_shown_with_the_reason() {
    let (stack, path, monday) = on_monday(&person(1));
    let friday = monday.checked_add(4.days()).unwrap();
    stack.printed(&["away", "ben", "--until", &friday.to_string()]);
    let (name, shown) = page(&stack, &path);
    let away = friday.strftime("%a %-d %b");
    for words in [
        format!("<option disabled>Ben Weber (away until {away})<"),
        "<option disabled>Dora Lima (takes no leads)<".to_owned(),
        "<option value=\"chloe\">Chloé Martin<".to_owned(),
    ] {
        assert!(shown.contains(&words), "{words}: {shown}");
    }
    assert!(!shown.contains("value=\"ben\"") && !shown.contains("value=\"dora\""), "{shown}");
    // A page from before says it in words.
    for (to, why) in [("ben", format!("away until {away}")), ("dora", "takes no leads".to_owned())] {
        let mut answer = stack.post(&path, URLENCODED, &format!("press={name}&do=give&to={to}&note=Please"));
        let refused = read_text(&mut answer);
        assert_eq!(answer.status(), 422);
        assert!(refused.contains(&format!("can&#39;t take it: {why}. Choose somebody else.")), "{refused}");
        assert!(refused.contains("Please</textarea>"), "what was written stays: {refused}");
    }
    let refused = stack.command(&["assign", MARIA, "ben"]);
    let refused = String::from_utf8(refused.stderr).unwrap();
    assert!(refused.contains(&format!("Ben Weber can't take it: away until {away}")), "{refused}");
    assert_eq!(stack.lead(MARIA)["owner"], "ana");

    // Everybody else is away.
    for one in ["chloe", "rui", "sofia"] {
        stack.printed(&["away", one, "--until", &friday.to_string()]);
    }
    let (name, shown) = page(&stack, &path);
    assert!(shown.contains("There is nobody to give it to now: Ben Weber (away until"), "{shown}");
    assert!(!shown.contains("value=\"give\""), "{shown}");
    let answer = stack.post(&path, URLENCODED, &format!("press={name}&do=give&to="));
    assert_eq!(answer.status(), 422);
    stack.printed(&["away", "chloe", "--back"]);
    let given = press(&stack, &path, "do=give&to=chloe");
    assert!(given.contains("You reassigned it to Chloé Martin"), "{given}");
    stack.assert_sound();
}

/// The manager hears "has not accepted" only of somebody who could.
#[test]
fn a_lead_of_somebody_who_went_away_is_escalated_with_the_reason() {
    let (stack, _, monday) = on_monday(&person(1));
    let friday = monday.checked_add(4.days()).unwrap();
    stack.printed(&["away", "ana", "--until", &friday.to_string()]);
    super::go_to(&stack, monday, 12, 6);
    let told = stack.subjects_to("dora@acme.example");
    let words = format!("given to Ana Costa (away until {})", friday.strftime("%a %-d %b"));
    assert!(told.len() == 1 && told[0].contains(&words), "{told:?}");
    let mail = stack.inbox().into_iter().find(|mail| mail["to"].to_string().contains("dora@acme.example")).unwrap();
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("Ana Costa could not accept it (away until") && !text.contains("has not accepted"), "{text}");
}
