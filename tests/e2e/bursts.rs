//! Many posts at once: of robots with dead addresses, and of people.

use leadwright_tests::{Stack, person};
use serde_json::{Value, json};

/// The burst of a robot: 400 posts with dead addresses, all at once. The brake comes on before SES would look, what is left
/// waits and is dropped after a day, the pages thank all the same, and the team hears of all that is for it.
#[test]
fn a_burst_of_dead_addresses_ends_with_a_few_mails() {
    const POSTS: usize = 400;
    let stack = Stack::start();
    std::thread::scope(|scope| {
        for part in 0..4 {
            let stack = &stack;
            scope.spawn(move || {
                for number in (part..POSTS).step_by(4) {
                    let post = json!({"email": dead(number)});
                    assert_eq!(stack.submit("guide-download", &post).status(), 202);
                }
            });
        }
    });
    stack.settle();
    stack.advance("5m");
    let to_visitors = || stack.inbox().iter().filter(|mail| mail["to"].to_string().contains("bounce+")).count();
    let sent = to_visitors();
    println!("{sent} of {POSTS} mails went before the brake was on");
    // Ten may be under way (5% of `at_least`); each of four mailers may have looked at the same moment.
    assert!((5..=10 + 4).contains(&sent), "{sent}");
    let on: Value = serde_json::from_str(&stack.printed(&["brake", "--json"])).expect("JSON");
    assert!(on["brake"]["why"].as_str().is_some_and(|why| why.contains("hard bounces")), "{on}");
    let waiting = (0..POSTS).find_map(|number| {
        let lead = stack.printed(&["lead", &dead(number)]);
        lead.contains("waits: Mail to visitors is stopped: ").then_some(lead)
    });
    assert!(waiting.is_some(), "nothing says what waits");
    stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(stack.inbox().iter().filter(|mail| mail["tags"]["to"] == "owner").count(), 1);
    stack.advance("30h");
    stack.printed(&["brake", "--release"]);
    stack.advance("5h");
    assert_eq!(to_visitors(), sent, "they waited too long");
    let lead = stack.printed(&["lead", "person1@customer1.example"]);
    assert!(lead.contains("was not sent: It waited too long (Mail to visitors is stopped: "), "{lead}");
    stack.assert_sound();
}

/// A trade show: 150 forms within minutes, of people who are there. All are thanked, none twice.
#[test]
fn a_burst_of_people_is_thanked_in_its_turn() {
    const POSTS: usize = 150;
    let stack = Stack::start();
    for number in 0..POSTS {
        assert_eq!(stack.submit("guide-download", &json!({"email": format!("p{number}@gmail.com")})).status(), 202);
    }
    stack.settle();
    stack.advance("30m");
    for number in 0..POSTS {
        assert_eq!(stack.subjects_to(&format!("\"p{number}@gmail.com")).len(), 1, "p{number}");
    }
    stack.assert_sound();
}

/// An address of SES's mailbox simulator that takes no mail.
fn dead(number: usize) -> String {
    format!("bounce+{number}@simulator.amazonses.com")
}
