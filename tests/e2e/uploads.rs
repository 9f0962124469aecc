//! Lists that somebody uploads at the desk: looked at first, then imported, in slices.

use leadwright_tests::browser::Browser;
use leadwright_tests::{BROWSER, LoggedIn, Stack, read_text};
use serde_json::{Value, json};
use ureq::Body;
use ureq::http::Response;

use crate::importing::leads;
use crate::killing::killed_at;

const LIST: &str = "Vorname;Nachname;E-Mail;Newsletter\nAnn;Lee;ann@list.example;ja\nBo;Ray;bo@list.example;vielleicht\n\
    Cy;Poe;no address;nein\n=cmd;x;y\n";

fn post(stack: &Stack, who: &LoggedIn<'_>, press: &str, source: &str, file: &str) -> Response<Body> {
    let part =
        |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let body = format!(
        "{}{}--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"fair.csv\"\r\nContent-Type: text/csv\r\n\r\n{file}\r\n--b--\r\n",
        part("press", press.trim_start_matches("press=")),
        part("source", source)
    );
    let headers =
        [("accept", BROWSER), ("content-type", "multipart/form-data; boundary=b"), ("cookie", who.cookie.as_str())];
    stack.request("POST", "/desk/lists", &headers, &body)
}

/// Uploads a list, and waits until it was looked at: its page.
pub(crate) fn upload(stack: &Stack, who: &LoggedIn<'_>, file: &str) -> String {
    let mut answer = post(stack, who, &who.press_of("/desk/lists"), "fair", file);
    assert_eq!(answer.status(), 303, "{}", read_text(&mut answer));
    stack.settle();
    answer.headers()["location"].to_str().unwrap().to_owned()
}

pub(crate) fn turn(page: &str) -> String {
    let at = page.find("name=\"turn\" value=\"").unwrap_or_else(|| panic!("no form: {page}")) + 19;
    format!("turn={}", page[at..].split('"').next().unwrap())
}

