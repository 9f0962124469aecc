//! The API of programs for agents: the Model Context Protocol over HTTP, without a session.
//!
//! What must stay true:
//! - An agent does by a tool what the same token does by the API, with the same handlers: it sees and changes what its person
//!   may, or less. No tool erases, exports or makes tokens.
//! - What visitors and other outsiders wrote is handed over as data between marks that they can't write, with a sentence that
//!   says so. Nothing of it is taken away.
//! - Each request stands for itself: any environment answers it.

pub(crate) mod rpc; // Messages of JSON-RPC, and the versions of the protocol.
pub(crate) mod tools; // The tools: names, schemas, whom they are for.
pub(crate) mod calls; // What a called tool does and gives.
pub(crate) mod answers; // Which message gets which answer.
