//! The runner's first page, for any company and at any width.

use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, copy_config, edit, person, read_text};

/// A company with forms of its own names.
fn renamed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let config = folder.path().join("infra/config");
    for (old, new) in [("demo-request", "quote"), ("guide-download", "price-list")] {
        std::fs::rename(config.join(format!("forms/{old}.yaml")), config.join(format!("forms/{new}.yaml"))).unwrap();
        edit(folder.path(), "infra/config/scoring.yaml", &format!("form: {old}"), &format!("form: {new}"));
    }
    // What other tools post is a post of a form, too.
    std::fs::remove_dir_all(config.join("sources")).unwrap();
    edit(folder.path(), "infra/config/sequences/guide-nurture.yaml", "{form: guide-download}", "{form: price-list}");
    folder
}

#[test]
fn the_first_page_shows_the_forms_of_the_company() {
    let folder = renamed();
    let stack = Stack::start_at(folder.path(), ":memory:");
    let page = read_text(&mut stack.get("/_local/"));
    assert!(page.contains("<iframe src=\"/forms/quote\"") && page.contains("/_local/?form=price-list"), "{page}");
    assert!(!page.contains("demo-request") && !page.contains("guide-download"), "{page}");
    let page = read_text(&mut stack.get("/_local/?form=price-list"));
    assert!(page.contains("<iframe src=\"/forms/price-list\""), "{page}");
    assert_eq!(stack.get("/_local/?form=demo-request").status(), 404);
}

#[test]
fn the_newest_lead_is_in_sight_at_every_width() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    for number in 0..9 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    for (width, height) in [(320, 640), (390, 844), (768, 1024), (1280, 800)] {
        browser.viewport(width, height, width < 800).unwrap();
        browser.goto(&format!("{}/_local/", stack.url)).unwrap();
        browser.wait_for("#leads a[href^='/_local/leads/ld_']").unwrap();
        let bottom = browser.eval("document.querySelector('#leads li').getBoundingClientRect().bottom").unwrap();
        assert!(bottom.as_f64().is_some_and(|bottom| bottom < f64::from(height)), "{width} px: {bottom}");
        let wide = browser.eval("document.documentElement.scrollWidth").unwrap();
        assert!(wide.as_u64().is_some_and(|wide| wide <= u64::from(width)), "{width} px: {wide}");
    }
}
