//! What every page needs: one way to answer, with all security headers; one frame; one style sheet.
//!
//! What must stay true:
//! - Every answer of ours has the full set of security headers ([`response`]): no answer is built anywhere else.
//! - No page has a script, an inline style or a `style` attribute: the Content-Security-Policy forbids them. The local
//!   runner alone lets one script of its own refresh its pages.
//! - An address with a token in it never leaves its page: no `Referer`, no cache, no frame of another site.
//! - A browser reads a page, a program reads JSON, errors included; [`reader`] is the one rule that tells them apart.

// Bottom to top: a module imports only modules above it in this list.
pub mod network; // Where a request comes from.
pub mod reader; // Who reads an answer: a browser or a program.
pub mod language; // The languages that a browser asks for.
pub mod marked; // Sentences with links in them.
pub mod post; // The fields of a form as a browser posts them, with a limit.
pub mod cookie; // Cookies: read from a request, set so that no script and no other site gets them.
pub mod response; // Answers with their security headers and cache rules; redirects.
pub mod asset; // The files of pages: the style sheet, at an address that changes with its content.
pub mod chart; // Charts: figures for pages, with the table behind them, and pictures for mails.
pub mod field; // A field of a form in HTML, with its label and its error.
pub mod frame; // The frame around the content of every page.
pub mod problem; // What went wrong: a page for a browser, RFC 9457 problem details for a program.
pub mod method; // The methods of a route, and the answers to all others.
