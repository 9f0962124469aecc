//! What a salesperson does on a lead's page, and how it is undone.

use leadwright_tests::{Stack, person, read_text};
use serde_json::{Value, json};

use crate::seller::{link, page, press};

const MARIA: &str = "person1@customer1.example";
const URLENCODED: &str = "application/x-www-form-urlencoded";

/// A lead of Ana's that she has accepted, and the way to its page.
fn accepted() -> (Stack, String) {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    press(&stack, &path, "do=accept");
    (stack, path)
}

/// The lead without what every write changes, and without its timeline.
fn state(stack: &Stack) -> Value {
    let mut lead = stack.lead(MARIA);
    for name in ["timeline", "version"] {
        lead.as_object_mut().unwrap().remove(name);
    }
    // When an entry is looked at again is no part of what is planned.
    for entry in lead["agenda"].as_array_mut().unwrap() {
        entry.as_object_mut().unwrap().remove("wake");
    }
    lead
}

/// The id of the newest activity of a kind.
fn newest(stack: &Stack, kind: &str) -> String {
    let lead = stack.lead(MARIA);
    let all = lead["timeline"].as_array().unwrap();
    let last = all.iter().rfind(|one| one["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {lead}"));
    last["id"].as_str().unwrap().to_owned()
}

fn undo(stack: &Stack, path: &str, kind: &str) -> String {
    let id = newest(stack, kind);
    press(stack, path, &format!("do=undo&activity={id}"))
}

#[test]
fn each_action_of_the_page_is_undone_by_its_button() {
    let (stack, path) = accepted();
    let tomorrow = {
        let (_, page) = page(&stack, &path);
        let field = page.find("name=\"again\"").expect("the day to follow up");
        let at = field + page[field..].find(" min=\"").expect("a first day") + 6;
        page[at..at + 10].to_owned()
    };
    for (fields, kind, words) in [
        ("do=reached&note=Wants+an+offer", "call_logged", "You spoke with them"),
        ("do=no-answer", "call_logged", "You called: no answer"),
        ("do=replied", "reply_received", "You got a reply"),
        ("do=met", "meeting_held", "You met them"),
        ("do=wrote&note=Sent+the+offer", "mail_written", "You wrote them a mail"),
        ("do=note&note=Likes+chess", "noted", "You wrote a note"),
        ("do=answers&need=yes&budget=yes", "qualified", "You answered need yes, budget yes"),
        ("do=edit&phone=%2B351+913+000+000&title=CEO", "edited", "You corrected:"),
        ("do=move&stage=prospect", "stage_moved", "You moved it to Qualified"),
        ("do=move&stage=lead", "stage_moved", "You moved it to New"),
        ("do=lost&reason=competitor", "stage_moved", "You closed it as lost: Bought elsewhere"),
        ("do=not-a-fit&reason=no-need", "stage_moved", "You disqualified it: Does not need it"),
        (&format!("do=not-now&reason=not-now&again={tomorrow}"), "stage_moved", "You recycled it until"),
        ("do=won&amount=12500", "deal_won", "You won the deal, for 12,500.00 EUR"),
        ("do=bad&reason=wrong-number", "marked_bad", "You marked it as bad: The number is wrong"),
        ("do=segment-out&segment=larger-teams", "segment_set", "You took them out of the segment larger-teams"),
        ("do=refuse&channel=letters", "do_not_contact", "Asked for no letters, you was told"),
    ] {
        let before = state(&stack);
        let done = press(&stack, &path, fields);
        let words = words.replace("you was", "you were");
        assert!(done.contains(&words) && done.contains(">Undo</button>"), "{fields}: {words}: {done}");
        let undone = undo(&stack, &path, kind);
        assert!(undone.contains("You undid: "), "{fields}: {undone}");
        assert_eq!(state(&stack), before, "{fields}");
    }
    stack.assert_sound();
}

