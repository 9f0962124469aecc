//! A provider that changes its keys, or does not answer as it should.

use serde_json::json;

use super::issuer::{Fault, Key, Signed};
use super::{Company, get, go, is_refused, log_in, post, session};

const DESCRIPTION: &str = "/.well-known/openid-configuration";

#[test]
fn keys_are_kept_for_an_hour_and_read_again_when_one_is_new() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    let issuer = &company.issuer;
    issuer.reset("ana@acme.example");
    let logged_in = || session(&log_in(&stack)).is_some();
    assert!(logged_in() && logged_in());
    let counts = || (issuer.count(DESCRIPTION), issuer.count("/keys"));
    assert_eq!(counts(), (1, 1));
    // The provider has a new key, of another kind, and signs with it at once.
    issuer.plan().keys.push(("key-2".to_owned(), Key::ec()));
    stack.advance("10s");
    assert!(logged_in() && logged_in());
    assert_eq!(counts(), (1, 2));
    // Tokens of keys that there are not don't make us ask each time.
    issuer.plan().signed = Signed::ByUnknownName;
    for _ in 0..3 {
        is_refused(log_in(&stack), 403, "could not be taken", "an unknown key");
    }
    assert_eq!(counts(), (1, 2));
    stack.advance("10s");
    for _ in 0..3 {
        is_refused(log_in(&stack), 403, "could not be taken", "an unknown key");
    }
    assert_eq!(counts(), (1, 3));
    // What is an hour old is read again.
    issuer.plan().signed = Signed::Well;
    stack.advance("1h");
    assert!(logged_in());
    assert_eq!(counts(), (2, 4));
}

#[test]
fn a_provider_in_trouble_gets_a_page_and_no_error_of_ours() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    let issuer = &company.issuer;
    issuer.reset("ana@acme.example");
    let outage = "could not be asked who you are";
    let faults = [Fault::Slow, Fault::Huge, Fault::Status(500), Fault::Redirect, Fault::Garbage];
    let started = || stack.get("/desk/log-in/with?to=%2Fdesk");
    for fault in faults {
        issuer.plan().fault = Some((DESCRIPTION, fault));
        is_refused(started(), 424, outage, &format!("{fault:?} for the description"));
    }
    for (about, change) in [
        ("another issuer", json!({"issuer": "https://accounts.google.com"})),
        ("not over TLS", json!({"token_endpoint": "http://idp.acme.example/token"})),
        ("a number", json!({"jwks_uri": "https://169.254.169.254/keys"})),
        ("no keys", json!({"jwks_uri": null})),
    ] {
        issuer.reset("ana@acme.example");
        issuer.plan().description = change;
        is_refused(started(), 424, outage, about);
    }
    issuer.reset("ana@acme.example");
    for path in ["/token", "/keys"] {
        for fault in faults {
            // Garbage is no token: of the code, and not of the provider's being there.
            let is_no_token = (path, fault) == ("/token", Fault::Garbage);
            let (status, words) = if is_no_token { (403, "could not be taken") } else { (424, outage) };
            issuer.plan().fault = Some((path, fault));
            is_refused(log_in(&stack), status, words, &format!("{fault:?} for {path}"));
        }
    }
    issuer.plan().fault = Some(("/token", Fault::Status(429)));
    is_refused(log_in(&stack), 424, outage, "too many");
    assert!(issuer.plan().taken < 3 * 16 * 1024 * 1024, "an answer without an end was read: {}", issuer.plan().taken);
    assert!(!issuer.plan().seen.iter().any(|path| path.starts_with("/moved")), "a redirect was followed");
    // Our own mistake: the secret is another one.
    issuer.reset("ana@acme.example");
    let secret = std::mem::replace(&mut issuer.plan().secret, "another".to_owned());
    is_refused(log_in(&stack), 424, outage, "a wrong secret");
    issuer.plan().secret = secret;
    // All is well again, also where the secret goes into the form.
    assert!(session(&log_in(&stack)).is_some());
    issuer.plan().description = json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]});
    stack.advance("1h");
    assert!(session(&log_in(&stack)).is_some());
}

/// The way to the provider counts as a mail does: a network has so many tries an hour, whichever way they go.
#[test]
fn a_network_that_goes_to_the_provider_too_often_waits() {
    let company = Company::new("");
    let stack = company.start(":memory:");
    company.issuer.reset("ana@acme.example");
    let gone = go(&stack, "%2Fdesk");
    let started = || stack.get("/desk/log-in/with?to=%2Fdesk").status().as_u16();
    let statuses: Vec<u16> = (0..100).map(|_| started()).collect();
    let refused = statuses.iter().position(|status| *status == 429);
    assert_eq!((refused, statuses[0]), (Some(99), 303), "{statuses:?}");
    assert_eq!(get(&stack, &gone.back, &gone.cookie).status(), 429, "and so does the way back");
    let (mailed, page) = post(&stack, "/desk/log-in", "do=mail&email=ana@acme.example");
    assert_eq!(mailed, 429, "and a mail: {page}");
    stack.advance("1h");
    assert!(session(&log_in(&stack)).is_some());
}
