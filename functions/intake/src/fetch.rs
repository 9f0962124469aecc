//! The fields of a lead of which only an id came: they are asked of the tool that has them.

use anyhow::bail;
use jiff::Timestamp;
use leadwright_cloud::intake_job::LeadAtSource;

use crate::intake::Intake;

impl Intake {
    pub(crate) async fn fetch(&self, lead: LeadAtSource, _now: Timestamp) -> anyhow::Result<()> {
        bail!("the source {:?} has no API that its leads are asked of", lead.source)
    }
}
