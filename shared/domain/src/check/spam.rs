//! Mistakes in `spam.yaml`, and in what forms ask of it.

use jiff::SignedDuration;

use crate::check::problem::Problems;
use crate::config::Config;
use crate::value::text::is_web_address;

const FILE: &str = "spam.yaml";

/// The most points.
const MOST: u16 = 1_000;

/// The longest time within which a form is sent too fast: a person who pastes everything takes less than a minute.
const FASTEST: SignedDuration = SignedDuration::from_secs(60);

/// The longest time that a post is kept aside: it may hold personal data of somebody whom it does not come from.
const LONGEST: u16 = 90;

pub(crate) fn check(config: &Config, problems: &mut Problems) {
    check_captchas(config, problems);
    let rules = &config.spam;
    let mut add = |near: &str, message: &str| problems.add(FILE, near, message);
    if !(1..=MOST).contains(&rules.aside_at) {
        add("aside_at", &format!("`aside_at` is from 1 to {MOST}, like 100"));
    }
    for (name, points) in rules.points() {
        if points > MOST {
            add(name, &format!("the points of `{name}` are {MOST} at the most; {} keep a post aside", rules.aside_at));
        }
    }
    if rules.points().iter().map(|(_, points)| u32::from(*points)).sum::<u32>() < u32::from(rules.aside_at) {
        add("aside_at", "no post is ever kept aside: all signs together have fewer points than `aside_at`");
    }
    for (name, points) in [("known", rules.known), ("in_hand", rules.in_hand)] {
        if points > MOST {
            add(name, &format!("`{name}` takes off {MOST} points at the most"));
        }
    }
    if rules.too_fast.within.duration() > FASTEST {
        add(
            "within",
            "`within` of `too_fast` is 60s at the most: a person whose browser fills in the form is fast, too",
        );
    }
    if rules.network.posts < 2 {
        add(
            "posts",
            "`posts` of `network` is 2 or more, like 20: a network block is up to 256 addresses of many people",
        );
    }
    if rules.keep.count() > LONGEST {
        add("keep", &format!("`keep` is {LONGEST}d at the most: nobody looks at older spam, write it like 30d"));
    }
    if rules.captcha.site_key.as_deref().is_some_and(|key| !is_site_key(key)) {
        add("site_key", "a `site_key` has letters, digits, - and _ only: copy it from the provider's page");
    }
    if rules.insights.iter().any(|rules| rules.ask_at.as_deref().is_some_and(|url| !is_web_address(url))) {
        add("ask_at", "`ask_at` is a web address; leave it out, and SES is asked in the stack's region");
    }
    if rules.captcha.verify_at.as_deref().is_some_and(|url| !is_web_address(url)) {
        add(
            "verify_at",
            "`verify_at` is a web address, like https://api.hcaptcha.com/siteverify; leave it out for the provider's own",
        );
    }
}

fn check_captchas(config: &Config, problems: &mut Problems) {
    let mut first = None;
    for (name, form) in &config.forms {
        let Some(captcha) = form.captcha else { continue };
        let file = format!("forms/{name}.yaml");
        if config.spam.captcha.site_key.is_none() {
            let message = "the form has a captcha, and spam.yaml has no key for it: write `captcha: {site_key: …}` there, with the public key that the provider gave you";
            problems.add(&file, "captcha", message);
        }
        match first {
            None => first = Some((name, captcha)),
            Some((other, theirs)) if theirs != captcha => {
                let message = format!(
                    "the form `{other}` has `captcha: {}`: all forms have the same, for there is one `site_key` and one secret",
                    theirs.name()
                );
                problems.add(&file, "captcha", &message);
            }
            Some(_) => {}
        }
    }
}

fn is_site_key(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}
