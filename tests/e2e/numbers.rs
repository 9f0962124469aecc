//! The dashboard: its numbers are those of the command, and lead to the leads that they count.

use std::collections::{BTreeMap, BTreeSet};

use leadwright_tests::browser::Browser;
use leadwright_tests::{Stack, person, read_text};
use serde_json::{Value, json};

use crate::golden::golden;
use crate::reporting::history;

const PAGES: [&str; 7] = ["", "/funnel", "/sources", "/forms", "/sales", "/nurture", "/attribution"];

/// A page that is there, without anything that its policy would forbid.
fn shown(stack: &Stack, address: &str) -> String {
    let mut answer = stack.get(&format!("/_local/numbers{address}"));
    let html = read_text(&mut answer);
    assert_eq!(answer.status(), 200, "{address}: {html}");
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    for forbidden in [" style=", "<style", "<script", " onclick"] {
        assert!(!html.contains(forbidden), "{address} has {forbidden}: {html}");
    }
    html
}

/// The requests to the table by others than functions.
fn requests(stack: &Stack) -> u64 {
    let status = stack.status();
    let functions = status["functions"].as_object().unwrap();
    let others = status["aws"].as_object().unwrap().iter().filter(|(caller, _)| !functions.contains_key(*caller));
    let operations = others.flat_map(|(_, operations)| operations.as_object().unwrap());
    let of_table = operations.filter(|(name, _)| ["GetItem", "BatchGetItem", "Query", "Scan"].contains(&name.as_str()));
    of_table.map(|(_, count)| count["requests"].as_u64().unwrap()).sum()
}

/// The page, which makes five requests to the table at the most.
fn shown_cheaply(stack: &Stack, address: &str) -> String {
    // The runner's own look for what is due next may fall between: then it is counted once more.
    let mut least = u64::MAX;
    for _ in 0..3 {
        let before = requests(stack);
        let of_status = requests(stack) - before;
        let html = shown(stack, address);
        let made = (requests(stack) - before).saturating_sub(2 * of_status);
        if (1..=5).contains(&made) {
            return html;
        }
        least = least.min(made);
    }
    panic!("{address} made {least} requests");
}

/// The text without tags.
fn text_of(html: &str) -> String {
    let parts = html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<String>().trim().to_owned()
}

