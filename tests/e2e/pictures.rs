//! The README's pictures of the desk.

use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, root};

/// Takes them anew: `cargo test --workspace --test e2e -- --ignored pictures`.
#[test]
#[ignore = "writes the pictures of the README"]
fn pictures_of_the_readme() {
    let mut browser = Browser::launch().unwrap().expect("Chromium");
    let stack = Stack::start_demo(":memory:", 200, 60);
    stack.log_in_with(&mut browser, "ana").unwrap();
    for (page, first) in [("worklist", "#work"), ("lead", "#talk")] {
        if page == "lead" {
            browser.click("#work .lead:has(.call) a.name").unwrap();
        }
        browser.wait_for(first).unwrap();
        for (device, width, height) in [("phone", 390, 1000), ("desktop", 1280, 1000)] {
            browser.viewport(width, height, device == "phone").unwrap();
            browser.eval("scrollTo(0, 0)").unwrap();
            browser.picture_of_the_screen(root().join(format!("infra/local/{page}-{device}.png"))).unwrap();
        }
    }
}
