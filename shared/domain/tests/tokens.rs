//! Signed links.

use leadwright_domain::value::identity::LeadId;
use leadwright_domain::value::token::{
    AwayLink, LogInSecret, NoSigningKey, PreferencesLink, Purpose, SellerLink, SessionToken, SigningKeys, Target,
    TokenError, Tracked, UnsubscribeLink, WebhookSecret, standard_signature,
};

use crate::setting::{at, lead_id};

const MAILED: &str = "2026-11-21T14:03:12Z";

fn keys(secret: &str) -> SigningKeys {
    SigningKeys::read(secret).unwrap()
}

fn unsubscribe() -> UnsubscribeLink {
    UnsubscribeLink { lead: lead_id(), send: None }
}

fn seller(person: &str) -> SellerLink {
    SellerLink { lead: lead_id(), person: person.to_owned() }
}

fn away(person: &str) -> AwayLink {
    AwayLink { person: person.to_owned() }
}

fn tracked(target: Option<Target>) -> Tracked {
    let (send, mail) = ("nurture-abc_tips".to_owned(), "tips".to_owned());
    Tracked { lead: lead_id(), send, mail, sent_at: at(MAILED), target }
}

fn page(url: &str) -> Target {
    Target::Page(url.to_owned())
}

/// The parts of a token with the part at `place` taken from another one.
fn with_part(token: &str, place: usize, other: &str) -> String {
    let mut parts: Vec<&str> = token.split('.').collect();
    parts[place] = other.split('.').nth(place).unwrap();
    parts.join(".")
}

#[test]
fn only_what_was_signed_reads() {
    let now = at(MAILED);
    let token = keys("secret").sign(&unsubscribe(), now);
    assert_eq!(keys("secret").verify(&token, now), Ok(unsubscribe()));
    assert_eq!(keys("other").verify::<UnsubscribeLink>(&token, now), Err(TokenError::Wrong));
    for wrong in ["", "a.b.c", &token[..token.len() - 1], &format!("{token}.x"), &token.replace('.', "-")] {
        assert_eq!(keys("secret").verify::<UnsubscribeLink>(wrong, now), Err(TokenError::Wrong), "{wrong:?}");
    }
}

/// As other programs check it: `printf 1700000000.{} | openssl dgst -sha256 -hmac SECRET -hex`, where SECRET is what
/// `printf webhook | openssl dgst -sha256 -hmac KEY -hex` says.
#[test]
fn calls_of_other_programs_are_signed_with_a_key_of_their_own() {
    let at = at("2023-11-14T22:13:20Z");
    let signed = "t=1700000000,v1=53c28166afb2734784eb8fd5fa298896fd1b025b340d32cdabe6c9c590d462bd";
    assert_eq!(keys("new, old").webhook_signature(at, "{}"), signed);
    assert_ne!(keys("old").webhook_signature(at, "{}"), signed);
}

/// The example of the Standard Webhooks specification, which its reference libraries have as a test of theirs, too.
#[test]
fn webhook_signatures_that_no_reference_library_verifies() {
    let secret = WebhookSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let (id, at, body) = ("msg_p5jXN8AQM9LWM0D4loKWxJek", at("2021-02-25T15:02:10Z"), r#"{"test": 2432232314}"#);
    let signed = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    assert_eq!(standard_signature(std::slice::from_ref(&secret), id, at, body), signed);
    // While a secret takes another's place, both sign.
    let newer = WebhookSecret::of_bytes([7; 32]);
    let both = standard_signature(&[newer, secret.clone()], id, at, body);
    assert!(both.starts_with("v1,") && both.ends_with(&format!(" {signed}")), "{both}");
    assert_eq!(WebhookSecret::parse(&secret.text()), Ok(secret));
    let short = "whsec_c2hvcnQ=";
    for wrong in
        ["", "whsec_", "whsec_!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", short, &format!("whsec_{}", "A".repeat(88))]
    {
        assert!(WebhookSecret::parse(wrong).is_err(), "{wrong}");
    }
    // Of a step: what `printf webhook | openssl dgst -sha256 -hmac KEY -binary | base64` says behind `whsec_`.
    let secrets: Vec<String> = keys("new, old").webhook_secrets().iter().map(WebhookSecret::text).collect();
    assert_eq!(secrets[1..], [keys("old").webhook_secrets()[0].text()]);
    assert!(secrets[0].starts_with("whsec_") && secrets[0] != secrets[1]);
}

#[test]
fn a_link_works_as_long_as_its_purpose_says() {
    #[track_caller]
    fn assert_lifetime<P: Purpose + PartialEq + std::fmt::Debug>(what: &P) {
        let key = keys("secret");
        let token = key.sign(what, at(MAILED));
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b)), "{token}");
        for (now, is_over) in [
            (MAILED, false),
            ("2026-12-21T14:03:11Z", false),
            ("2026-12-21T14:03:12Z", P::LIFETIME.is_some()),
            ("2036-12-21T14:03:12Z", P::LIFETIME.is_some()),
        ] {
            match key.verify::<P>(&token, at(now)) {
                Ok(read) => assert!(read == *what && !is_over, "{what:?} {now}"),
                Err(error) => assert!(error == TokenError::Expired && is_over, "{what:?} {now}"),
            }
        }
    }
    for person in ["ana", "Åsa Öberg", "a.b:c/d", ""] {
        assert_lifetime(&seller(person));
        assert_lifetime(&away(person));
    }
    assert_lifetime(&unsubscribe());
    assert_lifetime(&PreferencesLink { lead: lead_id(), send: None });
    assert_lifetime(&tracked(Some(page("https://acme.example/ü"))));
}

