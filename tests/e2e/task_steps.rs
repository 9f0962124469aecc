//! Tasks that a sequence gives to people, steps that wait for a date of the lead, and tips: on the real binaries.

use jiff::{Timestamp, ToSpan};
use leadwright_tests::{Stack, edit, leadwright};
use serde_json::{Value, json};

use crate::sequences::{folder, other_program, start, way};

const JOSE: &str = "jose@gmail.com";

const LETTER: &str = "topic: tips
starts_on: {form: guide-download}
steps:
  - {name: letter, wait: 1h, task: letter, text: Send the brochure, within: 3d, for: chloe}
  - {name: sent, if: {done: letter}, then: thanks, else: none-sent}
  - {name: thanks, mail: nurture-tips, next: end}
  - {name: none-sent, mail: win-back-news}
";

fn jose(more: &Value) -> Value {
    let mut fields = json!({"email": JOSE, "name": "José", "consent": true});
    fields.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    fields
}

/// The agenda entry of a step.
fn entry(stack: &Stack, step: &str) -> Option<Value> {
    let lead = stack.lead(JOSE);
    let mut agenda = lead["agenda"].as_array().cloned().unwrap_or_default().into_iter();
    agenda.find(|entry| entry["step"]["step"] == step)
}

#[test]
fn a_task_stands_on_the_worklist_of_whom_the_step_names_and_done_goes_on() {
    let folder = folder(LETTER);
    let stack = start(folder.path());
    let id = stack.submit_and_settle("guide-download", &jose(&json!({})));
    stack.advance("61m");
    let chloe = stack.log_in("chloe");
    let list = chloe.page("/desk");
    assert!(list.contains("Send the brochure") && list.contains(&id), "{list}");
    let others = stack.log_in("ben").page("/desk");
    assert!(!others.contains("Send the brochure"), "{others}");

    let path = format!("/desk/leads/{id}");
    let page = chloe.page(&path);
    assert!(page.contains("Task for you until ") && page.contains("Done: Send the brochure"), "{page}");
    let entry = entry(&stack, "letter").unwrap()["id"].as_str().unwrap().to_owned();
    let page = chloe.press(&path, &format!("do=task-done&entry={entry}"));
    assert!(page.contains("You did it: Send the brochure") && !page.contains("Done: Send"), "{page}");
    stack.settle();
    assert_eq!(way(&stack.lead(JOSE)), ["step_taken letter", "mail_sent thanks"]);
    assert!(!chloe.page("/desk").contains("Send the brochure"));
    // Pressed on a page that was open before: it is said, and nothing changes.
    let mut again = chloe.post(&path, &format!("{}&do=task-done&entry={entry}", chloe.press_of(&path)));
    assert_eq!(again.status(), 422);
    assert!(leadwright_tests::read_text(&mut again).contains("That was done before, or its time was over."));
    stack.assert_sound();
}

#[test]
fn a_task_whose_time_is_up_is_missed_and_nobody_is_told_every_morning() {
    let folder = folder(LETTER);
    let stack = start(folder.path());
    stack.submit_and_settle("guide-download", &jose(&json!({})));
    stack.advance("4d");
    assert_eq!(way(&stack.lead(JOSE)), ["step_taken letter", "mail_sent none-sent"]);
    let told = stack.printed(&["lead", JOSE]);
    assert!(told.contains("did not do it in time: Send the brochure"), "{told}");
    stack.advance("5d");
    for person in ["dora@acme.example", "chloe@acme.example"] {
        assert_eq!(stack.subjects_to(person), [""; 0]);
    }
    assert!(!stack.log_in("chloe").page("/desk").contains("Send the brochure"));
    stack.assert_sound();
}

#[test]
fn who_asked_for_no_letters_gets_none_and_the_timeline_says_why() {
    let folder = folder(LETTER);
    let stack = start(folder.path());
    let id = stack.submit_and_settle("guide-download", &jose(&json!({})));
    stack.tell(&json!({"kind": "do_not_contact", "channel": "letters", "email": JOSE, "by": "ana"}));
    stack.advance("2h");
    assert_eq!(way(&stack.lead(JOSE)), ["step_taken letter", "mail_sent none-sent"]);
    let why = "step letter of s skipped: no letter: they asked for no letters";
    let told = stack.printed(&["lead", JOSE]);
    assert!(told.contains(why), "{told}");
    let page = stack.log_in("dora").page(&format!("/desk/leads/{id}"));
    assert!(page.contains(why), "{page}");
    stack.assert_sound();
}

