//! Who followed the links of a mail is judged once no other link was followed for a while.

use jiff::Timestamp;
use leadwright_domain::lead::{AgendaEntry, Lead};
use leadwright_domain::tracking;
use tracing::info;

use crate::{Mailer, MailerError};

impl Mailer {
    /// Writes what the followed links of a mail come to; the lead as it is then.
    pub(crate) async fn judge(
        &self,
        lead: &Lead,
        entry: &AgendaEntry,
        send: &str,
        mail: &str,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let judged = tracking::classify_clicks(lead, send, mail, entry.delivery.due);
        let as_what = judged.first().map(|activity| activity.kind.name());
        info!(lead.id = %lead.id, send.id = send, as_what, "links judged");
        Ok(Box::pin(self.ledger.apply_to(&lead.id, Some(lead.clone()), &judged, now)).await?.lead)
    }
}
