//! What functions print: kept in one file a function, errors shown to whoever runs the stack.
//!
//! What must stay true: nothing is shown that the function did not print, and nothing it printed is lost.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

use crate::sync::locked;

/// How many of the last lines explain a crash.
const TAIL: usize = 20;

/// The log file of a function.
#[derive(Debug)]
pub(crate) struct Log {
    function: String,
    file: Mutex<File>,
}

/// The last lines of one environment.
pub(crate) type Tail = Arc<Mutex<VecDeque<String>>>;

impl Log {
    /// Opens the log file of a function.
    pub(crate) fn open(folder: &Path, function: &str) -> Result<Arc<Self>> {
        let path = folder.join(format!("{function}.log"));
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(&path)
            .with_context(|| format!("opening {}", path.display()))?;
        Ok(Arc::new(Self { function: function.to_owned(), file: Mutex::new(file) }))
    }

    /// Copies a stream of an environment until it ends.
    pub(crate) fn copy(self: &Arc<Self>, stream: impl AsyncRead + Send + Unpin + 'static, tail: &Tail) {
        let (log, tail) = (Arc::clone(self), Arc::clone(tail));
        tokio::spawn(async move {
            let mut lines = BufReader::new(stream).split(b'\n');
            loop {
                match lines.next_segment().await {
                    Ok(Some(line)) => log.line(&String::from_utf8_lossy(&line), &tail),
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(function = log.function, %error, "its output cannot be read any more");
                        break;
                    }
                }
            }
        });
    }

    fn line(&self, line: &str, tail: &Tail) {
        if let Err(error) = writeln!(locked(&self.file), "{line}") {
            tracing::warn!(function = self.function, %error, "its log was not written");
        }
        if is_error(line) {
            eprintln!("{}: {line}", self.function);
        }
        let mut tail = locked(tail);
        if tail.len() == TAIL {
            tail.pop_front();
        }
        tail.push_back(line.to_owned());
    }
}

/// The last lines, in one.
pub(crate) fn last_words(tail: &Tail) -> String {
    let tail = locked(tail);
    let lines: Vec<&str> = tail.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "it printed nothing".to_owned() } else { lines.join(" | ") }
}

fn is_error(line: &str) -> bool {
    line.contains("\"level\":\"ERROR\"")
        || line.contains(" ERROR ")
        || line.starts_with("Error")
        || line.contains("panicked at")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_told_from_the_rest() {
        for (line, error) in [
            (r#"{"timestamp":"x","level":"ERROR","message":"no"}"#, true),
            (r#"{"timestamp":"x","level":"INFO","message":"ERRORs: 0"}"#, false),
            ("thread 'main' panicked at src/main.rs:1:1:", true),
            ("Error: TABLE is not set", true),
            ("2026 ERROR scoring: no", true),
            ("", false),
        ] {
            assert_eq!(is_error(line), error, "{line}");
        }
    }
}