/// A deal that was never won stands in no figure, and one that is won again stands there once.
#[test]
fn an_undone_win_is_in_no_figure() {
    let (stack, path) = accepted();
    press(&stack, &path, "do=won&amount=12500");
    stack.advance("1d");
    assert!(stack.printed(&["report", "--csv"]).contains("12500"), "it was won");
    undo(&stack, &path, "deal_won");
    press(&stack, &path, "do=won&amount=7000");
    stack.advance("2d");
    let report = stack.printed(&["report", "--csv"]);
    assert!(report.contains("7000") && !report.contains("12500") && !report.contains("19500"), "{report}");
    stack.assert_sound();
}

/// What Ben has taken over since is his: Ana hears so, and nothing changes.
#[test]
fn what_somebody_changed_since_is_named_and_not_undone() {
    let (stack, path) = accepted();
    press(&stack, &path, "do=reached");
    stack.tell(&json!({"kind": "stage_moved", "email": MARIA, "to": "prospect", "by": "ben"}));
    let before = state(&stack);
    let told = undo(&stack, &path, "call_logged");
    assert!(told.contains("Nothing changed: It was changed since (Ben Weber moved it to Qualified)"), "{told}");
    assert_eq!(state(&stack), before);
}

/// The hand-off mail to Ben is with him.
#[test]
fn what_has_left_is_said_to_have_left() {
    let (stack, path) = accepted();
    let given = press(&stack, &path, "do=give&to=ben");
    assert!(given.contains("You reassigned it to Ben Weber"), "{given}");
    let id = newest(&stack, "assigned");
    // Ana has no say over Ben's lead any more; the manager's way is the API here.
    stack.tell(&json!({"kind": "undone", "email": MARIA, "activity": id, "by": "ana"}));
    assert_eq!(stack.lead(MARIA)["owner"], "ana");
    let printed = stack.printed(&["lead", MARIA]);
    assert!(printed.contains("What has left has left: hand-off mail sent to the owner"), "{printed}");
    stack.assert_sound();
}

/// Two people press at once: what does not touch the other's is taken, and both stand.
#[test]
fn two_people_at_once_both_succeed() {
    let (stack, path) = accepted();
    let (one, _) = page(&stack, &path);
    let (two, _) = page(&stack, &path);
    for (press, fields) in [(&one, "do=note&note=First"), (&two, "do=edit&title=CEO"), (&one, "do=note&note=First")] {
        let mut answer = stack.post(&path, URLENCODED, &format!("press={press}&{fields}"));
        assert_eq!(answer.status(), 303, "{}", read_text(&mut answer));
    }
    stack.settle();
    let lead = stack.lead(MARIA);
    let notes = lead["timeline"].as_array().unwrap().iter().filter(|one| one["kind"] == "noted").count();
    assert_eq!((notes, &lead["fields"]["title"]), (1, &json!("CEO")), "a press counts once");
}

/// Details are taken whole, or refused with the field to fix and everything that was entered.
#[test]
fn details_are_corrected_whole_or_not_at_all() {
    let (stack, path) = accepted();
    let (name, _) = page(&stack, &path);
    let wrong = format!("press={name}&do=edit&title=CEO&phone=call+me&employees=many");
    let mut answer = stack.post(&path, URLENCODED, &wrong);
    let page = read_text(&mut answer);
    assert_eq!(answer.status(), 422, "{page}");
    for words in ["Nothing was changed.", "does not look like a telephone number", "value=\"CEO\"", "value=\"call me\""]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(stack.lead(MARIA)["fields"]["title"], "Head of Operations");
    for (amount, words) in [("12.500", "Won for 12,500.00 EUR"), ("%2412", "EUR")] {
        let mut answer = stack.post(&path, URLENCODED, &format!("press={name}&do=won&amount={amount}"));
        let page = read_text(&mut answer);
        assert!(answer.status() == 422 && page.contains(words), "{amount}: {page}");
    }
    press(&stack, &path, "do=edit&phone=&title=CEO");
    let lead = stack.lead(MARIA);
    assert_eq!((&lead["fields"]["title"], &lead["fields"]["phone"]), (&json!("CEO"), &json!("")));
}

