//! The likely repairs of a line, by kind of mistake. Whether one helps is found by trying it.

/// Characters at the beginning of a text that mean something else in YAML.
const SPECIAL: &str = "@`%&*!|>[]{},?";

/// A repair of one line.
#[derive(Debug)]
pub(crate) struct Repair {
    /// The line's number, from 1.
    pub(crate) line: usize,
    /// The column of the mistake, from 1.
    pub(crate) column: usize,
    /// Another mistake on the line may explain it better: the value of a number needs no quotes.
    pub(crate) is_inner: bool,
    /// The line with the repair.
    pub(crate) repaired: String,
    pub(crate) message: String,
}

/// The blanks at the beginning of a line.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).count()
}

/// The bytes before a part of a line.
fn offset(line: &str, part: &str) -> usize {
    part.as_ptr().addr() - line.as_ptr().addr()
}

/// The column of a part of a line.
fn column(line: &str, part: &str) -> usize {
    line[..offset(line, part)].chars().count() + 1
}

/// The line without what follows a ` #`.
fn without_comment(line: &str) -> &str {
    let end = line
        .match_indices(" #")
        .map(|(at, _)| at)
        .find(|at| line[..*at].matches(['"', '\'']).count().is_multiple_of(2));
    line[..end.unwrap_or(line.len())].trim_end()
}

/// The key and the text behind its colon, in a line or in a part of one.
fn key_and_value(part: &str) -> Option<(&str, &str)> {
    let part = part.trim_start().trim_start_matches(['-', ' ', '{', '[']);
    let (key, value) = part.split_once(": ")?;
    is_key(key).then(|| (key, value.trim()))
}

