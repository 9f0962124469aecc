//! The dashboard behind the log-in.

use leadwright_tests::{Stack, person, read_text};

#[test]
fn the_numbers_lead_to_leads_and_to_the_desk() {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    let month = stack.status()["now"].as_str().unwrap()[..7].to_owned();
    stack.advance("1d");
    stack.post("/_local/run/rollup", "application/json", "{}");
    stack.settle();
    let dora = stack.log_in("dora");
    let overview = dora.page("/desk/numbers");
    assert!(
        overview.contains("aria-current=\"page\">Numbers</a>") && overview.contains("href=\"/desk/numbers/funnel"),
        "{overview}"
    );
    for page in ["funnel", "sources", "forms", "sales", "nurture", "attribution"] {
        assert!(dora.page(&format!("/desk/numbers/{page}")).contains("href=\"/desk\""), "{page}");
    }
    assert_eq!(dora.get("/desk/numbers/x").status(), 404);
    let listed = dora.page(&format!("/desk/numbers/leads?measure=new_leads&period={month}"));
    assert!(listed.contains(&format!("href=\"/desk/leads/{lead}\"")), "{listed}");
    assert!(dora.page(&format!("/desk/leads/{lead}")).contains("Maria Silva"));
    let mut refused = stack.log_in("rui").get("/desk/numbers/sales");
    let words = read_text(&mut refused);
    assert!(refused.status() == 403 && words.contains("These pages are not for you"), "{words}");
}
