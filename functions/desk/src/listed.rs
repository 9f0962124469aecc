//! A lead in a list, as its reader sees it.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use leadwright_cloud::table::Card;
use leadwright_domain::config::Config;
use leadwright_domain::lead::Temperature;
use leadwright_domain::value::phone::international;
use leadwright_domain::value::times::{ago, moment};

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
    /// `hot`, `warm` or `cold`: a class of the style sheet, too.
    pub(crate) temperature: &'static str,
    /// Why it is to be looked at.
    pub(crate) why: Vec<&'static str>,
    /// What is to be done next, and when.
    pub(crate) next: Option<String>,
    /// The next step is overdue.
    pub(crate) is_late: bool,
    /// The number as it was typed, and as it is dialled.
    pub(crate) phone: Option<(String, String)>,
    pub(crate) stage: &'static str,
    /// The owner's name.
    pub(crate) owner: Option<String>,
}

/// What lines are made with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) config: &'a Config,
    /// The reader's time zone.
    pub(crate) zone: &'a TimeZone,
    pub(crate) now: Timestamp,
}

impl Reading<'_> {
    /// The line of a lead.
    pub(crate) fn line(&self, card: &Card) -> ListedLead {
        let form = card.form.as_ref().and_then(|form| self.config.forms.get(form));
        let next = card.attention.next.as_ref();
        ListedLead {
            id: card.id.to_string(),
            title: shortened(&card.title),
            company: card.company.as_deref().map(shortened),
            wants: form.map_or_else(|| format!("from {}", shortened(&card.source)), |form| form.wants.clone()),
            ago: card
                .asked
                .map(|asked| ago(leadwright_domain::words::Words::english(), asked, self.now))
                .unwrap_or_default(),
            temperature: class(card.temperature),
            why: card.reasons(self.now, self.zone).into_iter().map(leadwright_domain::lead::Reason::words).collect(),
            next: next.map(|step| {
                format!(
                    "{}: {}",
                    moment(leadwright_domain::words::Words::english(), step.due, self.now, self.zone),
                    step.what
                )
            }),
            is_late: next.is_some_and(|step| step.due <= self.now),
            phone: card.phone.as_ref().and_then(|typed| {
                // A number without its country's code is read on the lead's page, which knows the country.
                international(typed).map(|number| (typed.clone(), number.as_str().to_owned()))
            }),
            stage: card.stage.word(),
            owner: card.owner.as_ref().map(|owner| self.config.team.name_of(owner).to_owned()),
        }
    }
}

fn class(temperature: Temperature) -> &'static str {
    match temperature {
        Temperature::Hot => "hot",
        Temperature::Warm => "warm",
        Temperature::Cold => "cold",
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
