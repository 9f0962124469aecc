//! What a person wrote in a mail: without the mail that it answers, and without the signature below it.
//!
//! Mail programs mark both in few ways. Where nothing would be left, all is the person's.

/// The longest line that may introduce a quotation, in characters; it may be broken once.
const INTRODUCTION: usize = 240;

/// A line that introduces a quotation has one of these words and ends with a colon, as in `On 3 Dec, Ana wrote:`.
const WROTE: [&str; 11] = [
    "wrote",
    "writes",
    "schrieb",
    "geschrieben",
    "escreveu",
    "escribió",
    "écrit",
    "scritto",
    "schreef",
    "skrev",
    "napisał",
];

/// Lines that stand above a mail that is passed on or answered whole.
const ORIGINAL: [&str; 7] = [
    "original message",
    "ursprüngliche nachricht",
    "mensagem original",
    "mensaje original",
    "message d'origine",
    "messaggio originale",
    "forwarded message",
];

/// The first header of a mail that Outlook quotes, and what the lines behind it begin with.
const FROM: [&str; 5] = ["from:", "von:", "de:", "da:", "van:"];
const SENT: [&str; 10] =
    ["sent:", "date:", "gesendet:", "datum:", "enviado:", "enviada:", "data:", "fecha:", "envoyé :", "inviato:"];

/// Lines that a telephone signs with.
const SENT_FROM: [&str; 6] =
    ["sent from my ", "von meinem ", "gesendet von ", "enviado do meu ", "enviado desde mi ", "envoyé de mon "];

/// What the person wrote: the lines above the first quotation or signature, without quoted lines between them.
pub fn written(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let end = (0..lines.len()).find(|at| is_end(&lines, *at)).unwrap_or(lines.len());
    let own = lines[..end].iter().filter(|line| !line.trim_start().starts_with('>'));
    let own = joined(own.copied());
    if own.is_empty() { joined(lines.into_iter()) } else { own }
}

/// The lines, with no more than one empty line between two.
fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    let mut empty = 0;
    for line in lines {
        if line.trim().is_empty() {
            empty += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        text.push_str(line);
        empty = 0;
    }
    text
}

/// A quotation or the signature begins with this line.
fn is_end(lines: &[&str], at: usize) -> bool {
    let line = lines[at];
    // The mark of a signature is two dashes and a blank (RFC 3676); the blank is often lost.
    if line.trim() == "--" {
        return true;
    }
    let plain = line.trim().to_lowercase();
    if plain.is_empty() {
        return false;
    }
    if plain.starts_with("--") || plain.starts_with("__") {
        let said = plain.trim_matches(|c: char| c == '-' || c == '_' || c.is_whitespace());
        let is_rule = said.is_empty() && plain.len() >= 20;
        return is_rule || ORIGINAL.iter().any(|original| said.starts_with(original));
    }
    if SENT_FROM.iter().any(|begin| plain.starts_with(begin)) && lines[at + 1..].iter().all(|line| is_quoted(line)) {
        return true;
    }
    introduces(&plain, lines.get(at + 1).copied()) || is_header(&plain, &lines[at + 1..])
}

fn is_quoted(line: &str) -> bool {
    line.trim().is_empty() || line.trim_start().starts_with('>')
}

/// `On 3 Dec 2026 at 10:04, Ana <ana@acme.example> wrote:`, also broken into two lines.
fn introduces(line: &str, next: Option<&str>) -> bool {
    let ends = |text: &str| text.ends_with(':') && text.split([' ', ':', '(']).any(|word| WROTE.contains(&word));
    // A sentence of the person's own has no digits of a date or no address in it.
    let is_of_mail = |text: &str| text.contains('@') || text.chars().filter(char::is_ascii_digit).count() >= 3;
    if line.chars().count() > INTRODUCTION {
        return false;
    }
    if ends(line) {
        return is_of_mail(line);
    }
    let both = next.map(|next| format!("{line} {}", next.trim().to_lowercase()));
    both.is_some_and(|both| {
        both.chars().count() <= INTRODUCTION && !line.starts_with('>') && ends(&both) && is_of_mail(line)
    })
}