#[test]
fn no_part_of_a_link_can_be_changed() {
    let (key, now) = (keys("secret"), at(MAILED));
    let token = key.sign(&seller("ana"), now);
    let (ben, later) = (key.sign(&seller("ben"), now), key.sign(&seller("ana"), at("2027-11-21T14:03:12Z")));
    for changed in [with_part(&token, 2, &ben), with_part(&token, 3, &later)] {
        assert_eq!(key.verify::<SellerLink>(&changed, now), Err(TokenError::Wrong), "{changed}");
    }
    let (mine, other) = (key.sign(&away("ana"), now), key.sign(&away("ben"), at("2027-11-21T14:03:12Z")));
    for place in [1, 2] {
        assert_eq!(key.verify::<AwayLink>(&with_part(&mine, place, &other), now), Err(TokenError::Wrong));
    }
    // No open redirect: a target of another token is not signed with this one's parts.
    let mine = key.sign(&tracked(Some(page("https://acme.example/"))), now);
    let other = key.sign(&tracked(Some(page("https://evil.example/"))), now);
    assert_eq!(key.verify::<Tracked>(&with_part(&mine, 5, &other), now), Err(TokenError::Wrong));
    for end in 0..token.len() {
        assert_eq!(key.verify::<SellerLink>(&token[..end], now), Err(TokenError::Wrong));
    }
    for end in 0..mine.len() {
        assert_eq!(key.verify::<Tracked>(&mine[..end], now), Err(TokenError::Wrong));
    }
}

#[test]
fn a_link_of_one_purpose_is_none_of_another() {
    fn purposes(token: &str) -> [bool; 5] {
        let (key, now) = (keys("secret"), at(MAILED));
        [
            key.verify::<UnsubscribeLink>(token, now).is_ok(),
            key.verify::<PreferencesLink>(token, now).is_ok(),
            key.verify::<SellerLink>(token, now).is_ok(),
            key.verify::<AwayLink>(token, now).is_ok(),
            key.verify::<Tracked>(token, now).is_ok(),
        ]
    }
    let (key, now) = (keys("secret"), at(MAILED));
    let tokens = [
        key.sign(&unsubscribe(), now),
        key.sign(&PreferencesLink { lead: lead_id(), send: None }, now),
        key.sign(&seller("ana"), now),
        key.sign(&away("ana"), now),
        key.sign(&tracked(None), now),
    ];
    for (place, token) in tokens.iter().enumerate() {
        let expected: [bool; 5] = std::array::from_fn(|other| other == place);
        assert_eq!(purposes(token), expected, "{token}");
    }
}

#[test]
fn keys_rotate() {
    let (old, both, new, now) = (keys("old"), keys("new, old"), keys("new"), at(MAILED));
    let before = old.sign(&seller("ana"), now);
    assert_eq!(both.verify(&before, now), Ok(seller("ana")));
    assert_eq!(new.verify::<SellerLink>(&before, now), Err(TokenError::Wrong));
    assert_eq!(both.sign(&seller("ana"), now), new.sign(&seller("ana"), now), "the newest signs");
    for none in ["", " , ,"] {
        assert_eq!(SigningKeys::read(none).unwrap_err(), NoSigningKey);
    }
}

