//! Mails that make no lead and get no answer: machines', lists', our own.

use std::fmt;

use leadwright_domain::value::identity::EmailAddress;

use crate::ours::Ours;

/// Why a mail is ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ignored {
    /// A machine answered, or reports that a mail did not arrive.
    Automatic,
    /// It was sent to a list of people.
    List,
    /// It is from an address of the company's own.
    Ours,
    /// It went round and round.
    Loop,
    /// It names no sender, or several.
    NoSender,
    /// It has no words and no attachment.
    Empty,
}

impl fmt::Display for Ignored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Automatic => "a machine sent it: an automatic answer, a notification or a bounce",
            Self::List => "it was sent to a list of people, like a newsletter",
            Self::Ours => "it is from an address of your own",
            Self::Loop => "it passed too many servers: it goes round",
            Self::NoSender => "it names no sender, or several",
            Self::Empty => "it has no words and no attachment",
        })
    }
}

/// A mail passes a handful of servers; more than this is a loop (RFC 5321, 6.3, asks for 100 at the least, of servers).
const SERVERS: usize = 50;

/// The names of addresses that machines send from.
const MACHINES: [&str; 8] =
    ["mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"];

/// Headers that only lists and mass mail have (RFC 2369, RFC 2919; Feedback-ID is Gmail's, for mass mail).
const OF_LISTS: [&str; 6] = ["list-id", "list-post", "list-unsubscribe", "list-help", "list-subscribe", "feedback-id"];

/// Headers that only automatic answers have.
const OF_ANSWERS: [&str; 4] = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply-from"];

/// Why a mail of `from` with these headers is ignored, if it is.
pub(crate) fn of<'a>(
    headers: impl IntoIterator<Item = (&'a str, &'a str)>,
    from: &EmailAddress,
    ours: &Ours<'_>,
) -> Option<Ignored> {
    if ours.is_ours(from) {
        return Some(Ignored::Ours);
    }
    let (mut servers, mut is_list, mut is_automatic) = (0, false, false);
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        let value = value.trim().to_ascii_lowercase();
        match name.as_str() {
            "received" => servers += 1,
            // RFC 3834; a comment or a parameter may follow.
            "auto-submitted" => is_automatic |= value.split([';', ' ', '(']).next() != Some("no"),
            "precedence" if ["bulk", "list", "junk"].contains(&value.as_str()) => is_list = true,
            "precedence" if ["auto_reply", "auto-reply"].contains(&value.as_str()) => is_automatic = true,
            // No sender is told of what happens to the mail: bounces and answers of machines (RFC 5321, 4.5.5).
            "return-path" => is_automatic |= value == "<>",
            "content-type" => is_automatic |= value.starts_with("multipart/report"),
            other if OF_LISTS.contains(&other) => is_list = true,
            other if OF_ANSWERS.contains(&other) => is_automatic = true,
            _ => {}
        }
    }
    let local = from.as_str().split(['@', '+']).next().unwrap_or_default();
    if servers > SERVERS {
        Some(Ignored::Loop)
    } else if is_automatic || MACHINES.contains(&local) {
        Some(Ignored::Automatic)
    } else if is_list {
        Some(Ignored::List)
    } else {
        None
    }
}
