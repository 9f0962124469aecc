//! What a lead asked of calls and letters: kept, obeyed, and lifted by nobody else.

use leadwright_domain::activity::{Activity, ActivityKind};
use leadwright_domain::lead::Lead;
use leadwright_domain::value::channel::Channel;
use proptest::prelude::*;

use crate::setting::{activity, at, config, import, post, run};

const START: &str = "2026-11-23T09:00:00Z";

fn no(time: &str, channel: Channel) -> Activity {
    activity(at(time), time, ActivityKind::DoNotContact { channel, by: "ana".to_owned(), note: None })
}

fn yes(time: &str, channel: Channel) -> Activity {
    activity(at(time), time, ActivityKind::ContactAllowed { channel })
}

fn refused(lead: &Lead) -> Vec<Channel> {
    lead.refused_channels().collect()
}

#[test]
fn a_no_holds_until_the_lead_takes_it_back_and_neither_list_nor_form_does() {
    let person = [("email", "maria@acme.example"), ("phone", "+351912345678")];
    let calls = || no("2026-11-23T10:00:00Z", Channel::Calls);
    for (later, expected) in [
        (vec![], vec![Channel::Calls]),
        (vec![post("2026-11-24T10:00:00Z", "demo", &person)], vec![Channel::Calls]),
        (vec![import("2026-11-24T10:00:00Z", "fair", false)], vec![Channel::Calls]),
        (vec![yes("2026-11-23T09:30:00Z", Channel::Calls)], vec![Channel::Calls]),
        (vec![yes("2026-11-24T10:00:00Z", Channel::Letters)], vec![Channel::Calls]),
        (vec![yes("2026-11-24T10:00:00Z", Channel::Calls)], vec![]),
        (
            vec![yes("2026-11-24T10:00:00Z", Channel::Calls), no("2026-11-25T10:00:00Z", Channel::Calls)],
            vec![Channel::Calls],
        ),
        // At the same instant the stricter counts.
        (vec![yes("2026-11-23T10:00:00Z", Channel::Calls)], vec![Channel::Calls]),
    ] {
        let activities: Vec<Activity> = [post(START, "guide", &person), calls()].into_iter().chain(later).collect();
        let (lead, _) = run(&config(), &activities);
        assert_eq!(refused(&lead), expected, "{activities:?}");
    }
}

/// Who asked for no mail gets no marketing mail, and agrees anew by their own word alone.
#[test]
fn no_mail_is_a_no_to_marketing_mail() {
    let (lead, applied) = run(
        &config(),
        &[post(START, "guide", &[("email", "maria@acme.example")]), no("2026-11-23T10:00:00Z", Channel::Mail)],
    );
    assert!(!lead.may_be_marketed_to() && lead.standing_no().is_some());
    assert_eq!(applied[1].decisions.ended, [("nurture".to_owned(), "They asked for no mail".to_owned())]);
}

/// A number of who asked not to be called is no name for them.
#[test]
fn the_number_is_not_what_a_reader_calls_them() {
    let by_phone = [("phone", "+351912345678")];
    let (lead, _) = run(&config(), &[post(START, "guide", &by_phone)]);
    assert_eq!(lead.title(), "+351912345678");
    let (lead, _) = run(&config(), &[post(START, "guide", &by_phone), no("2026-11-23T10:00:00Z", Channel::Calls)]);
    assert_eq!(lead.title(), lead.id.as_str());
}

proptest! {
    /// Every order of the same words gives the same answer.
    #[test]
    fn the_order_of_arrival_does_not_matter(order in Just((0..5_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let said = [
            no("2026-11-23T10:00:00Z", Channel::Calls),
            yes("2026-11-23T11:00:00Z", Channel::Calls),
            no("2026-11-23T12:00:00Z", Channel::Letters),
            yes("2026-11-23T09:30:00Z", Channel::Letters),
            no("2026-11-23T13:00:00Z", Channel::Messages),
        ];
        let activities: Vec<Activity> = [post(START, "guide", &[("email", "maria@acme.example")])]
            .into_iter()
            .chain(order.into_iter().map(|at| said[at].clone()))
            .collect();
        let (lead, _) = run(&config(), &activities);
        prop_assert_eq!(refused(&lead), [Channel::Letters, Channel::Messages]);
    }
}
