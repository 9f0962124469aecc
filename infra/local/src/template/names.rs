//! The names that `CloudFormation` knows and the template does not say.

/// The account of every local resource.
pub(crate) const ACCOUNT: &str = "000000000000";
/// The region of every local resource.
pub(crate) const REGION: &str = "us-east-1";
/// The name of the stack.
pub(crate) const STACK: &str = "leadwright";
/// Parameters that a deployment asks for, since no default could be right, and their values on one machine.
pub(crate) const ANSWERS: [(&str, &str); 1] = [("MailFrom", "Acme <hello@acme.example>")];
