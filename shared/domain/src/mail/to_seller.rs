//! The variables of a mail to a salesperson or a manager: everything that is known about the lead.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use minijinja::{Value, context};

use crate::activity::Activity;
use crate::activity::kinds::{ActivityKind, Move};
use crate::activity::mail::TeamMail;
use crate::company::Person;
use crate::config::Config;
use crate::form::PROFILE_FIELDS;
use crate::funnel::criteria::SetAside;
use crate::lead::Lead;
use crate::mail::language::words_of;
use crate::mail::letter::Letter;
use crate::mail::people::{country_words, dialled, field_words, names, phone_link};
use crate::timeline;
use crate::timeline::changes::{Change, changes};
use crate::timeline::next::next_in;
use crate::timeline::recorded::recorded;
use crate::timeline::wishes::Wish;
use crate::value::channel::Channel;
use crate::value::stage::Stage;
use crate::value::text::capital;
use crate::value::times::{Freshness, ago, clock};
use crate::words::Words;

pub(crate) fn variables(letter: &Letter<'_>, reader: &Person, owner: Option<&Person>) -> Value {
    let &Letter { config, lead, about, mailing, now, page, away, .. } = letter;
    let words = words_of(config, &mailing.mail);
    let every = config.forms.values().flat_map(|form| form.asked().map(|field| field.name.as_str()));
    let mut fields: BTreeMap<String, String> =
        every.chain(PROFILE_FIELDS).map(|name| (name.to_owned(), String::new())).collect();
    fields.extend(lead.fields.keys().map(|name| (name.clone(), field_words(lead, name, words))));
    let may_be_called = lead.refuses(Channel::Calls).is_none();
    // Whatever a company's own template prints: nobody is to dial it.
    if let Some(phone) = fields.get_mut("phone").filter(|phone| !may_be_called && !phone.is_empty()) {
        *phone = format!("({})", Channel::Calls.refused(words));
    }
    let lines: Vec<Value> = config
        .scoring
        .explain(lead, now)
        .into_iter()
        .map(|line| context! { label => line.label, points => format!("{:+}", line.points) })
        .collect();
    let score = config.scoring.score(lead, now);
    let zone = reader.timezone.time_zone();
    let wishes = Wishes::of(letter);
    let newest = wishes.list.iter().map(|wish| wish.at).max().unwrap_or_else(|| about.occurred_at());
    context! {
        lead => fields,
        first_name => field_words(lead, "name", words).split_whitespace().next().unwrap_or_default(),
        country => country_words(lead, words),
        phone_link => if may_be_called { phone_link(lead, &config.company) } else { String::new() },
        refused => lead.refused_channels().map(Channel::name).collect::<Vec<_>>(),
        changes => changes(lead, words, now, &zone).iter().filter(|change| may_be_called || change.field != "phone").map(|change| changed(change, letter)).collect::<Vec<_>>(),
        asked => wishes.asked(letter, &zone),
        wishes => wishes.list.iter().map(|wish| wishes.one(wish, letter, &zone)).collect::<Vec<_>>(),
        still_open => wishes.still_open(),
        unlisted => lead.wishes.left_out(),
        freshness => Freshness::of(newest, now).name(),
        came_back => wishes.has_news() && lead.is_known_to_owner(),
        given => given(about, config, words),
        missed => missed(about, lead, config),
        unable => unable(about, words),
        instead_of => instead_of(letter, reader),
        aside => aside(about, letter, words, &zone),
        task => crate::sequence::path::task(about, &config.sequences),
        source => lead.first_touch.source.as_str(),
        campaign => lead.first_touch.campaign.clone().unwrap_or_default(),
        score => context! {
            total => score.total,
            fit => score.fit,
            engagement => score.engagement,
            grade => score.grade.letter(),
            temperature => score.temperature.word(words),
            lines => lines,
        },
        reader => names(Some(reader)),
        owner => names(owner),
        next => next_in(words, lead, config, reader, now),
        can => context! {
            accept => lead.may_be_accepted(),
            follow_up => lead.stage.moves_by_hand().contains(&Stage::Recycled),
            reassign => !lead.stage.is_closed(),
        },
        links => context! { page => page, away => away },
        company => context! { name => config.company.name.as_str(), website => config.company.website.as_str() },
    }
}

/// The forms that the mail tells of: those that its reader does not know yet, then those that still wait for an answer;
/// of both the strongest first.
struct Wishes<'a> {
    list: Vec<Wish<'a>>,
    words: Words<'a>,
    lead: &'a Lead,
    send: &'a str,
}

impl<'a> Wishes<'a> {
    fn of(letter: &Letter<'a>) -> Self {
        let &Letter { config, lead, asked, mailing, .. } = letter;
        let words = words_of(config, &mailing.mail);
        let mut wishes = Self { list: Vec::new(), words, lead, send: &mailing.send };
        let mut list = timeline::wishes(asked, config, words);
        list.sort_by_key(|wish| !wishes.is_news(wish));
        wishes.list = list;
        wishes
    }

    /// The mail is the first one to tell of the wish.
    fn is_news(&self, wish: &Wish<'_>) -> bool {
        self.lead.wishes.is_news(&wish.sent.id, self.send)
    }

    fn has_news(&self) -> bool {
        self.list.iter().any(|wish| self.is_news(wish))
    }

    /// What the reader knows and nobody has answered, if it is stronger than the news: a demo request, say, behind a
    /// download.
    fn still_open(&self) -> &str {
        let is_weaker = !self.list.first().is_some_and(|first| first.is_for_sales);
        let known = self.list.iter().find(|wish| wish.is_for_sales && !self.is_news(wish));
        known.filter(|_| is_weaker && self.has_news()).map_or("", |wish| &wish.wants)
    }

