//! Call lists, on the real pages: who is dealt out to whom, what came of the call, and who may see it.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Barrier;
use std::thread;

use leadwright_tests::{LoggedIn, Stack, copy_config, edit, mail_at_any_hour, person, read_text};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::desk_pages::Member;

const NEXT: &str = "do=next&list=bought";

/// Imports people of a bought list; those of that many numbers.
fn bought(stack: &Stack, from: usize, until: usize) {
    let mut list = "email,name,company,phone,country\n".to_owned();
    for number in from..until {
        writeln!(list, "cold{number}@list.example,Cold{number} Person,Company{number},+351 912 345 {number:03},PT")
            .unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    stack.printed(&["import", file.to_str().unwrap(), "--source", "purchased list"]);
    stack.settle();
}

/// A stack whose list is called by these, instead of the sales team.
fn called_by(callers: &str) -> (TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(folder.path(), "infra/config/call_lists.yaml", "callers: [team sales]", &format!("callers: [{callers}]"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

/// The lead that a page has in hand.
fn in_hand(page: &str) -> Option<String> {
    let (_, rest) = page.split_once("name=\"lead\" value=\"")?;
    Some(rest.split('"').next().unwrap().to_owned())
}

/// Asks for the next person, and says what came of it.
fn next(caller: &LoggedIn<'_>) -> Result<String, String> {
    // Any form of the session: a list of nobody has no button.
    let mut answer = caller.post("/desk/calls", &format!("{}&{NEXT}", caller.press_of("/desk/away")));
    if answer.status() == 303 {
        let to = answer.headers()["location"].to_str().unwrap().to_owned();
        return Ok(to.strip_prefix("/desk/calls?lead=").unwrap_or_else(|| panic!("{to}")).to_owned());
    }
    let page = read_text(&mut answer);
    assert_eq!(answer.status(), 200, "{page}");
    Err(page)
}

/// Says what came of the call; the page that follows.
fn log(caller: &LoggedIn<'_>, lead: &str, fields: &str) -> String {
    caller.press("/desk/calls", &format!("lead={lead}&{fields}"))
}

fn numbers(stack: &Stack) -> Value {
    serde_json::from_str(&stack.printed(&["calls", "bought", "--json"])).unwrap()
}

#[test]
fn a_list_is_called_until_each_has_an_outcome() {
    let stack = Stack::start();
    bought(&stack, 0, 3);
    let (ana, ben, chloe) = (stack.log_in("ana"), stack.log_in("ben"), stack.log_in("chloe"));
    let page = ana.page("/desk");
    assert!(page.contains("href=\"/desk/calls\""), "{page}");
    let page = ana.page("/desk/calls");
    assert!(page.contains("Bought contacts") && page.contains("3 remain"), "{page}");

    let first = next(&ana).unwrap();
    let page = ana.page("/desk/calls");
    for part in
        ["Person", "Company", "href=\"tel:+351912345", "From purchased list", "The first of 4 tries", "Imported"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    assert_eq!(in_hand(&page).as_ref(), Some(&first), "it is there without the address, too");
    // Pressed again, it is the same person; and everybody else gets another.
    let mut again = ana.post("/desk/calls", &format!("{}&{NEXT}", ana.press_of("/desk/calls")));
    assert!(again.headers()["location"].to_str().unwrap().ends_with(&first), "{}", read_text(&mut again));
    let (second, third) = (next(&ben).unwrap(), next(&chloe).unwrap());
    assert_eq!(BTreeSet::from([&first, &second, &third]).len(), 3);
    let held = numbers(&stack);
    assert_eq!((&held[0]["remaining"], held[0]["in_hand"].as_array().unwrap().len()), (&json!(0), 3));

    // What can't be is refused with the field to fix, and what was written stays.
    let fields =
        format!("{}&lead={first}&do=call-back&day=2000-01-01&time=9:00&note=Busy", ana.press_of("/desk/calls"));
    let mut refused = ana.post("/desk/calls", &fields);
    let page = read_text(&mut refused);
    assert!(refused.status() == 422 && page.contains("The call must lie ahead") && page.contains("Busy"), "{page}");

    let page = log(&ana, &first, "do=no-answer&note=Rang+long");
    assert!(page.contains("role=\"status\"") && page.contains("Next person"), "it says what was logged: {page}");
    let page = next(&ana).unwrap_err();
    assert!(page.contains("Nobody of “Bought contacts” may be called now. The next:"), "{page}");
    log(&ben, &second, "do=interested&note=Wants+a+demo");
    let lead = stack.lead(&second);
    let lead = lead.get("lead").unwrap_or(&lead);
    assert_eq!((lead["stage"].as_str(), lead["owner"].as_str()), (Some("sql"), Some("ben")), "{lead}");
    log(&chloe, &third, "do=no-calls");
    let lead = stack.lead(&third);
    assert!(lead.to_string().contains("do_not_contact"), "{lead}");

    // The next day at another time of the day; then a number that is wrong.
    stack.advance("28h30m");
    let ana = stack.log_in("ana");
    let page = ana.press("/desk/calls", NEXT);
    assert_eq!(in_hand(&page).as_ref(), Some(&first));
    assert!(page.contains("Not reached once before") && page.contains("Rang long"), "{page}");
    log(&ana, &first, "do=wrong-number&reason=wrong-number");
    assert!(ana.page("/desk/calls").contains("Nobody remains"));

    stack.local("run/rollup", &json!({}));
    let counted = numbers(&stack);
    let of = |name: &str| counted[0][name].as_u64().unwrap();
    assert_eq!([of("remaining"), of("calls"), of("reached"), of("interested")], [0, 4, 2, 1], "{counted}");
    let team = stack.log_in("dora").page("/desk/team");
    assert!(team.contains("Call lists") && team.contains("50% reached, 1 interested"), "{team}");
    let views = stack.printed(&["views", &second]);
    assert!(views.contains("Ben Weber") && views.contains("dealt out by the call list bought"), "{views}");
    stack.assert_sound();
}

#[test]
fn callers_who_ask_at_the_same_moment_never_get_the_same_person() {
    const ROUNDS: usize = 6;
    let stack = Stack::start();
    bought(&stack, 0, 3 * ROUNDS);
    let callers = ["ana", "ben", "chloe"].map(|person| stack.log_in(person));
    let mut seen = BTreeSet::new();
    for round in 0..ROUNDS {
        let at_once = Barrier::new(callers.len());
        let ask = |caller: &LoggedIn<'_>| {
            let press = caller.press_of("/desk/calls");
            at_once.wait();
            let mut answer = caller.post("/desk/calls", &format!("{press}&{NEXT}"));
            assert_eq!(answer.status(), 303, "{}", read_text(&mut answer));
            answer.headers()["location"].to_str().unwrap().to_owned()
        };
        let ask = &ask;
        let dealt: Vec<String> = thread::scope(|scope| {
            let asked: Vec<_> = callers.iter().map(|caller| scope.spawn(move || ask(caller))).collect();
            asked.into_iter().map(|one| one.join().unwrap()).collect()
        });
        for (caller, to) in callers.iter().zip(&dealt) {
            let lead = to.strip_prefix("/desk/calls?lead=").unwrap().to_owned();
            assert!(seen.insert(lead.clone()), "round {round}: {lead} was dealt out twice");
            log(caller, &lead, "do=no-answer");
        }
    }
    assert_eq!(seen.len(), 3 * ROUNDS);
    stack.assert_sound();
}

#[test]
fn who_closes_the_laptop_blocks_nobody() {
    let stack = Stack::start();
    bought(&stack, 0, 1);
    let (ana, ben) = (stack.log_in("ana"), stack.log_in("ben"));
    let lead = next(&ana).unwrap();
    let press = ana.press_of("/desk/calls");
    next(&ben).unwrap_err();
    // Who has somebody in hand has the say: others look on.
    let path = format!("/desk/leads/{lead}");
    assert!(ben.page(&path).contains("You can look at this lead"), "{}", ben.page(&path));
    stack.advance("31m");
    assert_eq!(next(&ben).unwrap(), lead);
    // What comes too late is not lost without a word, and changes nothing.
    let mut late = ana.post("/desk/calls", &format!("{press}&lead={lead}&do=no-answer"));
    let page = read_text(&mut late);
    assert!(page.contains("no longer in your hand"), "{page}");
    log(&ben, &lead, "do=no-answer");
    // Sent twice, it counts once.
    assert_eq!(stack.lead(&lead).to_string().matches("\"tries\":1").count(), 1, "{}", stack.lead(&lead));
    stack.assert_sound();
}

#[test]
fn a_partner_sees_whom_the_list_dealt_them_and_only_for_so_long() {
    let (_folder, stack) = called_by("rui");
    bought(&stack, 0, 2);
    let (rui, ben) = (stack.log_in("rui"), stack.log_in("ben"));
    assert_eq!(ben.get("/desk/calls").status(), 403);
    assert!(!ben.page("/desk").contains("/desk/calls"));
    let lead = next(&rui).unwrap();
    let path = format!("/desk/leads/{lead}");
    assert_eq!(rui.get(&path).status(), 200);
    let held = numbers(&stack);
    assert_eq!(held[0]["in_hand"][0]["by"], "rui");
    let other = (0..2).map(|number| format!("cold{number}@list.example")).find(|mail| id_of(&stack, mail) != lead);
    let other = id_of(&stack, &other.unwrap());
    assert_eq!(rui.get(&format!("/desk/leads/{other}")).status(), 404);
    assert!(!rui.page(&format!("/desk/calls?lead={other}")).contains(&other));
    stack.advance("31m");
    assert_eq!(rui.get(&path).status(), 404);
    assert!(!rui.page(&format!("/desk/calls?lead={lead}")).contains(&lead));
}

fn id_of(stack: &Stack, mail: &str) -> String {
    let lead = stack.lead(mail);
    lead.get("lead").unwrap_or(&lead)["id"].as_str().unwrap_or_else(|| panic!("{lead}")).to_owned()
}

#[test]
fn who_refused_calls_before_is_on_no_list() {
    let stack = Stack::start();
    // Somebody of the same number asked not to be called.
    let mut fields = person(1);
    fields["phone"] = json!("+351 912 345 000");
    let asked = stack.submit_and_settle("demo-request", &fields);
    stack.tell(&json!({"kind": "do_not_contact", "channel": "calls", "lead": asked, "by": "ana"}));
    bought(&stack, 0, 2);
    assert_eq!(numbers(&stack)[0]["remaining"], 1);
    let ana = stack.log_in("ana");
    let lead = next(&ana).unwrap();
    assert_eq!(lead, id_of(&stack, "cold1@list.example"));
    // Who asks for it while they are in hand leaves the hand.
    stack.tell(&json!({"kind": "do_not_contact", "channel": "calls", "lead": lead, "by": "ben"}));
    let page = ana.page(&format!("/desk/calls?lead={lead}"));
    assert!(!page.contains("tel:") && page.contains("Nobody remains"), "{page}");
}

#[test]
fn who_is_outside_their_hours_is_not_dealt_out() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("list.csv");
    let rows =
        "email,name,phone\nw@list.example,West Person,+1 415 555 0100\ne@list.example,East Person,+81 3 1234 5678\n";
    std::fs::write(&file, rows).unwrap();
    stack.printed(&["import", file.to_str().unwrap(), "--source", "purchased list"]);
    stack.settle();
    let ana = stack.log_in("ana");
    // At ten in the morning of Lisbon it is night in San Francisco, and evening in Tokyo.
    let page = next(&ana).unwrap_err();
    assert!(page.contains("The next: today") || page.contains("The next: tomorrow"), "{page}");
    stack.advance("8h");
    let lead = next(&ana).unwrap();
    assert_eq!(lead, id_of(&stack, "w@list.example"));
    assert!(ana.page("/desk/calls").contains("where they are"));
}

#[test]
fn the_next_person_costs_the_same_of_few_and_of_many() {
    let stack = Stack::start();
    bought(&stack, 0, 4);
    let next = [("do", "next"), ("list", "bought")];
    let cost = |person: &str| {
        let caller = Member::new(&stack, person);
        // The first request of an environment warms its connection.
        caller.page("/desk/calls");
        caller.cost(|| assert_eq!(caller.press("/desk/calls", "0123456789abcdef", &next).0, 303))
    };
    let few = cost("ana");
    bought(&stack, 4, 200);
    let many = cost("ben");
    assert_eq!(few.requests, many.requests, "{few:?} {many:?}");
    // The session, who is in hand, the zones, three queries, the lead, its write, who was dealt whom.
    assert!(many.requests <= 9, "{many:?}");
}

#[test]
fn leads_that_are_there_already_come_onto_a_new_list_by_rescore() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    let file = folder.path().join("infra/config/call_lists.yaml");
    let lists = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let state = tempfile::tempdir().unwrap();
    let stack = Stack::start_at(folder.path(), state.path());
    bought(&stack, 0, 2);
    assert_eq!(stack.log_in("ana").get("/desk/calls").status(), 403);
    stack.stop();
    std::fs::write(&file, lists).unwrap();
    let stack = Stack::start_with(folder.path(), state.path(), &[]);
    assert_eq!(numbers(&stack)[0]["remaining"], 0);
    stack.printed(&["rescore"]);
    assert_eq!(numbers(&stack)[0]["remaining"], 2);
    stack.assert_sound();
}
