//! What commands print. A reader may close the output early, as `head` does: then a command ends without a word, as
//! other tools do.
//!
//! The two macros stand in place of those of the standard library, which panic then. They hold for the whole crate.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// The exit code that a shell reports for a program that SIGPIPE ended: 128 + 13.
///
/// Rust ignores that signal, and must: a server that closes a connection would end an import half-way.
const CLOSED: i32 = 141;

/// Stdout of a command.
#[derive(Debug)]
pub(crate) struct Output;

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        or_end(std::io::stdout().write(bytes))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        or_end(std::io::stdout().flush())
    }
}

/// Ends the process if this failed because the reader has closed the output.
pub(crate) fn or_end<T>(written: std::io::Result<T>) -> std::io::Result<T> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(CLOSED),
        written => written,
    }
}

/// Prints on stdout. Another failure than a closed output, like a full disk, ends the command with its reason.
pub(crate) fn print(text: Arguments<'_>) {
    if let Err(error) = Output.write_fmt(text) {
        print_error(format_args!("error: writing the output: {error}\n"));
        std::process::exit(1);
    }
}

/// Prints on stderr. Nobody is left to be told if that fails.
pub(crate) fn print_error(text: Arguments<'_>) {
    let _ = std::io::stderr().write_fmt(text);
}

macro_rules! print {
    ($($text:tt)*) => {
        $crate::output::print(format_args!($($text)*))
    };
}

macro_rules! println {
    () => {
        $crate::output::print(format_args!("\n"))
    };
    ($($text:tt)*) => {
        $crate::output::print(format_args!("{}\n", format_args!($($text)*)))
    };
}

macro_rules! eprintln {
    ($($text:tt)*) => {
        $crate::output::print_error(format_args!("{}\n", format_args!($($text)*)))
    };
}
