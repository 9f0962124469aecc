//! Names that break pages of others break none of ours: nothing runs, nothing stands out of the screen, and the text around
//! a name keeps its direction.

use std::fmt::Write as _;

use jiff::civil::Weekday;
use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, copy_config, edit, person, read_text};
use serde_json::json;

use crate::seller::{link, noon};
use crate::tour::Tour;

/// A narrow telephone, a telephone and a screen, in CSS pixels.
const WIDTHS: [u32; 3] = [320, 390, 1280];

/// What is wrong with the page that is shown, with all open that can be opened. A text from right to left stands alone in
/// its block, or apart from what surrounds it: else it turns the order of what stands beside it.
const WRONG: &str = "(() => {
    document.querySelectorAll('details').forEach(one => one.open = true);
    const wrong = [], root = document.documentElement;
    if (root.scrollWidth > innerWidth) {
        const wide = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > innerWidth + 1);
        wrong.push(`${root.scrollWidth} px wide by ${wide.slice(-3).map(one => `${one.tagName}.${one.className}`)}`);
    }
    if (window.ran || document.querySelector('main script, main img, main b[onclick], iframe[src^=javascript]')) wrong.push('something runs');
    if (/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.innerText)) wrong.push('it turns the direction');
    // The runner's own pages are for who runs it.
    if (location.pathname.startsWith('/_local')) return wrong.join('; ');
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text; text = walker.nextNode();) {
        if (!/[\\u0590-\\u06ff]/.test(text.data) || text.parentElement.closest('option, textarea, title')) continue;
        let around = text.parentElement;
        const isApart = one => /isolate|plaintext/.test(getComputedStyle(one).unicodeBidi);
        while (getComputedStyle(around).display === 'inline' && !isApart(around)) around = around.parentElement;
        if (!(isApart(around) && getComputedStyle(around).display === 'inline') && around.textContent.trim() !== text.data.trim()
            && around.dir !== 'auto') wrong.push(`not apart: ${around.outerHTML.slice(0, 200)}`);
    }
    return wrong.join('; ');
})()";

fn check(browser: &mut Browser, what: &str, wrong: &mut String) {
    for width in WIDTHS {
        browser.viewport(width, 844, width < 1000).unwrap();
        let found = browser.eval(WRONG).unwrap();
        if found != "" {
            writeln!(wrong, "{what} at {width}: {found}").unwrap();
        }
    }
}

/// What people call themselves here. A name has at most 200 characters.
fn names() -> [String; 6] {
    [
        "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>".to_owned(),
        "محمد بن عبد الله".to_owned(),
        "W".repeat(200),
        "\u{202e}xelA\u{2066} \"> ' onclick=window.ran=1 {{7*7}}".to_owned(),
        "👩‍🚒🔥🏳️‍🌈 Z̷̡͝a̸l̷g̶o̴ 👩‍👩‍👧‍👦".repeat(4),
        "يوسف Ltd (1) - 2".to_owned(),
    ]
}

#[test]
fn hostile_names_break_no_page() {
    let Some(browser) = Browser::launch().unwrap() else { return };
    // Such posts would be kept aside as spam; somebody may have released them.
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    for (sign, points) in
        [("markup", 60), ("link_in_line", 70), ("gibberish", 50), ("repetition", 40), ("same_text", 50)]
    {
        edit(folder.path(), "infra/config/spam.yaml", &format!("\n{sign}: {points} "), &format!("\n{sign}: 0 "));
    }
    let stack = Stack::start_at(folder.path(), ":memory:");
    noon(&stack, Weekday::Monday);
    let mut too_long = person(1);
    too_long["name"] = json!("x".repeat(500));
    let mut refused = stack.submit("demo-request", &too_long);
    assert_eq!(refused.status(), 422, "whole or not at all");
    assert!(read_text(&mut refused).contains("at most 200 characters"));
    // Each twice: the second may be the first.
    let post = |number: usize, name: &str, email: &str, phone: usize| {
        let mut fields = person(number);
        (fields["name"], fields["company"], fields["title"]) = (json!(name), json!(name), json!(name));
        (fields["email"], fields["phone"]) = (json!(email), json!(format!("+351 912 345 {phone:03}")));
        fields["message"] = json!(format!("{name}\n{}", "m".repeat(500)));
        fields["utm_campaign"] = json!(name);
        fields["utm_source"] = json!(name);
        let lead = stack.submit_and_settle("demo-request", &fields);
        stack.tell(&json!({"kind": "assigned", "lead": lead, "to": "ana", "by": "ana", "why": name}));
        stack.tell(&json!({"kind": "noted", "lead": lead, "note": name, "by": "ana"}));
        lead
    };
    let names = names();
    let leads: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(number, name)| {
            let lead = post(number, name, &format!("one{number}@{}.example", "d".repeat(60)), number);
            post(number, name, &format!("{}{number}@customer.example", "e".repeat(60)), number);
            lead
        })
        .collect();
    let by_link = link(&stack, "ana@acme.example");
    stack.advance("1d");
    stack.post("/_local/run/rollup", "application/json", "{}");
    stack.settle();

    let mut wrong = String::new();
    let mut look = |browser: &mut Browser, what: &str| check(browser, what, &mut wrong);
    let mut tour = Tour { stack: &stack, browser, look: &mut look };
    tour.seller("ana", &leads[0], "+351 912 345 000");
    tour.manager("ana");
    for (name, lead) in names.iter().zip(&leads) {
        let of = |page: &str| format!("{page} of {}", name.chars().take(12).collect::<String>());
        tour.visit(&of("lead"), &format!("/desk/leads/{lead}"));
        tour.visit(&of("runner, lead"), &format!("/_local/leads/{lead}"));
        tour.duplicates(&of("duplicates"), lead);
    }
    tour.runner(&leads[1]);
    tour.link(&by_link);
    tour.later(&by_link, &leads[1]);
    drop(tour);
    assert!(wrong.is_empty(), "{wrong}");
    stack.assert_sound();
}
