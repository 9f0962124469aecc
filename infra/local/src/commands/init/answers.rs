//! What is to be known of a new company: from flags, and asked at a terminal.

use std::io::{BufRead, IsTerminal, Write};

use anyhow::{Result, bail};
use clap::Args;
use jiff::tz::TimeZone;
use leadwright_cloud::mail::Sender;
use leadwright_domain::value::currency::Currency;
use leadwright_domain::value::identity::EmailAddress;

/// What flags say.
#[derive(Debug, Args)]
pub(super) struct Answers {
    /// The company's name, as it stands in mails.
    #[arg(long)]
    name: Option<String>,
    /// Its postal address: the law demands it under marketing mail.
    #[arg(long)]
    address: Option<String>,
    /// Its web site, with `https` in front.
    #[arg(long, value_name = "URL")]
    website: Option<String>,
    /// Its time zone, like Europe/Lisbon: reports count by its days, people work by its hours.
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Its currency, like EUR.
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
    /// Its language, like en. The mails to the team are there in en, de, es and pt; in another language they begin in English.
    #[arg(long, value_name = "CODE")]
    language: Option<String>,
    /// The address that mails come from and replies go to, like hello@silva.example.
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,
    /// A salesperson, like "Rita Silva <rita@silva.example>"; once for each. The first is the manager too.
    #[arg(long, value_name = "NAME <ADDRESS>")]
    person: Vec<String>,
    /// The name of the form: a part of its address, like contact.
    #[arg(long, value_name = "NAME")]
    form: Option<String>,
}

/// A new company.
#[derive(Debug, Clone)]
pub(super) struct NewCompany {
    pub(super) name: String,
    pub(super) address: String,
    pub(super) website: String,
    pub(super) timezone: String,
    pub(super) currency: String,
    pub(super) language: String,
    pub(super) sender: String,
    pub(super) people: Vec<NewPerson>,
    pub(super) form: String,
}

/// Somebody of its team.
#[derive(Debug, Clone)]
pub(super) struct NewPerson {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) email: String,
}

impl NewCompany {
    /// The sender, as SES shows it.
    pub(super) fn mail_from(&self) -> String {
        format!("{} <{}>", self.name, self.sender)
    }
}

/// A question, and how its answer is read.
struct Question<'a> {
    flag: &'static str,
    words: &'static str,
    /// What holds where nobody says anything.
    usual: Option<&'static str>,
    given: Option<&'a str>,
    read: fn(&str) -> Result<String, String>,
}

impl Answers {
    /// The company, with what is asked for at a terminal.
    ///
    /// # Errors
    /// All that is wrong or missing, a line each.
    pub(super) fn company(&self) -> Result<NewCompany> {
        let asks = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
        let question = |flag, words, usual, given: &'_ Option<String>, read| {
            let given = given.as_deref();
            Question { flag, words, usual, given, read }.answer(asks)
        };
        let mut wrong = Vec::new();
        let mut keep = |answer: Result<String, String>| {
            answer.unwrap_or_else(|why| {
                wrong.push(why);
                String::new()
            })
        };
        let name = keep(question("--name", "The company's name", None, &self.name, some));
        let address = keep(question("--address", "Its postal address, in a line", None, &self.address, some));
        let website = keep(question("--website", "Its web site (https://…)", None, &self.website, web_address));
        let timezone = keep(question("--timezone", "Its time zone (like Europe/Lisbon)", None, &self.timezone, zone));
        let currency = keep(question("--currency", "Its currency", Some("EUR"), &self.currency, currency));
        let language = keep(question("--language", "Its language", Some("en"), &self.language, language));
        let sender = keep(question("--sender", "The address that mails come from", None, &self.sender, email));
        let form = keep(question("--form", "The name of the form", Some("contact"), &self.form, form));
        let people = people(&self.person, asks).unwrap_or_else(|why| {
            wrong.extend(why);
            Vec::new()
        });
        if !wrong.is_empty() {
            bail!("nothing was written:\n  {}", wrong.join("\n  "));
        }
        Ok(NewCompany { name, address, website, timezone, currency, language, sender, people, form })
    }
}

impl Question<'_> {
    /// The answer of the flag, else of the terminal, else the usual one.
    fn answer(&self, asks: bool) -> Result<String, String> {
        let Self { flag, words, usual, given, read } = self;
        if let Some(given) = given {
            return read(given).map_err(|why| format!("{flag} {given:?}: {why}"));
        }
        if !asks {
            return usual.map(str::to_owned).ok_or_else(|| format!("{flag} is missing: {}", words.to_lowercase()));
        }
        loop {
            let hint = usual.map_or_else(String::new, |usual| format!(" [{usual}]"));
            let line = line(&format!("{words}{hint}: "))?;
            let line = if line.is_empty() { usual.unwrap_or_default() } else { line.as_str() };
            match read(line) {
                Ok(answer) => return Ok(answer),
                Err(why) => eprintln!("  {why}"),
            }
        }
    }
}

