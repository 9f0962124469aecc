//! Who followed the links of a mail is judged once no other link was followed for a while.

use jiff::Timestamp;
use leadwright_domain::agenda::Entry;
use leadwright_domain::lead::Lead;
use leadwright_domain::tracking;
use tracing::{error, info};

use crate::{Mailer, MailerError};

impl Mailer {
    /// Writes what the followed links of a mail come to; the lead as it is then.
    pub(crate) async fn judge(
        &self,
        lead: &Lead,
        entry: &Entry,
        send: &str,
        mail: &str,
        now: Timestamp,
    ) -> Result<Option<Lead>, MailerError> {
        let judged = tracking::judge(lead, send, mail, entry.due);
        if judged.is_empty() {
            error!(lead.id = %lead.id, send.id = send, "no link waits to be judged");
            return Ok(None);
        }
        info!(lead.id = %lead.id, send.id = send, as_what = judged[0].what.kind(), "links judged");
        Ok(Box::pin(self.ledger.apply_to(&lead.id, Some(lead.clone()), &judged, now)).await?.lead)
    }
}
