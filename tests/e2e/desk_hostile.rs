//! What people try who are where they should not be.

use leadwright_tests::{BROWSER, Stack, cookie_of, copy_config, edit, mail_at_any_hour, person, read_text};
use serde_json::{Value, json};

use crate::seller::link;

const FORM: &str = "application/x-www-form-urlencoded";
const MARIA: &str = "person1@customer1.example";
const NOBODYS: &str = "/desk/leads/ld_lamtth6yetyscghyvack4c5mcy";

/// A stack with a lead of Ana's, and the path of its page on the desk.
fn with_a_lead() -> (Stack, String) {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(stack.lead(MARIA)["owner"], "ana");
    (stack, format!("/desk/leads/{lead}"))
}

#[test]
fn a_lead_of_somebody_else_is_not_there() {
    let (stack, path) = with_a_lead();
    let anas_link = link(&stack, "ana@acme.example");
    let (ana, ben) = (stack.log_in("ana"), stack.log_in("ben"));
    assert!(ana.page(&path).contains("Maria Silva"));
    let before = stack.lead(MARIA);
    let not_there = |path: &str| {
        let mut answer = ben.get(path);
        (answer.status().as_u16(), read_text(&mut answer))
    };
    let expected = not_there(NOBODYS);
    assert_eq!(expected.0, 404);
    for path in [
        path.clone(),
        format!("{path}?done=0123456789abcdef"),
        format!("{path}?person=ana&role=admin"),
        "/desk/leads/x".to_owned(),
    ] {
        assert_eq!(not_there(&path), expected, "{path}");
    }
    // With a form that is his, and hers.
    for press in [ben.press_of("/desk/log-out"), ana.press_of(&path)] {
        let status = ben.post(&path, &format!("{press}&do=take-over")).status().as_u16();
        assert!([403, 404].contains(&status), "{status}");
    }
    // Headers that say who asks, or what for, are not asked.
    for (name, value) in [
        ("x-forwarded-user", "ana"),
        ("x-forwarded-for", "127.0.0.1"),
        ("x-forwarded-host", "evil.example"),
        ("x-original-url", "/desk"),
        ("x-rewrite-url", "/desk"),
        ("x-http-method-override", "POST"),
        ("authorization", "Bearer ana"),
    ] {
        let headers = [("accept", BROWSER), ("cookie", ben.cookie.as_str()), (name, value)];
        let mut answer = stack.request("GET", &path, &headers, "");
        assert_eq!((answer.status().as_u16(), read_text(&mut answer)), expected, "{name}");
    }
    // HEAD and OPTIONS say no more.
    for (cookie, status) in [(&ben.cookie, 404), (&ana.cookie, 200)] {
        let answer = stack.request("HEAD", &path, &[("accept", BROWSER), ("cookie", cookie)], "");
        assert_eq!(answer.status(), status);
    }
    for path in [path.as_str(), NOBODYS] {
        let answer = stack.request("OPTIONS", path, &[("cookie", &ben.cookie)], "");
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["allow"].to_str().unwrap()),
            (204, "GET, HEAD, POST, OPTIONS")
        );
    }
    for method in ["PUT", "DELETE", "PATCH"] {
        assert_eq!(stack.request(method, &path, &[("cookie", &ana.cookie)], "").status(), 405, "{method}");
    }
    // A link's token is no session, and a session's no link.
    let token = anas_link.rsplit('/').next().unwrap();
    let answer =
        stack.request("GET", "/desk", &[("accept", BROWSER), ("cookie", &format!("__Host-session={token}"))], "");
    assert_eq!(answer.status(), 303);
    let session = ana.cookie.split_once('=').unwrap().1;
    assert_eq!(stack.get(&format!("/lead/{session}")).status(), 404);
    stack.settle();
    assert_eq!(stack.lead(MARIA), before);
    // Looking wrote no activity, and is known.
    let seen: Value = serde_json::from_str(&stack.printed(&["views", MARIA, "--json"])).unwrap();
    assert_eq!(seen.as_array().unwrap().len(), 1, "{seen}");
    assert_eq!(seen[0]["person"], "ana");
}

