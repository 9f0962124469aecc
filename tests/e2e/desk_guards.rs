//! Each route names its guard in the template, and keeps it.

use std::collections::BTreeMap;

use leadwright_tests::{BROWSER, Stack, person, read_text};

use crate::seller::link;

const TEMPLATE: &str = include_str!("../../infra/template.yaml");
const FORM: &str = "application/x-www-form-urlencoded";

/// The list of the template: path → guard.
fn guards() -> BTreeMap<&'static str, &'static str> {
    let list = TEMPLATE.split("\n      Guards:\n").nth(1).expect("a list of guards");
    let rows = list
        .lines()
        .map_while(|line| line.strip_prefix("        "))
        .map(|line| line.rsplit_once(": ").expect("a guard"));
    rows.collect()
}

/// The paths of all routes of all functions.
fn routes() -> Vec<&'static str> {
    let events =
        TEMPLATE.split("Type: HttpApi\n").skip(1).map(|event| event.lines().next().expect("properties").trim());
    events
        .map(|event| match event.split_once("Path: ") {
            Some((_, rest)) => match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().expect("an end"),
                None => rest.trim_end_matches('}'),
            },
            // Without a path, SAM makes it the route of every other address.
            None => "$default",
        })
        .collect()
}

/// The path of a request that the route takes.
fn filled(route: &str, value: &str) -> String {
    match (route, route.split_once('{')) {
        ("$default", _) => "/no-such-page".to_owned(),
        ("/forms/{form}", _) => "/forms/demo-request".to_owned(),
        ("/forms/{form}/thank-you", _) => "/forms/demo-request/thank-you".to_owned(),
        (_, Some((before, rest))) => format!("{before}{value}{}", rest.split_once('}').expect("an end").1),
        (route, None) => route.to_owned(),
    }
}

#[test]
fn every_route_has_a_guard_and_every_guard_a_route() {
    let (guards, mut routes) = (guards(), routes());
    routes.sort_unstable();
    let listed: Vec<&str> = guards.keys().copied().collect();
    assert_eq!(listed, routes, "infra/template.yaml: Api, Metadata, Guards");
    for (path, guard) in guards {
        assert!(["public", "link", "session", "token", "program", "key"].contains(&guard), "{path}: {guard}");
    }
    assert!(!TEMPLATE.contains("\n      CorsConfiguration:"), "it would hold for every route");
}

#[test]
fn every_route_keeps_its_guard() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    let signed = link(&stack, "ana@acme.example");
    let signed = signed.rsplit('/').next().unwrap();
    let cookies = [
        // Nothing, something, another purpose's token of ours, and one with a changed end.
        String::new(),
        "__Host-session=x".to_owned(),
        format!("__Host-session={signed}"),
        format!("{}x", stack.log_in("ana").cookie),
    ];
    for (route, guard) in guards() {
        let request = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
            stack.request(method, path, &[&[("accept", BROWSER)], headers].concat(), body).status().as_u16()
        };
        let shown = |path: &str, headers: &[(&str, &str)]| request("GET", path, headers, "");
        let acted = |path: &str, headers: &[(&str, &str)]| {
            request("POST", path, &[&[("content-type", FORM)], headers].concat(), "do=accept&press=0123456789abcdef")
        };
        match guard {
            "public" => {
                let status = shown(&filled(route, "style.css"), &[]);
                // What scripts tell of a form is told by POST alone.
                assert!([200, 404, 405].contains(&status), "{route}: {status}");
            }
            "link" => {
                // Without, cut off, changed, and the token of another purpose.
                let mut wrong = vec!["x".to_owned(), signed[..signed.len() - 1].to_owned(), format!("{signed}x")];
                if route != "/lead/{token}" {
                    wrong.push(signed.to_owned());
                }
                for token in wrong {
                    let path = filled(route, &token);
                    let statuses = [
                        shown(&path, &[]),
                        acted(&path, &[]),
                        shown(&path, &[("cookie", &stack.log_in("dora").cookie)]),
                    ];
                    // A mail program gets its picture, whatever the token: it tells nothing, and counts nothing.
                    let statuses = if route == "/o/{token}" { [404, statuses[1], 404] } else { statuses };
                    assert!(statuses.iter().all(|status| [404, 405, 410].contains(status)), "{route}: {statuses:?}");
                }
            }
            "session" => {
                let path = filled(route, "ld_lamtth6yetyscghyvack4c5mcy");
                for cookie in &cookies {
                    let headers: &[(&str, &str)] = if cookie.is_empty() { &[] } else { &[("cookie", cookie)] };
                    assert_eq!(shown(&path, headers), 303, "{route} with {cookie:?}");
                    assert!([401, 405].contains(&acted(&path, headers)), "{route} with {cookie:?}");
                    let mut program =
                        stack.request("GET", &path, &[&[("accept", "application/json")], headers].concat(), "");
                    assert_eq!(program.status(), 401, "{route}");
                    assert!(read_text(&mut program).contains("Your session is over"));
                    // A token in the address or in another header is no session.
                    let bearer = format!("Bearer {signed}");
                    assert_eq!(shown(&format!("{path}?token={signed}"), &[("authorization", &bearer)]), 303, "{route}");
                }
            }
            "token" => {
                for headers in [&[][..], &[("authorization", "Bearer x")], &[("cookie", cookies[3].as_str())]] {
                    let headers = [&[("content-type", "application/json")], headers].concat();
                    assert_eq!(request("POST", route, &headers, "{}"), 401, "{route}");
                }
            }
            "program" => {
                let path = filled(route, "ld_lamtth6yetyscghyvack4c5mcy");
                let path = path.replace("{action}", "note");
                let ours = stack.printed(&["token", "new", "ana", "a program"]);
                let wrong = format!("Bearer {}", ours.trim().replace("lw_", "lw_a"));
                // The last character of a secret is one of two, and never this one.
                let other = format!("Bearer {}z", &ours.trim()[..ours.trim().len() - 1]);
                let of_stack = format!("Bearer {}", stack.status()["secrets"]["ApiToken"].as_str().unwrap());
                for headers in [
                    &[][..],
                    &[("authorization", "Bearer x")],
                    &[("authorization", &wrong)],
                    &[("authorization", &other)],
                    &[("authorization", &of_stack)],
                    &[("cookie", &stack.log_in("ana").cookie)],
                ] {
                    for method in ["GET", "POST", "PATCH"] {
                        let headers = [&[("content-type", "application/json")], headers].concat();
                        let status = request(method, &path, &headers, if method == "GET" { "" } else { "{}" });
                        assert!([401, 405].contains(&status), "{method} {route}: {status}");
                    }
                }
            }
            // `sources` has tools that are set up.
            "key" => {
                let path = filled(route, "google");
                assert_eq!((shown(&path, &[]), acted(&path, &[])), (404, 404), "{route}: it is not set up");
            }
            other => panic!("{route}: no test calls the guard {other}"),
        }
    }
}

