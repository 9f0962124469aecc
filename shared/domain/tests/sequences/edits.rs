//! What a changed file does to leads that are under way.

use leadwright_domain::activity::Recipient;
use leadwright_domain::sending::{Outside, SendVerdict};
use leadwright_domain::sequence::over;
use serde_json::{Value, json};

use super::life::{Life, with_steps};

#[test]
fn an_edit_under_way_repeats_and_skips_no_step() {
    let old = json!([{"name": "a", "wait": "1d", "mail": "tips"}, {"name": "b", "wait": "1d", "mail": "story"}, {"name": "w", "wait": "1d"}]);
    for (new, log, ended) in [
        // A moved step: a lead that had it does not get it again.
        (
            json!([{"name": "b", "wait": "1d", "mail": "story"}, {"name": "a", "wait": "1d", "mail": "tips"}, {"name": "c", "wait": "1d", "mail": "tips"}]),
            vec!["Tue 24 09:00 mail tips", "Wed 25 09:00 mail story", "Thu 26 09:00 mail tips"],
            "All steps done",
        ),
        // A new step before the lead's place is passed over, one behind it comes.
        (
            json!([{"name": "n", "mail": "tips"}, {"name": "a", "mail": "tips"}, {"name": "b", "mail": "story"}, {"name": "o", "wait": "5d", "mail": "tips"}]),
            vec!["Tue 24 09:00 mail tips", "Wed 25 09:00 mail story", "Mon 30 09:00 mail tips"],
            "All steps done",
        ),
        // A step that is gone: nothing says which step would be next.
        (
            json!([{"name": "a", "wait": "1d", "mail": "tips"}, {"name": "x", "mail": "tips"}]),
            vec!["Tue 24 09:00 mail tips", "Wed 25 09:00 mail story"],
            "The step b is gone",
        ),
    ] {
        let mut life = Life::nurtured(with_steps(&old));
        life.until("2026-11-24T12:00:00Z");
        life.config.sequences.get_mut("s").unwrap().steps = serde_json::from_value(new.clone()).unwrap();
        life.until("2026-12-31T00:00:00Z");
        assert_eq!((life.log(), life.ended("s")), (log.into_iter().map(str::to_owned).collect(), Some(ended)), "{new}");
    }
    // The same for a step that is no mail, and for a whole file.
    let mut life = Life::nurtured(with_steps(&json!([{"name": "w", "wait": "1d"}, {"name": "a", "mail": "tips"}])));
    let entry = life.lead().agenda().last().unwrap().clone();
    life.config.sequences.get_mut("s").unwrap().steps.remove(0);
    assert_eq!(over(&entry, life.lead(), &life.config.sequences).as_deref(), Some("The step w is gone"));
    life.until("2026-12-31T00:00:00Z");
    assert_eq!((life.log(), life.ended("s")), (vec!["Tue 24 09:00 step w".to_owned()], Some("The step w is gone")));
    let mut life = Life::nurtured(with_steps(&json!([{"name": "w", "wait": "1d"}])));
    life.config.sequences.clear();
    life.until("2026-12-31T00:00:00Z");
    assert_eq!(life.ended("s"), Some("The sequence s is gone"));
}

#[test]
fn a_step_that_was_edited_into_another_kind_is_done_as_it_is_now() {
    let end = json!({"name": "last", "mail": "story"});
    for (was, is, log) in [
        (
            json!({"wait": "2d"}),
            json!({"wait": "2d", "mail": "tips"}),
            ["Wed 25 09:00 step a", "Wed 25 09:00 mail tips"],
        ),
        (
            json!({"until": {"score": 90}, "at_the_latest": "2d"}),
            json!({"wait": "9d", "mail": "tips"}),
            ["Wed 25 09:00 step a", "Wed 25 09:00 mail tips"],
        ),
        (
            json!({"wait": "2d", "stage": "mql"}),
            json!({"webhook": "https://crm.example/x"}),
            ["Wed 25 09:00 step a", "Wed 25 09:00 webhook a"],
        ),
    ] {
        let steps = |mut step: Value| {
            step["name"] = json!("a");
            with_steps(&json!([step, end]))
        };
        let mut life = Life::nurtured(steps(was.clone()));
        let id = life.lead().agenda().last().unwrap().id.clone();
        life.config = steps(is.clone());
        life.until("2026-12-31T00:00:00Z");
        assert_eq!(life.log(), [&log[..], &["Wed 25 09:00 mail story"]].concat(), "{was} {is}");
        let planned = life.timeline.iter().flat_map(|applied| &applied.decisions.planned);
        assert_eq!(planned.filter(|plan| plan.id == id).count(), 2, "under the same send id");
        assert_eq!(life.ended("s"), Some("All steps done"));
    }
    // The other way round, a step that is no mail any more is not sent.
    let mut life = Life::nurtured(with_steps(&json!([{"name": "a", "wait": "1d", "mail": "tips"}, end])));
    life.config = with_steps(&json!([{"name": "a", "wait": "1d"}, end]));
    let entry = life.lead().agenda().last().unwrap();
    let outside = Outside::default();
    let verdict =
        life.config.sending_rules().verdict(Recipient::Lead, entry, life.lead(), &outside, entry.delivery.due);
    assert_eq!(verdict, SendVerdict::Drop("The step a is no mail any more".to_owned()));
}