#[test]
fn a_session_is_neither_chosen_nor_forged_by_others() {
    let (stack, path) = with_a_lead();
    let ana = stack.log_in("ana");
    // Whoever plants a session in another's browser knows nothing after the log-in: it is a new one, and theirs is over.
    let planted = stack.log_in("ben");
    let link = stack.printed(&["login", "ana"]);
    let link = link.trim().strip_prefix(&stack.url).unwrap();
    let headers = [("accept", BROWSER), ("content-type", FORM), ("cookie", planted.cookie.as_str())];
    let new = cookie_of(&stack.request("POST", link, &headers, "to=")).unwrap();
    assert!(new != planted.cookie && new != ana.cookie);
    assert_eq!(planted.get("/desk").status(), 303, "the session that the browser had is over");
    let value = new.split_once('=').unwrap().1;
    let parts: Vec<&str> = value.split('.').collect();
    let [key, who, secret, signature] = parts[..] else { panic!("{value}") };
    // Dora's id, as the token has it.
    let dora = "mrxxeyi";
    let with =
        |cookie: &str| stack.request("GET", &path, &[("accept", BROWSER), ("cookie", cookie)], "").status().as_u16();
    assert_eq!(with(&new), 200);
    for forged in [
        format!("{key}.{dora}.{secret}.{signature}"),
        format!("{key}.{who}.{}.{signature}", "a".repeat(52)),
        format!("{key}.{who}.{secret}."),
        format!("{key}.{who}.{secret}"),
        format!("{who}.{secret}.{signature}"),
        format!("{value}.{signature}"),
        "x".repeat(10_000),
        String::new(),
    ] {
        assert_eq!(with(&format!("__Host-session={forged}")), 303, "{forged}");
    }
    // Another name, another prefix.
    for name in ["session", "__Secure-session", "__host-session"] {
        assert_eq!(with(&format!("{name}={value}")), 303, "{name}");
    }
}

#[test]
fn of_many_who_use_a_link_or_a_code_at_once_one_is_in() {
    let stack = Stack::start();
    let link = stack.printed(&["login", "ana"]);
    let path = link.trim().strip_prefix(&stack.url).unwrap();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let press =
            || stack.request("POST", path, &[("accept", BROWSER), ("content-type", FORM)], "to=").status().as_u16();
        let presses: Vec<_> = (0..6).map(|_| scope.spawn(press)).collect();
        presses.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(stack.printed(&["sessions"]).lines().count(), 1);
}

#[test]
fn each_role_sees_and_changes_what_is_its() {
    const TEAM: &str = "infra/config/team.yaml";
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(folder.path(), TEAM, "    email: chloe@acme.example", "    email: chloe@acme.example\n    role: marketing");
    let stack = Stack::start_at(folder.path(), ":memory:");
    let mut campos = person(2);
    campos["country"] = json!("BR");
    let [acmes, campos] = [person(1), campos].map(|fields| stack.submit_and_settle("demo-request", &fields));
    assert_eq!(stack.lead(MARIA)["owner"], "ana");
    let campo_owner = stack.lead("person2@customer2.example")["owner"].as_str().unwrap().to_owned();
    assert!(["rui", "sofia"].contains(&campo_owner.as_str()), "{campo_owner}");
    let colleague = if campo_owner == "rui" { "sofia" } else { "rui" };
    let marketing = {
        crate::desk_log_in::ask(&stack, "chloe@acme.example");
        let (link, _) = crate::desk_log_in::link_and_code(&stack, "chloe@acme.example");
        let path = link.split('?').next().unwrap().to_owned();
        cookie_of(&stack.request("POST", &path, &[("accept", BROWSER), ("content-type", FORM)], "to=")).unwrap()
    };
    let cookies = [
        ("ana", stack.log_in("ana").cookie),
        (campo_owner.as_str(), stack.log_in(&campo_owner).cookie),
        (colleague, stack.log_in(colleague).cookie),
        ("dora", stack.log_in("dora").cookie),
        ("chloe", marketing),
    ];
    // The page of the company's lead, of the partner's, of the numbers; whether there are buttons on the partner's.
    for ((who, cookie), expected) in cookies.iter().zip([
        (200, 404, 403, false),
        (404, 200, 403, true),
        (404, 200, 403, false),
        (200, 200, 200, true),
        (200, 200, 200, false),
    ]) {
        let get = |path: &str| {
            let mut answer = stack.request("GET", path, &[("accept", BROWSER), ("cookie", cookie)], "");
            (answer.status().as_u16(), read_text(&mut answer))
        };
        let (acme, campo, numbers) =
            (get(&format!("/desk/leads/{acmes}")), get(&format!("/desk/leads/{campos}")), get("/desk/numbers"));
        let has_buttons = campo.1.contains("name=\"do\" value=\"accept\"");
        assert_eq!((acme.0, campo.0, numbers.0, has_buttons), expected, "{who}");
        let desk = get("/desk").1;
        assert_eq!(desk.contains("href=\"/desk/numbers\""), expected.2 == 200, "{who}: {desk}");
        // A page that only shows takes no post.
        if campo.0 == 200 && !has_buttons {
            let log_out = get("/desk/log-out").1;
            let press = log_out.split("name=\"press\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
            let headers = [("accept", BROWSER), ("content-type", FORM), ("cookie", cookie.as_str())];
            let acted =
                stack.request("POST", &format!("/desk/leads/{campos}"), &headers, &format!("press={press}&do=accept"));
            assert_eq!(acted.status(), 403, "{who}");
        }
    }
    stack.settle();
    assert_eq!(stack.lead("person2@customer2.example")["accepted"], Value::Null);
}
