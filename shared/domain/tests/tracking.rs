//! Whether a person or a machine opened a mail or followed a link.

use jiff::{SignedDuration, Timestamp};
use leadwright_domain::activity::{Activity, ActivityKind, Follow};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{AgendaEntry, Applied, LIMIT, Lead, PendingClick, Seen, Task};
use leadwright_domain::tracking::{Fetch, location, machine};
use leadwright_domain::{fold, tracking};

use crate::setting::{activity, at, config, lead_id, post, run, step};

const SENT: &str = "2026-11-23T10:00:00Z";
const FREE: &[(&str, &str)] = &[("email", "maria@gmail.com")];
const CHROME: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";

fn fetch(agent: &str, after: i64) -> Fetch<'_> {
    let sent_at = at(SENT);
    Fetch {
        agent,
        is_link: false,
        is_head: false,
        is_prefetch: false,
        sent_at,
        at: sent_at + SignedDuration::from_secs(after),
    }
}

/// Programs with which people read mail and follow links.
#[test]
fn people_are_no_machines() {
    for agent in [
        CHROME,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.86",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Avast/130.0.27176.93",
        "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        // Apple Mail on a telephone whose owner turned the proxy off.
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; U; Android 4.0.4; HTC Ruby Build/IMM76D) AppleWebKit/534.30 (KHTML, like Gecko) Version/4.0 Mobile Safari/534.30",
        "Mozilla/5.0 (Linux; Android 13; CUBOT X70) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 14; SM-A546B) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/131.0.0.0 Mobile Safari/537.36 [FB_IAB/FB4A;FBAV/490.0;]",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0",
        "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)",
        "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)",
        "MacOutlook/16.91.24111020 (Intelx64 Mac OS X Version 14.6.1)",
        "Outlook-iOS/733.3910.prod.iphone (4.2443.0)",
        // These fetch when somebody opens the mail.
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    ] {
        assert_eq!(machine(&fetch(agent, 60)), None, "{agent}");
        assert!(machine(&fetch(agent, 9)).is_some_and(|why| why.contains("seconds of sending")), "{agent}");
        assert!(machine(&fetch(agent, -1)).is_some(), "{agent}");
        assert!(machine(&Fetch { is_head: true, ..fetch(agent, 60) }).is_some());
        assert!(machine(&Fetch { is_prefetch: true, ..fetch(agent, 60) }).is_some());
    }
}

#[test]
fn machines_are_known_by_their_names() {
    for (agent, why) in [
        ("", "does not say"),
        ("  ", "does not say"),
        ("Mozilla/5.0", "Apple"),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0",
            "Gmail",
        ),
        ("BarracudaCentral/1.0 (+https://barracudacentral.org)", "Barracuda"),
        ("Barracuda Sentinel (EE)", "Barracuda"),
        ("Proofpoint URL Defense", "Proofpoint"),
        ("Mozilla/5.0 (compatible; Mimecast URL Protect)", "Mimecast"),
        ("Microsoft Office Existence Discovery", "Microsoft Office"),
        ("Microsoft Office Protocol Discovery", "Microsoft Office"),
        ("Mozilla/5.0 (compatible; Sophos Email Security)", "Sophos"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "no browser"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "no browser"),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "no browser"),
        ("Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5", "no browser"),
        ("WhatsApp/2.24.20 A", "no browser"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36",
            "no browser",
        ),
        ("python-requests/2.32.3", "no browser"),
        ("Go-http-client/2.0", "no browser"),
        ("curl/8.9.1", "no browser"),
        ("Java/17.0.11", "no browser"),
        ("Apache-HttpClient/4.5.14 (Java/11.0.22)", "no browser"),
        ("okhttp/4.12.0", "no browser"),
        ("urllib3/2.2.3", "no browser"),
    ] {
        let said = machine(&fetch(agent, 3600)).unwrap_or_else(|| panic!("{agent:?} passes for a person"));
        assert!(said.contains(why), "{agent:?}: {said}");
    }
}

#[test]
fn an_image_proxy_opens_a_mail_but_follows_no_link() {
    for agent in [
        "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0.17928; MSOffice 16)",
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 Cloudflare-AMP",
        "AppleCoreMedia/1.0.0.22B83 (iPhone; U; CPU OS 18_1 like Mac OS X; en_us)",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
    ] {
        assert_eq!(machine(&fetch(agent, 60)), None, "{agent}");
        let said = machine(&Fetch { is_link: true, ..fetch(agent, 60) });
        assert!(said.is_some_and(|why| why.contains("never follows links")), "{agent}");
    }
    assert_eq!(machine(&Fetch { is_link: true, ..fetch(CHROME, 60) }), None);
}

