//! Scoring models, each kept under its hash, so that what was scored with it can be replayed.

use leadwright_domain::config::Config;
use leadwright_domain::scoring::Model;

use super::error::TableError;
use super::key::Key;
use super::rows::{Table, with_body};

impl Table {
    /// Keeps the scoring model of a configuration.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_model(&self, config: &Config) -> Result<(), TableError> {
        let item = with_body(Key::model(&config.model_hash), &config.scoring, None);
        self.put(item).await
    }

    /// The scoring model of that hash.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn model(&self, hash: &str) -> Result<Option<Model>, TableError> {
        self.get(Key::model(hash)).await
    }
}
