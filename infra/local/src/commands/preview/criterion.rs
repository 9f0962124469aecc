//! Criteria of sequences in words.

use leadwright_domain::config::Config;
use leadwright_domain::funnel::Criterion;
use leadwright_domain::sequence::{Percent, Variant};

/// The label of a segment; its short name if `segments.yaml` no longer has it.
pub(super) fn segment_label<'a>(config: &'a Config, segment: &'a str) -> &'a str {
    config.segments.get(segment).map(|of| of.label.as_str()).filter(|label| !label.is_empty()).unwrap_or(segment)
}

/// A criterion in words.
pub(super) fn criterion_text(config: &Config, criterion: &Criterion) -> String {
    let Criterion { label, score, grade, rules, when, segment, opened, clicked, done, not } = criterion;
    if !label.is_empty() {
        return label.clone();
    }
    let mut all = Vec::new();
    all.extend(score.map(|score| format!("the score is at least {score}")));
    all.extend(grade.as_ref().map(|grade| format!("the grade is {} or better", grade.letter())));
    all.extend(rules.iter().map(|rule| format!("the rule {rule} applies")));
    all.extend(when.0.iter().map(|condition| {
        let mut condition = serde_json::to_value(condition).unwrap_or_default();
        let field = condition.as_object_mut().and_then(|tests| tests.remove("field")).unwrap_or_default();
        format!("{} {}", field.as_str().unwrap_or_default(), condition.to_string().replace(['{', '}', '"'], ""))
    }));
    all.extend(
        segment.as_ref().map(|segment| format!("the lead is in the segment “{}”", segment_label(config, segment))),
    );
    all.extend(opened.as_ref().map(|step| format!("the mail of {step} was opened")));
    all.extend(clicked.as_ref().map(|step| format!("a link in the mail of {step} was clicked")));
    all.extend(done.as_ref().map(|step| format!("the task of {step} was done")));
    all.extend(not.as_ref().map(|not| format!("not ({})", criterion_text(config, not))));
    all.join(" and ")
}

/// The leads that get a variant.
pub(super) fn variant_leads(config: &Config, variant: &Variant) -> String {
    let leads = match label(config, &variant.when) {
        _ if variant.when.is_empty() => "the leads".to_owned(),
        Some(label) => format!("“{label}”"),
        None => format!("leads where {}", criterion_text(config, &variant.when)),
    };
    match variant.share.map(Percent::count) {
        Some(50) => format!("half of {leads}"),
        Some(share) => format!("{share}% of {leads}"),
        None => leads,
    }
}

/// The label of a criterion, or of the segment that is its only condition.
fn label<'a>(config: &'a Config, when: &'a Criterion) -> Option<&'a str> {
    if !when.label.is_empty() {
        return Some(&when.label);
    }
    let segment = when.segment.as_ref()?;
    let alone = Criterion { segment: Some(segment.clone()), ..Criterion::default() };
    (*when == alone).then(|| segment_label(config, segment))
}