#[test]
fn a_link_target_is_one_web_address() {
    for (url, expected) in [
        ("https://acme.example/a?b=c&d=%20#e", Some("https://acme.example/a?b=c&d=%20#e")),
        ("HTTP://acme.example", Some("HTTP://acme.example")),
        (" https://acme.example/ ", Some("https://acme.example/")),
        ("https://acme.example/preços de hoje", Some("https://acme.example/pre%C3%A7os%20de%20hoje")),
        ("https://acme.example/\r\nset-cookie: a=b", Some("https://acme.example/%0D%0Aset-cookie:%20a=b")),
        ("javascript:alert(1)", None),
        ("javascript://acme.example/%0Aalert(1)", None),
        ("//acme.example", None),
        ("/page", None),
        ("https:///x", None),
        ("https://", None),
        ("mailto:a@acme.example", None),
        ("", None),
    ] {
        assert_eq!(location(url).as_deref(), expected, "{url:?}");
    }
}

/// Followed links of one mail: the link, and the time in milliseconds after the first hour since sending.
fn followed(links: &[(Option<&str>, i64)]) -> Vec<PendingClick> {
    let follow = |(url, after): &(Option<&str>, i64)| PendingClick {
        activity: activity(later(*after), &format!("{url:?}{after}"), ActivityKind::TemperatureChanged).id,
        send: "s".to_owned(),
        url: url.map(ToOwned::to_owned),
        picture: false,
    };
    links.iter().map(follow).collect()
}

fn later(milliseconds: i64) -> Timestamp {
    at(SENT) + SignedDuration::from_hours(1) + SignedDuration::from_millis(milliseconds)
}

#[test]
fn a_burst_over_several_links_is_a_scanner() {
    let (a, b, c) = (Some("https://acme.example/a"), Some("https://acme.example/b"), Some("https://acme.example/c"));
    for (links, expected) in [
        (&[][..], None),
        (&[(a, 0)], None),
        // A double click, a reload.
        (&[(a, 0), (a, 100), (a, 200), (a, 300)], None),
        (&[(a, 0), (b, 2_000)], None),
        (&[(a, 0), (b, 2_000), (a, 3_000), (b, 4_000)], None),
        (&[(a, 0), (b, 6_000), (c, 12_000)], None),
        (&[(a, 0), (b, 1_000)], Some("2 links were followed within 1 second")),
        (&[(a, 0), (b, 4_000), (c, 10_000)], Some("3 links were followed within 10 seconds")),
        (&[(c, 10_000), (a, 0), (b, 4_000)], Some("3 links were followed within 10 seconds")),
        (&[(None, 0)], Some("A hidden link was followed")),
        (&[(a, 0), (None, 60_000)], Some("A hidden link was followed")),
    ] {
        assert_eq!(tracking::scanner(&followed(links)).as_deref(), expected, "{links:?}");
    }
}

/// A lead that got the first mail of its sequence.
struct Mailed {
    config: Config,
    lead: Lead,
    timeline: Vec<Applied>,
    send: String,
}

impl Mailed {
    fn new() -> Self {
        let config = config();
        let guide = post("2026-11-22T09:00:00Z", "guide", FREE);
        let (lead, _) = run(&config, std::slice::from_ref(&guide));
        let mailing = lead.agenda().iter().find(|entry| entry.is_marketing()).unwrap().mailing().unwrap();
        let send = mailing.send.clone();
        let (lead, timeline) = run(&config, &[guide, activity(at(SENT), "sent", ActivityKind::MailSent(mailing))]);
        Self { config, lead, timeline, send }
    }

    fn apply(&mut self, activity: &Activity, now: Timestamp) {
        let (lead, applied) = step(Some(self.lead.clone()), activity, &self.config, now, &mut 0);
        (self.lead, self.timeline) = (lead, [std::mem::take(&mut self.timeline), vec![applied]].concat());
    }

    /// Gives 5 points for a click, as often as these options of the rule say.
    fn scores_clicks(&mut self, options: &serde_json::Value) {
        let mut scoring = serde_json::to_value(&self.config.scoring).unwrap();
        let rules = scoring["engagement"].as_array_mut().unwrap();
        let rule = rules.iter_mut().find(|rule| rule["on"] == "mail_clicked").unwrap().as_object_mut().unwrap();
        rule.remove("at_most");
        rule.extend(options.as_object().unwrap().clone());
        self.config.scoring = serde_json::from_value(scoring).unwrap();
    }

