//! Programs that fetch the pictures of mails and follow their links, recognised by their `User-Agent`.
//!
//! A reader's browser or mail program is recognised by its shape; everything else is a machine. A list of signs then
//! finds the machines in the shape of a browser.
//!
//! The lists are our own. Of the libraries for it, `isbot` has had no release since 2022, and `iscrawl` takes Outlook
//! for a crawler, since Outlook names no browser engine; neither knows what is special about mail. Sources:
//! - signs of robots: <https://github.com/monperrus/crawler-user-agents> (MIT)
//! - Apple's privacy proxy: <https://github.com/ua-parser/uap-core/issues/509>
//! - Gmail's check at delivery: <https://www.gmass.co/blog/false-opens-in-gmail/>, mautic/mautic#10245
//! - Gmail's and Yahoo's picture proxies fetch when somebody opens the mail: mautic/mautic#16069
//!
//! Many scanners send the `User-Agent` of a browser. Time and followed links give those away: see
//! [`machine`](super::machine) and [`scanner`](super::scanner).

pub(crate) mod names;
pub(crate) mod shape;

use names::{FILTERS, NO_ROBOTS, PICTURE_PROXIES, PICTURES_ONLY, ROBOTS};

/// The whole `User-Agent` of Apple Mail's proxy, which fetches every picture of every mail, read or not.
const APPLE: &str = "Mozilla/5.0";

/// The end of the `User-Agent` of Gmail's check at delivery: a browser of 2015 that never existed.
const GMAIL_CHECK: &str = "Edge/12.246 Mozilla/5.0";

/// The reason to believe, from the `User-Agent`, that no person reads, in a reader's words; none if a person may.
///
/// `is_link`: the program followed a link; else it fetched the picture.
pub(crate) fn machine(agent: &str, is_link: bool) -> Option<String> {
    let agent = agent.trim();
    if agent.is_empty() {
        return Some("The program does not say what it is".to_owned());
    }
    if agent == APPLE {
        return Some("Apple's privacy proxy fetches every mail, read or not".to_owned());
    }
    if agent.ends_with(GMAIL_CHECK) {
        return Some("Gmail checks what comes in".to_owned());
    }
    let mut name = agent.to_lowercase();
    let mut pictures = PICTURES_ONLY.iter().filter(|_| is_link);
    if let Some((_, program)) = pictures.find(|(sign, _)| name.contains(sign)) {
        return Some(format!("{program} never follows links for a person"));
    }
    if PICTURE_PROXIES.iter().any(|proxy| name.contains(proxy)) {
        return None;
    }
    for phone in NO_ROBOTS {
        name = name.replace(phone, "");
    }
    if let Some((_, filter)) = FILTERS.iter().find(|(sign, _)| name.contains(sign)) {
        return Some(format!("{filter} checks mail"));
    }
    if let Some(word) = ROBOTS.iter().find(|word| name.contains(*word)) {
        return Some(format!("The program is no browser: its name has “{word}”"));
    }
    (!shape::is_reader(&name)).then(|| "The program is no browser and no mail program that is known".to_owned())
}
