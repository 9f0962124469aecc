//! Which cells of a list are a yes.

use leadwright_domain::form::ConsentAnswer;
use leadwright_domain::value::purpose::Purpose;

use crate::dates::Dates;
use crate::rows::ImportRow;

/// What `--consent-yes` says is a yes, besides the words of a form's post.
#[derive(Debug, Clone, Default)]
pub struct ConsentWords {
    words: Vec<String>,
    /// A date says when they agreed.
    a_date: bool,
}

/// The word of `--consent-yes` for any date.
const A_DATE: &str = "DATE";

impl ConsentWords {
    /// The words, as somebody says them.
    pub fn of(said: &[String]) -> Self {
        let (dates, words): (Vec<_>, Vec<_>) = said.iter().partition(|word| *word == A_DATE);
        Self { words: words.into_iter().map(|word| word.trim().to_lowercase()).collect(), a_date: !dates.is_empty() }
    }

    /// What the row says of a purpose, by the same words as a form's post.
    pub fn answer(&self, row: &ImportRow, purpose: Purpose, dates: &Dates) -> ConsentAnswer {
        let cell = row.get(purpose.field()).unwrap_or_default();
        let is_yes = self.words.contains(&cell.trim().to_lowercase()) || (self.a_date && dates.read(cell).is_ok());
        if is_yes { ConsentAnswer::Yes } else { ConsentAnswer::of(cell, None) }
    }
}
