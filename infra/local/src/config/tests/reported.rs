//! Mistakes that people made in their first hour with the configuration.

use super::{Case, are_told};

const CASES: &[Case] = &[
    (
        "scoring.yaml",
        "points: 10",
        "points: ten",
        &["scoring.yaml:+0:13: `points` is a whole number, like 10; here it is `ten`"],
    ),
    (
        "forms/demo-request.yaml",
        "type: email, required: true",
        "type: email, required: ture",
        &["forms/demo-request.yaml:+0:62: `required` is true or false: write true; here it is `ture`"],
    ),
    (
        "forms/newsletter.yaml",
        "language: en ",
        "language: pt\nlanguage: en ",
        &["forms/newsletter.yaml:+1:1: `language` is here twice, first on line +0: delete one of the two"],
    ),
    (
        "scoring.yaml",
        "    points: 10\n",
        "    pionts: 10\n",
        &["scoring.yaml:+0:5: there is no key `pionts`: write `points`"],
    ),
    (
        "scoring.yaml",
        "    points: 10\n",
        "\tpoints: 10\n",
        &["scoring.yaml:+0:1: a tab is here, and the indentation is of blanks alone: begin the line with 4 blanks"],
    ),
    ("scoring.yaml", "    points: 10\n", "    points:\t10\n", &["scoring.yaml:+0:12: a tab is here: write a blank"]),
    (
        "scoring.yaml",
        "    label: 50 employees or more\n",
        "   label: 50 employees or more\n",
        &["scoring.yaml:+0:4: `label` stands under no key or dash: indent the line by 4 blanks, not by 3"],
    ),
    (
        "forms/demo-request.yaml",
        "title: See it at work",
        "title: Free: one mail",
        &["forms/demo-request.yaml:+0:8: a text with a colon needs quotes: write `title: \"Free: one mail\"`"],
    ),
    (
        "forms/demo-request.yaml",
        "title: See it at work",
        "title: We are #1 in mails",
        &[
            "forms/demo-request.yaml:+0:15: what stands behind # is a comment, and `title` is only `We are`: write \"We are #1 in mails\" in quotes, or a blank behind the # of a comment",
        ],
    ),
    (
        "forms/newsletter.yaml",
        "language: en ",
        "language:en ",
        &["forms/newsletter.yaml:+0:10: write a blank behind the colon: `language: en`"],
    ),
    (
        "company.yaml",
        "language: en ",
        "language:en ",
        &["company.yaml:+0:10: write a blank behind the colon: `language: en`"],
    ),
    (
        "team.yaml",
        "[2026-12-25, 2027-01-01]",
        "[25.12.2026, 2027-01-01]",
        &["team.yaml:+0:12: \"25.12.2026\" is no date: write year, month and day, like 2026-12-25"],
    ),
    (
        "forms/demo-request.yaml",
        "label: Job title",
        "label: ",
        &["forms/demo-request.yaml:+0:24: nothing stands behind `label`: write a text"],
    ),
    (
        "scoring.yaml",
        "    label: 50 employees or more\n",
        "    label:\n",
        &["scoring.yaml:+0:10: nothing stands behind `label`: write a text"],
    ),
    (
        "forms/demo-request.yaml",
        "type: email",
        "type: colour",
        &[
            "forms/demo-request.yaml:+0:45: `type` is one of text, message, email, phone, number, country, choice, choices, checkbox, date, url, timezone, hidden, address; here it is `colour`",
        ],
    ),
    (
        "emails/welcome.md",
        "{{ first_name or \"there\" }}",
        "{{ lead.frist_name or \"there\" }}",
        &[
            "emails/welcome.md:+0:10: the variable `lead.frist_name` does not exist in this mail; do you mean `first_name`? infra/config/emails/README.md lists those that do",
        ],
    ),
    (
        "team.yaml",
        "ben@acme.example",
        "ben(at)acme",
        &["team.yaml:+0:12: \"ben(at)acme\" is no e-mail address: write it like maria@example.com"],
    ),
    (
        "scoring.yaml",
        "    page: \"/pricing*\"",
        "    page: \"/pricing*",
        &["scoring.yaml:+0:11: the quote that begins here does not end: write \"/pricing*\""],
    ),
    (
        "scoring.yaml",
        "label: Looked at the prices",
        "label: \"Looked at the prices",
        &["scoring.yaml:+0:12: the quote that begins here does not end: write \"Looked at the prices\""],
    ),
    (
        "forms/demo-request.yaml",
        "title: See it at work",
        "title: @acme",
        &["forms/demo-request.yaml:+0:8: a text that begins with @ needs quotes: write `title: \"@acme\"`"],
    ),
    (
        "forms/demo-request.yaml",
        "button: Ask",
        "---\nbutton: Ask",
        &[
            "forms/demo-request.yaml:+0:1: `---` divides the file, and what is below would not be read: delete this line",
        ],
    ),
    (
        "funnel.yaml",
        "  lost:            # bought elsewhere, or not at all\n    competitor: Bought elsewhere\n    no-decision: Decided to do nothing\n",
        "  lost: {}\n",
        &["funnel.yaml:+0:3: `lost` has no reason: write one, like `no-budget: No budget this year`"],
    ),
    ("funnel.yaml", "score: 45}", "score: 450}", &["funnel.yaml:+0:35: `score` is from 1 to 100"]),
    (
        "emails/welcome.md",
        "Subject: ",
        "Subject: {{ company }} ",
        &["emails/welcome.md:+0:13: `company` is a group of variables: write one of them, like {{ company.name }}"],
    ),
    (
        "forms/demo-request.yaml",
        "thanks: Thank you. Somebody gets back to you within an hour of our working time. ",
        "thank_you: https://www.example.com/thanks ",
        &[],
    ),
];

#[test]
fn what_real_people_wrote_is_told_with_what_to_write() {
    are_told(CASES);
}
