//! The timeline of a lead in words.

use leadwright_domain::activity::ActivityKind;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Applied, FieldChange};
use leadwright_domain::timeline::{self, Reader, departed, skipped};
use leadwright_domain::words::Words;

/// An activity and its effects in a line.
pub(crate) fn story(applied: &Applied, config: &Config) -> String {
    let kind = &applied.activity.kind;
    let decisions = &applied.decisions;
    let mut words = vec![timeline::story(kind, config, Reader::Operator).line()];
    if decisions.duplicate {
        words.push("the same form again within ten minutes".to_owned());
    }
    if let Some(why) = &decisions.ignored {
        words.push(format!("no change: {why}"));
    }
    for (field, change) in &decisions.changed {
        words.push(match change {
            Some(FieldChange { other, is_kept: true, .. }) => format!("{field} kept, came with {other}"),
            Some(FieldChange { other, .. }) => format!("{field} changed, was {other}"),
            None => format!("{field} settled"),
        });
    }
    match &decisions.stage {
        // The activity itself says why.
        Some(moved) if matches!(kind, ActivityKind::StageMoved(_)) => words.push(moved.to.to_string()),
        Some(moved) => words.push(format!("{} ({})", moved.to, moved.why)),
        None => {}
    }
    if let Some(assignment) = &decisions.owner {
        words.push(format!("owner {}", assignment.owner));
    }
    if decisions.accepted.is_some() && !matches!(applied.activity.kind, ActivityKind::Accepted { .. }) {
        words.push("accepted".to_owned());
    }
    if let Some(speed) = &decisions.first_contact {
        let minutes = |seconds: u64| seconds.div_ceil(60);
        let (real, working) = (minutes(speed.real), minutes(speed.working));
        words.push(format!("first contact {real} min after the submission ({working} min of working time)"));
    }
    if let Some(undoing) = &decisions.undone
        && let Some(left) = departed(&undoing.left, config, Reader::Operator)
    {
        words.push(left);
    }
    for (sequence, _) in &decisions.begun {
        words.push(format!("starts {sequence}"));
    }
    words.extend(skipped(decisions, Words::english()));
    for (sequence, why) in &decisions.ended {
        words.push(format!("{sequence} ended ({why})"));
    }
    words.join(" → ")
}
