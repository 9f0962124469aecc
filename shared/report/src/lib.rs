//! A scheduled report with its numbers: read from the table, and written as a mail, as text and as CSV.
//!
//! What must stay true: the mail, the command and the preview show the same, since all of them are made here; no name and
//! no address of a lead is in a report; what a mail shows reads well without its pictures.

pub mod contents; // A report with its numbers.
pub mod read; // Reads them.
mod chart; // The charts of sections.
mod sheet; // Sections as CSV.
pub mod wording; // The words around numbers, of HTML and text alike.
mod html; // The HTML part.
mod text; // The text part.
pub mod mail; // Subject, HTML, text, charts and CSV as one.
