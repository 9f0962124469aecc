//! Who followed the links of a mail, a person or a machine, is decided once no other link was followed for a while.

use jiff::Timestamp;
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::tracking;
use tracing::info;

use crate::mailer::{Mailer, MailerError};

impl Mailer {
    /// Writes what the followed links of a mail come to; the lead as it is then.
    pub(crate) async fn classify_clicks(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        send: &str,
        mail: &str,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let clicks = tracking::classify_clicks(lead, send, mail, entry.delivery.due);
        let as_kind = clicks.first().map(|activity| activity.kind.name());
        info!(lead.id = %lead.id, send.id = send, as_kind, "clicks of a mail classified");
        Ok(Box::pin(self.ledger.apply_to(&lead.id, Some(lead.clone()), &clicks, now)).await?.lead)
    }
}
