//! What the page shows of a lead in each state.

use leadwright_domain::activity::{ActivityId, Contact};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Answer, Delivery, Task};
use leadwright_domain::routing::People;
use serde_json::json;

use super::*;
use crate::viewer::Viewer;
use crate::visit::sample::{accepted, at, config, lead};

fn shown(config: &Config, lead: &Lead, asked: &Applied, person: &str, now: &str) -> String {
    let people = People::new();
    let visit = Visit::open(config, lead, Viewer::sample(&config.team, person), &people, at(now)).unwrap();
    let shown = Shown { page: "p", done: None, refused: None };
    let sent = [asked.activity.clone()];
    let page = LeadPage::new(visit, &sent, std::slice::from_ref(asked), &KnownConsents::default(), shown);
    page.render().unwrap()
}

#[test]
fn the_page_says_who_has_the_lead() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    for (by, owner, person, words, buttons) in [
        (None, Some("ana"), "ana", "This one is for you", [true, false, true]),
        (None, Some("ana"), "ben", "Given to Ana Costa, who has not accepted it", [true, false, true]),
        (None, None, "ben", "Nobody has this lead", [true, false, true]),
        (Some("ana"), Some("ana"), "ana", "You have this: accepted at 14:05", [false, false, true]),
        (Some("ben"), Some("ben"), "ana", "Ben Weber took this at 14:05", [false, true, false]),
        (Some("gone"), Some("gone"), "ana", "gone took this at 14:05", [false, true, false]),
    ] {
        lead.accepted = by.map(accepted);
        lead.owner = owner.map(ToOwned::to_owned);
        let page = shown(&config, &lead, &asked, person, "2026-11-21T14:07:00Z");
        assert!(page.contains(words), "{words}: {page}");
        let there = ["accept", "take-over", "won"].map(|button| page.contains(&format!("value=\"{button}\"")));
        assert_eq!(there, buttons, "{words}");
    }
}

#[test]
fn the_page_says_by_which_channel_what_is_known_and_what_happens_next() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    let page = |lead: &Lead, now| shown(&config, lead, &asked, "ana", now);
    assert!(page(&lead, "2026-11-21T14:04:00Z").contains("They left no number"));
    // As it is dialled at home: the page has a button that calls it.
    lead.fields.insert("phone".to_owned(), serde_json::from_value(json!(["912345678", 0])).unwrap());
    let at_home = page(&lead, "2026-11-21T14:04:00Z");
    let call = "href=\"tel:+351912345678\">Call <bdi>912345678</bdi> (+351912345678)</a>";
    assert!(at_home.contains("Call now") && at_home.contains(call), "{at_home}");
    let phone = serde_json::from_value(json!(["+351912345678", 0])).unwrap();
    lead.fields.insert("phone".to_owned(), phone);
    let waiting = AgendaEntry {
        id: "e".to_owned(),
        delivery: Delivery::new(at("2026-11-21T14:08:00Z")),
        about: asked.activity.id.clone(),
        task: Task::Accept { owner: "ana".to_owned(), missed: Vec::new() },
    };
    lead.change_agenda(|agenda| agenda.push(waiting));
    let answer = Answer {
        yes: true,
        activity: ActivityId::new(at("2026-11-20T09:00:00Z"), &[]),
        by: "ben".to_owned(),
        evidence: Some("<b>Said so</b>".to_owned()),
    };
    lead.answers.insert(Question::Budget, answer);
    for (now, advice) in [
        ("2026-11-21T14:04:00Z", "Call now"),
        ("2026-11-22T14:04:00Z", "Write first, then call"),
        ("2026-11-29T14:04:00Z", "remind them"),
    ] {
        assert!(page(&lead, now).contains(advice), "{now}");
    }
    let now = page(&lead, "2026-11-21T14:04:00Z");
    for words in
        ["scalation to you unless you accept by 14:08", "Ben Weber, yesterday 9:00: &#60;b&#62;Said so&#60;/b&#62;"]
    {
        assert!(now.contains(words), "{words}: {now}");
    }
    lead.first_contact = Some(asked.activity.id.clone());
    assert!(!page(&lead, "2026-11-21T14:04:00Z").contains("Call now"), "they have spoken");
}