    /// Follows a link; none is the trap, which only machines see.
    fn follow(&mut self, url: Option<&str>, after: i64, machine: Option<&str>) {
        let what = ActivityKind::LinkFollowed(Follow {
            send: self.send.clone(),
            mail: "tips".to_owned(),
            url: url.map(ToOwned::to_owned),
            machine: machine.map(ToOwned::to_owned),
        });
        self.apply(&activity(later(after), &format!("{url:?}"), what), later(after));
    }

    /// Loads the picture.
    fn open(&mut self, after: i64, machine: Option<&str>) {
        let machine = machine.map(ToOwned::to_owned);
        let (lead, send) = (self.lead.id.clone(), self.send.clone());
        self.apply(&Activity::picture_loaded(lead, send, "tips".to_owned(), machine, later(after)), later(after));
    }

    /// When the followed links are classified; none while no link waits. A mail has one such entry at most.
    fn judged_at(&self) -> Option<Timestamp> {
        let judging = self.lead.agenda().iter().filter(|entry| matches!(&entry.task, Task::ClassifyClicks { .. }));
        let all: Vec<_> = judging.map(|entry| entry.delivery.due).collect();
        assert!(all.len() <= 1, "{all:?}");
        all.first().copied()
    }

    /// Classifies the followed links at the time for it; the kinds of activity that this gave.
    fn judge(&mut self) -> Vec<&'static str> {
        let due = self.judged_at().expect("a link waits");
        let judged = tracking::classify_clicks(&self.lead, &self.send, "tips", due);
        for activity in &judged {
            self.apply(activity, due);
        }
        assert_eq!((self.judged_at(), &self.lead.pending_clicks), (None, &Vec::new()));
        judged.iter().map(|activity| activity.kind.name()).collect()
    }

    fn points(&self) -> i32 {
        self.lead.score.engagement
    }

    fn seen(&self) -> Option<Seen> {
        self.lead.enrolments["nurture"].seen.get("tips").copied()
    }

    fn counts(&self) -> Vec<String> {
        fold::facts(&self.timeline, &self.config).into_iter().skip(2).flat_map(|fact| fact.counts).collect()
    }
}

const PAGES: [&str; 3] = ["https://acme.example/a", "https://acme.example/b", "https://acme.example/c"];

/// In Mautic security scanners count as clicks.
#[test]
fn r_mautic_16263_a_scanner_scores_nothing_and_a_person_after_it_does() {
    let [a, b, c] = PAGES.map(Some);
    let bot = Some("bot");
    for (how, scan) in [
        ("by name", &[(a, 0, bot), (b, 1_000, bot), (c, 2_000, bot), (None, 3_000, bot)][..]),
        ("in a burst", &[(a, 0, None), (b, 3_000, None), (c, 7_000, None)]),
        ("all at once", &[(a, 0, None), (b, 200, None)]),
        ("by the trap", &[(a, 0, None), (None, 15_000, None)]),
        ("by the trap alone", &[(None, 0, None)]),
        ("by both", &[(a, 0, bot), (b, 10_000, None), (c, 11_000, None), (a, 12_000, None)]),
    ] {
        let mut mailed = Mailed::new();
        let before = (mailed.points(), mailed.lead.stage);
        mailed.open(0, bot);
        for (url, after, machine) in scan {
            mailed.follow(*url, *after, *machine);
        }
        if how == "by name" {
            assert_eq!(mailed.judged_at(), None);
            assert!(mailed.counts().iter().all(|count| count.starts_with("machine_")), "{:?}", mailed.counts());
        } else {
            assert_eq!(mailed.judge(), ["links_scanned"], "{how}");
            // It comes back to a link alone.
            mailed.follow(b, 300_000, None);
            assert_eq!(mailed.judge(), ["links_scanned"], "{how}");
        }
        assert_eq!((mailed.points(), mailed.lead.stage), before, "{how}");
        assert_eq!(mailed.seen(), None, "{how}");
        let as_people =
            mailed.counts().into_iter().filter(|count| count.starts_with("clicked.") || count.starts_with("opened."));
        assert_eq!(as_people.count(), 0, "{how}");

        mailed.follow(a, 1_800_000, None);
        assert_eq!(mailed.judge(), ["mail_clicked"], "{how}");
        assert_eq!((mailed.points(), mailed.seen()), (before.0 + 5, Some(Seen::Clicked)), "{how}");
        assert!(mailed.counts().contains(&"clicked.tips".to_owned()), "{how}");
        let replayed = mailed
            .timeline
            .iter()
            .fold(None, |lead, applied| Some(fold::replay(lead, applied, &mailed.config.scoring)));
        assert_eq!(replayed, Some(mailed.lead), "{how}");
    }
}

