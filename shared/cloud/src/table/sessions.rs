//! Sessions: who is logged in. A row each, in a partition of the person's, so that all of a person's are found.

use jiff::Timestamp;
use leadwright_domain::company::Session;
use leadwright_domain::routing::People;
use leadwright_domain::value::token::SessionToken;

use super::error::TableError;
use super::item::{BODY, Item, json, read, text_of};
use super::key::{Key, RowKind};
use super::rows::{Table, with_body};
use super::write::Write;

/// The most keys that `BatchGetItem` takes.
const BATCH_KEYS: usize = 100;

fn key(token: &SessionToken) -> Key {
    Key::session(&token.person, &token.hash())
}

/// The row of a session. DynamoDB takes it away some time after it is over.
fn item(key: Key, session: &Session) -> Item {
    with_body(key, session, Some(session.ends()))
}

impl Table {
    /// Begins a session.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn begin_session(&self, token: &SessionToken, session: &Session) -> Result<(), TableError> {
        self.put(item(key(token), session)).await
    }

    /// The session of a token; none if there is none, or no more. One that ended a moment ago may still be found, where
    /// `is_exact` is false: that costs half.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn session(&self, token: &SessionToken, is_exact: bool) -> Result<Option<Session>, TableError> {
        if !is_exact {
            let get = self.client.get_item().table_name(&self.name).set_key(Some(key(token).item()));
            let row = get.send().await.map_err(TableError::call)?.item;
            if let Some(row) = row {
                return read(&row, BODY).map(Some);
            }
        }
        // One that began a moment ago is found at once.
        self.get(key(token)).await
    }

    /// The session of a token, as [`session`](Self::session) finds it, and what was said of these people of the team: one
    /// request for up to 99 people, one more for every further 100. Whom nothing was said of costs as much as the others.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn session_and_people(
        &self,
        token: &SessionToken,
        people: impl IntoIterator<Item = &str>,
        is_exact: bool,
    ) -> Result<(Option<Session>, People), TableError> {
        let session_key = key(token).item();
        let keys = std::iter::once(session_key.clone()).chain(people.into_iter().map(|id| Key::person(id).item()));
        let keys: Vec<Item> = keys.collect();
        let (mut session, mut people) = (None, People::new());
        for keys in keys.chunks(BATCH_KEYS) {
            for row in self.rows_read(keys.to_vec(), is_exact).await? {
                if row.get("pk") == session_key.get("pk") {
                    session = Some(read(&row, BODY)?);
                } else {
                    people.insert(text_of(&row, "sk")?.to_owned(), read(&row, BODY)?);
                }
            }
        }
        if session.is_none() && !is_exact {
            // One that began a moment ago is found at once.
            session = self.get(key(token)).await?;
        }
        Ok((session, people))
    }

    /// Writes down that a session is used at `now`. One that has ended meanwhile stays ended.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn renew_session(&self, token: &SessionToken, was: &Session, now: Timestamp) -> Result<(), TableError> {
        let item = item(key(token), &Session { used: now, ..was.clone() });
        self.write(Write::over_body(item, Some(Item::from([(BODY.to_owned(), json(was))])))).await.map(drop)
    }

    /// Ends a session.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end_session(&self, token: &SessionToken) -> Result<(), TableError> {
        self.delete(key(token)).await
    }

    /// The sessions of a person; those that are over may still be among them.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn sessions_of(&self, person: &str) -> Result<Vec<Session>, TableError> {
        self.session_rows(person).await?.iter().map(|row| read(row, BODY)).collect()
    }

    /// Ends all sessions of a person.
    ///
    /// # Errors
    /// See [`TableError`].
    pub async fn end_sessions_of(&self, person: &str) -> Result<(), TableError> {
        for row in self.session_rows(person).await? {
            self.delete(Key::session(person, text_of(&row, "sk")?)).await?;
        }
        Ok(())
    }

    async fn session_rows(&self, person: &str) -> Result<Vec<Item>, TableError> {
        self.partition(format!("{}{person}", RowKind::Session.partition())).await
    }
}