fn is_key(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Tabs, in the indentation first of all.
pub(crate) fn tabs(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let Some(tab) = line.chars().position(|c| c == '\t') else { return Vec::new() };
    let body = line.trim_start();
    let beside = neighbours(lines, at);
    let widths = [2, 4, 8, 1].map(|width| line[..line.len() - body.len()].replace('\t', &" ".repeat(width)).len());
    let mut widths: Vec<usize> = beside.into_iter().chain(widths).collect();
    let mut seen = Vec::new();
    widths.retain(|width| {
        !seen.contains(width) && {
            seen.push(*width);
            true
        }
    });
    let mut all: Vec<Repair> = Vec::new();
    if tab < indent(line) {
        all.extend(widths.into_iter().map(|width| Repair {
            line: at,
            is_inner: false,
            column: tab + 1,
            repaired: format!("{}{body}", " ".repeat(width)),
            message: format!(
                "a tab is here, and the indentation is of blanks alone: begin the line with {}",
                blanks(width)
            ),
        }));
    }
    all.push(Repair {
        line: at,
        is_inner: false,
        column: tab + 1,
        repaired: line.replace('\t', " "),
        message: "a tab is here: write a blank".to_owned(),
    });
    all
}

/// A line that begins or ends a document.
pub(crate) fn second_document(lines: &[&str], at: usize) -> Vec<Repair> {
    let marker = without_comment(lines[at - 1]);
    let message = format!("`{marker}` divides the file, and what is below would not be read: delete this line");
    let repair = Repair { line: at, column: 1, is_inner: false, repaired: String::new(), message };
    if ["---", "..."].contains(&marker) { vec![repair] } else { Vec::new() }
}

/// A text that begins with a quote and does not end with one.
pub(crate) fn open_quote(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let mut all = Vec::new();
    for (start, quote) in line.char_indices().filter(|(_, c)| ['"', '\''].contains(c)) {
        let before = line[..start].trim_end();
        let begins = before.is_empty() || before.ends_with([':', '-', '[', '{', ',']);
        let rest = &line[start + 1..];
        if !begins || rest.contains(quote) {
            continue;
        }
        let whole = rest.find(" #").map_or(rest, |end| &rest[..end]).trim_end();
        let cut = whole.split_once(", ").map(|(text, _)| text);
        let is_inside = before.contains(['{', '[']);
        let closed = Some(whole.trim_end_matches(['}', ']']));
        let ends = if is_inside { [cut, closed, Some(whole)] } else { [Some(whole), closed, cut] };
        for text in ends.into_iter().flatten() {
            let end = start + 1 + text.len();
            all.push(Repair {
                line: at,
                is_inner: false,
                column: column(line, &line[start..]),
                repaired: format!("{}{quote}{}", &line[..end], &line[end..]),
                message: format!("the quote that begins here does not end: write {quote}{text}{quote}"),
            });
        }
    }
    all
}

/// A colon or a dash without a blank behind it.
pub(crate) fn no_blank(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = line.trim_start();
    let inner = body.trim_start_matches(['-', ' ']);
    let mut all = Vec::new();
    if let Some((key, value)) = inner.split_once(':')
        && is_key(key)
        && !value.is_empty()
        && !value.starts_with([' ', '/'])
    {
        let start = line.len() - value.len();
        all.push(Repair {
            line: at,
            is_inner: false,
            column: column(line, &line[start..]),
            repaired: format!("{} {value}", &line[..start]),
            message: format!("write a blank behind the colon: `{key}: {}`", without_comment(value)),
        });
    }
    if let Some(rest) = body.strip_prefix('-').filter(|rest| !rest.starts_with([' ', '-']) && !rest.is_empty()) {
        let start = line.len() - rest.len();
        all.push(Repair {
            line: at,
            is_inner: false,
            column: column(line, body),
            repaired: format!("{} {rest}", &line[..start]),
            message: "write a blank behind the dash".to_owned(),
        });
    }
    all
}

/// A text that needs quotes: it begins with a special character, or it has a colon and a blank.
pub(crate) fn unquoted(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = without_comment(line);
    let mut all = Vec::new();
    let mut quote = |key: &str, text: &str| {
        let start = offset(line, text);
        let quoted = format!("{text:?}");
        let why = match text.chars().next() {
            Some(first) if SPECIAL.contains(first) => format!("a text that begins with {first} needs quotes"),
            _ if text.contains(": ") || text.ends_with(':') => "a text with a colon needs quotes".to_owned(),
            _ if text.starts_with(['"', '\'']) && !text.ends_with(['"', '\'']) => {
                "the quotes end before the text does; put all of it in quotes".to_owned()
            }
            _ => return,
        };
        let written = if key.is_empty() { quoted.clone() } else { format!("{key}: {quoted}") };
        all.push(Repair {
            line: at,
            is_inner: true,
            column: column(line, &line[start..]),
            repaired: format!("{}{quoted}{}", &line[..start], &line[start + text.len()..]),
            message: format!("{why}: write `{written}`"),
        });
    };
    // The parts of {key: text, key: text} and [text, text].
    if let Some(open) = body.find(['{', '[']) {
        let end = body.trim_end_matches(['}', ']']).len();
        for part in body[..end].get(open + 1..).unwrap_or_default().split(", ") {
            match key_and_value(part) {
                Some((key, value)) => quote(key, value),
                None => quote("", part.trim()),
            }
        }
    }
    // The whole text.
    let inner = body.trim_start().trim_start_matches(['-', ' ']);
    match key_and_value(body) {
        Some((key, value)) if !inner.starts_with('{') => quote(key, value),
        None if body.trim_start().starts_with("- ") => quote("", inner),
        _ => {}
    }
    all
}

/// Two keys of {key: text, key: text} without a comma between them, the second of which is a key elsewhere in the file;
/// and two commas.
pub(crate) fn no_comma(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = without_comment(line);
    let Some(open) = body.find(['{', '[']) else { return Vec::new() };
    let is_known = |key: &str| {
        if key.contains('_') {
            return true;
        }
        let is_here = |line: &str| {
            line.match_indices(&format!("{key}:")).any(|(place, _)| {
                let before = line[..place].trim_end();
                before.is_empty() || before.ends_with(['{', ',', '-'])
            })
        };
        lines.iter().any(|other| is_here(other) && *other != line)
    };
    let mut all = Vec::new();
    if let Some(place) = body.find(", ,").or(body.find(",,")) {
        all.push(Repair {
            line: at,
            is_inner: false,
            column: column(line, &line[place..]),
            repaired: format!("{}{}", &line[..place], &line[place + 1..]),
            message: "there is a comma too many: delete it".to_owned(),
        });
    }
    for (end, _) in body.match_indices(": ").filter(|(end, _)| *end > open) {
        let start = body[..end].rfind([' ', '{', ',']).map_or(0, |blank| blank + 1);
        let key = &body[start..end];
        let before = body[..start].trim_end();
        if is_key(key) && !before.ends_with(['{', ',', ':', '-']) && is_known(key) {
            all.push(Repair {
                line: at,
                is_inner: false,
                column: column(line, &line[start..]),
                repaired: format!("{before}, {}", &line[start..]),
                message: format!("write a comma before `{key}`"),
            });
        }
    }
    all
}

/// A value behind a key that has keys below it.
pub(crate) fn value_and_keys(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = without_comment(line);
    // One line alone may rather be indented too far.
    let written = lines[at..].iter().filter(|next| !without_comment(next).trim().is_empty());
    let below = written.take(2).filter(|next| indent(next) > indent(line) && next.contains(": "));
    let is_below = below.count() == 2;
    match key_and_value(body).filter(|_| is_below) {
        Some((key, value)) => vec![Repair {
            line: at,
            is_inner: false,
            column: column(line, value),
            repaired: line[..offset(line, value)].trim_end().to_owned(),
            message: format!("`{key}` has keys below it: delete `{value}` behind its colon"),
        }],
        None => Vec::new(),
    }
}

/// Brackets that are not closed, or closed twice.
pub(crate) fn brackets(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = without_comment(line);
    let mut open = Vec::new();
    let mut quote = None;
    for (place, c) in body.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(begun), c) if begun == c => quote = None,
            (None, '{' | '[') => open.push((place, c)),
            (None, '}' | ']') => {
                let fits = open.pop().is_some_and(|(_, begun)| (begun == '{') == (c == '}'));
                if !fits {
                    let opened = key_and_value(body).filter(|_| open.is_empty()).map(|(_, value)| {
                        let (start, bracket) = (offset(line, value), if c == '}' { '{' } else { '[' });
                        Repair {
                            line: at,
                            is_inner: false,
                            column: column(line, value),
                            repaired: format!("{}{bracket}{}", &line[..start], &line[start..]),
                            message: format!("`{bracket}` is missing here: `{c}` closes it at the end"),
                        }
                    });
                    return opened
                        .into_iter()
                        .chain([Repair {
                            line: at,
                            is_inner: false,
                            column: column(line, &line[place..]),
                            repaired: format!("{}{}", &line[..place], &line[place + 1..]),
                            message: format!("`{c}` closes what was not opened: delete it"),
                        }])
                        .collect();
                }
            }
            _ => {}
        }
    }
    let close: String = open.iter().rev().map(|(_, c)| if *c == '{' { '}' } else { ']' }).collect();
    let Some((first, bracket)) = open.first() else { return Vec::new() };
    vec![Repair {
        line: at,
        is_inner: false,
        column: column(line, &line[*first..]),
        repaired: format!("{body}{close}{}", &line[body.len()..]),
        message: format!("`{bracket}` is not closed: write `{close}` at the end"),
    }]
}

