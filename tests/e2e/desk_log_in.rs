//! Logging into the desk, sessions, and how they end.

use std::time::{Duration, Instant};

use leadwright_tests::{BROWSER, Stack, cookie_of, copy_config, edit, mail_at_any_hour, person, read_text};
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";

/// POSTs a form as a browser without a session does.
pub(crate) fn post(stack: &Stack, path: &str, fields: &str) -> (u16, String) {
    let mut answer = stack.request("POST", path, &[("accept", BROWSER), ("content-type", FORM)], fields);
    (answer.status().as_u16(), read_text(&mut answer))
}

/// Asks for a link; the page that follows.
pub(crate) fn ask(stack: &Stack, address: &str) -> String {
    let (status, page) = post(stack, "/desk/log-in", &format!("do=mail&email={address}"));
    assert_eq!(status, 200, "{page}");
    stack.settle();
    page
}

/// The path of the link in the newest mail to an address, and the code beside it.
pub(crate) fn link_and_code(stack: &Stack, address: &str) -> (String, String) {
    let mails = stack.inbox();
    let mail = mails.iter().find(|mail| mail["to"].to_string().contains(address)).expect("a mail");
    assert_eq!(mail["subject"], "Log in to the desk of Acme Field Service");
    let html = mail["html"].as_str().unwrap();
    let at = html.find(&format!("{}/desk/log-in/", stack.url)).expect("a link") + stack.url.len();
    let link = html[at..].split('"').next().unwrap().replace("&amp;", "&");
    let code = html.split("<strong>").nth(1).and_then(|rest| rest.split('<').next()).expect("a code").to_owned();
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    (link, code)
}

/// Every row of the table, as text.
fn stored(stack: &Stack) -> String {
    let scan = json!({"TableName": stack.status()["table"]});
    stack.aws("dynamodb", "DynamoDB_20120810.Scan", &scan).to_string()
}

#[test]
fn the_link_of_a_mail_logs_in_once_and_only_by_its_button() {
    let stack = Stack::start();
    let asked = ask(&stack, "Ana@Acme.example");
    assert!(asked.contains("If <strong><bdi>Ana@Acme.example</bdi></strong> is in the team"), "{asked}");
    let (link, code) = link_and_code(&stack, "ana@acme.example");
    let path = link.split('?').next().unwrap();
    let secret = path.rsplit('.').next().unwrap();
    assert!(!stored(&stack).contains(secret), "only the hash of the secret is stored");
    // Scanners open links, and log nobody in.
    for _ in 0..2 {
        let mut shown = stack.get(&link);
        assert!(cookie_of(&shown).is_none() && stack.head(&link).headers().get("set-cookie").is_none());
        let shown = read_text(&mut shown);
        assert!(shown.contains("Log in as Ana Costa?") && !shown.contains(&code), "{shown}");
    }
    let press = || stack.request("POST", path, &[("accept", BROWSER), ("content-type", FORM)], "to=%2Fdesk");
    let logged_in = press();
    assert_eq!((logged_in.status().as_u16(), logged_in.headers()["location"].to_str().unwrap()), (303, "/desk"));
    let set = logged_in.headers()["set-cookie"].to_str().unwrap();
    for attribute in ["__Host-session=", "Path=/", "Max-Age=43200", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(set.contains(attribute), "{attribute}: {set}");
    }
    assert!(!set.contains("Domain"), "{set}");
    let cookie = cookie_of(&logged_in).unwrap();
    let secret_of_session = cookie.split('.').nth(2).unwrap();
    assert!(!stored(&stack).contains(secret_of_session), "a copy of the table logs nobody in");
    let with = |cookie: &str| stack.request("GET", "/desk", &[("accept", BROWSER), ("cookie", cookie)], "");
    let mut desk = with(&cookie);
    let page = read_text(&mut desk);
    assert!(desk.status() == 200 && page.contains("Ana Costa"), "{page}");
    // Neither link nor code works again.
    let mut again = press();
    assert_eq!(again.status(), 410);
    assert!(read_text(&mut again).contains("does not work any more"));
    assert_eq!(stack.get(path).status(), 410);
    let (status, _) = post(&stack, "/desk/log-in", &format!("do=code&email=ana@acme.example&code={code}"));
    assert_eq!(status, 422);
    // Nor does a link whose ten minutes are over.
    ask(&stack, "ben@acme.example");
    let (link, _) = link_and_code(&stack, "ben@acme.example");
    stack.advance("10m");
    assert_eq!(
        (stack.get(&link).status().as_u16(), post(&stack, link.split('?').next().unwrap(), "to=").0),
        (410, 410)
    );
}