/// The people of the flags, else of the terminal.
fn people(given: &[String], asks: bool) -> Result<Vec<NewPerson>, Vec<String>> {
    let mut people: Vec<NewPerson> = Vec::new();
    let mut wrong = Vec::new();
    for text in given {
        match person(text, &people) {
            Ok(person) => people.push(person),
            Err(why) => wrong.push(format!("--person {text:?}: {why}")),
        }
    }
    while given.is_empty() && asks {
        let words = if people.is_empty() { "A salesperson" } else { "Another one; Enter for none" };
        let line = line(&format!("{words} (Rita Silva <rita@silva.example>): ")).map_err(|why| vec![why])?;
        if line.is_empty() && !people.is_empty() {
            break;
        }
        match person(&line, &people) {
            Ok(person) => people.push(person),
            Err(why) => eprintln!("  {why}"),
        }
    }
    if people.is_empty() && wrong.is_empty() {
        wrong.push("--person is missing: a salesperson, like \"Rita Silva <rita@silva.example>\"".to_owned());
    }
    if wrong.is_empty() { Ok(people) } else { Err(wrong) }
}

fn person(text: &str, others: &[NewPerson]) -> Result<NewPerson, String> {
    let wanted = "write it like \"Rita Silva <rita@silva.example>\"";
    let Sender { name, address } = text.parse().map_err(|_| wanted.to_owned())?;
    if name.is_empty() {
        return Err(wanted.to_owned());
    }
    if others.iter().any(|other| other.email == address) {
        return Err("somebody else has this address already".to_owned());
    }
    let first: String = name.split_whitespace().next().unwrap_or_default().to_lowercase();
    let first: String = first.chars().filter(char::is_ascii_alphanumeric).collect();
    let base = if is_name(&first) { first } else { "person".to_owned() };
    let is_free = |id: &String| others.iter().all(|other| other.id != *id);
    let numbered = (2..).map(|number| format!("{base}{number}"));
    let id = std::iter::once(base.clone()).chain(numbered).find(is_free).unwrap_or(base);
    Ok(NewPerson { id, name, email: address })
}

/// A line that somebody types.
fn line(words: &str) -> Result<String, String> {
    let failed = |error: std::io::Error| error.to_string();
    let mut out = std::io::stderr();
    write!(out, "{words}").and_then(|()| out.flush()).map_err(failed)?;
    let mut line = String::new();
    match std::io::stdin().lock().read_line(&mut line).map_err(failed)? {
        0 => Err("the input ended".to_owned()),
        _ => Ok(line.trim().to_owned()),
    }
}

fn some(text: &str) -> Result<String, String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() { Err("write something".to_owned()) } else { Ok(text) }
}

fn web_address(text: &str) -> Result<String, String> {
    let text = text.trim();
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let is_address = host.contains('.') && !host.contains(char::is_whitespace);
    if is_address { Ok(text.to_owned()) } else { Err("write it like https://www.silva.example".to_owned()) }
}

fn zone(text: &str) -> Result<String, String> {
    let text = text.trim();
    let known = text.contains('/') || text == "UTC";
    match TimeZone::get(text) {
        Ok(zone) if known => Ok(zone.iana_name().unwrap_or(text).to_owned()),
        _ => Err("it is no time zone: write it like Europe/Lisbon or America/Sao_Paulo".to_owned()),
    }
}

fn currency(text: &str) -> Result<String, String> {
    let code = text.trim().to_uppercase();
    let known = Currency::of_code(&code).map(|currency| currency.code().to_owned());
    known.ok_or_else(|| "it is no currency: write its code of ISO 4217, like EUR, USD or BRL".to_owned())
}

fn language(text: &str) -> Result<String, String> {
    let code = text.trim().to_lowercase();
    let is_language = code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_language { Ok(code) } else { Err("it is no language: write two letters, like en, pt or de".to_owned()) }
}

/// What the checks of the configuration take as a name: of a person's id, of a form.
fn is_name(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

fn email(text: &str) -> Result<String, String> {
    EmailAddress::parse(text.trim())
        .map(String::from)
        .map_err(|_| "it is no address like hello@silva.example".to_owned())
}

fn form(text: &str) -> Result<String, String> {
    let text = text.trim();
    if is_name(text) { Ok(text.to_owned()) } else { Err("write small letters, digits and -, like contact".to_owned()) }
}