/// In Mautic 3,660 reads had 12,140 clicks. A link that is followed again and again is one click.
#[test]
fn r_mautic_10461_one_link_many_times_is_one_click() {
    let mut mailed = Mailed::new();
    for time in 0..40 {
        mailed.follow(Some(PAGES[0]), time * 400, None);
    }
    assert_eq!(mailed.judged_at(), Some(later(20_000)), "by the first");
    assert_eq!(mailed.judge(), ["mail_clicked"]);
    mailed.open(30_000, None);
    assert_eq!(mailed.judge(), ["mail_opened"]);
    assert_eq!(mailed.seen(), Some(Seen::Clicked), "the most of it stays");
    // Read on, and another link some time later.
    mailed.follow(Some(PAGES[1]), 90_000, None);
    mailed.follow(Some(PAGES[2]), 105_000, None);
    assert_eq!(mailed.judged_at(), Some(later(125_000)), "it waits for the last");
    assert_eq!(mailed.judge(), ["mail_clicked", "mail_clicked"]);
    let clicks = mailed.counts().into_iter().filter(|count| count == "clicked.tips").count();
    assert_eq!(clicks, 3);
}

#[test]
fn opens_and_clicks_after_the_end_of_a_sequence_change_nothing() {
    let mut mailed = Mailed::new();
    mailed.open(0, Some("bot"));
    assert_eq!(mailed.seen(), None);
    mailed.open(1_000, None);
    assert_eq!(mailed.judge(), ["mail_opened"]);
    assert_eq!(mailed.seen(), Some(Seen::Opened));
    mailed.apply(&activity(later(2_000), "no", ActivityKind::Unsubscribed { send: None }), later(2_000));
    mailed.follow(Some(PAGES[0]), 3_000, None);
    assert_eq!(mailed.judge(), ["mail_clicked"]);
    assert_eq!(mailed.seen(), None, "what is over remembers nothing");
}

/// However full the agenda is, followed links are classified.
#[test]
fn a_full_agenda_has_room_for_the_classification_of_clicks() {
    let mut mailed = Mailed::new();
    while mailed.lead.agenda().len() < LIMIT {
        let filler = AgendaEntry { id: format!("x{}", mailed.lead.agenda().len()), ..mailed.lead.agenda()[0].clone() };
        mailed.lead.change_agenda(|agenda| agenda.push(filler));
    }
    mailed.follow(Some(PAGES[0]), 0, None);
    assert_eq!(mailed.lead.agenda().len(), LIMIT + 1);
    assert_eq!(mailed.judge(), ["mail_clicked"]);
}

/// The entry goes, and counts for nothing.
#[test]
fn a_classification_with_nothing_to_classify_goes() {
    let mut mailed = Mailed::new();
    mailed.follow(Some(PAGES[0]), 0, None);
    mailed.lead.pending_clicks.clear();
    let before = mailed.counts();
    assert_eq!(mailed.judge(), ["links_scanned"]);
    assert!(mailed.lead.scanned.is_empty(), "no machine was there");
    assert_eq!(mailed.counts(), before);
    mailed.follow(Some(PAGES[0]), 60_000, None);
    assert_eq!(mailed.judge(), ["mail_clicked"], "a person who comes then");
}

/// A click may lift the score over the threshold of a stage.
#[test]
fn a_click_can_qualify_a_lead() {
    let mut mailed = Mailed::new();
    let total = mailed.lead.score.total;
    mailed.config.funnel.mql[0].score = Some(total + 5);
    mailed.follow(Some(PAGES[0]), 0, None);
    assert_eq!(mailed.lead.stage.to_string(), "lead");
    mailed.judge();
    assert_eq!(mailed.lead.stage.to_string(), "mql");
}

/// However many links are followed, the lead stays small, and each one stands on the timeline.
#[test]
fn followed_links_stay_in_their_bounds() {
    let mut mailed = Mailed::new();
    for number in 0..200 {
        mailed.follow(Some(&format!("https://acme.example/{}/{number}", "x".repeat(number * 10))), 100, None);
    }
    assert!(mailed.lead.pending_clicks.len() <= 24 && serde_json::to_string(&mailed.lead).unwrap().len() < 16_000);
    assert_eq!(mailed.judge(), ["links_scanned"]);
    for number in 0..30 {
        let what =
            ActivityKind::LinksScanned { send: number.to_string(), mail: "tips".to_owned(), reason: String::new() };
        mailed.apply(&activity(later(200_000), &number.to_string(), what), later(200_000));
    }
    assert_eq!(mailed.lead.scanned.len(), 8);
    assert_eq!(mailed.lead.id, lead_id());
}

