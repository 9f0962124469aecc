//! An amount that can be read in two ways is asked for, on the page.

use leadwright_tests::{Stack, person, read_text};

#[test]
fn an_amount_that_can_be_read_in_two_ways_is_asked_and_never_guessed() {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    let path = format!("/desk/leads/{lead}");
    let dora = stack.log_in("dora");
    for (written, readings) in [
        ("1.234", [("1234.00", "1,234.00 EUR"), ("1.23", "1.23 EUR")]),
        ("12,505", [("12505.00", "12,505.00 EUR"), ("12.51", "12.51 EUR")]),
    ] {
        let mut asked = dora.post(&path, &format!("{}&do=won&amount={written}", dora.press_of(&path)));
        let page = read_text(&mut asked);
        assert_eq!(asked.status(), 422, "{page}");
        assert!(page.contains("can be read in two ways") && page.contains(&format!("value=\"{written}\"")), "{page}");
        for (plain, shown) in readings {
            let hidden = format!("<input type=\"hidden\" name=\"amount\" value=\"{plain}\"><button>Won for {shown}");
            assert!(page.contains(&hidden), "{hidden}: {page}");
        }
        assert_ne!(stack.lead(&lead)["stage"], "customer");
    }
    let page = dora.press(&path, "do=won&amount=1234.00");
    assert!(page.contains("for 1,234.00 EUR"), "{page}");
    assert_eq!(stack.lead(&lead)["stage"], "customer");
    assert!(!dora.page(&path).contains("can be read in two ways"));
    stack.assert_sound();
}
