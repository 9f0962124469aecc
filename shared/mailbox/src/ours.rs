//! Which senders are the company itself.

use leadwright_domain::config::Config;
use leadwright_domain::value::identity::EmailAddress;

/// Which senders are the company itself.
#[derive(Debug, Clone, Copy)]
pub struct Ours<'a> {
    /// The configuration, with the addresses of the company and its people.
    pub config: &'a Config,
    /// The address that the stack's mails come from, if it is known.
    pub mail_from: Option<&'a EmailAddress>,
}

impl Ours<'_> {
    /// The address is one of the company, of its people, or of its web site's domain.
    pub(crate) fn is_ours(&self, address: &EmailAddress) -> bool {
        let Config { company, team, .. } = self.config;
        let people = team.people.iter().map(|person| &person.email);
        let known = people.chain([&company.reply_to]).chain(&company.operator).chain(self.mail_from);
        let host = company.website.split("://").last().unwrap_or_default().split(['/', ':', '?', '#']).next();
        let host = host.unwrap_or_default().trim_start_matches("www.");
        known.into_iter().any(|known| known == address) || address.domain() == host
    }
}
