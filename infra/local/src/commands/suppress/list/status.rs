//! What a column of a contact list says of mail to its rows, by the words of the systems that export it.
//!
//! Sources: `HubSpot` exports "Unsubscribed from all email" as true or false; listmonk's subscribers are enabled, disabled or
//! blocklisted; Mailchimp's contacts are subscribed, unsubscribed, non-subscribed, cleaned, pending or transactional;
//! Salesforce has "Email Opt Out". A word that none of them writes is not guessed.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use leadwright_domain::form::ConsentAnswer;

/// What a row says of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// No mail may go to it.
    Suppressed,
    /// Mail may go to it: it does not belong on the list.
    Mailable,
}

/// A column that says something of mail.
#[derive(Debug)]
pub(super) struct StatusColumn {
    place: usize,
    pub(super) heading: String,
    kind: Kind,
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A word for each state.
    Words,
    /// Yes or no to what the heading says.
    Flag,
}

/// Headings of columns with a word for each state, by [`plain`].
const STATUS: [&str; 6] =
    ["status", "emailstatus", "emailmarketingstatus", "subscriptionstatus", "subscriberstatus", "contactstatus"];

/// Headings of columns that say yes or no to "gets no mail".
const FLAGS: [&str; 19] = [
    "unsubscribed",
    "unsubscribedfromallemail",
    "unsubscribedfromallemails",
    "optedoutofallemail",
    "optedoutofemail",
    "hasoptedoutofemail",
    "optedout",
    "optout",
    "emailoptout",
    "donotemail",
    "donotmail",
    "blocklisted",
    "blacklisted",
    "bounced",
    "emailbounced",
    "hardbounced",
    "emailhardbounced",
    "suppressed",
    "abgemeldet",
];

/// Words of who gets no mail.
const SUPPRESSED: [&str; 17] = [
    "unsubscribed",
    "cleaned",
    "blocklisted",
    "blacklisted",
    "blocked",
    "disabled",
    "bounced",
    "hardbounced",
    "hardbounce",
    "bounce",
    "complained",
    "complaint",
    "spam",
    "optedout",
    "optout",
    "suppressed",
    "abgemeldet",
];

/// Words of who may get mail.
const MAILABLE: [&str; 12] = [
    "subscribed",
    "nonsubscribed",
    "neversubscribed",
    "enabled",
    "active",
    "confirmed",
    "unconfirmed",
    "pending",
    "transactional",
    "optedin",
    "optin",
    "angemeldet",
];

impl StatusColumn {
    /// The column, if its heading says what it is, or `--map` does.
    pub(super) fn of(heading: &str, place: usize, is_named: bool) -> Option<Self> {
        let name = plain(heading);
        let kind = if FLAGS.contains(&name.as_str()) {
            Kind::Flag
        } else if is_named || STATUS.contains(&name.as_str()) {
            Kind::Words
        } else {
            return None;
        };
        Some(Self { place, heading: heading.to_owned(), kind })
    }
}

/// What `--status` says of words: word → what it means.
#[derive(Debug, Default)]
pub(crate) struct StatusWords(BTreeMap<String, Standing>);

impl StatusWords {
    /// Reads `WORD=suppress` and `WORD=keep`.
    pub(crate) fn of(pairs: &[String]) -> Result<Self> {
        let read = |pair: &String| {
            let (word, means) = pair
                .rsplit_once('=')
                .with_context(|| format!("--status {pair}: write it WORD=suppress or WORD=keep"))?;
            let standing = match means {
                "suppress" => Standing::Suppressed,
                "keep" => Standing::Mailable,
                _ => bail!("--status {pair}: write it WORD=suppress or WORD=keep"),
            };
            Ok((plain(word), standing))
        };
        pairs.iter().map(read).collect::<Result<_>>().map(Self)
    }

    /// What the row says; without such a column, that it belongs on the list. The error names a word that is not known.
    pub(super) fn standing<'c>(
        &self,
        columns: &[StatusColumn],
        cell: impl Fn(usize) -> &'c str,
    ) -> Result<Standing, String> {
        let mut standing = if columns.is_empty() { Standing::Suppressed } else { Standing::Mailable };
        for StatusColumn { place, heading, kind } in columns {
            let word = cell(*place);
            let known = match (self.0.get(&plain(word)), kind) {
                (Some(said), _) => Some(*said),
                (None, Kind::Words) => of_word(word),
                (None, Kind::Flag) => match ConsentAnswer::of(word, None) {
                    ConsentAnswer::Yes => Some(Standing::Suppressed),
                    ConsentAnswer::No => Some(Standing::Mailable),
                    ConsentAnswer::Unreadable => None,
                },
            };
            match known {
                Some(Standing::Suppressed) => standing = Standing::Suppressed,
                Some(Standing::Mailable) => {}
                None => {
                    return Err(format!(
                        "{heading}: {word:?} is not known: say what it means with --status {:?} or --status {:?}, or leave \
                         the column out with --map {:?}",
                        format!("{word}=suppress"),
                        format!("{word}=keep"),
                        format!("{heading}=")
                    ));
                }
            }
        }
        Ok(standing)
    }
}

fn of_word(word: &str) -> Option<Standing> {
    let word = plain(word);
    if SUPPRESSED.contains(&word.as_str()) {
        Some(Standing::Suppressed)
    } else if MAILABLE.contains(&word.as_str()) {
        Some(Standing::Mailable)
    } else {
        None
    }
}

/// Without case, spaces and punctuation.
pub(super) fn plain(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
