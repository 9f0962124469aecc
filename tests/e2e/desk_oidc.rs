//! Logging into the desk by an identity provider: the way through, and everything that must not log anybody in.

mod issuer;
mod trouble;

use std::path::Path;

use issuer::{CLIENT, Issuer, Signed};
use leadwright_tests::{BROWSER, Stack, copy_config, edit, mail_at_any_hour, read_text};
use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Body;
use ureq::http::Response;

use crate::desk_log_in::post;

const TEAM: &str = "infra/config/team.yaml";

/// A company whose people log in by the provider.
struct Company {
    folder: TempDir,
    issuer: Issuer,
}

impl Company {
    fn new(more: &str) -> Self {
        let (folder, issuer) = (tempfile::tempdir().unwrap(), Issuer::start());
        copy_config(folder.path());
        mail_at_any_hour(folder.path());
        let section = format!(
            "log_in:\n  provider: Acme ID\n  issuer: {}\n  client_id: {CLIENT}\n{more}\nmanager: dora",
            issuer.url
        );
        edit(folder.path(), TEAM, "manager: dora", &section);
        Self { folder, issuer }
    }

    fn start(&self, state: impl AsRef<std::ffi::OsStr>) -> Stack {
        let stack = Stack::start_at(self.folder.path(), state);
        stack.status()["secrets"]["ProviderSecret"].as_str().unwrap().clone_into(&mut self.issuer.plan().secret);
        stack
    }
}

/// A browser that went to the provider.
struct Gone {
    /// What it keeps of the desk.
    cookie: String,
    /// Where the provider sends it back to: a path.
    back: String,
}

/// Opens a page as a browser with this cookie does.
fn get(stack: &Stack, path: &str, cookie: &str) -> Response<Body> {
    stack.request("GET", path, &[("accept", BROWSER), ("cookie", cookie)], "")
}

/// The pairs of name and value that an answer sets as cookies.
fn cookies(answer: &Response<Body>) -> Vec<String> {
    let all = answer.headers().get_all("set-cookie").into_iter().map(|set| set.to_str().unwrap());
    all.map(|set| set.split(';').next().unwrap().to_owned()).collect()
}

/// The session that an answer begins.
fn session(answer: &Response<Body>) -> Option<String> {
    cookies(answer).into_iter().find(|cookie| cookie.starts_with("__Host-session="))
}

/// Goes to the provider, who knows the person already and sends the browser back at once.
fn go(stack: &Stack, to: &str) -> Gone {
    let started = stack.get(&format!("/desk/log-in/with?to={to}"));
    assert_eq!(started.status(), 303, "{:?}", started.headers());
    let [cookie] = cookies(&started).try_into().unwrap();
    let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).http_status_as_error(false).build().into();
    let sent = agent.get(started.headers()["location"].to_str().unwrap()).call().unwrap();
    let back = sent.headers()["location"].to_str().unwrap();
    let back = back.strip_prefix(&stack.url).unwrap_or_else(|| panic!("not back to the desk: {back}"));
    Gone { cookie, back: back.to_owned() }
}

/// Logs in at the provider; what the desk answers in the end.
fn log_in(stack: &Stack) -> Response<Body> {
    let gone = go(stack, "%2Fdesk");
    get(stack, &gone.back, &gone.cookie)
}

/// The answer lets nobody in: one page, with these words, and no error of ours.
#[track_caller]
fn is_refused(mut answer: Response<Body>, status: u16, words: &str, about: &str) {
    let page = read_text(&mut answer);
    assert!(answer.status() == status && page.contains(words), "{about}: {} {page}", answer.status());
    assert_eq!(session(&answer), None, "{about}");
    assert!(page.contains("href=\"/desk/log-in/with?to="), "{about}: it leads on: {page}");
    for person in ["ana", "Ana", "dora", "Dora"] {
        assert!(!page.contains(person), "{about}: it names nobody: {page}");
    }
}