/// A program without a known name loads the picture and follows the links: one is judged with the others.
#[test]
fn the_picture_of_a_mail_is_judged_with_the_clicks_of_that_mail() {
    let [a, b, _] = PAGES.map(Some);
    let mut mailed = Mailed::new();
    let before = mailed.points();
    mailed.open(0, None);
    assert_eq!((mailed.seen(), mailed.counts()), (None, Vec::new()), "not judged yet");
    mailed.follow(a, 2_000, None);
    mailed.follow(b, 2_500, None);
    assert_eq!(mailed.judge(), ["links_scanned"]);
    assert_eq!((mailed.seen(), mailed.points()), (None, before));
    assert_eq!(mailed.counts(), ["scans"]);
    // A trap gives the picture away too.
    mailed.open(900_000, None);
    mailed.follow(None, 901_000, None);
    assert_eq!(mailed.judge(), ["links_scanned"]);
    assert_eq!(mailed.seen(), None);
    // A person opens it some minutes after the scan, and follows one link.
    mailed.open(960_000, None);
    assert_eq!(mailed.judge(), ["mail_opened"]);
    assert_eq!(mailed.seen(), Some(Seen::Opened));
    mailed.follow(a, 1_600_000, None);
    assert_eq!(mailed.judge(), ["mail_clicked"]);
    assert_eq!(mailed.counts(), ["scans", "scans", "opened.tips", "openers.tips", "clicked.tips", "clickers.tips"]);
}

/// In Luxletter every loading of the picture counted.
#[test]
fn r_luxletter_121_a_mail_is_opened_once() {
    let mut mailed = Mailed::new();
    for time in 0..5 {
        mailed.open(time * 90_000, None);
        if time == 0 {
            assert_eq!(mailed.judge(), ["mail_opened"]);
        }
        assert_eq!(mailed.judged_at(), None, "{time}");
    }
    assert_eq!(mailed.counts(), ["opened.tips", "openers.tips"]);
}

/// In Mautic the points of a link were given each time it was clicked.
#[test]
fn r_mautic_7320_the_same_link_scores_once_a_mail_unless_the_rule_says_otherwise() {
    let click = |mailed: &mut Mailed, page: &str, after| {
        mailed.follow(Some(page), after, None);
        assert_eq!(mailed.judge(), ["mail_clicked"]);
    };
    for (every, expected) in [(false, 10), (true, 20)] {
        let mut mailed = Mailed::new();
        mailed.scores_clicks(&serde_json::json!({"every": every}));
        let before = mailed.points();
        click(&mut mailed, PAGES[0], 0);
        click(&mut mailed, PAGES[0], 60_000);
        click(&mut mailed, PAGES[0], 120_000);
        click(&mut mailed, PAGES[1], 180_000);
        assert_eq!(mailed.points(), before + expected, "every: {every}");
        assert_eq!(
            mailed.counts(),
            ["clicked.tips", "clickers.tips", "clicked.tips"],
            "a report counts each link once"
        );
        let replayed = mailed
            .timeline
            .iter()
            .fold(None, |lead, applied| Some(fold::replay(lead, applied, &mailed.config.scoring)));
        assert_eq!(replayed, Some(mailed.lead));
    }
}

/// What was recorded before links were remembered counts as it did, and is remembered by nobody: stored leads stay what
/// their timelines say.
#[test]
fn clicks_and_openings_of_older_versions_count_as_they_did() {
    let mut mailed = Mailed::new();
    mailed.scores_clicks(&serde_json::json!({}));
    let before = mailed.points();
    let send = mailed.send.clone();
    for time in 0..3 {
        let click = serde_json::json!({"kind": "mail_clicked", "send": send, "mail": "tips", "url": PAGES[0]});
        let at = later(time * 60_000);
        mailed.apply(&activity(at, "click", serde_json::from_value(click).unwrap()), at);
    }
    let opened = serde_json::json!({"kind": "mail_opened", "send": send, "mail": "tips"});
    mailed.apply(&activity(later(400_000), "open", serde_json::from_value(opened).unwrap()), later(400_000));
    assert_eq!(mailed.points(), before + 15);
    assert!(mailed.lead.clicked_links.is_empty());
}