/// What the page says and offers in each state, without the texts around.
fn told(config: &Config, lead: &Lead, newest: &[Applied], person: &str, now: &str) -> (Vec<String>, Vec<String>) {
    let people = People::new();
    let visit = Visit::open(config, lead, Viewer::sample(&config.team, person), &people, at(now)).unwrap();
    let shown = Shown { page: "p", done: None, refused: None };
    let sent: Vec<Activity> = newest.iter().map(|applied| applied.activity.clone()).collect();
    let page = LeadPage::new(visit, &sent, newest, &KnownConsents::default(), shown);
    let words = [page.stage.clone(), page.holder.said.clone(), page.advice.clone().unwrap_or_else(|| "-".to_owned())];
    let html = page.render().unwrap();
    let buttons = html.split("name=\"do\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut buttons: Vec<String> = buttons.map(ToOwned::to_owned).collect();
    buttons.sort();
    (words.into(), buttons)
}

/// Its words and buttons are those that the state allows: no chip, heading, advice or button for another one.
#[test]
fn r_issue_10_13_each_state_has_its_words_and_buttons() {
    let config = config();
    let (fresh, asked) = lead(&config);
    let newest = std::slice::from_ref(&asked);
    let number = "They left no number: write, and ask for one.";
    let log = ["no-answer", "reached", "replied", "met", "wrote", "note"];
    let always = ["answers", "edit", "move", "refuse", "undo"];
    for (stage, by, person, words, buttons) in [
        (
            Stage::Sql,
            None,
            "ana",
            ["New", "This one is for you", number],
            &["accept", "give", "not-a-fit", "not-now", "won"][..],
        ),
        (
            Stage::Sql,
            None,
            "ben",
            ["New", "Given to Ana Costa, who has not accepted it", number],
            &["accept", "give", "not-a-fit", "not-now", "won"],
        ),
        (
            Stage::Sql,
            Some("ana"),
            "ana",
            ["Working", "You have this: accepted at 14:05", number],
            &["give", "not-a-fit", "not-now", "won"],
        ),
        (
            Stage::Prospect,
            Some("ana"),
            "ana",
            ["Qualified", "You have this: accepted at 14:05", number],
            &["give", "not-a-fit", "not-now", "won"],
        ),
        (Stage::Customer, None, "ana", ["Won", "This customer is yours", "-"], &["give"]),
        (Stage::Customer, None, "ben", ["Won", "Ana Costa has this customer", "-"], &["give"]),
        (
            Stage::Recycled,
            None,
            "ana",
            ["Follow up later", "This lead is yours", "-"],
            &["accept", "give", "not-a-fit", "not-now", "won"],
        ),
        (Stage::Disqualified, None, "ana", ["Closed", "This lead was yours, and is closed", "-"], &["not-now", "won"]),
        (
            Stage::Lost,
            None,
            "ben",
            ["Closed", "Ana Costa had this lead, which is closed", "-"],
            &["not-a-fit", "not-now", "won"],
        ),
        (
            Stage::Lead,
            None,
            "ana",
            ["New", "This lead is yours", "-"],
            &["accept", "give", "not-a-fit", "not-now", "won"],
        ),
    ] {
        let mut lead = fresh.clone();
        lead.change_agenda(Vec::clear);
        lead.stage = stage;
        lead.accepted = by.map(accepted);
        let (said, offered) = told(&config, &lead, newest, person, "2026-11-21T14:07:00Z");
        let has_steps = stage.is_sales() || matches!(stage, Stage::Recycled | Stage::Customer);
        let next = has_steps.then_some("next");
        let mut expected: Vec<&str> = buttons.iter().copied().chain(log).chain(always).chain(next).collect();
        expected.sort_unstable();
        assert_eq!(
            (said, offered),
            (words.map(ToOwned::to_owned).to_vec(), expected.iter().map(|&b| b.to_owned()).collect()),
            "{stage} {by:?} {person}"
        );
    }
}

/// By which channel: what is known of them, how long ago they asked, and what was tried since.
#[test]
fn the_advice_is_right_for_what_is_known_and_was_tried() {
    let config = config();
    let (fresh, asked) = lead(&config);
    let field = |text: &str| serde_json::from_value(json!([text, 0])).unwrap();
    let in_vain = |time: &str| {
        let contact = Contact { by: "ana".to_owned(), reached: false, note: None };
        let id = ActivityId::new(at(time), &["call"]);
        let call = Activity::new(id, fresh.id.clone(), ActivityKind::CallLogged(contact));
        Applied { activity: call, ..asked.clone() }
    };
    let (soon, later) = ("2026-11-21T14:05:00Z", "2026-11-22T14:05:00Z");
    let (number, dead) = (Some("+351912345678"), true);
    for (phone, has_address, is_dead, tried, now, words) in [
        (number, true, false, None, soon, "Call now"),
        (number, true, false, None, later, "Write first, then call"),
        (number, true, false, None, "2026-11-29T14:05:00Z", "remind them"),
        // Right after a call that nobody answered, nobody is told to call.
        (number, true, false, Some("2026-11-21T14:04:00Z"), soon, "No answer so far: write"),
        (number, false, false, Some("2026-11-21T14:04:00Z"), soon, "No answer so far: try again"),
        // A call before they asked again is no answer to that.
        (number, true, false, Some("2026-11-20T14:04:00Z"), soon, "Call now"),
        (number, false, false, None, later, "they left no address"),
        (number, true, dead, None, later, "their address takes no mail"),
        (None, true, false, None, soon, "They left no number"),
        (None, true, dead, None, soon, "We know no number and no address"),
        (Some("call me"), true, false, None, soon, "can't be dialled"),
    ] {
        let mut lead = fresh.clone();
        lead.fields.extend(phone.map(|phone| ("phone".to_owned(), field(phone))));
        if !has_address {
            lead.fields.remove("email");
        }
        if is_dead {
            let (activity, why) = (asked.activity.id.clone(), Suppression::BOUNCED.to_owned());
            lead.suppressed.push(Suppression { activity, why, of: None });
        }
        let newest: Vec<Applied> = tried.map(in_vain).into_iter().chain([asked.clone()]).collect();
        let (said, _) = told(&config, &lead, &newest, "ana", now);
        assert!(said[2].contains(words), "{words}: {}", said[2]);
    }
}

/// A number that a form brought never takes the place of the one that the owner knows.
#[test]
fn r_issue_10_9_both_numbers_can_be_called_and_the_owner_says_which_is_right() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    let now = "2026-11-21T14:07:00Z";
    let field = |text: &str, by_hand: bool| serde_json::from_value(json!([text, 0, by_hand])).unwrap();
    let id = asked.activity.id.to_string();
    for (present, by_hand, is_kept, first, second) in [
        ("+351760123456", false, false, "+351912345678", "+351760123456"),
        ("+351912345678", true, true, "+351912345678", "+351760123456"),
    ] {
        let other = if is_kept { "+351760123456" } else { "+351912345678" };
        lead.fields.insert("phone".to_owned(), field(present, by_hand));
        let change = json!({"other": other, "activity": id, "by": "form", "is_kept": is_kept});
        lead.changes.insert("phone".to_owned(), serde_json::from_value(change).unwrap());
        let page = shown(&config, &lead, &asked, "ana", now);
        for words in [
            &format!("<a class=\"button\" href=\"tel:{first}\">Call <bdi>{first}</bdi></a>"),
            &format!("<a class=\"button quiet\" href=\"tel:{second}\">Call <bdi>{second}</bdi>, the new number</a>"),
            &format!("name=\"value\" value=\"{first}\""),
            &format!("name=\"value\" value=\"{second}\""),
            "by a form at 14:03",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let sorted = numbers(
            &config,
            &lead,
            &changes(&lead, leadwright_domain::words::Words::english(), at(now), &jiff::tz::TimeZone::UTC),
        );
        assert_eq!(
            sorted.iter().map(|number| (number.text, number.is_new)).collect::<Vec<_>>(),
            [(first, false), (second, true)]
        );
    }
}

#[test]
fn r_rapidpro_241_what_is_not_one_number_is_text_and_no_link() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    for typed in ["351912345678.0", "912345678 / 913", "3.51912E+11", "call after 5: 912345678", "089 1234567"] {
        lead.fields.insert("phone".to_owned(), serde_json::from_value(json!([typed, 0])).unwrap());
        let page = shown(&config, &lead, &asked, "ana", "2026-11-21T14:04:00Z");
        assert!(!page.contains("tel:") && !page.contains(">Call ") && !page.contains("left no number"), "{page}");
        for words in ["their number can&#39;t be dialled", "as they typed it", typed] {
            assert!(page.contains(words), "{words}: {page}");
        }
    }
}