#[test]
fn the_provider_logs_in_as_a_mail_does() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    company.issuer.reset("Ana@ACME.example");
    let page = read_text(&mut stack.get("/desk/log-in?to=%2Fdesk%2Faway%3Fx%3D1"));
    let button = "<a class=\"button\" href=\"/desk/log-in/with?to=%2Fdesk%2Faway%3Fx%3D1\">Log in with Acme ID</a>";
    assert!(page.contains(button) && page.contains("Mail me a link"), "{page}");
    let started = stack.get("/desk/log-in/with?to=%2Fdesk%2Faway%3Fx%3D1");
    let address = started.headers()["location"].to_str().unwrap().to_owned();
    let kept = started.headers()["set-cookie"].to_str().unwrap().to_owned();
    for attribute in ["__Host-log-in=", "Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(kept.contains(attribute), "{attribute}: {kept}");
    }
    let back = stack.url.replace(':', "%3A").replace('/', "%2F");
    for part in [
        format!("{}/authorize?response_type=code&client_id={CLIENT}", company.issuer.url),
        format!("redirect_uri={back}%2Fdesk%2Flog-in%2Fback"),
        "scope=openid+email&".to_owned(),
        "code_challenge_method=S256".to_owned(),
    ] {
        assert!(address.contains(&part), "{part}: {address}");
    }
    let secret = kept.split(['=', ';']).nth(1).unwrap();
    assert!(secret.len() == 52 && !address.contains(secret) && !address.contains("prompt="), "{address}");
    let gone = go(&stack, "%2Fdesk%2Faway%3Fx%3D1");
    let logged_in = get(&stack, &gone.back, &gone.cookie);
    assert_eq!(
        (logged_in.status().as_u16(), logged_in.headers()["location"].to_str().unwrap()),
        (303, "/desk/away?x=1")
    );
    let [first, forgotten] = cookies(&logged_in).try_into().unwrap();
    assert_eq!(forgotten, "__Host-log-in=", "the attempt is over");
    let set = logged_in.headers()["set-cookie"].to_str().unwrap();
    for attribute in ["__Host-session=", "Path=/", "Max-Age=43200", "Secure", "HttpOnly", "SameSite=Lax"] {
        assert!(set.contains(attribute), "{attribute}: {set}");
    }
    assert!(read_text(&mut get(&stack, "/desk/log-out", &first)).contains("ana@acme.example, as seller"));
    // Another log-in in the same browser has another id, and ends the session before it.
    let gone = go(&stack, "%2Fdesk");
    let again = session(&get(&stack, &gone.back, &format!("{}; {first}", gone.cookie))).unwrap();
    assert_ne!(again, first);
    assert_eq!([&first, &again].map(|cookie| get(&stack, "/desk", cookie).status().as_u16()), [303, 200]);
    // It ends as every session does.
    assert_eq!(stack.printed(&["sessions", "--end", "ana"]).trim(), "ended 1 session");
    assert_eq!(get(&stack, "/desk", &again).status(), 303);
    let idle = session(&log_in(&stack)).unwrap();
    stack.advance("12h");
    assert_eq!(get(&stack, "/desk", &idle).status(), 303);
    // Log-in by mail still works beside it.
    assert_eq!(post(&stack, "/desk/log-in", "do=mail&email=ana@acme.example").0, 200);
}

#[test]
fn a_session_ends_when_its_person_leaves_and_the_provider_lets_nobody_back_in() {
    let company = Company::new("");
    let state = company.folder.path().join("state");
    let stack = company.start(&state);
    company.issuer.reset("chloe@acme.example");
    let cookie = session(&log_in(&stack)).unwrap();
    assert_eq!(get(&stack, "/desk", &cookie).status(), 200);
    stack.stop();
    edit(
        company.folder.path(),
        TEAM,
        "    email: chloe@acme.example",
        "    email: cleo@acme.example\n    role: marketing",
    );
    let stack = company.start(&state);
    assert_eq!(get(&stack, "/desk", &cookie).status(), 303, "works as something else");
    is_refused(log_in(&stack), 403, "does not open the desk", "left the team");
}

