//! What SES found out about a mail: who sent it, and whether it is spam or has a virus.
//!
//! SES writes its headers above those of the sender, and ends them with `X-SES-RECEIPT`
//! (<https://docs.aws.amazon.com/ses/latest/dg/receiving-email-concepts.html>). A sender can write the same names below:
//! so only the unbroken block at the top is read, each name once.

use std::collections::BTreeMap;

use leadwright_domain::suspicion::MailDoubt;

/// The names of SES's block.
const OF_SES: [&str; 7] = [
    "return-path",
    "received",
    "x-ses-spam-verdict",
    "x-ses-virus-verdict",
    "received-spf",
    "authentication-results",
    END,
];

/// The last name of the block.
const END: &str = "x-ses-receipt";

/// Who wrote the results of authentication (RFC 8601).
const AUTHORITY: &str = "amazonses.com";

/// The headers that SES wrote: name in lower case → value. Empty if there is no whole block of SES's on top.
fn block<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> BTreeMap<String, &'a str> {
    let mut block = BTreeMap::new();
    for (name, value) in headers {
        let name = name.to_ascii_lowercase();
        let is_end = name == END;
        if !OF_SES.contains(&name.as_str()) || block.insert(name, value).is_some() {
            return BTreeMap::new();
        }
        if is_end {
            let is_by_ses = block.get("received").is_some_and(|received| is_by_ses(received));
            return if is_by_ses { block } else { BTreeMap::new() };
        }
    }
    BTreeMap::new()
}

/// A server of SES took the mail, as in `by inbound-smtp.eu-west-1.amazonaws.com`.
fn is_by_ses(received: &str) -> bool {
    let mut words = received.split_ascii_whitespace();
    let server = words.by_ref().find(|word| *word == "by").and_then(|_| words.next()).unwrap_or_default();
    server.starts_with("inbound-smtp.") && server.trim_end_matches(';').ends_with(".amazonaws.com")
}

/// Why a mail with the address of that domain as its sender is not to touch a lead; empty if SES vouches for it.
pub(crate) fn doubts<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>, domain: &str) -> Vec<MailDoubt> {
    let block = block(headers);
    if block.is_empty() {
        return vec![MailDoubt::NotChecked];
    }
    let passes = |name: &str| block.get(name).is_some_and(|verdict| verdict.trim().eq_ignore_ascii_case("PASS"));
    let is_proven = block.get("authentication-results").is_some_and(|results| is_proven(results, domain));
    [
        (is_proven, MailDoubt::Unproven),
        (passes("x-ses-spam-verdict"), MailDoubt::Spam),
        (passes("x-ses-virus-verdict"), MailDoubt::Virus),
    ]
    .into_iter()
    .filter_map(|(is_good, doubt)| (!is_good).then_some(doubt))
    .collect()
}

/// DMARC passes for the domain; or the domain has no DMARC, and a signature of the domain passes.
///
/// The sender chooses some texts in the header, such as the name its server gave. A quote or a backslash could hide where a
/// text ends: then nothing in it counts.
fn is_proven(results: &str, domain: &str) -> bool {
    if results.contains(['"', '\\']) {
        return false;
    }
    let results = without_comments(results);
    let mut parts = results.split(';').map(str::trim);
    if parts.next() != Some(AUTHORITY) {
        return false;
    }
    let (mut dmarc, mut dkim) = (Vec::new(), false);
    for part in parts {
        let mut words = part.split_ascii_whitespace();
        let Some((method, result)) = words.next().and_then(|first| first.split_once('=')) else { continue };
        let property = |name: &str| {
            let value = part.split_ascii_whitespace().find_map(|word| word.strip_prefix(name)?.strip_prefix('='));
            value.unwrap_or_default().to_ascii_lowercase()
        };
        match method {
            "dmarc" => dmarc.push((result, property("header.from") == domain)),
            "dkim" => {
                let signer = property("header.i");
                let signer = signer.rsplit('@').next().unwrap_or_default();
                dkim |= result == "pass" && is_aligned(signer, domain);
            }
            _ => {}
        }
    }
    match dmarc[..] {
        [("pass", is_of_domain)] => is_of_domain,
        [] | [("none", _)] => dkim,
        _ => false,
    }
}

/// The signer is the domain itself, or a domain above it.
fn is_aligned(signer: &str, domain: &str) -> bool {
    let is_above = || domain.strip_suffix(signer).is_some_and(|sub| sub.ends_with('.'));
    signer.contains('.') && (signer == domain || is_above())
}

