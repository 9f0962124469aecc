//! Somebody at a lead's page, and what is often asked about both.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use leadwright_domain::company::{Person, Whose};
use leadwright_domain::config::Config;
use leadwright_domain::lead::{Accepted, Lead};
use leadwright_domain::routing::People;
use leadwright_domain::routing::Unable;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Words;

use crate::viewer::Viewer;

/// Somebody at a lead's page, who may see the lead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Visit<'a> {
    pub(crate) config: &'a Config,
    pub(crate) lead: &'a Lead,
    pub(crate) viewer: Viewer<'a>,
    /// The viewer may change the lead; if not, the page shows no buttons.
    pub(crate) may_change: bool,
    /// What was said of people: absences, and whether mail reaches them.
    pub(crate) people: &'a People,
    pub(crate) now: Timestamp,
    /// With a field that only this file knows, nobody else makes a visit.
    _checked: (),
}

impl<'a> Visit<'a> {
    /// The visit of a lead; none if the viewer may not see it.
    pub(crate) fn open(
        config: &'a Config,
        lead: &'a Lead,
        viewer: Viewer<'a>,
        people: &'a People,
        now: Timestamp,
    ) -> Option<Self> {
        let whose = config.distribution(people, now).whose(lead);
        Self::allowed(whose, config, lead, viewer, people, now)
    }

    /// The visit of a caller at the lead that they have in hand; also once their time is over, as long as nobody else has it.
    /// None for everybody else.
    pub(crate) fn open_to_caller(
        config: &'a Config,
        lead: &'a Lead,
        viewer: Viewer<'a>,
        people: &'a People,
        now: Timestamp,
    ) -> Option<Self> {
        let hold = lead.on_call_list()?.hold.as_ref().filter(|hold| hold.by == viewer.person.id)?;
        let whose = Whose::InHand { of: &hold.by, partner: None };
        Self::allowed(whose, config, lead, viewer, people, now).filter(|visit| visit.may_change)
    }

    /// The visit of a lead that is so and so's; none if the viewer may not see it. The one place that asks.
    fn allowed(
        whose: Whose<'_>,
        config: &'a Config,
        lead: &'a Lead,
        viewer: Viewer<'a>,
        people: &'a People,
        now: Timestamp,
    ) -> Option<Self> {
        let may_change = viewer.may_change(whose);
        viewer.may_see(whose).then_some(Self { config, lead, viewer, may_change, people, now, _checked: () })
    }

    /// The words in the language of who looks.
    pub(crate) fn words(self) -> Words<'a> {
        self.config.words_for(self.viewer.person)
    }

    /// Who looks.
    pub(crate) fn person(self) -> &'a Person {
        self.viewer.person
    }

    /// Who accepted the lead, if it was somebody else.
    pub(crate) fn taken_by_other(self) -> Option<&'a Accepted> {
        self.lead.accepted.as_ref().filter(|accepted| accepted.by != self.viewer.person.id)
    }

    /// The person's time zone.
    pub(crate) fn zone(self) -> TimeZone {
        self.viewer.person.timezone.time_zone()
    }

    /// The name of a person; the id of one who left.
    pub(crate) fn name(self, id: &'a str) -> &'a str {
        self.config.team.name_of(id)
    }

    /// Today, where the person is.
    pub(crate) fn today(self) -> Date {
        self.now.to_zoned(self.zone()).date()
    }

    /// Why a person can't be given the lead; none if they can. Whoever takes it for themselves can.
    pub(crate) fn unable(self, person: &Person) -> Option<Unable> {
        let distribution = self.config.distribution(self.people, self.now);
        distribution.unable(person).filter(|_| person.id != self.viewer.person.id)
    }

    /// `routing.yaml` has somebody else for the lead who can take it.
    pub(crate) fn has_next(self) -> bool {
        self.config.distribution(self.people, self.now).has_next(self.lead)
    }

    /// Everybody but the owner.
    pub(crate) fn others(self) -> impl Iterator<Item = &'a Person> {
        self.config.team.people.iter().filter(move |person| self.lead.owner.as_ref() != Some(&person.id))
    }

    /// Somebody may set the lead aside there.
    pub(crate) fn may_move(self, to: Stage) -> bool {
        self.lead.stage.moves_by_hand().contains(&to)
    }
}

