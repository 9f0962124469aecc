//! The output of functions: stored in a file a function; lines with errors are printed on stderr too.
//!
//! What must stay true: the log has every line that a function printed, and no other.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use anyhow::{Context, Result};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

use crate::sync::locked;

/// The number of lines that explain a crash.
const TAIL_LINES: usize = 20;

/// The log file of a function.
#[derive(Debug)]
pub(crate) struct Log {
    function: String,
    file: Mutex<File>,
}

/// The last lines of an environment.
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
                        tracing::warn!(function = log.function, %error, "reading the output of a function failed");
                        break;
                    }
                }
            }
        });
    }

    fn line(&self, line: &str, tail: &Tail) {
        if let Err(error) = writeln!(locked(&self.file), "{line}") {
            tracing::warn!(function = self.function, %error, "writing the log of a function failed");
        }
        if is_error(line) {
            eprintln!("{}: {line}", self.function);
        }
        let mut tail = locked(tail);
        if tail.len() == TAIL_LINES {
            tail.pop_front();
        }
        tail.push_back(line.to_owned());
    }
}

/// The last lines, joined into one.
pub(crate) fn last_lines(tail: &Tail) -> String {
    let tail = locked(tail);
    let lines: Vec<&str> = tail.iter().map(|line| line.trim()).filter(|line| !line.is_empty()).collect();
    if lines.is_empty() { "no output".to_owned() } else { lines.join(" | ") }
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
    fn only_lines_with_errors_are_errors() {
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
