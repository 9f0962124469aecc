//! Programs that fetch the pictures of mails and follow their links, by what they call themselves.
//!
//! The table is our own. Of the libraries for it, `isbot` has had no release since 2022, and `iscrawl` takes Outlook for
//! a crawler, since Outlook names no browser engine; neither knows what is special about mail. Sources:
//! - generic words and programs: <https://github.com/monperrus/crawler-user-agents>,
//!   <https://github.com/matomo-org/device-detector/blob/master/regexes/bots.yml>
//! - Apple's privacy proxy: <https://github.com/ua-parser/uap-core/issues/509>
//! - Gmail's check at delivery: <https://www.gmass.co/blog/false-opens-in-gmail/>, mautic/mautic#10245
//! - Gmail's and Yahoo's picture proxies fetch when somebody opens the mail: mautic/mautic#16069
//!
//! Many scanners call themselves a browser. Those are known by when and what they follow, not by name.

/// Fetch pictures when somebody opens the mail, in place of that somebody: their names would pass for robots' below.
const PICTURE_PROXIES: [&str; 2] = ["googleimageproxy", "yahoomailproxy"];

/// Show the pictures of a mail that somebody reads, and never follow its links for anybody: a link that is clicked opens
/// in a browser. What is in their name, in lower case, and what people call them.
const PICTURES_ONLY: [(&str, &str); 6] = [
    ("applecoremedia", "Apple's media player"),
    ("cloudflare-amp", "Cloudflare's cache"),
    ("googleimageproxy", "Gmail's picture proxy"),
    ("ms-office", "Microsoft Office"),
    ("msoffice", "Microsoft Office"),
    ("yahoomailproxy", "Yahoo's picture proxy"),
];

/// Apple Mail's proxy fetches every picture of every mail, read or not, and says only this.
const APPLE: &str = "Mozilla/5.0";

/// How Gmail's check of a mail that has just come in ends: a browser of 2015 that was none.
const GMAIL_CHECK: &str = "Edge/12.246 Mozilla/5.0";

/// Mail filters and link checkers that say who they are: what is in their name, in lower case, and what people call them.
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

/// What robots have in their names, in lower case. An address to complain to is a robot's manners too.
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

/// What the names of libraries and tools begin with that programs fetch with, in lower case. Telephones are called Ruby
/// and the like too, further back.
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

/// Telephones whose maker's name has a robot's word in it.
const NO_ROBOTS: [&str; 1] = ["cubot"];

/// How it is known from its name that a program reads for nobody, in a reader's words; none if somebody may be behind it.
/// `is_link`: it followed a link, else it fetched the picture.
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
        return Some(format!("{program} follows links for nobody"));
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
