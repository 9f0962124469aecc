//! The facts of a kind of activity: what scoring, sequences, metrics and erasure ask of it.

use std::fmt;

use crate::activity::touch::SiteTouch;

/// What the system asks of an activity's kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindFacts<'a> {
    /// The kind's name, as stored.
    pub name: &'static str,
    /// What scoring rules compare; none for an activity that no rule may count.
    pub signal: Option<Signal<'a>>,
    /// A lead may enter a sequence by it.
    pub starts_sequences: bool,
    /// The send id of the mail that it is about.
    pub send: Option<&'a str>,
    /// The metric that it counts for. What it decided is counted besides.
    pub metric: Option<Metric<'a>>,
    /// It says who the lead is: a lead may begin with it.
    pub begins_lead: bool,
    /// Where the lead comes from, by an activity that brings one.
    pub touch: Option<FirstTouch<'a>>,
    /// The fields that are stored of the kind.
    pub fields: Fields,
}

impl KindFacts<'_> {
    /// Of a kind that stands in the timeline, decides what it decides, and is nothing else to the system: no rule scores
    /// it, it starts and begins nothing, and no metric counts it.
    pub(super) const fn recorded(name: &'static str, fields: Fields) -> Self {
        Self {
            name,
            signal: None,
            starts_sequences: false,
            send: None,
            metric: None,
            begins_lead: false,
            touch: None,
            fields,
        }
    }
}

/// What scoring rules compare with their `form`, `page` and `name`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signal<'a> {
    /// The form that was sent.
    pub form: Option<&'a str>,
    /// The address of the page.
    pub page: Option<&'a str>,
    /// What was used, attended or asked about; of a mail its name.
    pub name: Option<&'a str>,
    /// The same link of the same mail, clicked again: it counts only for rules with `every`.
    pub again: bool,
}

/// A metric, counted for everything or for one thing: `forms`, `mail.nurture-tips`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metric<'a> {
    /// The name.
    pub name: &'static str,
    /// The mail or the reason that it is counted for.
    pub of: Option<&'a str>,
}

/// Where a lead comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstTouch<'a> {
    /// The source: `form`, `trade show`, `product`.
    pub source: &'a str,
    /// The form that was sent.
    pub form: Option<&'a str>,
    /// The address of the page that the form stood on.
    pub page: Option<&'a str>,
    /// The campaign that it is attributed to.
    pub campaign: Option<&'a str>,
    /// How the visitor came to the site then.
    pub site: Option<&'a SiteTouch>,
}

/// The stored fields of a kind. Each stands in one of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    /// They may say who the lead is, or hold words that somebody wrote: erasure clears them.
    pub personal: &'static [&'static str],
    /// They stay when the lead is erased, so that metrics can be counted again.
    pub other: &'static [&'static str],
}

/// The fields of a kind, each in one of the two lists.
pub(super) const fn fields(personal: &'static [&'static str], other: &'static [&'static str]) -> Fields {
    Fields { personal, other }
}

impl<'a> Metric<'a> {
    pub(super) const fn all(name: &'static str) -> Self {
        Self { name, of: None }
    }

    pub(super) const fn of(name: &'static str, of: &'a str) -> Self {
        Self { name, of: Some(of) }
    }
}

impl<'a> FirstTouch<'a> {
    pub(super) const fn by(source: &'a str) -> Self {
        Self { source, form: None, page: None, campaign: None, site: None }
    }
}

impl fmt::Display for Metric<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.of {
            Some(of) => write!(f, "{}.{of}", self.name),
            None => f.write_str(self.name),
        }
    }
}