/// Who asked not to be called is shown so wherever the number stood, and no list, no form and no other lead with the
/// number lifts it: only they themselves, by the link of a mail to them.
#[test]
fn who_asked_not_to_be_called_is_not_called_by_anybody() {
    let (stack, path) = accepted();
    let told = press(&stack, &path, "do=refuse&channel=calls&note=In+the+car");
    assert!(told.contains("Asked not to be called, you were told"), "{told}");
    for shown in [told, page(&stack, &path).1] {
        assert!(!shown.contains("tel:") && !shown.contains("912 345 678") && !shown.contains("912345678"), "{shown}");
    }
    // The same telephone under another name, by a form and by a list.
    stack.submit_and_settle("demo-request", &person(2));
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("list.csv");
    std::fs::write(
        &list,
        "email,name,phone\nperson1@customer1.example,Maria,+351912345678\npia@trial.example,Pia,+351912345678\n",
    )
    .unwrap();
    stack.printed(&["import", list.to_str().unwrap(), "--source", "trade show", "--start"]);
    stack.settle();
    for who in [MARIA, "person2@customer2.example", "pia@trial.example"] {
        assert_eq!(stack.lead(who)["refused"], json!(["calls"]), "{who}");
    }
    let mail = stack.inbox().into_iter().find(|mail| mail["to"].to_string().contains("@acme.example")).unwrap();
    let text = mail["text"].as_str().unwrap();
    assert!(text.contains("asked not to be called") && !text.contains("912"), "{text}");
    let printed = stack.printed(&["lead", MARIA]);
    assert!(printed.contains("(asked not to be called)"), "{printed}");
    // Nobody but Ana may say that it was a slip, and she only at once.
    stack.advance("1h");
    let undone = undo(&stack, &path, "do_not_contact");
    assert!(undone.contains("only they can take it back"), "{undone}");
    stack.assert_sound();
}

/// The person takes it back on the page that the mails to them link to.
#[test]
fn only_the_person_lifts_their_own_no() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &person(1));
    stack.tell(&json!({"kind": "do_not_contact", "email": MARIA, "channel": "calls", "by": "ana"}));
    stack.tell(&json!({"kind": "do_not_contact", "email": MARIA, "channel": "letters", "by": "ana"}));
    stack.advance("25h");
    let mail = stack.inbox().into_iter().find(|mail| mail["headers"]["List-Unsubscribe"].is_string()).unwrap();
    let html = mail["html"].as_str().unwrap();
    let at = html.find("/preferences/").expect("a link to the preferences");
    let path = html[at..].split('"').next().unwrap();
    let mut answer = stack.get(path);
    let shown = read_text(&mut answer);
    assert!(shown.contains("You asked not to be called.") && shown.contains("You may call me again"), "{shown}");
    stack.post(path, URLENCODED, "do=allow-calls");
    stack.settle();
    assert_eq!(stack.lead(MARIA)["refused"], json!(["letters"]));
    // Whoever comes with the number next is called, too, and gets no letters.
    stack.submit_and_settle("demo-request", &person(2));
    assert_eq!(stack.lead("person2@customer2.example")["refused"], json!(["letters"]));
    stack.assert_sound();
}

/// A sequence that a salesperson starts obeys the rules of every start; undone, it is as if it never began.
#[test]
fn a_sequence_is_started_by_hand_and_undone() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let path = link(&stack, "ana@acme.example");
    let (_, shown) = page(&stack, &path);
    assert!(!shown.contains("value=\"start\""), "sales has it");
    press(&stack, &path, "do=move&stage=lead");
    let before = state(&stack);
    let started = press(&stack, &path, "do=start&sequence=win-back");
    assert!(started.contains("You started the sequence win-back"), "{started}");
    assert!(stack.lead(MARIA)["enrolments"]["win-back"].is_object());
    undo(&stack, &path, "sequence_started");
    assert_eq!(state(&stack), before);
    stack.assert_sound();
}
