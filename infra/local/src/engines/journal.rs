//! What SQS accepted and nobody has consumed yet, kept in a file of lines.
//!
//! What must stay true: a message is in the file before its sender is answered, and stays until it was deleted; a
//! runner that is killed loses nothing it accepted. A message may come twice: SQS promises no more than that.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::sync::locked;

/// One line.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Line {
    Sent(Sent),
    /// By message id.
    Deleted(String),
    /// The message lies in a dead-letter queue now.
    Moved {
        id: String,
        queue: String,
    },
    /// Every message of a queue so far was purged.
    Purged(String),
}

/// A message as it was accepted.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sent {
    pub(crate) id: String,
    /// The queue's name.
    pub(crate) queue: String,
    /// Unix milliseconds.
    pub(crate) at: i64,
    /// The body of `SendMessage` without the queue's URL.
    pub(crate) input: Json,
}

/// The file.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the file and gives back what was never consumed, in the order of sending.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<Sent>)> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
        };
        // Whoever was killed may have left half a line at the end: its sender was never answered.
        let lines: Vec<Line> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let journal = Self { path: path.to_owned(), file: Mutex::new(append(path)?) };
        Ok((journal, pending(lines)))
    }

    /// Starts the file anew with what is pending under its new ids.
    pub(crate) fn restart(&self, sent: &[Sent]) -> Result<()> {
        let beside = self.path.with_extension("new");
        let mut text = String::new();
        for sent in sent {
            text.push_str(&serde_json::to_string(&Line::Sent(sent.clone()))?);
            text.push('\n');
        }
        let mut file = locked(&self.file);
        std::fs::write(&beside, text).with_context(|| format!("writing {}", beside.display()))?;
        std::fs::rename(&beside, &self.path).with_context(|| format!("writing {}", self.path.display()))?;
        *file = append(&self.path)?;
        Ok(())
    }

    /// Appends lines.
    pub(crate) fn append(&self, lines: &[Line]) -> Result<()> {
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        locked(&self.file).write_all(&text).with_context(|| format!("writing {}", self.path.display()))
    }
}

fn append(path: &Path) -> Result<File> {
    OpenOptions::new().create(true).append(true).open(path).with_context(|| format!("opening {}", path.display()))
}

/// What is left after deletions, moves and purges. A deletion may stand before its message: a consumer can be
/// quicker than the line of the sender.
fn pending(lines: Vec<Line>) -> Vec<Sent> {
    let deleted: HashSet<String> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Deleted(id) => Some(id.clone()),
            _ => None,
        })
        .collect();
    let moved: HashMap<String, String> = lines
        .iter()
        .filter_map(|line| match line {
            Line::Moved { id, queue } => Some((id.clone(), queue.clone())),
            _ => None,
        })
        .collect();
    let mut seen = HashSet::new();
    let mut pending: Vec<Sent> = Vec::new();
    for line in lines {
        match line {
            Line::Sent(sent) if !deleted.contains(&sent.id) && seen.insert(sent.id.clone()) => {
                let queue = moved.get(&sent.id).cloned().unwrap_or_else(|| sent.queue.clone());
                pending.push(Sent { queue, ..sent });
            }
            Line::Purged(queue) => pending.retain(|sent| sent.queue != queue),
            _ => {}
        }
    }
    pending
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(id: &str) -> Line {
        Line::Sent(Sent { id: id.to_owned(), queue: "q".to_owned(), at: 0, input: Json::Null })
    }

    #[test]
    fn what_was_not_consumed_is_pending() {
        let lines = vec![
            Line::Deleted("b".to_owned()),
            sent("a"),
            sent("b"),
            sent("c"),
            sent("c"),
            sent("d"),
            Line::Moved { id: "c".to_owned(), queue: "dead".to_owned() },
        ];
        let left: Vec<(String, String)> = pending(lines).into_iter().map(|sent| (sent.id, sent.queue)).collect();
        let expected = [("a", "q"), ("c", "dead"), ("d", "q")].map(|(id, queue)| (id.to_owned(), queue.to_owned()));
        assert_eq!(left, expected);
    }

    #[test]
    fn a_purge_empties_what_was_sent_before_it() {
        let left = pending(vec![sent("a"), Line::Purged("q".to_owned()), sent("b")]);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].id, "b");
    }
}