/// Another site's page can't read an answer of the desk, and can't make a browser with a session act.
#[test]
fn no_other_site_reads_or_acts() {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    let ana = stack.log_in("ana");
    let page = format!("/desk/leads/{lead}");
    let evil = "https://evil.example";
    for (route, guard) in guards() {
        if guard == "public" && route.starts_with("/forms/{form}") {
            continue;
        }
        let path = filled(route, &lead);
        let preflight = stack.preflight(&path, evil);
        let read = stack.request("GET", &path, &[("accept", BROWSER), ("origin", evil), ("cookie", &ana.cookie)], "");
        for answer in [preflight, read] {
            let allowed = answer.headers().keys().find(|name| name.as_str().starts_with("access-control-"));
            assert_eq!(allowed, None, "{route}");
        }
    }
    let press = ana.press_of(&page);
    let act = |headers: &[(&str, &str)], fields: &str| {
        let headers =
            [&[("accept", BROWSER), ("content-type", FORM), ("cookie", ana.cookie.as_str())], headers].concat();
        stack.request("POST", &page, &headers, fields).status().as_u16()
    };
    let host = stack.url.trim_start_matches("http://").to_owned();
    let bens = stack.log_in("ben");
    let of_ben = bens.press_of("/desk/log-out");
    let unsigned = press.split('.').next().unwrap().to_owned();
    for (headers, fields) in [
        (&[("sec-fetch-site", "cross-site")][..], press.as_str()),
        (&[("sec-fetch-site", "same-site")], &press),
        (&[("sec-fetch-site", "none")], &press),
        (&[("origin", evil)], &press),
        (&[("origin", evil), ("x-forwarded-host", "evil.example"), ("forwarded", "host=evil.example")], &press),
        (&[("origin", &format!("{evil}/{host}"))], &press),
        // No form of ours, one of another session, one without its signature, one with a changed one.
        (&[], ""),
        (&[], &of_ben),
        (&[], &unsigned),
        (&[], &format!("{press}x")),
    ] {
        assert_eq!(act(headers, &format!("{fields}&do=accept")), 403, "{headers:?} {fields}");
    }
    stack.settle();
    assert_eq!(stack.lead("person1@customer1.example")["accepted"], serde_json::Value::Null);
    // The page's own form, as browsers of today, of yesterday, and without a referrer send it.
    let own = format!("http://{host}");
    for headers in [
        &[("sec-fetch-site", "same-origin"), ("origin", own.as_str())][..],
        &[("origin", &own)],
        &[("origin", "null")],
        &[],
    ] {
        assert_eq!(act(headers, &format!("{press}&do=accept")), 303, "{headers:?}");
    }
    // Nor does it log a browser in as somebody else.
    let link = stack.printed(&["login", "ben"]);
    let path = link.trim().strip_prefix(&stack.url).unwrap();
    let headers = [("accept", BROWSER), ("content-type", FORM), ("sec-fetch-site", "cross-site")];
    assert_eq!(stack.request("POST", path, &headers, "to=").status(), 403);
}