#[test]
fn a_token_that_is_not_in_order_logs_nobody_in() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    let issuer = &company.issuer;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let (taken, unverified, stranger) =
        ("could not be taken for a log-in", "is not verified", "does not open the desk");
    let claims: &[(&str, Value, &str)] = &[
        ("expired", json!({"exp": now - 61, "iat": now - 400}), taken),
        ("without an end", json!({"exp": null}), taken),
        ("from a time to come", json!({"iat": now + 600}), taken),
        ("of another audience", json!({"aud": "desk-2"}), taken),
        ("of two audiences", json!({"aud": [CLIENT, "desk-2"]}), taken),
        ("of another issuer", json!({"iss": "https://accounts.google.com"}), taken),
        ("with another nonce", json!({"nonce": "x"}), taken),
        ("without a nonce", json!({"nonce": null}), taken),
        ("without an address", json!({"email": null}), taken),
        ("with an address that is not verified", json!({"email_verified": false}), unverified),
        ("with an address of which nobody says whether it is", json!({"email_verified": null}), unverified),
        ("of somebody who is not in the team", json!({"email": "eve@acme.example"}), stranger),
        ("of somebody who looks like one of the team", json!({"email": "ana@acme.example.evil.example"}), stranger),
        (
            "of somebody who is not verified, nor in the team",
            json!({"email": "eve@acme.example", "email_verified": false}),
            unverified,
        ),
    ];
    for (about, changes, words) in claims {
        issuer.reset("ana@acme.example");
        for (name, value) in changes.as_object().unwrap() {
            issuer.plan().claims[name] = value.clone();
        }
        is_refused(log_in(&stack), 403, words, about);
    }
    for (about, signed) in [
        ("the algorithm none", Signed::Not),
        ("HMAC with the public key", Signed::ByPublicKey),
        ("another key", Signed::ByAnotherKey),
        ("changed afterwards", Signed::ThenChanged),
        ("an unknown key", Signed::ByUnknownName),
        ("a demand that is not known", Signed::WithDemand),
    ] {
        issuer.reset("ana@acme.example");
        issuer.plan().signed = signed;
        is_refused(log_in(&stack), 403, taken, about);
    }
    // Who is refused by account is offered another one; by everything else, the same way again.
    issuer.reset("eve@acme.example");
    let page = read_text(&mut log_in(&stack));
    assert!(page.contains("href=\"/desk/log-in/with?to=%2Fdesk&#38;account\">Take another account<"), "{page}");
    let asked = stack.get("/desk/log-in/with?to=%2Fdesk&account");
    assert!(asked.headers()["location"].to_str().unwrap().ends_with("&prompt=select_account"));
    // And what is in order does: without a name where one key fits, and of a verified address as some write it.
    issuer.reset("ana@acme.example");
    issuer.plan().signed = Signed::WithoutName;
    assert!(session(&log_in(&stack)).is_some());
    issuer.plan().claims["email_verified"] = json!("true");
    assert!(session(&log_in(&stack)).is_some());
    let listed = stack.printed(&["sessions"]);
    assert_eq!(listed.lines().filter(|line| line.starts_with("ana ")).count(), 2, "nobody else got in: {listed}");
}

