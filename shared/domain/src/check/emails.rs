//! Mistakes in mails, found before any mail is sent.

use crate::activity::mail::{CONFIRM, TeamMail};
use crate::check::problem::{Problem, Problems};
use crate::config::Config;
use crate::mail::error::MailError;
use crate::mail::header::LONGEST_LINE;
use crate::mail::language::{FOOTER, base_of, footer_of, language_of};
use crate::mail::letter::Draft;
use crate::mail::markdown::parse::Link;
use crate::mail::sample::{Sample, SampleKnows};
use crate::mail::source::Source;
use crate::mail::template::ToEmpty;
use crate::value::text::{is_language, is_name, nearest};
use crate::words::ENGLISH;

pub(crate) fn no_mail(config: &Config, name: &str) -> String {
    let mails = config.emails.keys().map(String::as_str).filter(|mail| *mail == base_of(mail) && *mail != FOOTER);
    let meant = nearest(name, mails).map(|mail| format!("; do you mean `{mail}`?")).unwrap_or_default();
    format!("there is no mail `{name}`: write it in emails/{name}.md{meant}")
}

/// Reports every mistake in the mails.
pub(crate) fn check_all(config: &Config, problems: &mut Problems) {
    // A team without a manager, or with nobody at all, gets no mail of this kind. That is for `team.yaml` to say.
    let no_recipient = MailError::NoRecipient.to_string();
    for name in TeamMail::ALL.map(TeamMail::name) {
        if !config.emails.contains_key(name) {
            problems.add("team.yaml", "people", &no_mail(config, name));
        }
    }
    problems.0.extend(check_files(config).into_iter().filter(|found| found.message != no_recipient));
}

/// Reports a mail for leads that does not exist, or that is one of the mails to salespeople.
pub(crate) fn mail_to_lead(config: &Config, mail: &str, file: &str, near: &str, problems: &mut Problems) {
    if TeamMail::named(mail).is_some() {
        let message = format!(
            "the mail `{mail}` is for salespeople, and tells what they alone may know: write one for leads in emails/ and name it here"
        );
        problems.add(file, near, &message);
    } else if mail == CONFIRM {
        let message = format!(
            "the mail `{CONFIRM}` asks to confirm a consent, and is sent by itself: write another in emails/ and name it here"
        );
        problems.add(file, near, &message);
    } else if mail == FOOTER || mail != base_of(mail) {
        let message = format!(
            "`{mail}` is no mail by itself: name one without its language, as in `{}`; what stands under mails is in footer.md",
            if mail == FOOTER { "welcome" } else { base_of(mail) }
        );
        problems.add(file, near, &message);
    } else if !config.emails.contains_key(mail) {
        problems.add(file, near, &no_mail(config, mail));
    }
}

/// Every mistake in the mails, each with its file and line.
pub(crate) fn check_files(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    let (wrong, right): (Vec<_>, Vec<_>) = config.emails.keys().partition(|name| named(config, name).is_some());
    for name in wrong {
        problems.extend(named(config, name).map(|message| problem(name, 1, message)));
    }
    let footers = footers(config);
    if footers.is_empty() {
        problems.extend(right.into_iter().flat_map(|name| check(config, name)));
    }
    problems.extend(footers);
    problems.extend(config.emails.iter().filter_map(|(name, source)| without_confirm_link(name, source)));
    problems.into_iter().map(|problem| with_column(config, problem)).collect()
}

/// Adds the column of the first text of the line that the message names.
fn with_column(config: &Config, problem: Problem) -> Problem {
    let name = problem.file.trim_start_matches("emails/").trim_end_matches(".md");
    let line = problem.line.and_then(|line| config.emails.get(name)?.lines().nth(line - 1)).unwrap_or_default();
    let mut named = problem.message.split(['`', '"']).skip(1).step_by(2);
    let at = named.find_map(|text| line.find(text).filter(|_| !text.is_empty()));
    let column = problem.column.or(at.map(|at| line[..at].chars().count() + 1)).or(Some(1));
    Problem { column, ..problem }
}

/// The mistakes of one mail. It is rendered for a lead with all fields and for a lead with only an address; a mail to a
/// salesperson also for a lead with only a telephone number, and for one that sent two forms.
pub fn check(config: &Config, name: &str) -> Vec<Problem> {
    if base_of(name) == FOOTER {
        return Vec::new();
    }
    let mut problems = wrong_variables(config, name, &Sample::new(config, name, SampleKnows::All));
    if !problems.is_empty() {
        return problems;
    }
    for known in [SampleKnows::All, SampleKnows::Address, SampleKnows::Number, SampleKnows::Twice] {
        let sample = Sample::new(config, name, known);
        if matches!(known, SampleKnows::Number | SampleKnows::Twice) && sample.is_to_lead() {
            continue;
        }
        let must_print = known == SampleKnows::Address && sample.is_to_lead();
        match sample.write(config, if must_print { ToEmpty::Mistake } else { ToEmpty::Nothing }) {
            Ok(written) => problems.extend(mistakes(config, name, &written)),
            Err(error) => problems.push(told(name, config.emails.get(name).map_or("", String::as_str), error)),
        }
    }
    problems.dedup();
    problems.sort_by_key(|problem| problem.line);
    problems.dedup();
    problems
}

