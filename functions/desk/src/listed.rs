//! A lead in a list, as its reader sees it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_cloud::table::Card;
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Reason, Temperature};
use leadwright_domain::timeline::recorded;
use leadwright_domain::value::phone::international;
use leadwright_domain::value::times::{ago, moment};
use leadwright_domain::words::Words;

/// The most characters of a name or a company in a list: the lead's own page has the rest.
const SHOWN: usize = 80;

/// A line of a list.
#[derive(Debug)]
pub(crate) struct ListedLead {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) company: Option<String>,
    /// What they asked for, or where they came from.
    pub(crate) wants: String,
    /// How long ago they asked; empty if they never did.
    pub(crate) ago: String,
    /// `hot`, `warm` or `cold`: a class of the style sheet.
    pub(crate) temperature: &'static str,
    /// The temperature in words.
    pub(crate) heat: String,
    /// Why it is to be looked at.
    pub(crate) why: Vec<String>,
    /// What is to be done next, and when.
    pub(crate) next: Option<String>,
    /// The next step is overdue.
    pub(crate) is_late: bool,
    /// The number as it was typed, and as it is dialled.
    pub(crate) phone: Option<(String, String)>,
    pub(crate) stage: String,
    /// The owner's name.
    pub(crate) owner: Option<String>,
}

/// What lines are made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) config: &'a Config,
    /// The words in the reader's language.
    pub(crate) words: Words<'a>,
    /// The reader's time zone.
    pub(crate) zone: &'a TimeZone,
    pub(crate) now: Timestamp,
}

impl Reading<'_> {
    /// The line of a lead.
    pub(crate) fn line(&self, card: &Card) -> ListedLead {
        self.line_without(card, &[])
    }

    /// The line of a lead, without reasons that the reader knows already.
    pub(crate) fn line_without(&self, card: &Card, known: &[Reason]) -> ListedLead {
        let form = card.form.as_ref().and_then(|form| self.config.forms.get(form));
        let next = card.attention.next.as_ref();
        ListedLead {
            id: card.id.to_string(),
            title: shortened(&card.title),
            company: card.company.as_deref().map(shortened),
            wants: form.map_or_else(
                || self.words.with("desk-listed-from", &[("source", shortened(&card.source).into())]),
                |form| form.wants.clone(),
            ),
            ago: card.asked.map(|asked| ago(self.words, asked, self.now)).unwrap_or_default(),
            temperature: card.temperature.name(),
            heat: self.words.say(heat(card.temperature)),
            why: {
                let reasons = card.reasons(self.now, self.zone).into_iter();
                reasons.filter(|reason| !known.contains(reason)).map(|reason| reason.words(self.words)).collect()
            },
            next: next.map(|step| {
                self.words.with(
                    "desk-listed-next",
                    &[
                        ("when", moment(self.words, step.due, self.now, self.zone).into()),
                        ("what", recorded(self.words, &step.what).into()),
                    ],
                )
            }),
            is_late: next.is_some_and(|step| step.due <= self.now),
            phone: card.phone.as_ref().and_then(|typed| {
                // A number without its country's code is read on the lead's page, which knows the country.
                international(typed).map(|number| (typed.clone(), number.as_str().to_owned()))
            }),
            stage: card.stage.word(self.words),
            owner: card.owner.as_ref().map(|owner| self.config.team.name_of(owner).to_owned()),
        }
    }
}

/// The message of a temperature.
fn heat(temperature: Temperature) -> &'static str {
    match temperature {
        Temperature::Hot => "desk-heat-hot",
        Temperature::Warm => "desk-heat-warm",
        Temperature::Cold => "desk-heat-cold",
    }
}

/// The text, or its beginning: what visitors write may be long, and a list is to stay readable.
fn shortened(text: &str) -> String {
    if text.chars().count() <= SHOWN {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(SHOWN - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened_by_characters() {
        assert_eq!(shortened("Maria"), "Maria");
        let long = "ß".repeat(500);
        let short = shortened(&long);
        assert_eq!((short.chars().count(), short.ends_with('…')), (SHOWN, true));
    }
}
