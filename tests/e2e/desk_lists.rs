//! The desk's lists: the worklist, what an open one hears, all leads, and leads added by hand.

use std::fmt::Write;

use leadwright_tests::{Stack, person, read_json};
use serde_json::{Value, json};

use crate::desk_pages::Member;
use crate::golden::golden;

/// A hot lead of that number; its id and its owner's.
fn ask(stack: &Stack, number: usize) -> (String, String) {
    let mut fields = person(number);
    fields["name"] = json!(format!("Visitor{number} Silva"));
    fields["company"] = json!(format!("Company{number}"));
    // All the others would be of one number, and one of the other.
    fields["phone"] = json!(format!("+351 912 345 {number:03}"));
    let lead = stack.submit_and_settle("demo-request", &fields);
    let owner = stack.lead(&lead)["lead"]["owner"].as_str().map(str::to_owned);
    let owner = owner.or_else(|| stack.lead(&lead)["owner"].as_str().map(str::to_owned)).expect("an owner");
    (lead, owner)
}

/// Somebody of the sales team who is not that person.
fn another(owner: &str) -> &'static str {
    if owner == "ben" { "chloe" } else { "ben" }
}

#[test]
fn a_worklist_says_what_is_to_be_done_with_three_requests() {
    let stack = Stack::start();
    let (lead, owner) = ask(&stack, 1);
    let member = Member::new(&stack, &owner);
    // The first request of an environment warms its connection.
    member.page("/desk");
    let mut page = String::new();
    let cost = member.cost(|| page = member.page("/desk"));
    assert!(cost.requests <= 3, "{cost:?}");
    assert!(page.len() <= 60 * 1024, "{} bytes", page.len());
    for part in [
        &format!("href=\"/desk/leads/{lead}\""),
        "<bdi>Visitor1 Silva</bdi>",
        "<bdi>Company1</bdi>",
        "wants a demo",
        "To accept",
        "href=\"tel:+351912345001\"",
        "One lead waits for you",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    let other = Member::new(&stack, another(&owner)).page("/desk");
    assert!(!other.contains("Visitor1") && other.contains("Nothing waits for you"), "{other}");
    assert!(other.contains("/desk/leads/new"), "an empty list says what to do: {other}");

    // Who asked not to be called is not called from a list either.
    stack.tell(&json!({"kind": "do_not_contact", "channel": "calls", "lead": lead, "by": owner}));
    for path in ["/desk", "/desk/leads", "/desk/leads?q=Visitor1"] {
        let page = member.page(path);
        assert!(page.contains("Visitor1") && !page.contains("tel:") && !page.contains("912 345"), "{path}: {page}");
    }

    // Accepted and called, it is planned; the next one is one click away.
    stack.tell(&json!({"kind": "call_logged", "lead": lead, "by": owner, "note": "Wants an offer"}));
    let page = member.page("/desk");
    assert!(page.contains("Nothing waits for you") && page.contains("Planned"), "{page}");
    assert_eq!(member.get(&format!("/desk/next?after={lead}")), (303, "/desk".to_owned()));
    assert_eq!(member.get("/desk/next"), (303, format!("/desk/leads/{lead}")));
    stack.assert_sound();
}

#[test]
fn an_open_worklist_hears_of_a_new_hot_lead() {
    let stack = Stack::start();
    let members: Vec<(&str, Member<'_>)> =
        ["ana", "ben", "chloe"].map(|person| (person, Member::new(&stack, person))).into();
    let tags: Vec<String> = members.iter().map(|(_, member)| member.poll(None).1).collect();
    for ((_, member), tag) in members.iter().zip(&tags) {
        let mut status = 0;
        let cost = member.cost(|| status = member.poll(Some(tag)).0);
        assert_eq!(status, 304);
        assert!(cost.requests <= 2 && cost.read_units <= 1.0, "{cost:?}");
    }
    let (lead, owner) = ask(&stack, 2);
    for ((person, member), tag) in members.iter().zip(&tags) {
        let (status, fresh, body) = member.poll(Some(tag));
        if *person == owner {
            assert_eq!((status, body), (200, json!({ "new": [lead] }).to_string()));
            assert_ne!(fresh, *tag);
            let cost = member.cost(|| assert_eq!(member.poll(Some(&fresh)).0, 304));
            assert!(cost.read_units <= 1.0, "{cost:?}");
        } else {
            assert_eq!(status, 304, "{person} hears nothing of it");
        }
    }
    let page = members[0].1.page("/desk");
    assert!(page.contains("<script src=\"/assets/desk-") && page.contains("data-poll=\"/desk/poll\""), "{page}");
}

#[test]
fn all_leads_are_filtered_and_found_by_who_may_see_them() {
    let stack = Stack::start();
    let (lead, owner) = ask(&stack, 3);
    stack.submit_and_settle(
        "guide-download",
        &json!({"email": "nora@reader.example", "name": "Nora Reader", "employees": "80", "utm_campaign": "guide-2026"}),
    );
    let dora = Member::new(&stack, "dora");
    let shows = |path: &str| {
        let page = dora.page(path);
        (page.contains("Visitor3"), page.contains("Nora Reader"))
    };
    for (filter, expected) in [
        ("", (true, true)),
        ("?stage=sql", (true, false)),
        ("?stage=lead", (false, true)),
        ("?temperature=hot", (true, false)),
        ("?source=download", (false, true)),
        ("?campaign=autumn-guide", (false, true)),
        ("?segment=larger-teams", (true, true)),
        ("?freshness=real-time", (true, true)),
        ("?freshness=aged", (false, false)),
        (&format!("?owner={owner}"), (true, false)),
        ("?owner=nobody&stage=lead", (false, true)),
        ("?q=visitor3", (true, false)),
        ("?q=reader.example", (false, true)),
        ("?q=nora%40reader.example", (false, true)),
        ("?q=%2B351912345003", (true, false)),
        ("?q=Company3", (true, false)),
        ("?q=Silva", (true, false)),
        ("?stage=nonsense", (false, false)),
    ] {
        assert_eq!(shows(&format!("/desk/leads{filter}")), expected, "{filter}");
    }
    // By no filter does a colleague see the lead.
    let other = Member::new(&stack, another(&owner));
    for filter in [
        "",
        "?stage=sql",
        "?stage=prospect",
        "?temperature=hot",
        &format!("?owner={owner}"),
        "?q=visitor3",
        "?q=%2B351912345003",
        "?source=form",
        "?after=0:",
        "?after=9:x",
    ] {
        let page = other.page(&format!("/desk/leads{filter}"));
        assert!(!page.contains("Visitor3") && !page.contains(&lead), "{filter}: {page}");
    }
    assert!(other.page("/desk/leads?stage=lead").contains("Nora Reader"), "nobody has Nora");
    let partner = Member::new(&stack, "rui");
    for filter in ["", "?stage=lead", "?q=nora", "?owner=nobody"] {
        let page = partner.page(&format!("/desk/leads{filter}"));
        assert!(!page.contains("Nora Reader") && !page.contains("Visitor3"), "{filter}: {page}");
    }
}

#[test]
fn a_filter_that_few_match_looks_at_500_leads_and_goes_on() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let mut list = "email,name,source\n".to_owned();
    for number in 0..900 {
        let source = if number == 0 { "direct mail" } else { "purchased list" };
        writeln!(list, "row{number}@list.example,Row{number} Person,{source}").unwrap();
    }
    let file = folder.path().join("list.csv");
    std::fs::write(&file, list).unwrap();
    stack.printed(&["import", file.to_str().unwrap(), "--source", "purchased list"]);
    stack.settle();
    let dora = Member::new(&stack, "dora");
    // The first request of an environment keeps the scoring model, too.
    dora.page("/desk");
    let mut path = "/desk/leads?stage=suspect&source=direct+mail".to_owned();
    let (mut pages, mut found) = (0, 0);
    loop {
        let mut page = String::new();
        let cost = dora.cost(|| page = dora.page(&path));
        // The session, and a query a shard.
        assert!(cost.requests <= 5, "{cost:?}");
        pages += 1;
        found += page.matches("Row0 Person").count();
        let Some((_, link)) = page.split_once("<a class=\"button quiet\" href=\"") else { break };
        let looked = page.split("<p class=\"soft\">").nth(1).unwrap().split(' ');
        let looked: Vec<usize> = looked.filter_map(|word| word.parse().ok()).collect();
        assert!(looked.last().is_some_and(|looked| (300..=500).contains(looked)), "it says how far it looked: {page}");
        path = link.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&");
    }
    assert!((2..=4).contains(&pages), "{pages} pages");
    // Its name, and its name for who can't see the button.
    assert!((1..=2).contains(&found), "{found}");

    // Page by page, each lead comes once.
    let mut path = "/desk/leads?stage=suspect".to_owned();
    let mut seen = std::collections::BTreeSet::new();
    let mut count = 0;
    for _ in 0..40 {
        let page = dora.page(&path);
        for id in page.split("class=\"name\" href=\"/desk/leads/").skip(1) {
            seen.insert(id.split_once('"').unwrap().0.to_owned());
            count += 1;
        }
        let Some((_, link)) = page.split_once("<a class=\"button quiet\" href=\"") else { break };
        path = link.split_once('"').unwrap().0.replace("&#38;", "&").replace("&amp;", "&");
    }
    assert_eq!((seen.len(), count), (900, 900));
}

fn call<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let fields =
        [("kind", "call"), ("name", "Joana Reis"), ("company", "Reis Lda"), ("phone", "912 111 222"), ("taker", "me")];
    fields
        .into_iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name))
        .chain(more.iter().copied())
        .collect()
}

