//! Programs that fetch the pictures of mails and follow their links, recognised by their `User-Agent`.
//!
//! The table is our own. Of the libraries for it, `isbot` has had no release since 2022, and `iscrawl` takes Outlook
//! for a crawler, since Outlook names no browser engine; neither knows what is special about mail. Sources:
//! - generic words and programs: <https://github.com/monperrus/crawler-user-agents>,
//!   <https://github.com/matomo-org/device-detector/blob/master/regexes/bots.yml>
//! - Apple's privacy proxy: <https://github.com/ua-parser/uap-core/issues/509>
//! - Gmail's check at delivery: <https://www.gmass.co/blog/false-opens-in-gmail/>, mautic/mautic#10245
//! - Gmail's and Yahoo's picture proxies fetch when somebody opens the mail: mautic/mautic#16069
//!
//! Many scanners send the `User-Agent` of a browser. Time and followed links give those away: see
//! [`machine`](super::machine) and [`scanner`](super::scanner).

/// Proxies that fetch a picture when a person opens the mail. The check for robots below would match their names.
const PICTURE_PROXIES: [&str; 2] = ["googleimageproxy", "yahoomailproxy"];

/// Programs that show a mail's pictures to its reader and never follow a link for a person, since a clicked link opens
/// in a browser: a part of the `User-Agent` in lower case, and the name that people know.
const PICTURES_ONLY: [(&str, &str); 6] = [
    ("applecoremedia", "Apple's media player"),
    ("cloudflare-amp", "Cloudflare's cache"),
    ("googleimageproxy", "Gmail's picture proxy"),
    ("ms-office", "Microsoft Office"),
    ("msoffice", "Microsoft Office"),
    ("yahoomailproxy", "Yahoo's picture proxy"),
];

/// The whole `User-Agent` of Apple Mail's proxy, which fetches every picture of every mail, read or not.
const APPLE: &str = "Mozilla/5.0";

/// The end of the `User-Agent` of Gmail's check at delivery: a browser of 2015 that never existed.
const GMAIL_CHECK: &str = "Edge/12.246 Mozilla/5.0";

/// Mail filters and link checkers that name themselves: a part of the `User-Agent` in lower case, and the name that
/// people know.
const FILTERS: [(&str, &str); 20] = [
    ("barracuda", "Barracuda"),
    ("ciscosecure", "Cisco"),
    ("existence discovery", "Microsoft Office"),
    ("fireeye", "Trellix"),
    ("forcepoint", "Forcepoint"),
    ("fortimail", "Fortinet"),
    ("fortisandbox", "Fortinet"),
    ("ironport", "Cisco"),
    ("messagelabs", "Symantec"),
    ("mimecast", "Mimecast"),
    ("proofpoint", "Proofpoint"),
    ("protocol discovery", "Microsoft Office"),
    ("safelinks", "Microsoft Defender"),
    ("sophos", "Sophos"),
    ("symantec", "Symantec"),
    ("trend micro", "Trend Micro"),
    ("trendmicro", "Trend Micro"),
    ("urldefense", "Proofpoint"),
    ("vadesecure", "Vade"),
    ("virustotal", "VirusTotal"),
];

/// Parts of robots' `User-Agent`, in lower case. A URL is one of them: only robots say where to complain.
const ROBOTS: [&str; 17] = [
    "http://",
    "https://",
    "bot",
    "checker",
    "crawl",
    "externalhit",
    "fetch",
    "headless",
    "monitor",
    "phantomjs",
    "playwright",
    "preview",
    "scan",
    "slurp",
    "spider",
    "validator",
    "whatsapp",
];

/// Beginnings of the `User-Agent` of HTTP libraries and tools, in lower case. Only the beginning counts: a telephone's
/// name may hold such a word (Ruby) further back.
const TOOLS: [&str; 18] = [
    "apache-httpclient",
    "axios",
    "curl",
    "go-http-client",
    "guzzle",
    "java/",
    "libwww",
    "node-fetch",
    "okhttp",
    "php/",
    "postman",
    "python",
    "reqwest",
    "ruby",
    "undici",
    "ureq",
    "urllib3",
    "wget",
];

/// Telephones with a word of [`ROBOTS`] in their maker's name.
const NO_ROBOTS: [&str; 1] = ["cubot"];

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
    let robots = ROBOTS.iter().find(|word| name.contains(*word));
    let word = robots.or_else(|| TOOLS.iter().find(|tool| name.starts_with(*tool)))?;
    Some(format!("The program is no browser: its name has “{word}”"))
}
