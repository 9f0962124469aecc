//! The programs with which people read are told from all others, by the shape of their `User-Agent`.

use jiff::SignedDuration;
use leadwright_domain::tracking::{Fetch, machine};

use crate::setting::at;

/// Why it is a machine's, an hour after the mail was sent.
fn judged(agent: &str, is_link: bool) -> Option<String> {
    let sent_at = at("2026-11-23T10:00:00Z");
    let fetch = Fetch {
        agent,
        is_link,
        is_head: false,
        is_prefetch: false,
        sent_at,
        at: sent_at + SignedDuration::from_hours(1),
    };
    machine(&fetch)
}

const WEBKIT: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";

#[test]
fn browsers_of_people_are_recognised() {
    for agent in [
        &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36"),
        &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.3485.54"),
        &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 OPR/122.0.0.0"),
        &format!("Mozilla/5.0 (Windows NT 6.1; WOW64) {WEBKIT} Chrome/65.0.1 Safari/537.36 OPR/52.0.1 (Edition beta)"),
        &format!(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/138.0.0.0 Safari/537.36 Vivaldi/7.5.3735.58"
        ),
        &format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/138.0.0.0 YaBrowser/25.8.0 Yowser/2.5 Safari/537.36"),
        &format!("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/140.0.0.0 Safari/537.36"),
        &format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Ubuntu Chromium/80.0 Chrome/80.0 Safari/537.36"),
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
        "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0 LibreWolf/115.0",
        "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko",
        "Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0)",
        "Mozilla/5.0 (Android 15; Mobile; rv:142.0) Gecko/142.0 Firefox/142.0",
        &format!(
            "Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36 (Ecosia android@140.0.1)"
        ),
        &format!(
            "Mozilla/5.0 (Linux; Android 14; SM-S918B) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"
        ),
        &format!(
            "Mozilla/5.0 (Linux; U; Android 13; pt-br; M2101) {WEBKIT} Version/4.0 Chrome/115.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/14.4"
        ),
        &format!("Mozilla/5.0 (Linux; Android 9; KFMAWI) {WEBKIT} Silk/138.2.1 like Chrome/138.0.1 Safari/537.36"),
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0.1 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (iPad; CPU OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/142.0 Mobile/15E148 Safari/605.1.15",
        // The browsers in the apps of telephones have names of their own.
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/520.0;FBDV/iPhone15,2]",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Instagram 390.0.0.28 (iPhone15,4; iOS 17_5; pt_PT)",
        &format!(
            "Mozilla/5.0 (Linux; Android 15; Pixel 9 Build/AP4A; wv) {WEBKIT} Version/4.0 Chrome/140.0.1 Mobile Safari/537.36 OurBank/7.1"
        ),
        "Mozilla/5.0 (PlayStation; PlayStation 5/6.50) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/15.4 Safari/605.1.15",
    ] {
        for is_link in [false, true] {
            assert_eq!(judged(agent, is_link), None, "{agent}");
        }
    }
}

#[test]
fn mail_programs_of_people_are_recognised() {
    for agent in [
        // Apple Mail, without and with the number that it adds.
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) (4299215904)",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Thunderbird/140.2.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:60.0) Gecko/20100101 Thunderbird/60.9.1 Lightning/6.2.9.1",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/55.0.1 Safari/537.36 eM Client/7.1.30646.0",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; Microsoft Outlook 16.0.18925)",
        "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.18925; Pro)",
        "MacOutlook/16.100.25081015 (Intelx64 Mac OS X Version 15.6)",
        "Outlook-Android/2.0",
        "Lotus-Notes/6.0 (Windows-NT)",
    ] {
        for is_link in [false, true] {
            assert_eq!(judged(agent, is_link), None, "{agent}");
        }
    }
    // These only show pictures.
    for agent in
        ["Airship Mail/9.1 CFNetwork/1568.300.101 Darwin/24.2.0", "Dalvik/2.1.0 (Linux; U; Android 14; SM-A546B)"]
    {
        assert_eq!(judged(agent, false), None, "{agent}");
        assert!(judged(agent, true).is_some_and(|why| why.contains("never follows links")), "{agent}");
    }
}

#[test]
fn everything_else_is_a_machine() {
    for agent in [
        // Messengers, mail security, tools of the command line, checks of availability: no browser's shape.
        "TelegramMessenger (like TwitterMessenger)",
        "MicrosoftPreviewPane/1.0",
        "GatewayGuard URL Defence 4.2",
        "HTTPie/3.2.2",
        "Uptime-Watch/2.0",
        "SomeReader 3.1; 12 subscribers",
        "Mozilla",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        "Mozilla/5.0 Chrome/140.0.0.0",
        "Mozilla/5.0 (our-company.example; Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
        // Programs that are compatible with a browser.
        "Mozilla/5.0 (compatible; LinkWalker/1.2)",
        "Mozilla/5.0 (compatible; PageQuality 4; en)",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 5.0) Match by Somebody",
        &format!(
            "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36 (compatible; Something/2.1)"
        ),
        // Browsers that somebody drives, with a suffix.
        &format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 Chrome-Lighthouse"),
        &format!(
            "Mozilla/5.0 (Linux; Android 11; moto g power) {WEBKIT} Chrome/140.0.0.0 Mobile Safari/537.36 Chrome-Lighthouse"
        ),
        &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36; Selenium"),
        &format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 ExampleSynthetics/1.0"),
        &format!("Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 LinkTester/3"),
        &format!(
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 (Somebody's eye)"
        ),
        "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0 PTST/250101",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko, Somebody) Chrome/91.0.1 Safari/537.36",
        &format!(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) {WEBKIT} Version/17.0 Mobile/15E148 Safari/604.1 (site-scanner)"
        ),
    ] {
        for is_link in [false, true] {
            assert!(judged(agent, is_link).is_some(), "{agent} passes for a person");
        }
    }
}
