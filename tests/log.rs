//! The log of a stack: a file, which is removed when the test passes and shown when it fails.

use std::fs;
use std::process::Stdio;
use std::thread;

use tempfile::NamedTempFile;

/// How many of its last lines are shown.
const SHOWN: usize = 60;

/// Where the runner writes its own log and the errors of its functions.
#[derive(Debug)]
pub(crate) struct Log {
    file: NamedTempFile,
}

impl Log {
    pub(crate) fn create() -> Self {
        let file = tempfile::Builder::new().prefix("leadwright-test-").suffix(".log").tempfile();
        Self { file: file.expect("a log file") }
    }

    /// The end for the process that writes.
    pub(crate) fn writer(&self) -> Stdio {
        self.file.reopen().expect("the log file is there").into()
    }
}

impl Drop for Log {
    /// Keeps the file and shows its end where the test fails: cargo prints it below the name of the test.
    fn drop(&mut self) {
        if !thread::panicking() {
            return;
        }
        self.file.disable_cleanup(true);
        let path = self.file.path();
        let text = fs::read(path).map_or_else(|error| error.to_string(), |text| String::from_utf8_lossy(&text).into());
        let lines: Vec<&str> = text.lines().collect();
        let last = &lines[lines.len().saturating_sub(SHOWN)..];
        eprintln!("The stack's log is kept in {}; its last lines:\n{}", path.display(), last.join("\n"));
    }
}