/// `From: Ana`, with `Sent: …` in one of the next lines.
fn is_header(line: &str, next: &[&str]) -> bool {
    let begins = |line: &str, names: &[&str]| {
        let line = line.trim().trim_start_matches('*').to_lowercase();
        names.iter().any(|name| line.starts_with(name))
    };
    begins(line, &FROM) && next.iter().take(4).any(|line| begins(line, &SENT))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quotations_and_signatures_are_left_out() {
        for (mail, expected) in [
            ("Hello\n\nWe need 40 vans.\n", "Hello\n\nWe need 40 vans."),
            ("Yes, please.\n\n-- \nMaria Silva\nAcme Lda\n", "Yes, please."),
            ("Yes.\n\nOn Thu, 3 Dec 2026 at 10:04, Ana <ana@acme.example> wrote:\n> Shall I call?\n", "Yes."),
            ("Yes.\n\nOn Thu, 3 Dec 2026 at 10:04, Ana Sousa\n<ana@acme.example> wrote:\n> Shall I call?\n", "Yes."),
            ("Ja.\n\nAm 03.12.26 um 10:04 schrieb Ana:\n> Rufe ich an?\n", "Ja."),
            ("Ja.\n\nAm 03.12.26 um 10:04 hat Ana <a@b.example> geschrieben:\n> Rufe ich an?\n", "Ja."),
            ("Sim.\n\nAna <a@b.example> escreveu no dia quinta, 3/12/2026 à(s) 10:04:\n> Ligo?\n", "Sim."),
            ("Sí.\n\nEl 3 dic 2026, Ana <a@b.example> escribió:\n> ¿Llamo?\n", "Sí."),
            ("Yes.\n\n-----Original Message-----\nFrom: Ana\nShall I call?\n", "Yes."),
            ("Yes.\n\n________________________________\nFrom: Ana\nSent: Thursday\nTo: Maria\n\nShall I?\n", "Yes."),
            ("Ja.\n\nVon: Ana\nGesendet: Donnerstag\nAn: Maria\n\nRufe ich an?\n", "Ja."),
            ("Yes.\n\nSent from my telephone\n", "Yes."),
            // Answers between quoted lines.
            ("> Shall I call?\nYes.\n> When?\nTomorrow.\n", "Yes.\nTomorrow."),
            // The person's own words.
            ("From: us to you, a question.\nHow much is it?\n", "From: us to you, a question.\nHow much is it?"),
            ("She wrote:\nhello\n", "She wrote:\nhello"),
            ("Sent from my office, with care.\nMaria\n", "Sent from my office, with care.\nMaria"),
            // Nothing would be left.
            ("> all quoted\n", "> all quoted"),
            ("-- \nMaria\n", "--\nMaria"),
            ("", ""),
            ("a\r\n\r\n\r\n\r\nb\r\n", "a\n\nb"),
        ] {
            assert_eq!(written(mail), expected, "{mail:?}");
        }
    }

    proptest! {
        /// Every line that is left stood in the mail, in this order; and of a mail with words some are left.
        #[test]
        fn nothing_is_made_up(lines in prop::collection::vec("(> ?|-- ?|On 3 Dec 2026 a@b.c wrote:|From: x|Sent: y|[a-z ]{0,8})", 0..12)) {
            let mail = lines.join("\n");
            let own = written(&mail);
            let mut rest = lines.iter().map(|line| line.trim_end());
            for line in own.lines().filter(|line| !line.is_empty()) {
                prop_assert!(rest.any(|there| there == line), "{line:?} of {mail:?}");
            }
            prop_assert_eq!(own.is_empty(), mail.trim().is_empty());
        }
    }
}