/// Opportunities are created twice by a double click.
#[test]
fn r_suitecrm_9463_a_double_click_adds_one_lead() {
    let stack = Stack::start();
    let ana = Member::new(&stack, "ana");
    let (status, first) = ana.press("/desk/leads/new", "aaaaaaaaaaaaaaaa", &call(&[]));
    assert_eq!(status, 303, "{first}");
    let (status, second) = ana.press("/desk/leads/new", "aaaaaaaaaaaaaaaa", &call(&[("sure", "yes")]));
    assert_eq!((status, &second), (303, &first));
    stack.settle();
    let lead = stack.lead(first.strip_prefix("/desk/leads/").unwrap());
    let text = lead.to_string();
    assert!(
        text.contains("Joana Reis") && text.contains("inbound call") && text.contains("\"owner\":\"ana\""),
        "{text}"
    );
    assert_eq!(stack.stored_activities(first.strip_prefix("/desk/leads/").unwrap()).len(), 3, "{text}");
    let page = ana.page("/desk");
    assert_eq!(page.matches("<bdi>Joana Reis</bdi>").count(), 1, "{page}");

    // Who may be the same is shown before anything is stored, by number as by name.
    for (page, more) in [
        ("bbbbbbbbbbbbbbbb", call(&[("name", "J. Reis"), ("company", ""), ("phone", "+351 912 111 222")])),
        ("cccccccccccccccc", call(&[("phone", "")])),
    ] {
        let (status, shown) = ana.press("/desk/leads/new", page, &more);
        assert_eq!(status, 200, "{shown}");
        assert!(shown.contains("id=\"alike\"") && shown.contains(&first), "{shown}");
    }
    stack.assert_sound();
}

