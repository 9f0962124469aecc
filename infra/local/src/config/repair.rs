//! Mistakes in the form of a YAML file: tabs, indentation, quotes, colons, brackets.
//!
//! A scanner says where it stopped, which is not where the mistake is, and why in its own terms. So each likely repair
//! of the lines around is tried: the one after which the scanner comes further is what to write. The file is read on
//! with it, so that its other mistakes are found as well.

mod kinds;

use kinds::{
    Repair, brackets, indentation, no_blank, no_colon, no_comma, no_dash, open_quote, second_document, tabs, unquoted,
    value_and_keys,
};

use super::tree::{Fault, FaultKind, Finding, Mark, Tree, parse};

/// The repairs of one kind to try in a line: all lines, and the line's number from 1.
type RepairKind = fn(&[&str], usize) -> Vec<Repair>;

/// The most mistakes of form that are repaired in one file.
const MOST: usize = 40;

/// The most repairs of one line.
const REPAIRS: usize = 3;

/// The number of lines above the scanner's line that are looked at.
const ABOVE: usize = 3;

/// Reads a text as a tree, if need be with repairs; and the mistakes that were repaired, or that could not be.
pub(crate) fn tree_of(text: &str) -> (Option<Tree>, Vec<Finding>) {
    let mut text = text.to_owned();
    let mut findings = Vec::new();
    // Where a repair inserted or removed characters: line, column, number of characters.
    let mut shifts: Vec<(usize, usize, isize)> = Vec::new();
    for _ in 0..MOST {
        let fault = match parse(&text) {
            Ok(mut tree) => {
                move_back(&mut tree, &shifts);
                return (Some(tree), findings);
            }
            Err(fault) => fault,
        };
        // After that number of repairs of one line another one does not help.
        let is_new = |repair: &Repair| shifts.iter().filter(|(line, ..)| *line == repair.line).count() < REPAIRS;
        let Some(repair) = best(&text, &fault).filter(is_new) else {
            findings.push(Finding {
                mark: place(&text, fault.mark),
                message: unknown(&fault).to_owned(),
                is_inner: false,
            });
            return (None, findings);
        };
        let mut lines: Vec<&str> = text.lines().collect();
        let old = lines[repair.line - 1].chars().count();
        let longer = isize::try_from(repair.repaired.chars().count()).unwrap_or(0) - isize::try_from(old).unwrap_or(0);
        shifts.push((repair.line, repair.column, longer));
        findings.push(Finding {
            mark: Mark { line: repair.line, column: repair.column },
            message: repair.message,
            is_inner: repair.is_inner,
        });
        lines[repair.line - 1] = &repair.repaired;
        text = lines.join("\n") + "\n";
    }
    (None, findings)
}

/// A place that is in the text: the scanner may stop behind the last line.
fn place(text: &str, mark: Mark) -> Mark {
    let last = text.lines().count().max(1);
    if mark.line > last { Mark { line: last, column: 1 } } else { mark }
}

fn unknown(fault: &Fault) -> &'static str {
    match fault.kind {
        FaultKind::Syntax => {
            "from here on the file can't be read: compare the indentation, colons, quotes and brackets of this line and of the line above with the lines around"
        }
        FaultKind::SecondDocument => "a second part of the file begins here: delete the line `---`",
        FaultKind::TooLarge => "the file is nested too deeply, or too large: write it with fewer levels",
    }
}

/// Puts the places behind a repair back to where they are in the file.
fn move_back(tree: &mut Tree, shifts: &[(usize, usize, isize)]) {
    fn each(node: &mut super::tree::Node, back: &impl Fn(&mut Mark)) {
        back(&mut node.mark);
        if let super::tree::Value::Plain(plain) = &mut node.value
            && let Some((mark, _)) = &mut plain.cut
        {
            back(mark);
        }
        node.below_mut().into_iter().for_each(|node| each(node, back));
    }
    let back = |mark: &mut Mark| {
        for (line, column, longer) in shifts.iter().rev() {
            if mark.line == *line && mark.column > *column {
                mark.column = mark.column.saturating_add_signed(-longer.clamp(&-100, &100)).max(*column);
            }
        }
    };
    each(&mut tree.root, &back);
    tree.findings.iter_mut().for_each(|finding| back(&mut finding.mark));
}

/// The repair after which the scanner comes furthest; none if no repair helps.
fn best(text: &str, fault: &Fault) -> Option<Repair> {
    let lines: Vec<&str> = text.lines().collect();
    let at = place(text, fault.mark).line;
    let mut best: Option<(usize, Repair)> = None;
    for repair in repairs(&lines, at) {
        let mut tried = lines.clone();
        tried[repair.line - 1] = &repair.repaired;
        let reached = match parse(&(tried.join("\n") + "\n")) {
            Ok(_) => return Some(repair),
            Err(next) => next.mark.line,
        };
        // A quote that is not closed may go unnoticed for many lines, and hide what is wrong in them.
        let is_further = reached > at || (repair.line + 1 < reached && repair.line + 1 < at && is_quote(&repair));
        if is_further && best.as_ref().is_none_or(|(most, _)| reached > *most) {
            best = Some((reached, repair));
        }
    }
    best.map(|(_, repair)| repair)
}

fn is_quote(repair: &Repair) -> bool {
    repair.message.starts_with("the quote")
}

/// All repairs to try where the scanner stopped at that line: the likeliest first.
fn repairs(lines: &[&str], at: usize) -> Vec<Repair> {
    let above = (0..=ABOVE).filter_map(|up| at.checked_sub(up));
    let near: Vec<usize> = above.chain([at + 1]).filter(|line| (1..=lines.len()).contains(line)).collect();
    let of = |kinds: &[RepairKind]| -> Vec<Repair> {
        near.iter().flat_map(|line| kinds.iter().flat_map(|kind| kind(lines, *line)).collect::<Vec<_>>()).collect()
    };
    let mut all = of(&[tabs, second_document]);
    all.extend((1..=at.min(lines.len())).rev().flat_map(|line| open_quote(lines, line)));
    all.extend(of(&[no_blank, no_comma, value_and_keys, brackets, unquoted]));
    all.extend(of(&[indentation]));
    all.extend(of(&[no_dash]));
    all.extend(of(&[no_colon]));
    all
}