/// Variables that do not exist, or that print what nobody can read. All of them are told, in every branch of the mail.
fn wrong_variables(config: &Config, name: &str, sample: &Sample) -> Vec<Problem> {
    let source = config.emails.get(name).map_or("", String::as_str);
    // What keeps the mail from being read at all is told by rendering it.
    let wrong = sample.wrong_variables(config).unwrap_or_default();
    let told = wrong.into_iter().map(|(line, wrong)| {
        let column =
            source.lines().nth(line - 1).and_then(|text| Some(text[..text.find(&wrong.written)?].chars().count() + 1));
        Problem { column, ..problem(name, line, wrong.message) }
    });
    let mut told: Vec<Problem> = told.collect();
    told.sort_by_key(|problem| (problem.line, problem.column));
    told
}

fn told(name: &str, source: &str, error: MailError) -> Problem {
    match error {
        MailError::Template { line, message } => problem(name, line, message),
        MailError::NoSubject if source.starts_with("---") => {
            let message = "a mail begins with its line `Subject: …` at once: delete the lines `---` above and below it";
            problem(name, 1, message.to_owned())
        }
        MailError::NoSubject
            if source
                .lines()
                .next()
                .and_then(|line| line.strip_prefix("Subject:"))
                .is_some_and(|words| !words.trim().is_empty()) =>
        {
            let has_preview = source.lines().nth(1).is_some_and(|line| line.starts_with("Preview:"));
            let message =
                "below `Subject: …` stands `Preview: …`, if you like, and then an empty line: write one above the text";
            problem(name, if has_preview { 3 } else { 2 }, message.to_owned())
        }
        other => problem(name, 1, other.to_string()),
    }
}

/// The mistake in a file's name, in words.
fn named(config: &Config, name: &str) -> Option<String> {
    let Some((base, language)) = name.split_once('.') else {
        let message = "the file's name may have lower-case letters, digits and dashes only, at most 40";
        return (!is_name(name)).then(|| message.to_owned());
    };
    if !is_language(language) {
        return Some(format!("a mail in another language is named like {base}.pt.md: two letters before .md"));
    }
    if language == ENGLISH && config.company.language == ENGLISH {
        return Some(format!("{base}.md is the mail in English already: move this file over it, or delete one"));
    }
    let is_alone = !config.emails.contains_key(base);
    is_alone.then(|| format!("this is {base}.md in another language, and there is no {base}.md: write it"))
}

/// Reports footers that lack the links to unsubscribe and to change preferences, and languages without a footer.
fn footers(config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    // Mails to salespeople have none.
    for name in config.emails.keys().filter(|name| TeamMail::named(name).is_none()) {
        let footer = footer_of(config, name);
        if !config.emails.contains_key(&footer) {
            let language = language_of(config, name);
            let message = format!(
                "this file is missing: what stands under marketing mail in the language `{language}`: why they get it, [Change what you get]({{{{ links.preferences }}}}), [Unsubscribe]({{{{ links.unsubscribe }}}}) and {{{{ company.address }}}}"
            );
            let is_known = problems.iter().any(|problem: &Problem| problem.message == message);
            problems.extend((!is_known).then(|| problem(&footer, 1, message)));
        }
    }
    for (name, source) in config.emails.iter().filter(|(name, _)| base_of(name) == FOOTER) {
        for variable in ["links.preferences", "links.unsubscribe", "company.address"] {
            if !source.contains(variable) {
                let message = format!("{{{{ {variable} }}}} is missing: marketing mail must say it");
                problems.push(problem(name, 1, message));
            }
        }
        if problems.is_empty() {
            problems.extend(check_footer(config, name, source));
        }
    }
    problems
}

/// The mail that asks to confirm a consent, without the link that does.
fn without_confirm_link(name: &str, source: &str) -> Option<Problem> {
    let is_wrong = base_of(name) == CONFIRM && !source.contains("links.confirm");
    let message = "the link is missing by which the reader confirms: **[Yes, send it to me]({{ links.confirm }})**";
    is_wrong.then(|| problem(name, 1, message.to_owned()))
}

