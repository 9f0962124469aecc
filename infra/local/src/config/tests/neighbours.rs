//! Mistakes of the same kinds as the reported ones, in other places.

use super::{Case, are_told};

const CASES: &[Case] = &[
    (
        "scoring.yaml",
        "points: 10",
        "points: 10.5",
        &["scoring.yaml:+0:13: `points` is a whole number, like 10; here it is `10.5`"],
    ),
    (
        "scoring.yaml",
        "points: 10",
        "points: \"10\"",
        &["scoring.yaml:+0:13: `points` is a number: write 10 without quotes; here it is \"10\""],
    ),
    (
        "scoring.yaml",
        "points: 10",
        "points: 99999999999",
        &["scoring.yaml:+0:13: `points` is a whole number from -2147483648 to 2147483647; here it is `99999999999`"],
    ),
    (
        "scoring.yaml",
        "points: 10",
        "points: [10]",
        &["scoring.yaml:+0:13: `points` is a whole number, like 10; here it is a list"],
    ),
    ("scoring.yaml", "points: 10", "points:10", &["scoring.yaml:+0:12: write a blank behind the colon: `points: 10`"]),
    ("scoring.yaml", "points: 10", "points 10", &["scoring.yaml:+0:11: write a colon behind `points`: `points: …`"]),
    ("scoring.yaml", "points: 10", "Points: 10", &["scoring.yaml:+0:5: there is no key `Points`: write `points`"]),
    (
        "scoring.yaml",
        "points: 10",
        "points: 450",
        &["scoring.yaml:+0:13: `points` are from -100 to 100; here they are 450"],
    ),
    (
        "scoring.yaml",
        "    points: 10\n",
        "",
        &["scoring.yaml:-2:5: `points` is missing here: add a line like `points: …`"],
    ),
    (
        "scoring.yaml",
        "    points: 10\n",
        "     points: 10\n",
        &["scoring.yaml:+0:6: `points` stands under no key or dash: indent the line by 4 blanks, not by 5"],
    ),
    (
        "scoring.yaml",
        "  - rule: right-size",
        "  -rule: right-size",
        &["scoring.yaml:+0:3: write a blank behind the dash"],
    ),
    (
        "scoring.yaml",
        "  - rule: right-size",
        "   - rule: right-size",
        &["scoring.yaml:+0:4: `-` stands under no key or dash: indent the line by 2 blanks, not by 3"],
    ),
    (
        "scoring.yaml",
        "  - rule: right-size",
        "  - rule: company-address",
        &["scoring.yaml:+0:11: two rules are named `company-address`: each needs a name of its own"],
    ),
    (
        "scoring.yaml",
        "when: {field: email, free_mail: false}",
        "when: {field: email, free_mail: false",
        &["scoring.yaml:+0:11: `{` is not closed: write `}` at the end"],
    ),
    (
        "scoring.yaml",
        "when: {field: email, free_mail: false}",
        "when: field: email, free_mail: false}",
        &["scoring.yaml:+0:11: `{` is missing here: `}` closes it at the end"],
    ),
    (
        "scoring.yaml",
        "when: {field: email, free_mail: false}",
        "when: {field: email free_mail: false}",
        &["scoring.yaml:+0:25: write a comma before `free_mail`"],
    ),
    (
        "scoring.yaml",
        "when: {field: email, free_mail: false}",
        "when: {field:email, free_mail: false}",
        &["scoring.yaml:+0:12: write a blank behind the colon: `field: email`"],
    ),
    (
        "scoring.yaml",
        "when: {field: email, free_mail: false}",
        "when: email",
        &[
            "scoring.yaml:+0:11: here is `email`: write a condition like {field: country, one_of: [PT]}, or a list of them",
        ],
    ),
    (
        "scoring.yaml",
        "when: {field: email, free_mail: false}",
        "when: {feild: email, free_mail: no}",
        &["scoring.yaml:+0:12: there is no key `feild`: write `field`"],
    ),
    (
        "scoring.yaml",
        "half_life: 14d",
        "half_life: 14",
        &["scoring.yaml:+0:16: \"14\" is no number of days: write it like 30d, from 1d to 400d"],
    ),
    (
        "scoring.yaml",
        "half_life: 14d",
        "half_life: 2 weeks",
        &["scoring.yaml:+0:16: \"2 weeks\" is no number of days: write it like 30d, from 1d to 400d"],
    ),
    (
        "scoring.yaml",
        "most: {engagement: 80}",
        "most: {engagment: 80}",
        &["scoring.yaml:+0:8: there is no key `engagment`: write `engagement`"],
    ),
    (
        "scoring.yaml",
        "most: {engagement: 80}",
        "most: {engagement: 800}",
        &["scoring.yaml:+0:20: 800 is no limit: write points from 1 to 100, or leave it out for none"],
    ),
    (
        "scoring.yaml",
        "form: demo-request",
        "form: demo_request",
        &[
            "scoring.yaml:+0:11: there is no form `demo_request`; there are: demo-request, guide-download, newsletter; do you mean `demo-request`?",
        ],
    ),
    (
        "scoring.yaml",
        "label: Asked for a demo",
        "label: 'Asked' for a demo",
        &[
            "scoring.yaml:+0:12: the quotes end before the text does; put all of it in quotes: write `label: \"'Asked' for a demo\"`",
        ],
    ),
    (
        "scoring.yaml",
        "label: Asked for a demo",
        "label: {{ name }}",
        &["scoring.yaml:+0:12: `label` is a text: put it in quotes if it begins with {; here it is a group of keys"],
    ),
    (
        "scoring.yaml",
        "label: Asked for a demo",
        "label: [Asked] for a demo",
        &["scoring.yaml:+0:12: a text that begins with [ needs quotes: write `label: \"[Asked] for a demo\"`"],
    ),
    (
        "scoring.yaml",
        "label: Asked for a demo",
        "label: *Asked* for a demo",
        &["scoring.yaml:+0:12: a text that begins with * needs quotes: write `label: \"*Asked* for a demo\"`"],
    ),
    (
        "scoring.yaml",
        "label: Asked for a demo",
        "label: %Asked for a demo",
        &["scoring.yaml:+0:12: a text that begins with % needs quotes: write `label: \"%Asked for a demo\"`"],
    ),
    (
        "scoring.yaml",
        "label: Asked for a demo",
        "label: Asked for a demo\n      twice:yes",
        &[
            "scoring.yaml:+1:7: this line goes on with the text above it: put `twice: …`, with a blank behind the colon, under the key above; or put the whole text in quotes",
        ],
    ),
    (
        "routing.yaml",
        "{person: chloe}",
        "{person: cloe}",
        &[
            "routing.yaml:+0:74: the rule names `cloe`, but nobody in team.yaml has that id; there are: ana, ben, chloe, dora, rui, sofia; do you mean `chloe`?",
        ],
    ),
    (
        "routing.yaml",
        "  - {rule: large,",
        "  {rule: large,",
        &["routing.yaml:+0:3: write a dash and a blank before it: `- `"],
    ),
    (
        "routing.yaml",
        "otherwise: {team: sales}",
        "otherwise: sales",
        &["routing.yaml:+0:12: `otherwise` is a group of the keys team; here it is `sales`"],
    ),
    (
        "routing.yaml",
        "reassign: false",
        "reassign: maybe",
        &["routing.yaml:+0:11: `reassign` is true or false; here it is `maybe`"],
    ),
    (
        "routing.yaml",
        "reassign: false",
        "reassign: \"false\"",
        &["routing.yaml:+0:11: `reassign` is true or false, without quotes; here it is \"false\""],
    ),
    (
        "team.yaml",
        "hours: [\"mon-fri 9:00-18:00\"]",
        "hours: mon-fri 9:00-18:00",
        &["team.yaml:+0:8: `hours` is a list: write [mon-fri 9:00-18:00]; here it is `mon-fri 9:00-18:00`"],
    ),
    (
        "team.yaml",
        "timezone: Europe/Berlin",
        "timezone: Europe/Berlim",
        &["team.yaml:+0:15: \"Europe/Berlim\" is no time zone: write one like Europe/Berlin"],
    ),
    ("team.yaml", "name: Ben Weber", "name:", &["team.yaml:+0:9: nothing stands behind `name`: write a text"]),
    (
        "team.yaml",
        "holidays: [2026-07-14]",
        "holidays: [2026-07-44]",
        &["team.yaml:+0:16: \"2026-07-44\" is no date: write year, month and day, like 2026-12-25"],
    ),
    (
        "team.yaml",
        "holidays: [2026-07-14]",
        "holidays: [14/07/2026]",
        &["team.yaml:+0:16: \"14/07/2026\" is no date: write year, month and day, like 2026-12-25"],
    ),
    (
        "team.yaml",
        "sales: [ana, ben, chloe]",
        "sales: ana, ben, chloe",
        &["team.yaml:+0:10: `sales` is a list: write [ana, ben, chloe]; here it is `ana, ben, chloe`"],
    ),
    (
        "team.yaml",
        "sales: [ana, ben, chloe]",
        "sales: [ana, bne, chloe]",
        &[
            "team.yaml:+0:16: the team `sales` has `bne`, but nobody in team.yaml has that id; there are: ana, ben, chloe, dora, rui, sofia; do you mean `ben`?",
        ],
    ),
    (
        "sending.yaml",
        "brake: {bounces: 2.5%,",
        "brake: {bounces: 2.5,",
        &["sending.yaml:+0:18: \"2.5\" is no share: write it like 2.5%, from 0.0001% to 100%"],
    ),
    (
        "sending.yaml",
        "a_day: 1 ",
        "a_day: one ",
        &["sending.yaml:+0:8: `a_day` is a whole number, like 10; here it is `one`"],
    ),
    (
        "sending.yaml",
        "a_day: 1 ",
        "a_day: -1 ",
        &["sending.yaml:+0:8: `a_day` is a whole number, 0 or more; here it is `-1`"],
    ),
    (
        "sending.yaml",
        "tracking: {opens: true, clicks: true}",
        "tracking: yes",
        &["sending.yaml:+0:11: `tracking` is a group of the keys opens, clicks, needs_consent; here it is `yes`"],
    ),
    (
        "funnel.yaml",
        "  lost: ",
        "  lots: ",
        &["funnel.yaml:+0:3: this is one of recycled, disqualified, lost, bad; here it is `lots`; write `lost`"],
    ),
    (
        "funnel.yaml",
        "question: timeline",
        "question: time",
        &["funnel.yaml:+0:16: `question` is one of need, budget, authority, timeline; here it is `time`"],
    ),
    (
        "funnel.yaml",
        "answer: yes",
        "answer: maybe",
        &["funnel.yaml:+0:34: `answer` is one of yes, no; here it is `maybe`"],
    ),
    ("funnel.yaml", "grade: A", "grade: E", &["funnel.yaml:+0:54: `grade` is one of A, B, C, D; here it is `E`"]),
    (
        "funnel.yaml",
        "rules: [trial-used, trial-upgrade]",
        "rules: trial-used",
        &["funnel.yaml:+0:62: `rules` is a list: write [trial-used]; here it is `trial-used`"],
    ),
    (
        "funnel.yaml",
        "rules: [trial-used, trial-upgrade]",
        "rules: [trial-used, trial_upgrade]",
        &[
            "funnel.yaml:+0:75: scoring.yaml has no rule `trial_upgrade`; there are: clicked, company-address, customer-stories, decides, demo, event, guide, our-market, phone, pricing-page, replied, right-size, spoke, ticket, too-small, trial-upgrade, trial-used, unsubscribed; do you mean `trial-upgrade`?",
        ],
    ),
    (
        "funnel.yaml",
        "{label: Fits well and studies the prices, grade: A",
        "{grade: A",
        &["funnel.yaml:+0:5: each line needs a `label`: what people read as the reason of the move"],
    ),
    (
        "segments.yaml",
        "larger-teams:",
        "Larger teams:",
        &[
            "segments.yaml:+0:1: a segment's name may have lower-case letters, digits and dashes only, at most 40",
            "sequences/guide-nurture.yaml:17:54: segments.yaml has no segment `larger-teams`; there are: Larger teams; do you mean `Larger teams`?",
        ],
    ),
    (
        "company.yaml",
        "name: Acme Field Service\n",
        "",
        &["company.yaml:+0:1: `name` is missing here: add a line like `name: …`"],
    ),
    (
        "company.yaml",
        "name: Acme Field Service\n",
        "name: Acme Field Service\nfax: 12\n",
        &[
            "company.yaml:+1:1: there is no key `fax` here; there are: name, address, website, timezone, country, reply_to, privacy, operator, language, currency, first_currency, mailbox, referrals, enrichment, retention",
        ],
    ),
    (
        "company.yaml",
        "website: https://www.acme.example",
        "website: www.acme.example",
        &["company.yaml:+0:10: `website` is a whole address, like https://www.example.com"],
    ),
    (
        "company.yaml",
        "currency: EUR",
        "currency: Euro",
        &["company.yaml:+0:11: \"Euro\" is no currency: write its code of ISO 4217, like EUR"],
    ),
    (
        "campaigns.yaml",
        "a_month: 600, from",
        "a_month: 600.505, from",
        &[
            "campaigns.yaml:+0:21: `a_month` of `autumn-guide` is 600.505: write at most 2 digits behind the point, in EUR",
        ],
    ),
    (
        "campaigns.yaml",
        "a_month: 600, from",
        "a_month: -600, from",
        &[
            "campaigns.yaml:+0:21: \"-600\" is no number of money: write 0 or more, digits with a point before cents, like 1200 or 0.35",
        ],
    ),
    (
        "campaigns.yaml",
        "from: 2026-11-10, to: 2026-11-13",
        "from: 2026-11-14, to: 2026-11-13",
        &[
            "campaigns.yaml:+0:29: `from` of `service-fair-2026` is 2026-11-14, which is after its `to`, 2026-11-13: write the first day as `from`",
        ],
    ),
    (
        "campaigns.yaml",
        "fixed: 3000, from: 2026-11-10, to: 2026-11-13",
        "fixed: 3000, from: 2026-11-10",
        &[
            "campaigns.yaml:+0:17: a cost with `fixed` of `service-fair-2026` needs its last day: add `to`, like to: 2026-11-30",
        ],
    ),
    (
        "campaigns.yaml",
        "a_click: 0.85",
        "a_klick: 0.85",
        &["campaigns.yaml:+0:12: there is no key `a_klick`: write `a_click`"],
    ),
    (
        "campaigns.yaml",
        "match: [\"EU | Demo | Retargeting\"]",
        "match: [Guide+2026, guide-2026]",
        &[
            "campaigns.yaml:-5:13: `guide-2026` means the campaign `autumn-guide` and the campaign `demo-retargeting`: leave it to one of them",
        ],
    ),
    (
        "campaigns.yaml",
        "name: demo-retargeting",
        "name: autumn-guide",
        &["campaigns.yaml:+0:11: two campaigns are named `autumn-guide`: each needs a name of its own"],
    ),
    (
        "campaigns.yaml",
        "    source: trade show\n",
        "",
        &[
            "campaigns.yaml:+0:19: `whole_source` of `service-fair-2026` needs a source: add a line like `source: trade show`, or delete it",
        ],
    ),
    (
        "campaigns.yaml",
        "currency: USD, from: 2026-11-01",
        "currency: USD, from: 2026-10-01",
        &["campaigns.yaml:-1:16: `USD` has two rates from 2026-10-01 on: delete one of the two"],
    ),
    (
        "campaigns.yaml",
        "currency: USD, from: 2026-11-01",
        "currency: EUR, from: 2026-11-01",
        &["campaigns.yaml:+0:16: a rate of `EUR`, the company's own currency, has no meaning: delete it"],
    ),
    (
        "campaigns.yaml",
        "currency: USD, from: 2026-11-01",
        "currency: USD, from: 1.11.2026",
        &["campaigns.yaml:+0:27: \"1.11.2026\" is no date: write year, month and day, like 2026-11-01"],
    ),
    (
        "sequences/welcome.yaml",
        "mail: welcome}",
        "mail: welcom}",
        &[
            "sequences/welcome.yaml:+0:62: there is no mail `welcom`: write it in emails/welcom.md; do you mean `welcome`?",
        ],
    ),
    (
        "sequences/welcome.yaml",
        "{name: hello, wait: 12h,",
        "{wait: 12h,",
        &[
            "sequences/welcome.yaml:+0:5: a step needs a `name` of its own, which leads store: write it like {name: tips, …}",
        ],
    ),
    (
        "sequences/welcome.yaml",
        "mail: welcome}",
        "mail: welcome, call: Them}",
        &[
            "sequences/welcome.yaml:+0:5: the step `hello` does two things: of mail, until, if, set, stage, call, task, webhook and hand_over a step has one",
        ],
    ),
    (
        "sequences/welcome.yaml",
        "again: never",
        "again: sometimes",
        &[
            "sequences/welcome.yaml:+0:8: \"sometimes\" is not when to start again: write never, always, or a time like 90d",
        ],
    ),
    (
        "sequences/guide-nurture.yaml",
        "priority: 5 ",
        "priority: 500 ",
        &["sequences/guide-nurture.yaml:+0:11: `priority` is from 0 to 255; the highest goes first"],
    ),
    (
        "sequences/guide-nurture.yaml",
        "else: checklist",
        "else: cheklist",
        &[
            "sequences/guide-nurture.yaml:+0:74: there is no step `cheklist`; there are: after-call, ask-to-call, case-study, checklist, demo, did-they, end, read-it, tips; do you mean `checklist`?",
        ],
    ),
    (
        "sequences/guide-nurture.yaml",
        "topic: tips ",
        "topic: tip ",
        &[
            "sequences/guide-nurture.yaml:+0:8: sending.yaml has no topic `tip`; there are: news, tips; do you mean `tips`?",
        ],
    ),
    (
        "forms/newsletter.yaml",
        "{value: routes, label: Shorter routes}",
        "{value: routes label: Shorter routes}",
        &["forms/newsletter.yaml:+0:24: write a comma before `label`"],
    ),
    (
        "forms/newsletter.yaml",
        "{value: routes, label: Shorter routes}",
        "{value: routes, label: Choose one: a}",
        &["forms/newsletter.yaml:+0:32: a text with a colon needs quotes: write `label: \"Choose one: a\"`"],
    ),
    (
        "forms/newsletter.yaml",
        "intro: What teams like yours do to spend less time on the road.",
        "intro: >\n  What teams do:\n  spend less time",
        &[],
    ),
    (
        "forms/newsletter.yaml",
        "fields:",
        "fields",
        &["forms/newsletter.yaml:+0:7: write a colon behind `fields`: `fields: …`"],
    ),
    (
        "forms/newsletter.yaml",
        "consent:\n",
        "consent: required\n",
        &["forms/newsletter.yaml:+0:10: `consent` has keys below it: delete `required` behind its colon"],
    ),
    (
        "forms/newsletter.yaml",
        "version: \"2026-11\"",
        "version: preference page",
        &["forms/newsletter.yaml:+0:12: `version` names the wording, as in \"2026-11\": it is kept with every consent"],
    ),
    (
        "forms/newsletter.yaml",
        "wording: Send me tips for field service by e-mail, about once a month. I can stop that at any time.",
        "wording: \"\"",
        &[
            "forms/newsletter.yaml:+0:12: `wording` is what the visitor agrees to: write it as a sentence beside the box",
        ],
    ),
    (
        "forms/newsletter.yaml",
        "# value: agreed ",
        "value: nein ",
        &[
            "forms/newsletter.yaml:+0:10: `value` is what your own form posts when its box is ticked, and this word means no: give the box another value",
        ],
    ),
    (
        "forms/newsletter.yaml",
        "source: form",
        "source: !form x",
        &["forms/newsletter.yaml:+0:9: `!form` has no meaning in these files: delete it, or put the text in quotes"],
    ),
    ("forms/newsletter.yaml", "source: form", "source: 'it''s \"ours\"'", &[]),
    ("forms/newsletter.yaml", "title: One short mail a month", "title: Don't", &[]),
    (
        "forms/newsletter.yaml",
        "title: One short mail a month",
        "title: Mails #our",
        &[
            "forms/newsletter.yaml:+0:14: what stands behind # is a comment, and `title` is only `Mails`: write \"Mails #our\" in quotes, or a blank behind the # of a comment",
        ],
    ),
    ("forms/newsletter.yaml", "title: One short mail a month", "title: Mails # our", &[]),
    (
        "forms/newsletter.yaml",
        "language: en ",
        "language: EN ",
        &["forms/newsletter.yaml:+0:11: `language` is two lower-case letters, as in `en` or `pt`"],
    ),
    (
        "sending.yaml",
        "a_week: 3 ",
        "a_week: 99 ",
        &["sending.yaml:+0:9: `a_week` is at most 16: a lead remembers no more of its mails"],
    ),
    (
        "emails/footer.md",
        "{{ links.unsubscribe }}",
        "{{ links.unsubscrbe }}",
        &["emails/footer.md:-3:1: {{ links.unsubscribe }} is missing: marketing mail must say it"],
    ),
    (
        "emails/welcome.md",
        "Preview:",
        "Preveiw:",
        &[
            "emails/welcome.md:+0:1: below `Subject: …` stands `Preview: …`, if you like, and then an empty line: write one above the text",
        ],
    ),
    (
        "emails/hand-off.md",
        "Subject: ",
        "Subject: {{ compny.name }} ",
        &[
            "emails/hand-off.md:+0:13: the variable `compny.name` does not exist in this mail; do you mean `company.name`? infra/config/emails/README.md lists those that do",
        ],
    ),
];

#[test]
fn their_neighbours_are_told_too() {
    are_told(CASES);
}