/// The numbers of a row of a page's tables, without their small print.
fn row(html: &str, id: &str, name: &str) -> Vec<String> {
    let table = &html[html.find(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id}: {html}"))..];
    let begin = table.find(&format!("<th scope=\"row\">{name}</th>")).unwrap_or_else(|| panic!("no {name}: {table}"));
    let row = table[begin..].split("</tr>").next().unwrap();
    row.split("<td>").skip(1).map(|cell| text_of(cell.split("<small").next().unwrap())).collect()
}

/// The lists of leads that a page leads to: address → the number that it stands behind.
fn lists(html: &str) -> BTreeMap<String, String> {
    let links = html.split("href=\"/_local/numbers/leads?").skip(1).map(|link| {
        let (address, rest) = link.split_once('"').unwrap();
        let text = rest.split_once('>').unwrap().1.split("</a>").next().unwrap();
        (format!("/leads?{}", address.replace("&#38;", "&").replace("&amp;", "&")), text_of(text))
    });
    links.collect()
}

/// The lines of a list, with all of its pages.
fn listed(stack: &Stack, address: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut next = Some(address.to_owned());
    while let Some(address) = next {
        let html = shown(stack, &address);
        let list = html.split("<section class=\"counted\">").nth(1).unwrap();
        lines.extend(list.split("<li>").skip(1).map(|line| line.split("</li>").next().unwrap().to_owned()));
        next = lists(list).into_keys().find(|address| address.contains("older="));
        assert!(lines.len() < 1_000, "{address} has no end");
    }
    lines
}

#[test]
fn an_empty_company_reads_what_will_stand_here_and_what_to_do() {
    let stack = Stack::start();
    // Before the first count there is nothing to look for, whatever the days.
    stack.advance("1m");
    for page in PAGES {
        for days in ["", "?period=2025", "?from=2024-03-15&to=2025-10-13", "?period=last-90-days&compare=year"] {
            let html = shown_cheaply(&stack, &format!("{page}{days}"));
            assert!(html.contains("No numbers of these days yet"), "{page}{days}: {html}");
        }
    }
    // Before the first night, months have no sums: their days are read.
    stack.advance("1d");
    for page in PAGES {
        let html = shown_cheaply(&stack, page);
        for words in ["No numbers of these days yet", "Here will stand", "leadwright import FILE", "Jump 3 days ahead"]
        {
            assert!(html.contains(words), "{page} without {words}: {html}");
        }
    }
    assert!(read_text(&mut stack.get("/_local/")).contains("<a href=\"/_local/numbers\">Numbers</a>"));
}

/// What came in today stands on the pages once it was counted.
#[test]
fn posted_leads_stand_on_every_page_once_they_are_counted() {
    let stack = Stack::start();
    let lead = stack.submit_and_settle("demo-request", &person(1));
    stack.submit_and_settle("guide-download", &person(2));
    stack.advance("1d");
    for page in PAGES {
        shown_cheaply(&stack, page);
    }
    let html = shown_cheaply(&stack, "/sources?by=form&period=last-7-days&compare=none");
    assert_eq!(row(&html, "numbers", "Total")[0], "2");
    let links = lists(&html);
    let total = links.keys().find(|address| address.contains("measure=new_leads") && !address.contains("by="));
    let leads = listed(&stack, total.unwrap());
    assert_eq!(leads.len(), 2);
    assert!(leads.iter().any(|line| line.contains(&format!("href=\"/_local/leads/{lead}\""))), "{leads:?}");
    let html = shown_cheaply(&stack, "/sales?by=owner&period=last-7-days");
    assert_eq!(row(&html, "numbers", "Total")[0], "1", "one lead was handed off");
    shown_cheaply(&stack, "/nurture?period=last-7-days");
    stack.assert_sound();
}

#[test]
fn the_numbers_are_those_of_the_command_and_lead_to_their_leads() {
    let stack = Stack::start();
    history(&stack);
    let names = "new_leads,won,conversion,won_amount";
    let report = stack.printed(&["report", "--json", "--period", "2018-10", "--by", "source", "--measures", names]);
    let report: Value = serde_json::from_str(&report).unwrap();
    let html = shown_cheaply(&stack, "/sources?period=2018-10&compare=none");
    for of_report in report["rows"].as_array().unwrap() {
        let name = of_report["source"].as_str().unwrap();
        let cells = row(&html, "numbers", name);
        assert_eq!(
            (cells[0].as_str(), cells[5].as_str()),
            (of_report["new_leads"].to_string().as_str(), of_report["won"].to_string().as_str()),
            "{name}"
        );
        assert_eq!(cells[7].replace(',', ""), of_report["won_amount"]["amount"].as_str().unwrap(), "{name}");
    }
    // Every number of every page has as many lines as it says.
    let mut measures = BTreeSet::new();
    let pages = ["", "/funnel?cohorts=week", "/sources"];
    for page in pages {
        let sign = if page.contains('?') { '&' } else { '?' };
        for (address, number) in lists(&shown_cheaply(&stack, &format!("{page}{sign}period=2018-10"))) {
            let measure = address.split("measure=").nth(1).unwrap().split('&').next().unwrap().to_owned();
            let Ok(count) = number.replace(',', "").parse::<usize>() else { continue };
            // Each measure once a page and dimension is enough.
            let by = address.split("by=").nth(1).map(|by| by.split('&').next().unwrap().to_owned());
            if measures.insert((page, measure, by)) {
                assert_eq!(listed(&stack, &address).len(), count, "{page} → {address}");
            }
        }
    }
    let names: BTreeSet<&str> = measures.iter().map(|(_, measure, _)| measure.as_str()).collect();
    for measure in ["new_leads", "won", "qualified", "reached_sql"] {
        assert!(names.contains(measure), "{measure}: {names:?}");
    }
    // An amount is the sum of its lines.
    let lines = listed(&stack, "/leads?measure=won_amount&by=source&value=fair&period=2018-10");
    assert_eq!(lines.len(), 4, "{lines:?}");
}

/// Whatever the days: presets, calendar periods, any days, years.
#[test]
fn a_page_makes_five_requests_at_the_most() {
    let stack = Stack::start();
    history(&stack);
    for days in [
        "period=last-7-days",
        "period=last-90-days&compare=year",
        "period=this-quarter",
        "period=2018",
        "period=2018-W40",
        "from=2018-07-15&to=2018-10-13&compare=year",
        "from=2016-03-15&to=2018-10-13",
    ] {
        for page in PAGES {
            shown_cheaply(&stack, &format!("{page}?{days}"));
        }
    }
}

#[test]
fn an_address_that_asks_for_what_there_is_not_says_what_to_write() {
    let stack = Stack::start();
    for (address, status, words) in [
        ("?period=2026-13", 400, "a month like 2026-11"),
        ("?from=2018-10-02&to=2018-10-01", 400, "write the earlier one first"),
        ("?period=2999", 400, "is in the future: today is"),
        ("/sources?by=moon", 400, "write source, campaign, supplier, delivery, form, landing, page, country"),
        ("/sources?sort=luck", 400, "there is no measure `luck`"),
        ("/sources?color=red", 400, "this page has no parameter"),
        ("/sources?page=0", 400, "page is a number from 1 on"),
        ("/leads", 400, "as in measure=new_leads"),
        ("/leads?measure=cost", 400, "counts no leads: list `new_leads`"),
        ("/leads?measure=unanswered&by=asked_week&value=2018-W40&period=2018-W40", 400, "list `requests`"),
        ("/leads?measure=won&by=cohort_month&value=may", 400, "write it like"),
        ("/moon", 404, "There is nothing here"),
    ] {
        let mut answer = stack.get(&format!("/_local/numbers{address}"));
        let html = read_text(&mut answer);
        assert!(answer.status() == status && text_of(&html).contains(words), "{address}: {html}");
    }
}

/// What others write into links stays text.
#[test]
fn a_source_of_any_letters_is_shown_and_found_again() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let source = "<b>\"a&b\"</b> é=1;2#3";
    let file = folder.path().join("leads.csv");
    std::fs::write(&file, "email,date\nmaria@list.example,2018-10-01 10:00\n").unwrap();
    stack.printed(&["import", file.to_str().unwrap(), "--source", source]);
    stack.settle();
    stack.local("run/rollup", &json!({}));
    let html = shown(&stack, "/sources?period=2018-10");
    assert!(!html.contains("<b>\"a"), "{html}");
    let (address, _) = lists(&html).into_iter().find(|(address, _)| address.contains("value=")).unwrap();
    assert_eq!(listed(&stack, &address).len(), 1, "{address}");
}

