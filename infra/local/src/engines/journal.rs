//! The journal of SQS: messages that were accepted and not consumed, in a file with a line of JSON each.
//!
//! What must stay true: a message is in the file before its sender gets the response, and stays until it is deleted. A
//! runner that is killed loses no accepted message. A message may be delivered twice: SQS promises no more than that.

use std::collections::{HashMap, HashSet};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::sync::locked;

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum JournalLine {
    Sent(SentMessage),
    /// The id of a deleted message.
    Deleted(String),
    /// The message was moved to a dead-letter queue.
    Moved {
        id: String,
        queue: String,
    },
    /// All messages of a queue were deleted.
    Purged(String),
}

/// An accepted message.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct SentMessage {
    pub(crate) id: String,
    /// The queue's name.
    pub(crate) queue: String,
    /// Unix milliseconds.
    pub(crate) at: i64,
    /// The body of `SendMessage` without the queue's URL.
    pub(crate) input: Json,
}

/// The file of the journal.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

impl Journal {
    /// Opens the file and returns the messages that were not consumed, in the order of sending.
    pub(crate) fn open(path: &Path) -> Result<(Self, Vec<SentMessage>)> {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("reading {}", path.display())),
        };
        // A killed runner may leave an incomplete line at the end: its sender never got a response.
        let lines: Vec<JournalLine> = text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
        let journal = Self { path: path.to_owned(), file: Mutex::new(append(path)?) };
        Ok((journal, pending(lines)))
    }

    /// Rewrites the file with the pending messages under their new ids.
    pub(crate) fn restart(&self, sent: &[SentMessage]) -> Result<()> {
        let beside = self.path.with_extension("new");
        let mut text = String::new();
        for sent in sent {
            text.push_str(&serde_json::to_string(&JournalLine::Sent(sent.clone()))?);
            text.push('\n');
        }
        let mut file = locked(&self.file);
        std::fs::write(&beside, text).with_context(|| format!("writing {}", beside.display()))?;
        std::fs::rename(&beside, &self.path).with_context(|| format!("writing {}", self.path.display()))?;
        *file = append(&self.path)?;
        Ok(())
    }

    /// Appends lines.
    pub(crate) fn append(&self, lines: &[JournalLine]) -> Result<()> {
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

/// The messages that are left after deletions, moves and purges. A deletion may come before its message: a consumer can
/// be faster than the line of the sender.
fn pending(lines: Vec<JournalLine>) -> Vec<SentMessage> {
    let deleted: HashSet<String> = lines
        .iter()
        .filter_map(|line| match line {
            JournalLine::Deleted(id) => Some(id.clone()),
            _ => None,
        })
        .collect();
    let moved: HashMap<String, String> = lines
        .iter()
        .filter_map(|line| match line {
            JournalLine::Moved { id, queue } => Some((id.clone(), queue.clone())),
            _ => None,
        })
        .collect();
    let mut seen = HashSet::new();
    let mut pending: Vec<SentMessage> = Vec::new();
    for line in lines {
        match line {
            JournalLine::Sent(sent) if !deleted.contains(&sent.id) && seen.insert(sent.id.clone()) => {
                let queue = moved.get(&sent.id).cloned().unwrap_or_else(|| sent.queue.clone());
                pending.push(SentMessage { queue, ..sent });
            }
            JournalLine::Purged(queue) => pending.retain(|sent| sent.queue != queue),
            _ => {}
        }
    }
    pending
}

/// The lines that a successful request adds to the journal.
pub(crate) fn lines(operation: &str, mut request: Json, answer: &[u8]) -> Vec<JournalLine> {
    let queue = queue_name(request["QueueUrl"].as_str().unwrap_or_default());
    let answer: Json = serde_json::from_slice(answer).unwrap_or_default();
    match operation {
        "SendMessage" => sent(queue, &answer["MessageId"], request).into_iter().collect(),
        "SendMessageBatch" => {
            let Json::Array(mut entries) = request["Entries"].take() else {
                return Vec::new();
            };
            let mut lines = Vec::new();
            for done in answer["Successful"].as_array().into_iter().flatten() {
                if let Some(entry) = entries.iter_mut().find(|entry| entry["Id"] == done["Id"]) {
                    lines.extend(sent(queue.clone(), &done["MessageId"], entry.take()));
                }
            }
            lines
        }
        "DeleteMessage" => deleted(&request["ReceiptHandle"]).into_iter().collect(),
        "DeleteMessageBatch" => request["Entries"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| deleted(&entry["ReceiptHandle"]))
            .collect(),
        "PurgeQueue" => vec![JournalLine::Purged(queue)],
        _ => Vec::new(),
    }
}

fn sent(queue: String, id: &Json, mut input: Json) -> Option<JournalLine> {
    let id = id.as_str()?.to_owned();
    if let Some(map) = input.as_object_mut() {
        map.remove("QueueUrl");
        map.remove("Id");
    }
    let at = Timestamp::now().as_millisecond();
    Some(JournalLine::Sent(SentMessage { id, queue, at, input }))
}

/// A receipt handle of the engine starts with the message id.
fn deleted(receipt: &Json) -> Option<JournalLine> {
    let receipt = data_encoding::BASE64.decode(receipt.as_str()?.as_bytes()).ok()?;
    let receipt = String::from_utf8(receipt).ok()?;
    let (id, _) = receipt.split_once(':')?;
    Some(JournalLine::Deleted(id.to_owned()))
}

fn queue_name(url: &str) -> String {
    url.rsplit('/').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(id: &str) -> JournalLine {
        JournalLine::Sent(SentMessage { id: id.to_owned(), queue: "q".to_owned(), at: 0, input: Json::Null })
    }

    #[test]
    fn what_was_not_consumed_is_pending() {
        let lines = vec![
            JournalLine::Deleted("b".to_owned()),
            line("a"),
            line("b"),
            line("c"),
            line("c"),
            line("d"),
            JournalLine::Moved { id: "c".to_owned(), queue: "dead".to_owned() },
        ];
        let left: Vec<(String, String)> = pending(lines).into_iter().map(|sent| (sent.id, sent.queue)).collect();
        let expected = [("a", "q"), ("c", "dead"), ("d", "q")].map(|(id, queue)| (id.to_owned(), queue.to_owned()));
        assert_eq!(left, expected);
    }

    #[test]
    fn a_purge_empties_what_was_sent_before_it() {
        let left = pending(vec![line("a"), JournalLine::Purged("q".to_owned()), line("b")]);
        assert_eq!(left.len(), 1);
        assert_eq!(left[0].id, "b");
    }

    #[test]
    fn a_batch_is_journalled_by_what_was_accepted() {
        let request = json!({
            "QueueUrl": "http://127.0.0.1:1/0/q.fifo",
            "Entries": [{ "Id": "1", "MessageBody": "a" }, { "Id": "2", "MessageBody": "b" }],
        });
        let answer = br#"{"Successful":[{"Id":"2","MessageId":"m"}],"Failed":[{"Id":"1"}]}"#;
        let lines = lines("SendMessageBatch", request, answer);
        let [JournalLine::Sent(sent)] = lines.as_slice() else {
            panic!("{lines:?}");
        };
        assert_eq!((sent.id.as_str(), sent.queue.as_str()), ("m", "q.fifo"));
        assert_eq!(sent.input, json!({ "MessageBody": "b" }));
    }
}
