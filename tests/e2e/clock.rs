//! The runner's clock: it never goes back, and nothing stops it.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use leadwright_tests::{Stack, person};
use serde_json::json;

fn now(stack: &Stack) -> Timestamp {
    stack.status()["now"].as_str().expect("the time").parse().expect("a time")
}

#[test]
fn a_clock_that_starts_ahead_stays_ahead_when_the_first_minute_ends_in_a_power_cut() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_in(folder.path());
    stack.submit_and_settle("demo-request", &person(0));
    let before = now(&stack);
    stack.crash();

    let stack = Stack::start_again(folder.path());
    assert!(now(&stack) >= before, "{} was {before}", now(&stack));
    stack.assert_sound();
}

#[test]
fn a_jump_is_kept_when_a_power_cut_follows_it() {
    let folder = tempfile::tempdir().unwrap();
    let stack = Stack::start_in(folder.path());
    stack.advance("9d");
    let before = now(&stack);
    stack.crash();
    assert!(now(&Stack::start_again(folder.path())) >= before);
}

/// SES's queue hides a message for 150 seconds and gives it up after 20 tries, which is 50 minutes.
#[test]
fn an_unreadable_event_of_ses_does_not_hold_up_the_clock() {
    let stack = Stack::start();
    stack.submit_and_settle("guide-download", &json!({"email": "jose@gmail.com", "consent": true}));
    let began = Instant::now();
    stack.queue("mailevents", None, "", "no JSON");
    stack.advance("10m");
    let queue = stack.status()["queues"]["mailevents"].clone();
    assert_eq!((&queue["dead"], &queue["in_flight"], &queue["waiting"]), (&json!(0), &json!(1), &json!(1)));
    assert_eq!(stack.status()["idle"], true);
    stack.advance("1d");
    assert_eq!(stack.status()["queues"]["mailevents"]["dead"], 1, "its tries were due times of the clock");
    assert_eq!(stack.subjects_to("jose@gmail.com").len(), 2, "the sequence went on");
    assert!(began.elapsed() < Duration::from_mins(2), "{:?}", began.elapsed());
}

/// The rest of its group waits behind it, and other leads do not.
#[test]
fn an_unreadable_message_of_a_lead_does_not_hold_up_the_clock() {
    let stack = Stack::start();
    let began = Instant::now();
    for number in 0..3 {
        stack.queue("activities", Some("ld_poisoned"), &format!("poison{number}"), "no JSON");
    }
    stack.advance("5m");
    stack.submit("demo-request", &person(0));
    stack.advance("3h");
    assert_eq!(stack.status()["queues"]["activities"]["dead"], 3);
    assert!(!stack.subjects_to("person0@customer0.example").is_empty());
    assert!(began.elapsed() < Duration::from_mins(2), "{:?}", began.elapsed());
}

#[test]
fn a_client_that_goes_away_does_not_stop_the_clock() {
    let stack = Stack::start();
    for number in 0..20 {
        stack.submit("guide-download", &person(number));
    }
    let target = now(&stack) + SignedDuration::from_hours(24 * 60);
    let agent: ureq::Agent =
        ureq::Agent::config_builder().timeout_global(Some(Duration::from_millis(200))).build().into();
    let answer = agent.post(format!("{}/_local/clock", stack.url)).send("{\"advance\": \"60d\"}");
    assert!(answer.is_err(), "the client went away");
    let deadline = Instant::now() + Duration::from_mins(2);
    while now(&stack) < target {
        assert!(Instant::now() < deadline, "the clock stands at {}", now(&stack));
        std::thread::sleep(Duration::from_millis(50));
    }
    let shown = now(&stack);
    std::thread::sleep(Duration::from_millis(20));
    assert!(now(&stack) > shown, "it runs on");
    stack.assert_sound();
}