/// The overview of a month, to the letter.
#[test]
fn the_overview_is_as_it_was_reviewed() {
    let stack = Stack::start();
    history(&stack);
    let today = stack.status()["now"].as_str().unwrap()[..10].to_owned();
    let html = shown(&stack, "?period=2018-10").replace(&today, "TODAY");
    let (before, after) = html.split_once("/assets/numbers-").unwrap();
    let (_, after) = after.split_once('.').unwrap();
    golden("numbers/overview.html", &format!("{before}/assets/numbers-HASH.{after}"));
}

#[test]
fn the_pages_are_no_wider_than_a_telephone() {
    let Some(mut browser) = Browser::launch().unwrap() else { return };
    let stack = Stack::start();
    history(&stack);
    for width in [360, 1280] {
        browser.viewport(width, 844, width < 1000).unwrap();
        for page in PAGES.into_iter().chain(["/leads?measure=new_leads"]) {
            let sign = if page.contains('?') { '&' } else { '?' };
            browser.goto(&format!("{}/_local/numbers{page}{sign}period=2018-10", stack.url)).unwrap();
            let open = "document.querySelectorAll('details').forEach(one => one.open = true)";
            let measured = browser.eval(&format!("({open}, document.documentElement.scrollWidth)")).unwrap();
            assert!(measured.as_u64().unwrap() <= u64::from(width), "{page} at {width}: {measured}");
        }
    }
}
