//! The JSON API of programs: the same rules as the pages, behind a machine token.
//!
//! What must stay true:
//! - A program sees and changes what its person may on the pages, or less. What it may not see is answered like what is not
//!   there.
//! - Every answer that is no success is problem details (RFC 9457) with a sentence that says what to do.
//! - What a handler takes and gives are plain values, so that others than HTTP can call it; [`answers`] alone knows requests.

pub(crate) mod schema; // Schemas of the document, made with the types that are written.
pub(crate) mod shapes; // What is answered, as it is written.
pub(crate) mod program; // A program that a guard let through, and why it gets no answer.
pub(crate) mod actions; // What a program may do with a lead: the buttons of its page.
pub(crate) mod reads; // Leads, activities, the team.
pub(crate) mod writes; // Adding and changing leads.
pub(crate) mod document; // The OpenAPI document.
pub(crate) mod answers; // Which handler answers which request.