#[test]
fn r_countries_735_what_was_not_recognised_is_shown_as_it_was_typed() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    let mut page = |country: &str, is_recognised: bool| {
        lead.fields.insert("country".to_owned(), serde_json::from_value(json!([country, 0])).unwrap());
        lead.unrecognised = Some("country".to_owned()).filter(|_| !is_recognised).into_iter().collect();
        shown(&config, &lead, &asked, "ana", "2026-11-21T14:04:00Z")
    };
    assert!(page("Narnia", false).contains("<p>Country: <bdi>Narnia (not recognised)</bdi></p>"));
    assert!(page("PT", true).contains(">Portugal<"));
    // As older releases stored it.
    assert!(page("XX", true).contains(">XX (not recognised)<"));
}

#[test]
fn a_name_turns_no_direction_of_the_page() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    lead.fields.insert("name".to_owned(), serde_json::from_value(json!(["Maria\u{202e}avliS\u{200b}", 0])).unwrap());
    let people = People::new();
    let ana = Viewer::sample(&config.team, "ana");
    let visit = Visit::open(&config, &lead, ana, &people, at("2026-11-21T14:04:00Z")).unwrap();
    let shown = Shown { page: "p", done: None, refused: None };
    let sent = [asked.activity];
    let page = LeadPage::new(visit, &sent, &[], &KnownConsents::default(), shown);
    assert_eq!(page.title(), "MariaavliS");
    assert!(page.render().unwrap().contains("<h1 dir=\"auto\">MariaavliS</h1>"));
}

