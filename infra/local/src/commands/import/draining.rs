//! Waiting until what was queued is applied.

use std::time::Duration;

use anyhow::Result;
use leadwright_cloud::queue::Queue;

use super::bar::bar;

/// Waits until the queue is empty.
pub(super) async fn drain(bulk: &Queue) -> Result<()> {
    let waiting = bulk.depth().await?;
    let progress = bar(waiting, "{bar:40} {pos} of {len} applied, {per_sec}")?;
    loop {
        let left = bulk.depth().await?;
        progress.set_position(waiting.saturating_sub(left));
        if left == 0 {
            progress.finish_and_clear();
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
