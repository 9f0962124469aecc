//! Scheduled reports come at the hour of the company's clock, wherever that is.

use leadwright_tests::{Stack, copy_config_with_reports, edit, mail_at_any_hour, person};
use serde_json::json;

/// At 7:30 in India, which is half an hour off every hour that the function runs at, and on the far side of the date line.
#[test]
fn a_report_comes_at_half_past_seven_in_india_and_in_samoa() {
    for (zone, utc) in [("Asia/Kolkata", "02:00"), ("Pacific/Apia", "18:30")] {
        let folder = tempfile::tempdir().unwrap();
        copy_config_with_reports(folder.path());
        mail_at_any_hour(folder.path());
        edit(folder.path(), "infra/config/company.yaml", "timezone: Europe/Lisbon", &format!("timezone: {zone}"));
        edit(folder.path(), "infra/config/reports.yaml", "every: day\n  at: 7:00", "every: day\n  at: 7:30");
        let stack = Stack::start_at(folder.path(), ":memory:");
        stack.local("run/report", &json!({}));
        stack.submit_and_settle("demo-request", &person(0));
        stack.advance("2d");
        let mut mails = stack.inbox();
        mails.retain(|mail| mail["tags"]["send"].as_str().is_some_and(|send| send.starts_with("report-morning-")));
        assert_eq!(mails.len(), 2, "{zone}: {mails:#?}");
        let counted = mails.iter().filter(|mail| mail["text"].as_str().unwrap().contains("Requests: 1")).count();
        assert_eq!(counted, 1, "{zone}: {mails:#?}");
        for mail in &mails {
            assert_eq!(&mail["at"].as_str().unwrap()[11..16], utc, "{zone}: {mail}");
            let words = mail["text"].as_str().unwrap();
            assert!(!words.contains("not counted in full yet"), "{zone}: {words}");
        }
        stack.assert_sound();
    }
}
