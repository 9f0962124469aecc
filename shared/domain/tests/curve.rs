//! The score over the last days.

use jiff::ToSpan;
use leadwright_domain::activity::{Activity, ActivityKind, Click};

use crate::setting::{activity, at, config, post, run};

/// Each day has what the lead had done by then; what was undone never counted.
#[test]
fn the_curve_ends_at_the_score_and_rises_with_what_the_lead_did() {
    let config = config();
    let person = [("email", "maria@acme.example"), ("employees", "120")];
    let click = ActivityKind::MailClicked(Click::new("s", "tips", "https://acme.example/x", &[]));
    let activities: [Activity; 3] = [
        post("2026-11-20T09:00:00Z", "guide", &person),
        activity(at("2026-11-22T09:00:00Z"), "click", click),
        post("2026-11-24T09:00:00Z", "demo", &person),
    ];
    let (lead, timeline) = run(&config, &activities);
    let now = at("2026-11-25T09:00:00Z");
    let curve = config.scoring.curve(&lead, &timeline, 60, now);
    let points: Vec<i32> = curve.iter().map(|(_, points)| *points).collect();
    assert_eq!(points, [35, 35, 40, 40, 70, 70], "{curve:?}");
    assert_eq!(points.last(), Some(&config.scoring.score(&lead, now).total));
    assert!(curve.windows(2).all(|two| two[0].0.saturating_add(1.day()) == two[1].0));
    // Of an incomplete timeline the tally tells; the last day is right all the same.
    let part = config.scoring.curve(&lead, &timeline[1..], 3, now);
    assert_eq!(part.iter().map(|(_, points)| *points).next_back(), Some(70));
    assert_eq!(part.len(), 3);
}