/// The text without what stands in brackets. After a bracket that is not closed there is nothing.
fn without_comments(text: &str) -> String {
    let mut depth = 0_usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECEIVED: &str = "from mail.acme.example (mail.acme.example [192.0.2.1])\r\n by inbound-smtp.eu-west-1.amazonaws.com with SMTP id abc\r\n for hello@ours.example;\r\n Thu, 26 Nov 2026 10:00:00 +0000 (UTC)";

    fn with<'a>(results: &'a str, spam: &'a str, virus: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("Return-Path", "<maria@acme.example>"),
            ("Received", RECEIVED),
            ("X-SES-Spam-Verdict", spam),
            ("X-SES-Virus-Verdict", virus),
            ("Received-SPF", "pass (spfCheck: domain of acme.example designates 192.0.2.1) client-ip=192.0.2.1;"),
            ("Authentication-Results", results),
            ("X-SES-RECEIPT", "AEFB"),
            ("X-SES-DKIM-SIGNATURE", "a=rsa-sha256"),
        ]
    }

    const SPF: &str = "spf=pass (spfCheck: domain of acme.example designates 192.0.2.1 as permitted sender) client-ip=192.0.2.1; envelope-from=maria@acme.example; helo=mail.acme.example;";

    #[test]
    fn only_what_ses_vouches_for_is_proven() {
        for (results, is_right) in [
            ("dkim=pass header.i=@acme.example; dmarc=pass header.from=acme.example;", true),
            ("dmarc=pass header.from=acme.example;", true),
            ("dmarc=pass header.from=ACME.example;", true),
            // No DMARC: a signature of the sender's domain, or of the one above it.
            ("dkim=pass header.i=@acme.example; dmarc=none header.from=acme.example;", true),
            ("dkim=pass header.i=@acme.example;", true),
            ("dkim=fail header.i=@acme.example; dkim=pass header.i=@acme.example;", true),
            // Somebody else's.
            ("dmarc=pass header.from=evil.example;", false),
            ("dkim=pass header.i=@evil.example;", false),
            ("dkim=pass header.i=@evilacme.example;", false),
            ("dkim=pass header.i=@mail.acme.example;", false),
            ("dkim=pass header.i=@example;", false),
            ("dkim=pass header.i=@;", false),
            ("dkim=fail header.i=@acme.example;", false),
            ("", false),
            // DMARC fails, or nobody can say.
            ("dkim=pass header.i=@acme.example; dmarc=fail header.from=acme.example;", false),
            ("dmarc=temperror header.from=acme.example;", false),
            ("dmarc=pass;", false),
            // Written by the sender into a text of SES's.
            ("dmarc=fail header.from=acme.example; dmarc=pass header.from=acme.example;", false),
            ("spf=fail helo=\"x; dkim=pass header.i=@acme.example\";", false),
            ("spf=fail (x; dkim=pass header.i=@acme.example;", false),
        ] {
            let results = format!("amazonses.com;\r\n {SPF}\r\n {results}");
            let doubts = doubts(with(&results, "PASS", "PASS"), "acme.example");
            assert_eq!(doubts.is_empty(), is_right, "{results}: {doubts:?}");
        }
        let other = "mx.evil.example; dmarc=pass header.from=acme.example;";
        assert_eq!(doubts(with(other, "PASS", "PASS"), "acme.example"), [MailDoubt::Unproven]);
        let sub = "amazonses.com; dkim=pass header.i=@acme.example;";
        assert_eq!(doubts(with(sub, "PASS", "PASS"), "mail.acme.example"), []);
    }

    const GOOD: &str = "amazonses.com; dmarc=pass header.from=acme.example;";

    #[test]
    fn only_pass_is_a_good_verdict() {
        for (spam, virus, expected) in [
            ("PASS", "PASS", vec![]),
            ("pass ", "PASS", vec![]),
            ("FAIL", "PASS", vec![MailDoubt::Spam]),
            ("GRAY", "PASS", vec![MailDoubt::Spam]),
            ("PASS", "FAIL", vec![MailDoubt::Virus]),
            ("PROCESSING_FAILED", "DISABLED", vec![MailDoubt::Spam, MailDoubt::Virus]),
            ("", "", vec![MailDoubt::Spam, MailDoubt::Virus]),
        ] {
            assert_eq!(doubts(with(GOOD, spam, virus), "acme.example"), expected, "{spam} {virus}");
        }
    }

    /// Whatever the sender writes below SES's block, or in place of it, counts for nothing.
    #[test]
    fn headers_of_the_sender_do_not_count() {
        let own = with(GOOD, "PASS", "PASS");
        let bad = with("amazonses.com; dmarc=fail header.from=acme.example;", "FAIL", "FAIL");
        let both: Vec<_> = bad.iter().chain(&own).copied().collect();
        assert_eq!(doubts(both, "acme.example").len(), 3);
        // A name that SES left out is not taken from below.
        let mut left_out = bad.clone();
        left_out.remove(5);
        left_out.push(("Authentication-Results", GOOD));
        assert!(doubts(left_out, "acme.example").contains(&MailDoubt::Unproven));
        // Without SES's own block nothing was checked.
        for at in 0..7 {
            let mut other = own.clone();
            other.insert(at, ("Subject", "Hello"));
            assert_eq!(doubts(other, "acme.example"), [MailDoubt::NotChecked], "{at}");
        }
        for at in 0..6 {
            let mut twice = own.clone();
            twice.insert(at, own[at]);
            assert_eq!(doubts(twice, "acme.example"), [MailDoubt::NotChecked], "{at}");
        }
        let mut elsewhere = own.clone();
        elsewhere[1].1 = "from x by mx.evil.example with SMTP; inbound-smtp.eu-west-1.amazonaws.com";
        assert_eq!(doubts(elsewhere, "acme.example"), [MailDoubt::NotChecked]);
        assert_eq!(doubts(own[..6].to_vec(), "acme.example"), [MailDoubt::NotChecked]);
        assert_eq!(doubts([], "acme.example"), [MailDoubt::NotChecked]);
    }
}