/// Tokens that older releases put into mails.
#[test]
fn links_of_mails_that_are_out_there_still_work() {
    fn assert_kept<P: Purpose + PartialEq + std::fmt::Debug>(what: &P, parts: &str) {
        let token = format!("7oropt.{parts}");
        assert_eq!(keys("secret").sign(what, at(MAILED)), token);
        assert_eq!(keys("secret").verify::<P>(&token, at(MAILED)).as_ref(), Ok(what));
    }
    let lead = LeadId::parse("ld_l42q53ab7yabuo3axt7dxddaez").unwrap();
    let person = || "Åsa Öberg".to_owned();
    assert_kept(
        &UnsubscribeLink { lead: lead.clone(), send: None },
        "l42q53ab7yabuo3axt7dxddaez.exjgobjahuv477r6qrra223eav",
    );
    assert_kept(
        &PreferencesLink { lead: lead.clone(), send: None },
        "l42q53ab7yabuo3axt7dxddaez.i3geji3jzylkojwdhr3tfocqpx",
    );
    assert_kept(
        &SellerLink { lead: lead.clone(), person: person() },
        "l42q53ab7yabuo3axt7dxddaez.yocxgyjayolgezlsm4.1797861792.fyz2dj3lg3sp2cuvkqijffvrn5",
    );
    // With the mail that they stand in; older ones have none.
    for send in [None, Some("guide-nurture-k5l2m3n4p5q6r7s2_tips".to_owned())] {
        let (key, now) = (keys("secret"), at(MAILED));
        let (no, wish) = (
            UnsubscribeLink { lead: lead.clone(), send: send.clone() },
            PreferencesLink { lead: lead.clone(), send: send.clone() },
        );
        assert_eq!(key.verify::<UnsubscribeLink>(&key.sign(&no, now), now), Ok(no));
        assert_eq!(key.verify::<PreferencesLink>(&key.sign(&wish, now), now), Ok(wish));
    }
    assert_kept(&AwayLink { person: person() }, "yocxgyjayolgezlsm4.1797861792.e4bn2mg5oyaw25fvihezggahvu");
    for (target, parts) in [
        (None, ".kjb2beipyaw2rezdxxyuyjxkiz"),
        (Some(Target::Trap), "x.dr63scrhx2adyctvica2jpq7ve"),
        (
            Some(page("https://acme.example/a?b=c#d")),
            "aHR0cHM6Ly9hY21lLmV4YW1wbGUvYT9iPWMjZA.kawy5lb6q57jjxzv6omqlxjusg",
        ),
    ] {
        let parts = format!("l42q53ab7yabuo3axt7dxddaez.bnVydHVyZS1hYmNfdGlwcw.dGlwcw.1795269792.{parts}");
        assert_kept(&Tracked { lead: lead.clone(), ..tracked(target) }, &parts);
    }
}

/// Sessions and log-ins that are under way when a release is deployed.
#[test]
fn secrets_of_the_desk_stay_what_they_are() {
    let session = SessionToken { person: "ana".to_owned(), secret: "s".repeat(52) };
    let (key, other) = (keys("secret"), keys("other"));
    let token = key.sign(&session, at(MAILED));
    assert_eq!(
        key.verify::<SessionToken>(&token, at("2036-01-01T00:00:00Z")).as_ref(),
        Ok(&session),
        "its row says when it ends"
    );
    assert_eq!(other.verify::<SessionToken>(&token, at(MAILED)), Err(TokenError::Wrong));
    assert_eq!(format!("{session:?}"), "SessionToken { person: \"ana\", .. }", "no log has the secret");
    let form = session.sign_form("0123456789abcdef");
    assert_eq!(session.form_of(&form), Some("0123456789abcdef"));
    let another = SessionToken { secret: "t".repeat(52), ..session.clone() };
    for wrong in [&form[..form.len() - 1], "0123456789abcdef", "", ".", &another.sign_form("0123456789abcdef")] {
        assert_eq!(session.form_of(wrong), None, "{wrong}");
    }
    let secret = key.log_in_secret("abc");
    assert_eq!(LogInSecret::of_link(&secret.link("Åsa Öberg")), Ok(("Åsa Öberg".to_owned(), secret.clone())));
    assert_ne!(secret, other.log_in_secret("abc"));
    assert!(!secret.hash().contains(&secret.link("ana")[8..20]) && format!("{secret:?}") == "LogInSecret(…)");
    for wrong in ["", "x", "mfxgc", "mfxgc.", "mfxgc.short", "m!.aaaa"] {
        assert!(LogInSecret::of_link(wrong).is_err(), "{wrong}");
    }
}
