//! The dashboard and the mails of reports, each in the language of its reader.

use leadwright_tests::{Stack, copy_config_with_reports, edit, mail_at_any_hour, person, read_text};
use serde_json::json;

/// The readers: their language, the heading of new leads, how a share is written, the subject of Monday's report.
const READERS: [(&str, &str, &str, &str); 4] = [
    ("dora", "New leads", "100%", "Marketing: week "),
    ("ben", "Neue Leads", "100\u{a0}%", "Marketing: KW "),
    ("ana", "Novos leads", "100%", "Marketing: semana "),
    ("chloe", "Leads nuevos", "100\u{a0}%", "Marketing: semana "),
];

/// English of the dashboard that no other language has.
const ENGLISH: [&str; 8] = [
    "What these numbers mean",
    "The numbers in a table",
    "Other days",
    "Compare with",
    "Nothing of this",
    "amounts in",
    "in these days",
    "days before",
];

#[test]
fn pages_and_report_mails_are_in_the_language_of_their_reader() {
    let folder = tempfile::tempdir().unwrap();
    copy_config_with_reports(folder.path());
    mail_at_any_hour(folder.path());
    edit(folder.path(), "infra/config/reports.yaml", "to: [dora]", "to: [dora, ana, ben, chloe]");
    for (reader, language) in [("ana", "pt"), ("ben", "de"), ("chloe", "es")] {
        let address = format!("email: {reader}@acme.example");
        let more = format!("{address}\n    language: {language}\n    role: manager");
        edit(folder.path(), "infra/config/team.yaml", &address, &more);
    }
    let stack = Stack::start_at(folder.path(), ":memory:");
    stack.local("run/report", &json!({}));
    let month = stack.status()["now"].as_str().unwrap()[..7].to_owned();
    for number in 0..3 {
        stack.submit_and_settle("demo-request", &person(number));
    }
    stack.advance("7d");

    for (reader, new_leads, share, subject) in READERS {
        let session = stack.log_in(reader);
        let listed = format!("leads?measure=new_leads&by=source&value=form&period={month}");
        let pages =
            ["", "funnel", "sources", "sources?by=campaign", "forms", "sales", "nurture", "attribution", &listed];
        let mut all = String::new();
        for page in pages {
            let page = session.page(format!("/desk/numbers/{page}").trim_end_matches('/'));
            let main = page.split_once("<main").expect("a page").1.to_owned();
            for raw in ["numbers-", "report-", "{", "}"] {
                // The names of files and of places in a page are no words.
                let words = main.replace("/assets/numbers-", "");
                assert!(!words.contains(raw), "{reader}: {raw} in {words}");
            }
            all.push_str(&main);
        }
        assert!(all.contains(new_leads) && all.contains(share), "{reader}: {all}");
        let english: Vec<_> = ENGLISH.iter().filter(|words| all.contains(**words)).collect();
        assert_eq!(english.is_empty(), reader != "dora", "{reader}: {english:?}");
        let mut refused = session.get("/desk/numbers?from=2026-11-20&to=2026-11-01");
        let refused = read_text(&mut refused);
        let is_english = refused.contains("write the earlier one first");
        assert!(refused.contains("2026-11-20") && is_english == (reader == "dora"), "{refused}");

        let id = format!("-to-{reader}");
        let mails = stack.inbox();
        let of_reader = |mail: &&serde_json::Value| {
            let send = mail["tags"]["send"].as_str().unwrap_or_default();
            send.starts_with("report-monday-") && send.ends_with(&id)
        };
        let mails: Vec<_> = mails.iter().filter(of_reader).collect();
        assert_eq!(mails.len(), 1, "{reader}: {mails:#?}");
        let part = |part: &str| mails[0][part].as_str().unwrap();
        assert!(part("subject").starts_with(subject), "{reader}: {}", part("subject"));
        assert!(part("text").contains(&format!("{new_leads}: 3")), "{reader}: {}", part("text"));
        // What programs read has no language.
        assert!(part("raw").contains("new_leads"), "{reader}");
        for raw in ["numbers-", "{ $"] {
            assert!(!part("text").contains(raw) && !part("html").contains(raw), "{reader}: {}", part("text"));
        }
    }
    stack.assert_sound();
}