/// A program says by `follow_up_done` that the task is done: with the entry that the webhook of a step before told it.
#[test]
fn a_message_goes_by_webhook_and_a_program_may_say_what_is_done() {
    let (url, got) = other_program(&[200]);
    let folder = folder(&format!(
        "topic: tips
starts_on: {{form: guide-download}}
steps:
  - {{name: text-them, task: sms, text: The guide is in your mail, webhook: \"{url}\"}}
  - {{name: other, task: other, text: Look at their site, within: 2d}}
  - {{name: again, task: sms, text: Did you read it?, webhook: \"{url}\"}}
"
    ));
    let stack = start(folder.path());
    stack.submit_and_settle("guide-download", &jose(&json!({"phone": "+351 912 345 678"})));
    let call = got.recv().unwrap();
    assert_eq!(call.body["message"], json!({"kind": "sms", "text": "The guide is in your mail"}));
    assert_eq!(call.body["lead"]["fields"]["phone"], "+351912345678");
    stack.settle();
    let entry = entry(&stack, "other").unwrap();
    assert_eq!((&entry["do"], &entry["to"]), (&json!("manual"), &json!("dora")), "nobody has it: the manager's");
    stack.tell(&json!({"kind": "do_not_contact", "channel": "messages", "email": JOSE, "by": "ana"}));
    stack.tell(&json!({"kind": "follow_up_done", "email": JOSE, "entry": entry["id"], "what": "Looked", "by": "dora"}));
    let lead = stack.lead(JOSE);
    assert_eq!(way(&lead), ["webhook_called text-them", "step_taken other", "webhook_called again"]);
    let told = stack.printed(&["lead", JOSE]);
    assert!(told.contains("no SMS: they asked for no text messages") && told.contains("did it: Looked"), "{told}");
    stack.assert_sound();
}

/// A stack whose guide form has the date of a webinar, with a mail the day before and one the day after.
fn webinar() -> (Stack, tempfile::TempDir) {
    let folder = folder(
        "topic: tips
starts_on: {form: guide-download}
again: always
steps:
  - {name: tomorrow, wait: {until: webinar_at, minus: 1d}, mail: nurture-tips}
  - {name: recording, wait: {until: webinar_at, plus: 1d}, mail: win-back-news}
",
    );
    let form = "infra/config/forms/guide-download.yaml";
    edit(folder.path(), form, "  - {name: title,", "  - {name: webinar_at, label: Webinar}\n  - {name: title,");
    (start(folder.path()), folder)
}

fn now(stack: &Stack) -> Timestamp {
    stack.status()["now"].as_str().unwrap().parse().unwrap()
}

/// A time so many hours from now, as a program writes it.
fn ahead(stack: &Stack, hours: i64) -> String {
    (now(stack) + hours.hours()).strftime("%Y-%m-%dT%H:%M:00Z").to_string()
}

fn due(stack: &Stack, step: &str) -> Timestamp {
    let due = entry(stack, step).unwrap()["due"].as_i64().unwrap();
    Timestamp::from_millisecond(due).unwrap()
}

#[test]
fn a_step_waits_for_a_date_of_the_lead_and_moves_with_it() {
    let (stack, _folder) = webinar();
    let date = ahead(&stack, 5 * 24);
    stack.submit_and_settle("guide-download", &jose(&json!({"webinar_at": date, "timezone": "UTC"})));
    let at = |date: &str| date.parse::<Timestamp>().unwrap();
    assert_eq!(due(&stack, "tomorrow"), at(&date) - 24.hours());
    let moved = ahead(&stack, 3 * 24);
    stack.tell(&json!({"kind": "edited", "email": JOSE, "fields": {"webinar_at": moved}, "by": "ana"}));
    assert_eq!(due(&stack, "tomorrow"), at(&moved) - 24.hours());
    stack.advance("47h");
    assert_eq!(way(&stack.lead(JOSE)), [""; 0]);
    stack.advance("2h");
    assert_eq!(way(&stack.lead(JOSE)), ["mail_sent tomorrow"]);
    stack.advance("48h");
    assert_eq!(way(&stack.lead(JOSE)), ["mail_sent tomorrow", "mail_sent recording"]);
    stack.assert_sound();
}

#[test]
fn a_mail_before_a_date_is_never_late_and_without_a_date_the_timeline_says_why() {
    let (stack, folder) = webinar();
    // Three hours before the webinar, the mail of the day before is not sent any more.
    let date = ahead(&stack, 3);
    stack.submit_and_settle("guide-download", &jose(&json!({"webinar_at": date, "timezone": "UTC"})));
    let told = stack.printed(&["lead", JOSE]);
    assert!(told.contains("step tomorrow of s skipped: its time by webinar_at has passed"), "{told}");
    stack.advance("30h");
    assert_eq!(way(&stack.lead(JOSE)), ["mail_sent recording"]);

    // A mail that was held past the date goes no more, and the sequence goes on behind it.
    let date = ahead(&stack, 30);
    stack.submit_and_settle("guide-download", &jose(&json!({"webinar_at": date, "name": "José S."})));
    let sequence = |flag: &str| {
        let output = leadwright(folder.path(), &["sequence", "s", flag, "--against", &stack.url]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    sequence("--pause");
    stack.advance("40h");
    sequence("--resume");
    stack.advance("2h");
    let lead = stack.lead(JOSE);
    assert_eq!(way(&lead), ["mail_sent recording", "mail_held tomorrow", "mail_dropped tomorrow"]);
    assert!(entry(&stack, "recording").is_some(), "{lead}");

    for (seed, date, why) in [
        ("a", "", "step tomorrow of s skipped: webinar_at holds no date"),
        ("b", "soon", "step tomorrow of s skipped: webinar_at holds something that is no date"),
    ] {
        let email = format!("{seed}@gmail.com");
        let mut fields = json!({"email": email, "consent": true});
        if !date.is_empty() {
            fields["webinar_at"] = json!(date);
        }
        stack.submit_and_settle("guide-download", &fields);
        let told = stack.printed(&["lead", &email]);
        assert!(told.contains(why), "{told}");
        assert_eq!(stack.lead(&email)["enrolments"], json!({}));
    }
    stack.assert_sound();
}

#[test]
fn compile_and_preview_know_tasks_and_dates() {
    let folder = folder(LETTER);
    let steps = "infra/config/sequences/s.yaml";
    let page = folder.path().join("s.html");
    let printed = leadwright(folder.path(), &["preview", "s", "--no-open", "--out", page.to_str().unwrap()]);
    assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
    let page = std::fs::read_to_string(page).unwrap();
    for words in ["Task (letter) for the owner, else Chloé Martin", "within 3 days", "If the task of letter was done"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    for (from, to, words) in [
        (
            "text: Send the brochure, ",
            "",
            "s.yaml:4: the step `letter` is a `task`, and does not say which: give it a `text`",
        ),
        (
            ", within: 3d",
            "",
            "s.yaml:4: the step `letter` is a `task`: say how long the sequence waits for it, like `within: 3 working days`",
        ),
        (
            "within: 3d",
            "within: soon",
            "s.yaml:4: \"soon\" is no time to do something in: write it like 3 working days, 4h or 3d",
        ),
        ("task: letter", "task: leter", "s.yaml:4: "),
        ("for: chloe", "for: cloe", "s.yaml:4: team.yaml has nobody with the id `cloe`"),
        ("for: chloe", "for: sofia", "s.yaml:4: Sofia Rocha does not work on leads that nobody has"),
        (
            "done: letter",
            "done: thanks",
            "s.yaml:5: `done` names a step of this sequence that is a task, and `thanks` is none; there are: letter",
        ),
        (
            "wait: 1h",
            "wait: {until: webinar_at, minus: 1d}",
            "s.yaml:4: no form has a field `webinar_at` that the date could stand in",
        ),
        (
            "wait: 1h",
            "wait: {until: title, minus: 1h, at: 9:00}",
            "s.yaml:4: `at` goes with whole days: write `minus: 1d`, or leave out `at`",
        ),
        ("wait: 1h", "wait: {minus: 1h}", "s.yaml:4: "),
        ("wait: 1h", "wait: soon", "s.yaml:4: \"soon\" is no time to wait: write it like 90m, 4h or 3d"),
        ("wait: 1h", "wait: {until: title, minus: 1d, at: 9:00, late: now}", ""),
    ] {
        edit(folder.path(), steps, from, to);
        let output = leadwright(folder.path(), &["compile"]);
        let errors = leadwright_tests::without_columns(&String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.success(), words.is_empty(), "{to}: {errors}");
        assert!(errors.contains(words), "{words}: {errors}");
        std::fs::write(folder.path().join(steps), LETTER).unwrap();
    }
}

#[test]
fn a_tip_by_command_or_program_is_a_suspect_with_a_need_who_gets_no_marketing_mail() {
    let stack = Stack::start();
    let roof = ["--note", "Has a leaky roof", "--referred-by", "Maria Silva", "--by", "ana"];
    let printed = stack.printed(&[&["tip", "+351912345678", "--name", "Joe"][..], &roof].concat());
    assert!(
        printed.contains("Came as a tip of Maria Silva. “Has a leaky roof”") && printed.contains("suspect"),
        "{printed}"
    );
    let by_number = stack.lead("+351912345678");
    stack.tell(&json!({"kind": "tip", "email": JOSE, "name": "José", "note": "Has a leaky roof", "referred_by": "Maria Silva"}));
    let dora = stack.log_in("dora");
    for lead in [by_number, stack.lead(JOSE)] {
        assert_eq!(lead["stage"], "suspect", "{lead}");
        assert_eq!((&lead["consent"], &lead["enrolments"], &lead["owner"]), (&Value::Null, &json!({}), &Value::Null));
        let page = dora.page(&format!("/desk/leads/{}", lead["id"].as_str().unwrap()));
        assert!(page.contains(": Maria Silva says so"), "{page}");
        assert!(page.contains("name=\"need\" value=\"yes\" checked"), "{page}");
    }
    // Whoever is known by name alone is a lead, too; and told twice with one id, one lead.
    for _ in 0..2 {
        stack.tell(&json!({"kind": "tip", "id": "crm-1", "name": "Joan Roof", "referred_by": "Kai"}));
    }
    let found = stack.printed(&["leads"]);
    assert_eq!(found.matches("Joan Roof").count(), 1, "{found}");
    let refused = stack.command(&["tip", "Joe"]);
    assert!(!refused.status.success());
    stack.advance("20d");
    assert!(stack.inbox().iter().all(|mail| mail["tags"]["to"] != "lead"));
    stack.assert_sound();
}