#[test]
fn a_tip_is_a_suspect_who_gets_no_mail_and_a_card_is_followed_by_the_next() {
    let stack = Stack::start();
    let ana = Member::new(&stack, "ana");
    let tip = [
        ("kind", "tip"),
        ("name", "Joe"),
        ("referred_by", "Maria Silva"),
        ("note", "Has a leaky roof"),
        ("consent", "yes"),
        ("taker", "nobody"),
    ];
    let (status, to) = ana.press("/desk/leads/new", "dddddddddddddddd", &tip);
    assert_eq!(status, 303, "{to}");
    let id = to.strip_prefix("/desk/leads/").unwrap().to_owned();
    let lead = stack.lead(&id).to_string();
    assert!(lead.contains("\"stage\":\"suspect\"") && lead.contains("need"), "{lead}");
    let page = ana.page(&to);
    assert!(page.contains("Maria Silva") && page.contains("Has a leaky roof"), "{page}");
    stack.advance("20d");
    assert!(stack.inbox().iter().all(|mail| mail["tags"]["to"] != "lead"));

    // The session is over by now.
    let ana = Member::new(&stack, "ana");
    let card =
        [("kind", "card"), ("name", "Kai"), ("email", "kai@card.example"), ("event", "Hannover fair"), ("taker", "me")];
    let (status, to) = ana.press("/desk/leads/new", "eeeeeeeeeeeeeeee", &card);
    assert_eq!(status, 303, "{to}");
    let page = ana.page(&to);
    assert!(page.contains("value=\"Hannover fair\"") && page.contains("The next card"), "{page}");

    // A value is kept whole or refused, and what was entered stays.
    let long = "x".repeat(300);
    for (page, fields, wrong) in [
        ("ffffffffffffffff", vec![("kind", "call"), ("taker", "me")], "something to know them by"),
        ("gggggggggggggggg", vec![("kind", "call"), ("name", long.as_str()), ("taker", "me")], "name"),
        ("hhhhhhhhhhhhhhhh", vec![("kind", "card"), ("name", "Kai"), ("taker", "me")], "Write the event"),
        ("iiiiiiiiiiiiiiii", vec![("kind", "call"), ("name", "Kai")], "Choose who takes care"),
    ] {
        let (status, shown) = ana.press("/desk/leads/new", page, &fields);
        assert_eq!(status, 422, "{shown}");
        assert!(shown.contains(wrong), "{wrong}: {shown}");
    }
    stack.assert_sound();
}