/// Nobody can say that a country is right which is none: it has no button, and a press without one is refused.
#[test]
fn r_countries_735_what_cannot_be_read_can_not_be_right() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    lead.fields.insert("country".to_owned(), serde_json::from_value(json!(["PT", 0])).unwrap());
    let change = json!({"other": "Narnia", "activity": asked.activity.id.to_string(), "by": "form"});
    lead.changes.insert("country".to_owned(), serde_json::from_value(change).unwrap());
    let page = shown(&config, &lead, &asked, "ana", "2026-11-21T14:07:00Z");
    assert!(page.contains("was Narnia") && page.contains("name=\"value\" value=\"PT\""), "{page}");
    assert!(!page.contains("value=\"Narnia\""), "{page}");
}

/// Who asked not to be called is not called: no number stands on the page, in no link, no field and no change.
#[test]
fn in_place_of_the_number_stands_that_they_asked_not_to_be_called() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    let number = "+351912345678";
    lead.fields.insert("phone".to_owned(), serde_json::from_value(json!([number, 0])).unwrap());
    let id = asked.activity.id.to_string();
    let refused = json!({"calls": {"refused": {"activity": id, "by": "ben"}}});
    lead.no_contact = serde_json::from_value(refused).unwrap();
    let page = shown(&config, &lead, &asked, "ana", "2026-11-21T14:07:00Z");
    for words in ["They asked not to be called: Ben Weber was told at 14:03", "Write, and ask when they may be called"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("tel:") && !page.contains(number), "{page}");
}

/// A button takes back what the viewer did; a manager's, what everybody did; nobody's, what the lead or the system did.
#[test]
fn what_a_person_did_has_an_undo_button() {
    let config = config();
    let (lead, asked) = lead(&config);
    let by = |by: &str, seq| {
        let contact = Contact { by: by.to_owned(), reached: true, note: Some("<script>".to_owned()) };
        let id = ActivityId::new(at("2026-11-21T14:05:00Z"), &[by]);
        let call = Activity::new(id, lead.id.clone(), ActivityKind::CallLogged(contact));
        Applied { activity: call, seq, ..asked.clone() }
    };
    let newest = [by("ana", 3), by("ben", 2), asked.clone()];
    for (role, buttons) in [("seller", 1), ("manager", 2), ("marketing", 0)] {
        let mut config = config.clone();
        config.team.people[0].role = Some(serde_json::from_value(json!(role)).unwrap());
        config.team.manager = Some("dora".to_owned());
        let people = People::new();
        let visit =
            Visit::open(&config, &lead, Viewer::sample(&config.team, "ana"), &people, at("2026-11-21T14:07:00Z"));
        let sent = [asked.activity.clone()];
        let shown = Shown { page: "p", done: None, refused: None };
        let page = LeadPage::new(visit.unwrap(), &sent, &newest, &KnownConsents::default(), shown).render().unwrap();
        assert_eq!(page.matches(">Undo</button>").count(), buttons, "{role}: {page}");
        assert!(page.contains("&#60;script&#62;") && !page.contains("<script"), "{page}");
    }
}

/// Whatever a visitor enters, the page keeps its shape and its size.
#[test]
fn hostile_names_break_nothing() {
    let config = config();
    let (mut lead, asked) = lead(&config);
    for name in [
        "<script>alert(1)</script>",
        "\"><img src=x>",
        "\u{202e}avliS airaM",
        "שלום עולם",
        "🦀👩\u{200d}👩\u{200d}👧",
        &"W".repeat(500),
        &"&".repeat(200),
    ] {
        for field in ["name", "company", "title", "country", "phone"] {
            lead.fields.insert(field.to_owned(), serde_json::from_value(json!([name, 0])).unwrap());
        }
        lead.unrecognised = ["country", "phone"].map(ToOwned::to_owned).into();
        let page = shown(&config, &lead, &asked, "ana", "2026-11-21T14:07:00Z");
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        assert_eq!(page.matches("<form").count(), page.matches("</form>").count(), "{name}");
        assert!(page.len() < 60_000, "{name}: {} bytes", page.len());
    }
}
