//! How people came to the site: first and last touch of a lead, and what they are attributed to.

use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, SiteTouch, SiteTouches};
use leadwright_domain::fold;
use leadwright_domain::lead::Lead;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::purpose::Purpose;
use proptest::prelude::*;

use crate::setting::{at, config, lead_id, run, submission};

fn touch(campaign: &str) -> Option<SiteTouch> {
    (!campaign.is_empty()).then(|| SiteTouch::of_pairs([("utm_campaign", campaign)]))
}

/// A form that was sent with these campaigns as first and last touch; empty for none.
fn sent(time: &str, first: &str, last: &str) -> Activity {
    let touches = SiteTouches { first: touch(first).map(Box::new), last: touch(last).map(Box::new), referred_by: None };
    let mut sent = submission("demo", &[("email", "maria@acme.example")], true);
    sent.campaign = touches.campaign().map(ToOwned::to_owned);
    sent.touches = touches;
    Activity::new(ActivityId::new(at(time), &[time]), lead_id(), ActivityKind::FormSubmitted(sent))
}

fn named(touch: Option<&SiteTouch>) -> &str {
    touch.and_then(SiteTouch::campaign).unwrap_or_default()
}

fn touches(lead: &Lead) -> (&str, &str) {
    (named(lead.first_touch.site.as_ref()), named(lead.last_visit().map(|(_, site)| site)))
}

#[test]
fn a_lead_keeps_its_first_touch_and_its_last() {
    let sent = [sent("2026-11-23T09:00:00Z", "spring", "summer"), sent("2026-11-24T09:00:00Z", "", "autumn")];
    let (lead, _) = run(&config(), &sent);
    assert_eq!(touches(&lead), ("spring", "autumn"));
    assert_eq!(lead.first_touch.campaign.as_deref(), Some("spring"));
    let (lead, _) = run(&config(), &sent[..1]);
    assert_eq!(touches(&lead), ("spring", "summer"));
    let (lead, _) = run(&config(), &sent[1..]);
    assert_eq!((touches(&lead), lead.last_touch.is_none()), (("autumn", "autumn"), true), "it is kept once");
}

#[test]
fn r_krayin_2046_both_campaigns_of_a_visitor_are_touches_of_the_deal() {
    let won = Activity::new(
        ActivityId::new(at("2026-11-25T09:00:00Z"), &["won"]),
        lead_id(),
        ActivityKind::deal_won(false, Some(120_000), Currency::of_code("EUR").unwrap(), None),
    );
    let (_, applied) = run(&config(), &[sent("2026-11-23T09:00:00Z", "spring", "summer"), won]);
    let facts = fold::facts(&applied, &config());
    let touches = facts.iter().flat_map(|fact| &fact.touches);
    let campaigns: Vec<_> = touches.map(|point| point.campaign.as_deref()).collect();
    assert_eq!(campaigns, [Some("spring"), Some("summer")]);
}

#[test]
fn who_said_no_is_not_followed_until_they_agree_again() {
    let agreed = |time: &str| {
        let mut activity = sent(time, "", "");
        if let ActivityKind::FormSubmitted(sent) = &mut activity.kind {
            sent.agreed.purposes.insert(Purpose::Measuring, "v1".to_owned());
        }
        activity
    };
    let no = Activity::unsubscribed(lead_id(), None, at("2026-11-24T09:00:00Z"));
    let (lead, _) = run(&config(), &[agreed("2026-11-23T09:00:00Z")]);
    assert!(lead.may_be_followed());
    // A box that anybody can tick who knows the address lifts no "no".
    let (lead, _) = run(&config(), &[agreed("2026-11-23T09:00:00Z"), no, agreed("2026-11-25T09:00:00Z")]);
    assert!(!lead.may_be_followed());
    let (lead, _) = run(&config(), &[sent("2026-11-23T09:00:00Z", "", "spring")]);
    assert!(!lead.may_be_followed());
}

proptest! {
    /// Of the same submissions, every order gives the same first and last touch.
    #[test]
    fn the_order_of_arrival_does_not_matter(
        days in proptest::collection::vec((0..3_usize, 0..3_usize), 1..5),
        order in any::<prop::sample::Index>(),
    ) {
        let names = ["", "spring", "summer"];
        let day = |(at, (first, last)): (usize, &(usize, usize))| {
            let first = if first == last { "" } else { names[*first] };
            sent(&format!("2026-11-{:02}T09:00:00Z", at + 10), first, names[*last])
        };
        let sent: Vec<Activity> = days.iter().enumerate().map(day).collect();
        let (lead, _) = run(&config(), &sent);
        let mut other = sent.clone();
        other.rotate_left(order.index(sent.len()));
        other.reverse();
        let (rotated, _) = run(&config(), &other);
        prop_assert_eq!(&lead.first_touch, &rotated.first_touch);
        prop_assert_eq!(&lead.last_touch, &rotated.last_touch);
    }
}