/// A page without what differs from run to run.
fn redacted(page: &str) -> String {
    let mut page = page.to_owned();
    for (begin, end) in [("name=\"press\" value=\"", '"'), ("/assets/desk-", '.')] {
        let mut from = 0;
        while let Some(at) = page[from..].find(begin).map(|at| from + at + begin.len()) {
            let until = page[at..].find(end).map_or(page.len(), |length| at + length);
            page.replace_range(at..until, "X");
            from = at;
        }
    }
    page
}

#[test]
fn golden_desk_lists() {
    let stack = Stack::start();
    let dora = Member::new(&stack, "dora");
    for (path, name) in [
        ("/desk", "desk/worklist-empty.html"),
        ("/desk/leads", "desk/leads-empty.html"),
        ("/desk/leads/new", "desk/add-lead.html"),
        ("/desk/leads/new?kind=tip", "desk/add-tip.html"),
        ("/desk/leads/new?kind=card&event=Hannover+fair", "desk/add-card.html"),
        ("/desk/team?person=ana", "desk/team.html"),
    ] {
        golden(name, &redacted(&dora.page(path)));
    }
}

#[test]
fn hostile_names_break_no_list() {
    let stack = Stack::start();
    let hostile = [
        "<script>alert(1)</script>".to_owned(),
        "\u{202e}evil\u{202c} \"quoted\" 'name'".to_owned(),
        "محمد بن عبد الله".to_owned(),
        "👩‍🚒🔥 Emoji".to_owned(),
        "long ".repeat(38),
    ];
    for (number, name) in hostile.iter().enumerate() {
        let mut fields = person(number + 40);
        fields["name"] = json!(name);
        fields["company"] = json!(name);
        let mut answer = stack.submit("demo-request", &fields);
        let body: Value = read_json(&mut answer);
        assert_eq!(answer.status(), 202, "{body}");
    }
    stack.settle();
    let dora = Member::new(&stack, "dora");
    for path in [
        "/desk/leads",
        "/desk/team",
        "/desk/team?person=ana",
        "/desk/leads?q=%3Cscript%3Ealert",
        "/desk/leads?stage=%3Cb%3E",
    ] {
        let page = dora.page(path);
        assert!(!page.contains("<script>alert") && !page.contains("<b>"), "{path}: {page}");
        assert!(page.contains("</html>"), "{path}");
    }
}
