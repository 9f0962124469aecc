//! Arguments that several commands take: a lead, a stage, a day, a person of the team, the person at the keyboard.

use anyhow::{Context, Result, bail};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use jiff::civil::Date;
use leadwright_cloud::table::Named;
use leadwright_domain::company::{Person, Team};
use leadwright_domain::value::day::read_date;
use leadwright_domain::value::identity::{EmailAddress, Identity, LeadId};
use leadwright_domain::value::phone::international;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::text::visible;

use super::target::Connected;

/// Parses the name of a stage. The help of the argument lists all stages.
pub(super) fn stage() -> impl TypedValueParser<Value = Stage> {
    PossibleValuesParser::new(Stage::ALL.map(Stage::name))
        .try_map(|name| Stage::named(&name).ok_or("there is no such stage"))
}

/// The person of the team with an id.
///
/// # Errors
/// Nobody in the team has this id; the message lists the ids.
pub(super) fn person<'a>(team: &'a Team, id: &str) -> Result<&'a Person> {
    team.person(id).with_context(|| {
        let ids: Vec<&str> = team.people.iter().map(|person| person.id.as_str()).collect();
        format!("nobody in team.yaml has the id {id:?}; the ids are {}", ids.join(", "))
    })
}

/// Parses a day.
pub(super) fn day(text: &str) -> Result<Date, String> {
    read_date(text).ok_or_else(|| "write it like 2026-12-03".to_owned())
}

/// Whom `who` names: an e-mail address, an international phone number, or `source:id` of an import.
fn identity(who: &str) -> Result<Identity> {
    if let Ok(address) = EmailAddress::parse(&visible(who)) {
        return Ok(Identity::Email(address));
    }
    if let Some(number) = international(who) {
        return Ok(Identity::Phone(number));
    }
    let (source, id) = who.split_once(':').with_context(|| {
        format!(
            "{who:?} is neither an e-mail address, nor an international phone number (+351…), nor a lead id (ld_…), nor SOURCE:ID of an import"
        )
    })?;
    Ok(Identity::External { source: source.to_owned(), id: id.to_owned() })
}

/// The id of the lead that `who` names: by its id, its address or another address of it, the number that it alone has, or
/// `source:id` of an import.
///
/// # Errors
/// There is none, or several leads have the number.
pub(super) async fn lead_id(stack: &Connected, who: &str) -> Result<LeadId> {
    let known = known_lead(stack, who).await?;
    known.with_context(|| format!("there is no lead {who} here; `leadwright leads` lists all leads"))
}

/// The same, where there may be none.
///
/// # Errors
/// Several leads have the number.
pub(super) async fn known_lead(stack: &Connected, who: &str) -> Result<Option<LeadId>> {
    let named = match LeadId::parse(who) {
        Ok(id) => stack.table.named_by_id(&id).await?,
        Err(_) => stack.table.named(&stack.key, &identity(who)?, &stack.config.company).await?,
    };
    match named {
        Named::One(id) => Ok(Some(id)),
        Named::Nobody => Ok(None),
        Named::Several(cards) => {
            let cards: Vec<String> = cards.iter().map(|card| format!("{} ({})", card.id, card.title)).collect();
            bail!("{} leads have the number {who}; name one by its id: {}", cards.len(), cards.join(", "))
        }
    }
}

/// The id of a person, also where there is no lead of them, or their lead was erased.
///
/// # Errors
/// Several leads have the number, or `who` names nobody.
pub(super) async fn person_id(stack: &Connected, who: &str) -> Result<LeadId> {
    match (known_lead(stack, who).await?, LeadId::parse(who)) {
        (Some(id), _) | (None, Ok(id)) => Ok(id),
        (None, Err(_)) => Ok(LeadId::of(&stack.key, &identity(who)?)),
    }
}

/// The user name on this machine.
pub(super) fn operator() -> String {
    let named = ["USER", "LOGNAME", "USERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "somebody".to_owned())
}