    /// The first wish, with words that follow the lead's name: why the mail is sent.
    fn asked(&self, letter: &Letter<'_>, zone: &TimeZone) -> Value {
        let &Letter { about, now, .. } = letter;
        let first = self.list.first();
        let wanted = first.map(|wish| wish.wants.as_ref());
        let say = |key| Cow::from(self.words.say(key));
        let is_asking = first.is_some_and(|wish| wish.is_for_sales && self.is_news(wish));
        let wants = match (&about.kind, wanted) {
            (ActivityKind::Assigned { .. } | ActivityKind::Accepted { .. }, _) => say("mail-wants-yours"),
            (ActivityKind::FormSubmitted(_) | ActivityKind::AcceptMissed { .. }, Some(wanted)) => wanted.into(),
            (_, Some(wanted)) if is_asking => wanted.into(),
            (ActivityKind::ProductUsed(_), _) => say("mail-wants-product"),
            (ActivityKind::EventAttended(_), _) => say("mail-wants-event"),
            // A much older request is not the reason to give the lead to sales now.
            _ => say("mail-wants-ready"),
        };
        let at = first.map_or_else(|| about.occurred_at(), |wish| wish.at);
        let one = first.map_or_else(
            || context! { form => "", message => "", answers => Vec::<Value>::new() },
            |wish| self.one(wish, letter, zone),
        );
        // What is named first counts.
        context! { wants => wants, at => clock(self.words, at, now, zone), ago => ago(self.words, at, now), ..one }
    }

    fn one(&self, wish: &Wish<'_>, letter: &Letter<'_>, zone: &TimeZone) -> Value {
        let at = clock(self.words, wish.at, letter.now, zone);
        let form = if wish.form.is_empty() { String::new() } else { format!(" ({})", wish.form) };
        let title = if self.has_news() && !self.is_news(wish) {
            let wish = format!("{}{form}, {at}", wish.wants);
            self.words.with("mail-still-open", &[("wish", wish.into())])
        } else {
            format!("{}{form}, {at}", capital(&wish.wants))
        };
        let answer = |(label, words): &(Cow<'_, str>, Cow<'_, str>)| context! { label => label.as_ref(), words => words.as_ref() };
        context! {
            title => title,
            wants => wish.wants.as_ref(),
            form => wish.form,
            at => at,
            ago => ago(self.words, wish.at, letter.now),
            message => wish.message.unwrap_or_default(),
            answers => wish.answers.iter().map(answer).collect::<Vec<_>>(),
        }
    }
}

/// A change in words; of a telephone number with the digits to call the other one.
fn changed(change: &Change<'_>, letter: &Letter<'_>) -> Value {
    let &Letter { config, lead, .. } = letter;
    let link = if change.field == "phone" { dialled(change.other, lead, &config.company) } else { String::new() };
    context! { words => change.words.as_str(), field => change.field, other => change.other, link => link }
}

/// The name of the person who was notified of the lead and has not accepted it. The lead may have another owner by now.
fn missed(about: &Activity, lead: &Lead, config: &Config) -> String {
    let by = match &about.kind {
        ActivityKind::AcceptMissed { owner, .. } => Some(owner),
        _ => lead.owner.as_ref(),
    };
    by.map_or_else(String::new, |id| config.team.name_of(id).to_owned())
}

/// Why that person could not accept it, in words that follow the name; empty if they could.
fn unable(about: &Activity, words: Words<'_>) -> String {
    match &about.kind {
        ActivityKind::AcceptMissed { unable: Some(why), .. } => recorded(words, why),
        _ => String::new(),
    }
}

/// The name of the owner in whose place the reader is asked to call; empty if the owner reads it.
fn instead_of<'a>(letter: &'a Letter<'_>, reader: &Person) -> &'a str {
    let asks_to_call = TeamMail::named(&letter.mailing.mail).is_some_and(TeamMail::asks_to_call);
    let owner = letter.lead.owner.as_deref().filter(|owner| asks_to_call && *owner != reader.id);
    owner.map_or("", |owner| letter.config.team.name_of(owner))
}

/// The person or sequence that gave the lead to the owner, and the reason; empty if the mail is about something else.
fn given(about: &Activity, config: &Config, words: Words<'_>) -> Value {
    if let ActivityKind::Assigned { by, why, .. } = &about.kind {
        return context! { by => config.team.name_of(by), why => why.as_deref().unwrap_or_default() };
    }
    // Its owner has left the team, and a mail to them was dropped: the lead went to who is next.
    if matches!(about.kind, ActivityKind::MailDropped { .. }) {
        return context! { by => words.say("mail-given-routing"), why => words.say("mail-given-left") };
    }
    let handed_over = crate::sequence::path::handed_over(about, &config.sequences);
    let (by, why) = handed_over
        .map(|(sequence, why)| (words.with("mail-given-sequence", &[("sequence", sequence.into())]), why))
        .unwrap_or_default();
    context! { by => by, why => why }
}

/// The time and the reason of setting the lead aside; empty if the mail is about something else.
fn aside(about: &Activity, letter: &Letter<'_>, words: Words<'_>, zone: &TimeZone) -> Value {
    let &Letter { config, now, .. } = letter;
    let (reason, note) = match &about.kind {
        ActivityKind::StageMoved(Move { to, reason: Some(reason), note, .. }) => {
            let label = SetAside::of(*to).and_then(|aside| config.funnel.reason(aside, reason));
            (label.unwrap_or(reason).to_owned(), note.clone().unwrap_or_default())
        }
        _ => (String::new(), String::new()),
    };
    context! { at => clock(words, about.occurred_at(), now, zone), reason => reason, note => note }
}
