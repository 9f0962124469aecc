//! Who opened a mail is judged with the links that are followed, and what is done again does not count again.

use serde_json::Value;

use crate::engagement::Mailed;

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0";
const PAGES: [&str; 3] = ["https://www.acme.example/a", "https://www.acme.example/b", "https://www.acme.example/c"];

fn load(mailed: &Mailed) {
    assert_eq!(mailed.stack.fetch("GET", &mailed.links().picture(), FIREFOX).status(), 200);
}

fn click(mailed: &Mailed, page: &str) {
    assert_eq!(mailed.stack.fetch("GET", &mailed.links().follow(page), FIREFOX).status(), 302);
}

fn lead(mailed: &Mailed) -> Value {
    mailed.stack.lead("jose@gmail.com")
}

fn counts(lead: &Value) -> [usize; 3] {
    let timeline = lead["timeline"].as_array().unwrap();
    ["mail_opened", "mail_clicked", "links_scanned"]
        .map(|kind| timeline.iter().filter(|activity| activity["kind"] == kind).count())
}

fn engagement(lead: &Value) -> i64 {
    lead["score"]["engagement"].as_i64().unwrap()
}

#[test]
fn a_scanner_in_the_shape_of_a_browser_opens_no_mail() {
    let mailed = Mailed::new();
    mailed.stack.advance("5m");
    let before = engagement(&lead(&mailed));
    load(&mailed);
    for page in PAGES {
        click(&mailed, page);
    }
    mailed.stack.settle();
    mailed.stack.advance("2m");
    let scanned = lead(&mailed);
    assert_eq!((counts(&scanned), engagement(&scanned)), ([0, 0, 1], before));
    // The person opens it after the scan.
    load(&mailed);
    mailed.stack.settle();
    mailed.stack.advance("2m");
    assert_eq!(counts(&lead(&mailed)), [1, 0, 1]);
    mailed.stack.assert_sound();
}

#[test]
fn r_mautic_7320_a_link_that_is_clicked_three_times_scores_once() {
    let mailed = Mailed::new();
    mailed.stack.advance("5m");
    let before = engagement(&lead(&mailed));
    for _ in 0..3 {
        load(&mailed);
        click(&mailed, PAGES[0]);
        mailed.stack.settle();
        mailed.stack.advance("1h");
    }
    let lead = lead(&mailed);
    assert_eq!((counts(&lead), engagement(&lead)), ([1, 3, 0], before + 5), "{lead}");
    mailed.stack.assert_sound();
}
