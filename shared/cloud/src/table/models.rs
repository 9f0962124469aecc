//! Scoring models, each kept under its hash, so that what was scored with it can be replayed.

use leadwright_domain::config::Config;
use leadwright_domain::scoring::Model;

use super::error::TableError;
use super::item::{BODY, json};
use super::key::Key;
use super::rows::Table;

impl Table {
    /// Keeps the scoring model of a configuration.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn keep_model(&self, config: &Config) -> Result<(), TableError> {
        let mut item = Key::model(&config.model_hash).item();
        item.insert(BODY.to_owned(), json(&config.scoring));
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