#[test]
fn a_list_is_uploaded_looked_at_imported_and_undone() {
    let stack = Stack::start();
    let dora = stack.log_in("dora");
    let press = dora.press_of("/desk/lists");
    let first = post(&stack, &dora, &press, "fair", LIST);
    let path = first.headers()["location"].to_str().unwrap().to_owned();
    let again = post(&stack, &dora, &press, "fair", LIST);
    assert_eq!(again.headers()["location"], path.as_str(), "pressed twice, it is one upload");
    stack.settle();
    let page = dora.page(&path);
    for expected in [
        "It can be imported",
        "separated by",
        "2 rows can be imported: 2 new leads, 0 known ones",
        "Consent: 0 yes, 0 no, 0 not understood",
        "Rows that are left out: 2",
        "email:",
        "3 cells, but the heading line has 4",
        "<option selected>email</option>",
        "ann@list.example",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert_eq!(leads(&stack), 0, "nothing is imported that nobody saw");
    let rejected = dora.page(&format!("{path}/rejected"));
    assert!(rejected.contains("5,\"3 cells, but the heading line has 4\",'=cmd,x,y\n"), "{rejected}");

    // Its column of consent is chosen: looked at again before it is imported, also where somebody presses the other button.
    let chosen =
        format!("{}&do=import&column-3=consent&column-0=first_name&column-1=last_name&column-2=email", turn(&page));
    dora.press(&path, &chosen);
    stack.settle();
    let page = dora.page(&path);
    assert!(page.contains("Consent: 1 yes, 0 no, 1 not understood") && page.contains("vielleicht"), "{page}");
    assert_eq!(leads(&stack), 0);
    let stale = dora.press(&path, &chosen);
    assert!(stale.contains("Nothing was changed: somebody pressed a button before you."), "{stale}");
    let same = format!("{}&{}", turn(&page), chosen.split_once('&').unwrap().1);
    dora.press(&path, &same);
    stack.settle();
    let page = dora.page(&path);
    assert!(page.contains("It is imported") && page.contains("2 rows, "), "{page}");
    assert!(!page.contains("do\" value=\"import"), "nothing is left to press");
    assert_eq!(leads(&stack), 2);
    let ann = stack.lead("ann@list.example");
    assert_eq!(ann["fields"]["name"], "Ann Lee", "{ann}");
    // It stands in the list of the command, with who had it imported, and the same list is known.
    let listed: Value = serde_json::from_str(&stack.printed(&["import", "--list", "--json"])).unwrap();
    assert_eq!(
        (&listed[0]["rows"], &listed[0]["by"], &listed[0]["file"]),
        (&json!(2), &json!("dora"), &json!("fair.csv"))
    );
    let id = listed[0]["id"].as_str().unwrap();
    assert!(page.contains(&format!("leadwright import --undo {id}")), "{page}");
    assert!(dora.page("/desk/lists").contains(id));
    stack.printed(&["import", "--undo", id]);
    assert_eq!(leads(&stack), 0);
    assert!(dora.page("/desk/lists").contains("undone"));
    assert_eq!(stack.dead(), 0);
    stack.assert_sound();
}

#[test]
fn what_is_no_list_is_refused_with_its_reason() {
    let stack = Stack::start();
    let dora = stack.log_in("dora");
    for (file, expected) in [
        ("", "the file is empty"),
        ("just a text\nof two lines\n", "no column says who the lead is"),
        ("email\n", "there is no row below the heading line"),
        ("PK\u{3}\u{4}broken", "this is no workbook"),
        ("email,E-Mail,email\na,b,c\n", "are both the field email"),
    ] {
        let path = upload(&stack, &dora, file);
        let page = dora.page(&path);
        assert!(page.contains("be imported as it is") && page.contains(expected), "{expected}: {page}");
    }
    let press = dora.press_of("/desk/lists");
    let mut none = post(&stack, &dora, &press, " ", "email\na@list.example\n");
    assert!(
        (none.status(), read_text(&mut none).contains("Say in one line what the source"))
            == (422.try_into().unwrap(), true)
    );
    let mut large = post(&stack, &dora, &press, "fair", &"x".repeat(4 * 1024 * 1024 + 1));
    assert_eq!(large.status(), 413, "{}", read_text(&mut large));
    assert_eq!(leads(&stack), 0);
    // Of a form of no page of this session nothing is taken.
    assert_eq!(post(&stack, &dora, "press=x", "fair", LIST).status(), 403);
}

#[test]
fn sellers_have_no_lists() {
    let stack = Stack::start();
    let (dora, ana) = (stack.log_in("dora"), stack.log_in("ana"));
    let path = upload(&stack, &dora, LIST);
    for path in ["/desk/lists", path.as_str(), &format!("{path}/rejected")] {
        assert_eq!(ana.get(path).status(), 403, "{path}");
    }
    assert!(!ana.page("/desk").contains("/desk/lists") && dora.page("/desk").contains("/desk/lists"));
    let press = ana.press_of("/desk/log-out");
    assert_eq!(post(&stack, &ana, &press, "fair", LIST).status(), 403);
    assert_eq!(ana.post(&path, &format!("{press}&do=import&turn=0")).status(), 403);
}

/// The function is killed when some rows are queued and nobody has written that down: the import goes on, and no row counts twice.
#[test]
fn an_import_that_stops_in_the_middle_goes_on() {
    let stack = Stack::start();
    let dora = stack.log_in("dora");
    let rows: Vec<String> = (0..2_100).map(|row| format!("p{row}@list.example,P {row}")).collect();
    let rows = rows.join("\n");
    let path = upload(&stack, &dora, &format!("email,name\n{rows}"));
    let page = dora.page(&path);
    assert!(page.contains("2100 rows can be imported: 2100 new leads"), "{page}");
    let press = format!("{}&{}&do=import", dora.press_of(&path), turn(&page));
    killed_at(&stack, "intake", ("sqs", "SendMessageBatch", "hang-response"), || {
        assert_eq!(dora.post(&path, &press).status(), 303);
    });
    stack.settle();
    let page = dora.page(&path);
    assert!(page.contains("It is imported") && page.contains("2100 rows, "), "{page}");
    assert_eq!(leads(&stack), 2_100);
    let listed: Value = serde_json::from_str(&stack.printed(&["import", "--list", "--json"])).unwrap();
    assert_eq!(
        (&listed[0]["rows"], &listed[0]["done"], &listed[0]["parts"]),
        (&json!(2_100), &json!(2_100), &json!(3))
    );
    assert_eq!(stack.dead(), 0);
}

#[test]
fn a_list_is_imported_in_a_browser_without_javascript() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    std::fs::write(&list, "email,name\nann@list.example,Ann\n").unwrap();
    let stack = Stack::start();
    browser.javascript(false).unwrap();
    browser.viewport(390, 844, true).unwrap();
    stack.log_in_with(&mut browser, "dora").unwrap();
    browser.goto(&format!("{}/desk/lists", stack.url)).unwrap();
    browser.fill("#source", "fair").unwrap();
    browser.choose_file("#file", &list).unwrap();
    browser.click("main form button").unwrap();
    browser.wait_for_url("/desk/lists/up_").unwrap();
    stack.settle();
    let shots = std::env::var_os("LEADWRIGHT_SHOTS").map(std::path::PathBuf::from);
    let shot = |browser: &mut Browser, name: &str| {
        if let Some(folder) = &shots {
            browser.screenshot(folder.join(name)).unwrap();
        }
    };
    let url = browser.url().unwrap();
    browser.goto(&url).unwrap();
    shot(&mut browser, "list.390.png");
    browser.click("button[value=import]").unwrap();
    browser.wait_for("[role=status]").unwrap();
    stack.settle();
    browser.goto(&url).unwrap();
    assert!(browser.text("[role=status]").unwrap().contains("It is imported"));
    assert_eq!(leads(&stack), 1);
    browser.viewport(1280, 844, false).unwrap();
    browser.goto(&format!("{}/desk/lists", stack.url)).unwrap();
    shot(&mut browser, "lists.1280.png");
}