/// A company, a lead and who accepted it, for the tests of this crate.
#[cfg(test)]
pub(crate) mod sample {
    use std::collections::{BTreeMap, BTreeSet};

    use jiff::Timestamp;
    use leadwright_domain::activity::{Activity, ActivityId, ActivityKind, Agreed, Submission};
    use leadwright_domain::config::Config;
    use leadwright_domain::fold;
    use leadwright_domain::lead::Applied;
    use leadwright_domain::lead::Assignment;
    use leadwright_domain::lead::{Accepted, Lead};
    use leadwright_domain::routing::OwnerChoice;
    use leadwright_domain::value::identity::{Identity, IdentityKey, LeadId};
    use serde_json::json;

    pub(crate) fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    pub(crate) fn config() -> Config {
        // Managers: each may see the others' leads.
        let person = |id: &str, name: &str| json!({"id": id, "name": name, "email": "a@acme.example", "timezone": "Europe/Lisbon", "role": "manager"});
        let config: Config = serde_json::from_value(json!({
            "company": {"name": "Acme", "address": "x", "website": "https://acme.example", "timezone": "UTC", "country": "PT", "reply_to": "a@acme.example"},
            "team": {"people": [person("ana", "Ana Costa"), person("ben", "Ben Weber"), person("dora", "Dora Lima")], "manager": "ana"},
            "scoring": {"fit": [], "engagement": [], "temperature": {"warm": 25, "hot": 65}, "grades": {"A": 40, "B": 25, "C": 10}},
            "funnel": {"mql": [], "reasons": {"recycled": {"not-now": "Not now"}, "disqualified": {"no-need": "No need"}}},
            "routing": {}, "segments": {}, "sequences": {}, "emails": {},
            "sending": {
                "topics": {"tips": "Tips"}, "a_day": 1, "a_week": 3, "after_a_talk": "14d", "soft_bounces": {"count": 5, "within": "30d"},
                "brake": {"bounces": "2.5%", "complaints": "0.05%", "over": "7d", "at_least": 200},
            },
            "forms": {"demo": {"title": "Demo", "button": "Send", "wants": "wants a demo", "source": "form", "hand_off": true,
                "thanks": "Thanks", "fields": [{"name": "email", "label": "E-mail", "type": "email", "required": true}]}},
        }))
        .unwrap();
        config.hashed()
    }

    /// A lead of Ana's, given to her at 14:03.
    pub(crate) fn lead(config: &Config) -> (Lead, Applied) {
        let asked = at("2026-11-21T14:03:00Z");
        let sent = Submission {
            form: "demo".to_owned(),
            source: "form".to_owned(),
            fields: BTreeMap::from([("email".to_owned(), "maria@acme.example".to_owned())]),
            unrecognised: BTreeSet::new(),
            message: None,
            consent: None,
            agreed: Agreed::default(),
            campaign: None,
            page: None,
            delivered: None,
            unknown: BTreeMap::new(),
            touches: leadwright_domain::activity::SiteTouches::default(),
        };
        let id = LeadId::of(&IdentityKey::new("k"), &Identity::Entry("1".into()));
        let activity = Activity::new(ActivityId::new(asked, &[]), id, ActivityKind::FormSubmitted(sent));
        let ana = Assignment { owner: "ana".to_owned(), rule: "test".to_owned(), turn: None };
        let fold::Folded::NeedsOwner(request) = fold::fold(None, activity, config, asked).unwrap() else {
            panic!("a demo is handed off")
        };
        request.answer(&OwnerChoice::Owner(ana), config, asked)
    }

    /// By that person, at 14:05.
    pub(crate) fn accepted(by: &str) -> Accepted {
        Accepted { by: by.to_owned(), activity: ActivityId::new(at("2026-11-21T14:05:00Z"), &[]) }
    }
}