#[test]
fn the_code_is_typed_on_another_device_and_five_wrong_ones_are_the_last() {
    let stack = Stack::start();
    ask(&stack, "ana@acme.example");
    let (link, code) = link_and_code(&stack, "ana@acme.example");
    let typed = |code: &str, address: &str| {
        let fields = format!("do=code&email={address}&code={code}&to=%2Fdesk%2Faway");
        stack.request("POST", "/desk/log-in", &[("accept", BROWSER), ("content-type", FORM)], &fields)
    };
    let spaced = format!("{}+{}", &code[..3], &code[3..]);
    let logged_in = typed(&spaced, "ana@acme.example");
    assert_eq!((logged_in.status().as_u16(), logged_in.headers()["location"].to_str().unwrap()), (303, "/desk/away"));
    assert_eq!(stack.get(&link).status(), 410, "its link went along");
    // Guessing.
    ask(&stack, "ben@acme.example");
    let (link, code) = link_and_code(&stack, "ben@acme.example");
    let wrong = if code == "123456" { "654321" } else { "123456" };
    let mut refused = typed(wrong, "ben@acme.example");
    let words = read_text(&mut refused);
    assert!(refused.status() == 422 && words.contains("This code is not right"), "{words}");
    for guess in ["", "1", "12345678", "one"] {
        assert_eq!(typed(guess, "ben@acme.example").status(), 422, "{guess}");
    }
    assert_eq!(typed(&code, "ben@acme.example").status(), 422, "the right one comes too late");
    assert_eq!(typed(&code, "ana@acme.example").status(), 422, "and is nobody else's");
    assert_eq!(
        stack
            .request("POST", link.split('?').next().unwrap(), &[("accept", BROWSER), ("content-type", FORM)], "to=")
            .status(),
        303
    );
}

#[test]
fn an_unknown_address_gets_the_same_answer_in_about_the_same_time_and_nobody_a_flood() {
    let stack = Stack::start();
    let timed = |address: &str| {
        let began = Instant::now();
        let (status, page) = post(&stack, "/desk/log-in", &format!("do=mail&email={address}"));
        assert_eq!(status, 200);
        assert!(began.elapsed() >= Duration::from_millis(300), "{address} took {:?}", began.elapsed());
        page.replace(address, "X")
    };
    let known = timed("ana@acme.example");
    assert_eq!(timed("nobody@acme.example"), known);
    for fields in ["do=code&email=ana@acme.example&code=000000", "do=code&email=nobody@acme.example&code=000000"] {
        assert_eq!(post(&stack, "/desk/log-in", fields).0, 422);
    }
    let mails = |stack: &Stack| {
        stack.settle();
        stack.subjects_to("ana@acme.example").len()
    };
    assert_eq!((mails(&stack), stack.inbox().len()), (1, 1));
    for asked in 2..=7 {
        assert_eq!(timed("ana@acme.example"), known, "the answer tells of no limit");
        assert_eq!(mails(&stack), asked.min(5));
    }
    stack.advance("1h");
    timed("ana@acme.example");
    assert_eq!(mails(&stack), 6);
    let (status, page) = post(&stack, "/desk/log-in", "do=mail&email=ana");
    assert!(status == 422 && page.contains("Write your e-mail address"), "{page}");
}

