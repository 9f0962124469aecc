//! What a program may do with a lead: the buttons of its page, by their names. [`crate::action`] and [`crate::next_step`]
//! read both.

/// A button of a lead's page, as a program presses it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ApiAction {
    /// Its name in the address.
    pub(crate) name: &'static str,
    /// The fields that it takes.
    pub(crate) fields: &'static [&'static str],
    /// What it says happened.
    pub(crate) about: &'static str,
}

const fn action(name: &'static str, fields: &'static [&'static str], about: &'static str) -> ApiAction {
    ApiAction { name, fields, about }
}

/// What says how a talk ended, and what is next.
const TALK: &[&str] = &["note", "step", "step_day", "step_time"];

/// The actions.
pub(crate) const ACTIONS: [ApiAction; 27] = [
    action("accept", &[], "The token's person takes the lead on."),
    action("take-over", &[], "The token's person takes the lead from its owner, or takes one that nobody has."),
    action(
        "give",
        &["to", "note"],
        "Gives the lead to `to`, the id of a person of the team; without it, to whoever is next.",
    ),
    action("note", &["note"], "Writes a note."),
    action("reached", TALK, "They were called, and reached."),
    action("no-answer", TALK, "They were called, and not reached."),
    action("replied", TALK, "They answered a mail."),
    action("met", &["note"], "There was a meeting."),
    action("wrote", &["note"], "A mail was written to them by hand."),
    action(
        "next",
        &["step", "step_day", "step_time"],
        "Says what is next, and when: a day as in 2026-12-03, a time as in 14:30.",
    ),
    action("step-done", &["note"], "What was next is done."),
    action("task-done", &["entry", "note"], "The task of a sequence is done: `entry` as the lead's next step has it."),
    action(
        "answers",
        &["need", "budget", "authority", "timeline", "note"],
        "Qualifies: `yes` or `no` of each that is known.",
    ),
    action("move", &["stage", "note"], "Moves the lead to another stage of the funnel."),
    action(
        "not-now",
        &["again", "reason", "note"],
        "Sets the lead aside until the day `again`, for a reason of funnel.yaml.",
    ),
    action("not-a-fit", &["reason", "note"], "Disqualifies, for a reason of funnel.yaml."),
    action("won", &["amount"], "A deal was won: the amount in the company's currency, as in 1250.00."),
    action("lost", &["reason", "note"], "The deal was lost, for a reason of funnel.yaml."),
    action("correct", &["field", "value"], "Of two values of a field, says which is right."),
    action("stop", &[], "Stops the marketing mails."),
    action(
        "refuse",
        &["channel", "note"],
        "They asked not to be contacted by `calls`, `mail`, `letters` or `messages`.",
    ),
    action("start", &["sequence"], "Starts a sequence."),
    action("segment-in", &["segment"], "Puts the lead into a segment."),
    action("segment-out", &["segment"], "Takes the lead out of a segment."),
    action("bad", &["reason", "note"], "The row that a supplier delivered is bad."),
    action("not-bad", &["note"], "It is not bad after all."),
    action(
        "undo",
        &["activity"],
        "Undoes an activity of the last 40: of one's own, or of everybody for who leads the team.",
    ),
];

/// The action of that name.
pub(crate) fn named(name: &str) -> Option<&'static ApiAction> {
    const { &ACTIONS }.iter().find(|action| action.name == name)
}