#[test]
fn an_attempt_is_ended_once_in_the_browser_that_began_it() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    company.issuer.reset("ana@acme.example");
    let over = "This log-in is over";
    let [mine, others] = [go(&stack, "%2Fdesk"), go(&stack, "%2Fdesk")];
    for (about, cookie) in
        [("no cookie", ""), ("another browser's", &others.cookie), ("a wrong one", "__Host-log-in=x")]
    {
        is_refused(get(&stack, &mine.back, cookie), 410, over, about);
    }
    let state = mine.back.split("state=").nth(1).unwrap();
    let changed = [state[..state.len() - 1].to_owned(), format!("{state}x"), state.replacen('.', ".a", 1)];
    for state in changed.iter().map(String::as_str).chain(["", "x"]) {
        is_refused(get(&stack, &format!("/desk/log-in/back?code=x&state={state}"), &mine.cookie), 410, over, state);
    }
    is_refused(get(&stack, "/desk/log-in/back", &mine.cookie), 410, over, "nothing");
    let head = stack.request("HEAD", &mine.back, &[("cookie", &mine.cookie)], "");
    assert_eq!(
        (head.status().as_u16(), company.issuer.count("/token")),
        (410, 0),
        "nobody asked the provider for that"
    );
    // None of this used it up. Once it is used, neither it nor a fresh code works with it.
    assert!(session(&get(&stack, &mine.back, &mine.cookie)).is_some());
    is_refused(get(&stack, &mine.back, &mine.cookie), 410, over, "replayed");
    let code = go(&stack, "%2Fdesk").back.split(['=', '&']).nth(1).unwrap().to_owned();
    let replayed = format!("/desk/log-in/back?code={code}&state={state}");
    is_refused(get(&stack, &replayed, &mine.cookie), 410, over, "replayed with another code");
    // A code of another attempt does not fit: neither its verifier nor its nonce.
    let [victim, attacker] = [go(&stack, "%2Fdesk"), go(&stack, "%2Fdesk")];
    let (stolen, state) =
        (attacker.back.split(['=', '&']).nth(1).unwrap(), victim.back.split("state=").nth(1).unwrap());
    let mixed = get(&stack, &format!("/desk/log-in/back?code={stolen}&state={state}"), &victim.cookie);
    is_refused(mixed, 403, "could not be taken", "another attempt's code");
    // What the provider sends in place of a code.
    let answers = [
        ("error=access_denied&error_description=%3Cscript%3E", "sent you back without a log-in"),
        ("error=%3Cscript%3E", "sent you back without a log-in"),
        ("code=", "could not be taken"),
        ("code=x&iss=https%3A%2F%2Fevil.example", "could not be taken"),
        ("code=made-up", "could not be taken"),
    ];
    for (answer, words) in answers {
        let gone = go(&stack, "%2Fdesk");
        let state = gone.back.split("state=").nth(1).unwrap();
        is_refused(get(&stack, &format!("/desk/log-in/back?{answer}&state={state}"), &gone.cookie), 403, words, answer);
    }
    // Nobody takes longer than ten minutes.
    let slow = go(&stack, "%2Fdesk");
    stack.advance("10m");
    is_refused(get(&stack, &slow.back, &slow.cookie), 410, over, "ten minutes later");
    assert_eq!(stack.printed(&["sessions"]).lines().filter(|line| line.starts_with("ana ")).count(), 1);
}

/// A page anywhere could lock a whole office out of the desk.
#[test]
fn pictures_of_other_pages_use_up_no_tries_of_a_network() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    company.issuer.reset("ana@acme.example");
    let image = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")];
    let frame = [("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
    for headers in [image, frame].iter().cycle().take(120) {
        assert_eq!(stack.request("GET", "/desk/log-in/with", headers, "").status(), 404);
    }
    assert!(session(&log_in(&stack)).is_some());
}

#[test]
fn after_the_provider_comes_a_page_of_ours() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    company.issuer.reset("dora@acme.example");
    for (to, leads_to) in [
        ("%2Fdesk%2Fnumbers%2Fsales%3Flast%3D30d", "/desk/numbers/sales?last=30d"),
        ("%2F%2Fevil.example", "/desk"),
        ("https%3A%2F%2Fevil.example%2Fdesk", "/desk"),
        ("%2F%5Cevil.example", "/desk"),
        ("%2Fdesk%2F..%2F..%2F%2Fevil.example", "/desk"),
        ("javascript%3Aalert(1)", "/desk"),
        ("%2Fdesk%2Flog-out", "/desk"),
        ("", "/desk"),
    ] {
        let gone = go(&stack, to);
        // The address back says nothing of it that counts.
        let answer = get(&stack, &format!("{}&to=%2F%2Fevil.example", gone.back), &gone.cookie);
        assert_eq!((answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()), (303, leads_to), "{to}");
    }
}