/// Checks a footer below a mail that has no other text.
fn check_footer(config: &Config, name: &str, source: &str) -> Vec<Problem> {
    let mut alone = config.clone();
    alone.emails.insert(name.to_owned(), format!("Subject: Footer\n\n{source}"));
    let sample = Sample::new(&alone, name, SampleKnows::Address).as_marketing(false);
    let up = |problem: Problem| Problem { line: problem.line.map(|line| line.saturating_sub(2).max(1)), ..problem };
    let wrong = wrong_variables(&alone, name, &sample);
    if !wrong.is_empty() {
        return wrong.into_iter().map(up).collect();
    }
    match sample.write(&alone, ToEmpty::Mistake) {
        Ok(written) => mistakes(&alone, name, &written).into_iter().map(up).collect(),
        Err(error) => vec![up(told(name, source, error))],
    }
}

/// The mistakes of a mail that can be rendered.
fn mistakes(config: &Config, name: &str, written: &Draft) -> Vec<Problem> {
    let mut problems = links(config, name, written);
    problems.extend(not_markdown(config, name, &written.body));
    if written.is_subject_cut {
        let message = format!("the subject has more than {LONGEST_LINE} characters: write a shorter one");
        problems.push(problem(name, 1, message));
    }
    // The sample fills only some of the variables of mails to salespeople.
    let unfilled = Source::of(config, name).ok().filter(|_| TeamMail::named(name).is_some());
    let body = unfilled.map_or(written.body.as_str(), |source| source.body);
    if crate::mail::markdown::text::to_text(body).trim().is_empty()
        && crate::mail::markdown::parse::links(body).is_empty()
    {
        let message = "the mail says nothing: write something below its empty line, for every lead";
        problems.push(problem(name, 1, message.to_owned()));
    }
    problems
}

/// Text that a reader would see as raw Markdown, and HTML, which a reader would not see at all.
fn not_markdown(config: &Config, name: &str, body: &str) -> Vec<Problem> {
    let source = config.emails.get(name).map_or("", String::as_str);
    let place_of = |text: &str| source.lines().position(|line| !text.is_empty() && line.contains(text));
    let broken = crate::mail::markdown::parse::broken_links(body).into_iter().map(|text| {
        // A variable may follow the link's words, or stand in them.
        let words = text.find(']').map_or("", |end| &text[..end + 2]);
        let is_open = |line: &str| line.rsplit_once("](").is_some_and(|(_, rest)| !rest.contains(')'));
        let place = place_of(&text).or_else(|| place_of(words)).or_else(|| source.lines().position(is_open));
        let line = place.map_or(1, |line| line + 1);
        let message = format!("`{words}` is no link, and would be read as it stands: write it like [words](https://www.example.com/page), without blanks in the address");
        problem(name, line, message)
    });
    let html = crate::mail::markdown::parse::raw_html(body).into_iter().map(|html| {
        let line = place_of(&html).map_or(1, |line| line + 1);
        problem(name, line, format!("HTML is left out of mails: write it in Markdown, in place of `{html}`"))
    });
    broken.chain(html).collect()
}

/// Links and pictures without a full URL, and links whose words name another URL.
fn links(config: &Config, name: &str, written: &Draft) -> Vec<Problem> {
    let source = config.emails.get(name).map_or("", String::as_str);
    let wrong = crate::mail::markdown::parse::links(&written.body).into_iter().filter_map(|link| {
        let message = mistake(&link)?;
        Some(problem(name, line_of(source, &link), message))
    });
    wrong.collect()
}

fn mistake(link: &Link) -> Option<String> {
    let Link { address, words, is_picture } = link;
    let is_page = ["https://", "http://"]
        .iter()
        .any(|scheme| address.strip_prefix(scheme).is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric())));
    let dials = ["mailto:", "tel:"].iter().any(|scheme| address.len() > scheme.len() && address.starts_with(scheme));
    if *is_picture {
        return (!is_page).then(|| {
            format!("the picture `{address}` has no whole address: write it like https://www.example.com/picture.png")
        });
    }
    if !is_page && !dials {
        return Some(format!(
            "the link `{address}` has no whole address: write it like https://www.example.com/page, or mailto:, or tel:"
        ));
    }
    let said = words.trim();
    let is_said = said.starts_with("http://") || said.starts_with("https://") || said.starts_with("www.");
    (is_said && bare(said) != bare(address)).then(|| {
        format!("the link says {said} and leads to {address}, as in a fraud: write words, or the same address")
    })
}

/// A URL without the parts that people leave out.
fn bare(address: &str) -> &str {
    let address = address.trim_start_matches("https://").trim_start_matches("http://");
    address.trim_start_matches("www.").trim_end_matches('/')
}

/// The line, from 1, of a link: found by its URL, else by its words.
fn line_of(source: &str, link: &Link) -> usize {
    let place_of = |text: &str| source.lines().position(|line| !text.is_empty() && line.contains(text));
    let place = place_of(&format!("]({}", link.address));
    let place = place.or_else(|| place_of(&link.words)).or_else(|| place_of(&link.address));
    place.map_or(1, |line| line + 1)
}

fn problem(name: &str, line: usize, message: String) -> Problem {
    Problem { file: format!("emails/{name}.md"), line: Some(line), column: None, near: String::new(), message }
}