/// Where the keys of the lines around begin, the nearest first.
fn neighbours(lines: &[&str], at: usize) -> Vec<usize> {
    let is_line = |line: &&&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    let above = lines[..at - 1].iter().rev().filter(is_line).take(6);
    let below = lines[at..].iter().filter(is_line).take(2);
    let mut all = Vec::new();
    for line in below.chain(above) {
        let start = indent(line);
        let after_dash = line.trim_start().strip_prefix('-').map(|rest| start + 1 + indent(rest));
        let is_open = line.trim_end().ends_with(':').then_some(start + 2);
        all.extend([after_dash, Some(start), is_open].into_iter().flatten());
    }
    let own = indent(lines[at - 1]);
    all.sort_by_key(|column| column.abs_diff(own));
    all.dedup();
    all
}

/// A line that stands under no key or dash.
pub(crate) fn indentation(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let own = indent(line);
    let columns = neighbours(lines, at).into_iter().filter(|column| *column != own);
    let first = line.trim_start().split([':', ' ']).next().unwrap_or_default();
    let repair = |column: usize| Repair {
        line: at,
        is_inner: false,
        column: own + 1,
        repaired: format!("{}{}", " ".repeat(column), line.trim_start()),
        message: format!("`{first}` stands under no key or dash: indent the line by {}, not by {own}", blanks(column)),
    };
    columns.map(repair).collect()
}

/// An item of a list without its dash.
pub(crate) fn no_dash(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = line.trim_start();
    if body.is_empty() || body.starts_with(['-', '#']) {
        return Vec::new();
    }
    vec![Repair {
        line: at,
        is_inner: false,
        column: column(line, body),
        repaired: format!("{}- {body}", " ".repeat(indent(line))),
        message: "write a dash and a blank before it: `- `".to_owned(),
    }]
}

fn blanks(count: usize) -> String {
    match count {
        0 => "no blank".to_owned(),
        1 => "1 blank".to_owned(),
        count => format!("{count} blanks"),
    }
}

/// A key without a colon.
pub(crate) fn no_colon(lines: &[&str], at: usize) -> Vec<Repair> {
    let line = lines[at - 1];
    let body = without_comment(line);
    let inner = body.trim_start().trim_start_matches("- ");
    let key = inner.split(' ').next().unwrap_or_default();
    if !is_key(key) {
        return Vec::new();
    }
    let end = line.find(inner).unwrap_or(0) + key.len();
    vec![Repair {
        line: at,
        is_inner: false,
        column: column(line, &line[end..]),
        repaired: format!("{}:{}", &line[..end], &line[end..]),
        message: format!("write a colon behind `{key}`: `{key}: …`"),
    }]
}