#[test]
fn without_a_provider_there_is_no_button_and_without_mail_no_other_way() {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let stack = Stack::start_at(folder.path(), ":memory:");
    assert!(!read_text(&mut stack.get("/desk/log-in")).contains("/desk/log-in/with"));
    assert_eq!(["with", "back"].map(|end| stack.get(&format!("/desk/log-in/{end}")).status().as_u16()), [404, 404]);
    stack.stop();
    let company = Company::new("  by_mail: false");
    let stack = company.start(":memory:");
    company.issuer.reset("ana@acme.example");
    let page = read_text(&mut stack.get("/desk/log-in"));
    assert!(page.contains("Log in with Acme ID") && !page.contains("e-mail") && !page.contains("mail you"), "{page}");
    for fields in ["do=mail&email=ana@acme.example", "do=code&email=ana@acme.example&code=123456"] {
        let (status, page) = post(&stack, "/desk/log-in", fields);
        assert!(status == 403 && page.contains("Here people log in with Acme ID"), "{page}");
    }
    stack.settle();
    assert_eq!(stack.inbox().len(), 0);
    let over = read_text(&mut stack.get("/desk/log-in/x.y"));
    assert!(
        over.contains("does not work any more") && over.contains("Log in with Acme ID") && !over.contains("Mail me")
    );
    let refused = read_text(&mut stack.get("/desk/log-in/back"));
    assert!(!refused.contains("Log in by mail"), "{refused}");
    assert!(session(&log_in(&stack)).is_some());
    // Who runs the stack gets in without the provider.
    assert_eq!(stack.log_in("dora").get("/desk").status(), 200);
}

#[test]
fn compile_names_what_is_wrong_with_the_provider() {
    let company = Company::new("");
    let wrong = |from: &str, to: &str| {
        edit(company.folder.path(), TEAM, from, to);
        let told = compiled(company.folder.path());
        edit(company.folder.path(), TEAM, to, from);
        told
    };
    let issuer = format!("issuer: {}", company.issuer.url);
    for (from, to, words) in [
        (
            issuer.as_str(),
            "issuer: http://accounts.google.com",
            "team.yaml:9: `issuer` is the provider's whole address",
        ),
        (&issuer, "issuer: accounts.google.com", "team.yaml:9: `issuer` is the provider's whole address"),
        (
            &issuer,
            "issuer: https://accounts.google.com/.well-known/openid-configuration",
            "team.yaml:9: `issuer` is the address without",
        ),
        (
            &issuer,
            "issuer: https://login.microsoftonline.com/common/v2.0",
            "team.yaml:9: `issuer` names your own tenant",
        ),
        ("provider: Acme ID", "provider: \"\"", "team.yaml:8: `provider` is the provider's name"),
        ("client_id: desk-1", "client_id: desk 1", "team.yaml:10: `client_id` is the id"),
        ("client_id: desk-1", "client: desk-1", "there is no key `client`"),
        ("client_id: desk-1", "client_id: desk-1\n  secret: abc", "there is no key `secret`"),
    ] {
        let told = wrong(from, to);
        assert!(told.contains(words), "{to}: {told}");
    }
    assert_eq!(compiled(company.folder.path()), "");
}

/// What `compile` says of the mistakes in a folder.
fn compiled(folder: &Path) -> String {
    let output = leadwright_tests::leadwright(folder, &["compile"]);
    leadwright_tests::without_columns(&String::from_utf8_lossy(&output.stderr))
}