#[test]
fn a_network_that_tries_too_often_waits_whatever_its_headers_say() {
    let stack = Stack::start();
    let try_with = |number: usize| {
        let forwarded = format!("203.0.113.{number}");
        let headers =
            [("accept", BROWSER), ("content-type", FORM), ("x-forwarded-for", &forwarded), ("forwarded", &forwarded)];
        stack.request("POST", "/desk/log-in", &headers, "do=code&email=ana@acme.example&code=1").status().as_u16()
    };
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..4)
            .map(|part| scope.spawn(move || (0..26).map(|number| try_with(part * 26 + number)).collect::<Vec<_>>()))
            .collect();
        tries.into_iter().flat_map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 4, "{statuses:?}");
    stack.advance("1h");
    assert_eq!(try_with(1), 422);
}

#[test]
fn after_the_log_in_comes_the_page_that_was_asked_for_and_none_of_another_site() {
    let stack = Stack::start();
    let asked = stack.get("/desk/numbers/sales?last=30d");
    let to = asked.headers()["location"].to_str().unwrap().to_owned();
    assert_eq!((asked.status().as_u16(), to.as_str()), (303, "/desk/log-in?to=%2Fdesk%2Fnumbers%2Fsales%3Flast%3D30d"));
    let page = read_text(&mut stack.get(&to));
    assert!(page.contains("name=\"to\" value=\"/desk/numbers/sales?last=30d\""), "{page}");
    let (_, _) =
        post(&stack, "/desk/log-in", "do=mail&email=dora@acme.example&to=%2Fdesk%2Fnumbers%2Fsales%3Flast%3D30d");
    stack.settle();
    let (link, _) = link_and_code(&stack, "dora@acme.example");
    let page = read_text(&mut stack.get(&link));
    assert!(page.contains("name=\"to\" value=\"/desk/numbers/sales?last=30d\""), "{page}");
    for (evil, leads_to) in [
        ("%2F%2Fevil.example", "/desk"),
        ("https%3A%2F%2Fevil.example%2Fdesk", "/desk"),
        ("%2F%5Cevil.example", "/desk"),
        ("%2Fdesk%2F..%2F..%2F%2Fevil.example", "/desk"),
        ("%2Fdesk%0D%0ASet-Cookie%3A+a%3Db", "/desk"),
        ("javascript%3Aalert(1)", "/desk"),
        ("%2Fdesk%2Flog-out", "/desk"),
        ("%2Fdesk%2Faway", "/desk/away"),
    ] {
        let link = stack.printed(&["login", "dora"]);
        let path = link.trim().strip_prefix(&stack.url).unwrap().to_owned();
        let shown = read_text(&mut stack.get(&format!("{path}?to={evil}")));
        assert!(shown.contains(&format!("name=\"to\" value=\"{leads_to}\"")), "{evil}: {shown}");
        let logged_in =
            stack.request("POST", &path, &[("accept", BROWSER), ("content-type", FORM)], &format!("to={evil}"));
        assert_eq!(logged_in.headers()["location"], leads_to, "{evil}");
    }
}

