//! The scoring models that the stack has stored, each read once.

use std::collections::HashMap;
use std::sync::Arc;

use anyhow::{Context, Result};
use leadwright_cloud::table::Table;
use leadwright_domain::scoring::Model;
use tokio::sync::Mutex;

/// Scoring models by hash.
pub(crate) struct Models<'a> {
    table: &'a Table,
    known: Mutex<HashMap<String, Arc<Model>>>,
}

impl<'a> Models<'a> {
    pub(crate) fn new(table: &'a Table) -> Self {
        Self { table, known: Mutex::default() }
    }

    /// The model with a hash.
    ///
    /// # Errors
    /// The stack has not stored it, or does not respond.
    pub(crate) async fn of(&self, hash: &str) -> Result<Arc<Model>> {
        let mut known = self.known.lock().await;
        if let Some(model) = known.get(hash) {
            return Ok(Arc::clone(model));
        }
        let model = self.table.model(hash).await?;
        let model = Arc::new(model.with_context(|| format!("the scoring model {hash} is not stored"))?);
        known.insert(hash.to_owned(), Arc::clone(&model));
        Ok(model)
    }
}
