//! The files of a new company.

use std::fmt::Write;

use anyhow::Result;

use super::answers::{NewCompany, NewPerson};

/// The mails to the team and the footer of mail to leads, by language. Those of English are for every other language.
macro_rules! mails {
    ($($language:literal),+) => {
        [$(($language, [
            ("hand-off", include_str!(concat!("../../../assets/init/", $language, "/hand-off.md"))),
            ("escalation", include_str!(concat!("../../../assets/init/", $language, "/escalation.md"))),
            ("reminder", include_str!(concat!("../../../assets/init/", $language, "/reminder.md"))),
            ("call", include_str!(concat!("../../../assets/init/", $language, "/call.md"))),
            ("confirm", include_str!(concat!("../../../assets/init/", $language, "/confirm.md"))),
            ("footer", include_str!(concat!("../../../assets/init/", $language, "/footer.md"))),
        ])),+]
    };
}

type Mails = [(&'static str, &'static str); 6];

const MAILS: [(&str, Mails); 4] = mails!("en", "de", "es", "pt");

const SCORING: &str = include_str!("../../../assets/init/scoring.yaml");
const FUNNEL: &str = include_str!("../../../assets/init/funnel.yaml");
const ROUTING: &str = include_str!("../../../assets/init/routing.yaml");
const SENDING: &str = include_str!("../../../assets/init/sending.yaml");

/// All files, with their names.
pub(super) fn of(company: &NewCompany) -> Result<Vec<(String, String)>> {
    let mut files = vec![
        ("company.yaml".to_owned(), company_file(company)?),
        ("team.yaml".to_owned(), team_file(company)?),
        (format!("forms/{}.yaml", company.form), form_file(company)?),
        ("scoring.yaml".to_owned(), SCORING.replace("FORM", &company.form)),
        ("funnel.yaml".to_owned(), FUNNEL.to_owned()),
        ("routing.yaml".to_owned(), ROUTING.to_owned()),
        (
            "segments.yaml".to_owned(),
            "# Named groups of leads, by conditions; sequences can start on them. None yet.\n{}\n".to_owned(),
        ),
        ("sending.yaml".to_owned(), SENDING.to_owned()),
    ];
    let in_language = MAILS.iter().find(|(language, _)| *language == company.language);
    let (_, mails) = in_language.unwrap_or(&MAILS[0]);
    files.extend(mails.iter().map(|(name, text)| (format!("emails/{name}.md"), (*text).to_owned())));
    Ok(files)
}

/// A text as YAML takes it, whatever is in it: JSON's way is one of YAML's.
fn quoted(text: &str) -> Result<String> {
    Ok(serde_json::to_string(text)?)
}

fn company_file(company: &NewCompany) -> Result<String> {
    let NewCompany { name, address, website, timezone, currency, language, sender, .. } = company;
    Ok(format!(
        "# Your company. Mails are signed with it; reports count by your days.\n\
         name: {}\n\
         address: {}   # in the footer of marketing mail, as the law demands\n\
         website: {}\n\
         timezone: {timezone}\n\
         reply_to: {sender}   # receives replies while a lead has no owner\n\
         language: {language}\n\
         currency: {currency}\n",
        quoted(name)?,
        quoted(address)?,
        quoted(website)?,
    ))
}

fn team_file(company: &NewCompany) -> Result<String> {
    let NewCompany { timezone, people, .. } = company;
    let mut text = format!(
        "# Your salespeople and their working hours. Absences are not in this file: `leadwright away ID --until 2026-12-24`.\n\
         manager: {}   # leads that nobody accepts in time are escalated to this person\n\
         hours: [\"mon-fri 9:00-18:00\"]   # in each person's own time zone\n\n\
         # An id is stored on leads: it never changes.\n\
         people:\n",
        people[0].id
    );
    for NewPerson { id, name, email } in people {
        let name = quoted(name)?;
        write!(text, "  - id: {id}\n    name: {name}\n    email: {email}\n    timezone: {timezone}\n")?;
        if *id == people[0].id {
            text.push_str("    role: admin   # sees and exports everything on the desk\n");
        }
    }
    let ids: Vec<&str> = people.iter().map(|person| person.id.as_str()).collect();
    write!(text, "\nteams:\n  sales: [{}]\n", ids.join(", "))?;
    Ok(text)
}

fn form_file(company: &NewCompany) -> Result<String> {
    let words = FormWords::of(&company.language);
    let wording = words.wording.replace("COMPANY", &company.name);
    Ok(format!(
        "# The file's name is part of the form's address: /forms/{}\n\
         title: {}\n\
         button: {}\n\
         wants: {}   # the subject of the hand-off mail: \"Maria Silva: wants …\"\n\
         source: form\n\
         hand_off: true   # handed off to a salesperson at once, by routing.yaml\n\
         thanks: {}\n\
         consent:\n  \
         version: \"1\"   # stored with every consent: change it together with the wording\n  \
         wording: {}\n\
         fields:\n  \
         - {{name: email, label: {}, type: email, required: true}}\n  \
         - {{name: name, label: {}}}\n  \
         - {{name: company, label: {}}}\n  \
         - {{name: phone, label: {}, type: phone}}\n  \
         - {{name: message, label: {}, type: message}}\n",
        company.form,
        quoted(words.title)?,
        quoted(words.button)?,
        quoted(words.wants)?,
        quoted(words.thanks)?,
        quoted(&wording)?,
        quoted(words.fields[0])?,
        quoted(words.fields[1])?,
        quoted(words.fields[2])?,
        quoted(words.fields[3])?,
        quoted(words.fields[4])?,
    ))
}

/// The words of the form, in a language.
struct FormWords {
    title: &'static str,
    button: &'static str,
    wants: &'static str,
    thanks: &'static str,
    wording: &'static str,
    /// The labels of address, name, company, telephone number and message.
    fields: [&'static str; 5],
}

impl FormWords {
    fn of(language: &str) -> Self {
        match language {
            "de" => Self {
                title: "Schreiben Sie uns",
                button: "Senden",
                wants: "hat eine Frage",
                thanks: "Danke. Wir melden uns bald bei Ihnen.",
                wording: "COMPANY darf mir ab und zu auch Tipps per E-Mail senden. Ich kann das jederzeit beenden.",
                fields: ["E-Mail", "Name", "Firma", "Telefon", "Ihre Frage"],
            },
            "es" => Self {
                title: "Escríbanos",
                button: "Enviar",
                wants: "tiene una pregunta",
                thanks: "Gracias. Le respondemos pronto.",
                wording: "COMPANY también puede enviarme consejos por correo de vez en cuando. Puedo dejarlo cuando quiera.",
                fields: ["Correo electrónico", "Nombre", "Empresa", "Teléfono", "Su pregunta"],
            },
            "pt" => Self {
                title: "Escreva-nos",
                button: "Enviar",
                wants: "tem uma pergunta",
                thanks: "Obrigado. Respondemos em breve.",
                wording: "COMPANY também me pode enviar dicas por e-mail de vez em quando. Posso parar quando quiser.",
                fields: ["E-mail", "Nome", "Empresa", "Telefone", "A sua pergunta"],
            },
            _ => Self {
                title: "Write to us",
                button: "Send",
                wants: "has a question",
                thanks: "Thank you. We get back to you soon.",
                wording: "COMPANY may also send me tips by e-mail, now and then. I can stop that at any time.",
                fields: ["E-mail", "Name", "Company", "Phone", "Your question"],
            },
        }
    }
}