#[test]
fn a_session_ends_after_twelve_idle_hours_at_log_out_and_by_command() {
    let stack = Stack::start();
    let ana = stack.log_in("ana");
    // Used every eleven hours, it stays, and the cookie with it.
    for _ in 0..3 {
        stack.advance("11h");
        let answer = ana.get("/desk");
        assert_eq!(answer.status(), 200);
        assert_eq!(cookie_of(&answer).as_deref(), Some(ana.cookie.as_str()), "renewed, and still the same");
        assert!(cookie_of(&ana.get("/desk")).is_none(), "at most once an hour");
    }
    stack.advance("12h");
    assert_eq!(ana.get("/desk").status(), 303);
    assert!(stack.printed(&["sessions"]).contains("nobody is logged in"));
    // Log-out ends it for whoever has a copy of the cookie.
    let ana = stack.log_in("ana");
    let bens = stack.log_in("ben");
    assert!(ana.page("/desk/log-out").contains("as seller"));
    assert_eq!(ana.get("/desk").status(), 200, "GET logs nobody out");
    let out = ana.post("/desk/log-out", &ana.press_of("/desk/log-out"));
    assert_eq!((out.status().as_u16(), out.headers()["location"].to_str().unwrap()), (303, "/desk/log-in?out"));
    assert!(out.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!((ana.get("/desk").status().as_u16(), bens.get("/desk").status().as_u16()), (303, 200));
    // By command: one person's, or everybody's.
    let [first, second, dora] = ["ana", "ana", "dora"].map(|person| stack.log_in(person));
    let listed = stack.printed(&["sessions"]);
    assert_eq!(listed.lines().filter(|line| line.starts_with("ana ")).count(), 2, "{listed}");
    assert_eq!(stack.printed(&["sessions", "--end", "ana"]).trim(), "ended 2 sessions");
    for ended in [&first, &second] {
        assert_eq!(ended.post("/desk/away", "do=back").status(), 401);
        assert_eq!(ended.get("/desk").status(), 303);
    }
    assert_eq!((bens.get("/desk").status().as_u16(), dora.get("/desk").status().as_u16()), (200, 200));
    assert_eq!(stack.printed(&["sessions", "--end"]).trim(), "ended 2 sessions");
    assert_eq!(bens.get("/desk").status(), 303);
    let refused = stack.command(&["login", "nobody"]);
    assert!(
        !refused.status.success()
            && String::from_utf8(refused.stderr).unwrap().contains("nobody in team.yaml has the id")
    );
}

#[test]
fn a_session_ends_when_its_person_leaves_or_works_as_something_else() {
    const TEAM: &str = "infra/config/team.yaml";
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(folder.path(), TEAM, "    email: chloe@acme.example", "    email: chloe@acme.example\n    role: marketing");
    let state = folder.path().join("state");
    let stack = Stack::start_at(folder.path(), &state);
    // The command reads the team of the repository: they log in by mail.
    let by_mail = |stack: &Stack, person: &str| {
        let address = format!("{person}@acme.example");
        ask(stack, &address);
        let (link, _) = link_and_code(stack, &address);
        let path = link.split('?').next().unwrap();
        cookie_of(&stack.request("POST", path, &[("accept", BROWSER), ("content-type", FORM)], "to=")).unwrap()
    };
    let status = |stack: &Stack, cookie: &str| {
        stack.request("GET", "/desk", &[("accept", BROWSER), ("cookie", cookie)], "").status().as_u16()
    };
    let [ana, ben, chloe] = ["ana", "ben", "chloe"].map(|person| by_mail(&stack, person));
    assert_eq!([&ana, &ben, &chloe].map(|cookie| status(&stack, cookie)), [200, 200, 200]);
    stack.submit_and_settle("demo-request", &person(1));
    ask(&stack, "ana@acme.example");
    let (anas_link, code) = link_and_code(&stack, "ana@acme.example");
    stack.stop();
    edit(folder.path(), TEAM, "    role: marketing\n", "    role: manager\n");
    edit(
        folder.path(),
        TEAM,
        "id: ana\n    name: Ana Costa\n    email: ana@acme.example",
        "id: anna\n    name: Anna Costa\n    email: anna@acme.example",
    );
    edit(folder.path(), TEAM, "[ana, ben, chloe]", "[anna, ben, chloe]");
    edit(folder.path(), TEAM, "iberia: [ana]", "iberia: [anna]");
    let stack = Stack::start_at(folder.path(), &state);
    assert_eq!([&ana, &ben, &chloe].map(|cookie| status(&stack, cookie)), [303, 200, 303]);
    // Who left does not get in by what was on its way, and hears nothing else than a stranger.
    assert_eq!(stack.get(&anas_link).status(), 410);
    assert_eq!(post(&stack, anas_link.split('?').next().unwrap(), "to=").0, 410);
    assert_eq!(post(&stack, "/desk/log-in", &format!("do=code&email=ana@acme.example&code={code}")).0, 422);
    let before = stack.inbox().len();
    ask(&stack, "ana@acme.example");
    assert_eq!(stack.inbox().len(), before);
}
