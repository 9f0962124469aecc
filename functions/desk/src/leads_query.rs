//! What the list of all leads is asked for, by its address.

use std::collections::BTreeSet;

use jiff::Timestamp;
use leadwright_cloud::table::Card;
use leadwright_domain::campaign::Campaigns;
use leadwright_domain::config::Config;
use leadwright_domain::lead::Temperature;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::value::times::Freshness;

/// Nobody, as an owner in the address.
pub(crate) const NO_OWNER: &str = "nobody";

/// What is asked for: whatever is empty matches all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LeadsQuery {
    /// A mail address, a number, a company, words of a name.
    pub(crate) search: String,
    pub(crate) stage: String,
    pub(crate) temperature: String,
    pub(crate) source: String,
    pub(crate) campaign: String,
    pub(crate) owner: String,
    pub(crate) segment: String,
    pub(crate) freshness: String,
    /// Where the page begins.
    pub(crate) after: Option<Position>,
}

/// A place in a list of several parts: behind which place of which part it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) part: usize,
    /// None at the part's beginning.
    pub(crate) place: Option<String>,
}

/// The most characters of a value of the address: longer ones match nothing.
pub(crate) const LONGEST: usize = 200;

impl LeadsQuery {
    /// The query of an address. What has no meaning is left out.
    pub(crate) fn read(value: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| value(name).filter(|text| text.chars().count() <= LONGEST).unwrap_or_default();
        let text = |name: &str| text(name).trim().to_owned();
        Self {
            search: text("q"),
            stage: text("stage"),
            temperature: text("temperature"),
            source: text("source"),
            campaign: text("campaign"),
            owner: text("owner"),
            segment: text("segment"),
            freshness: text("freshness"),
            after: value("after").as_deref().and_then(Position::read),
        }
    }

    /// The address of the list.
    pub(crate) fn address(&self) -> String {
        let mut address = form_urlencoded::Serializer::new("/desk/leads?".to_owned());
        let after = self.after.as_ref().map(Position::write).unwrap_or_default();
        let values = self.filters().into_iter().chain([("q", self.search.as_str()), ("after", after.as_str())]);
        for (name, value) in values.filter(|(_, value)| !value.is_empty()) {
            address.append_pair(name, value);
        }
        address.finish()
    }

    /// Names and values of the filters.
    pub(crate) fn filters(&self) -> [(&'static str, &str); 7] {
        [
            ("stage", &self.stage),
            ("temperature", &self.temperature),
            ("source", &self.source),
            ("campaign", &self.campaign),
            ("owner", &self.owner),
            ("segment", &self.segment),
            ("freshness", &self.freshness),
        ]
    }

    /// Something is left out of the list.
    pub(crate) fn is_filtered(&self) -> bool {
        self.filters().iter().any(|(_, value)| !value.is_empty())
    }

    /// The stage, if there is one of that name.
    pub(crate) fn stage(&self) -> Option<Stage> {
        Stage::named(&self.stage)
    }

    /// The filters leave no lead out that stands in the part of the list which is read.
    pub(crate) fn is_by_part_alone(&self) -> bool {
        let others = [&self.temperature, &self.source, &self.campaign, &self.segment, &self.freshness];
        let is_of_two = !self.stage.is_empty() && !self.owner.is_empty();
        others.iter().all(|value| value.is_empty()) && !is_of_two
    }

    /// The filters let a lead through.
    pub(crate) fn lets_through(&self, card: &Card, campaigns: &Campaigns, now: Timestamp) -> bool {
        let is = |value: &str, of: &dyn Fn(&str) -> bool| value.is_empty() || of(value);
        let is_of_campaign = |asked: &str| {
            let text = card.campaign.as_deref().unwrap_or_default();
            match campaigns.named(text) {
                Some(campaign) => campaign.name == asked,
                None => !text.is_empty() && text.eq_ignore_ascii_case(asked),
            }
        };
        let is_of_owner = |asked: &str| match asked {
            NO_OWNER => card.owner.is_none(),
            asked => card.owner.as_deref() == Some(asked),
        };
        is(&self.stage, &|asked| card.stage.name() == asked)
            && is(&self.temperature, &|asked| temperature(asked) == Some(card.temperature))
            && is(&self.source, &|asked| card.source == asked)
            && is(&self.campaign, &is_of_campaign)
            && is(&self.owner, &is_of_owner)
            && is(&self.segment, &|asked| card.segments.contains(asked))
            && is(&self.freshness, &|asked| card.asked.is_some_and(|at| Freshness::of(at, now).name() == asked))
    }
}

/// The temperature of that name.
pub(crate) fn temperature(name: &str) -> Option<Temperature> {
    Temperature::ALL.into_iter().find(|one| one.name() == name)
}

impl Position {
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (part, place) = text.split_once(':').unwrap_or((text, ""));
        let place = Some(place.to_owned()).filter(|place| !place.is_empty());
        // Places are times, digits and ids.
        let is_place = |place: &String| place.len() <= 100 && place.is_ascii();
        let is_known = place.as_ref().is_none_or(is_place);
        Some(Self { part: part.parse().ok().filter(|part| *part < 100)?, place }).filter(|_| is_known)
    }

    pub(crate) fn write(&self) -> String {
        format!("{}:{}", self.part, self.place.as_deref().unwrap_or_default())
    }
}

/// The sources that leads can have, as far as they are known: those of forms and campaigns, and usual ones of lists.
pub(crate) fn sources(config: &Config) -> BTreeSet<&str> {
    const USUAL: [&str; 8] =
        ["cold call", "direct mail", "inbound call", "partner", "purchased list", "referral", "trade show", "product"];
    let of_forms = config.forms.values().map(|form| form.source.as_str());
    let of_campaigns = config.campaigns.campaigns.iter().filter_map(|campaign| campaign.source.as_deref());
    of_forms.chain(of_campaigns).chain(USUAL).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn query(address: &str) -> LeadsQuery {
        let pairs: BTreeMap<String, String> = form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        LeadsQuery::read(|name| pairs.get(name).cloned())
    }

    #[test]
    fn an_address_says_what_is_asked_for() {
        let asked = "stage=sql&source=trade+show&owner=ana&q=M%C3%BCller&after=1%3A2026-11-26T10%3A00%3A00.000Z%23ld_x";
        let read = query(asked);
        assert_eq!((read.stage(), read.search.as_str()), (Some(Stage::Sql), "Müller"));
        assert_eq!(read.after.as_ref().unwrap().place.as_deref(), Some("2026-11-26T10:00:00.000Z#ld_x"));
        assert_eq!(query(read.address().split_once('?').unwrap().1), read);
        assert!(read.is_filtered() && !read.is_by_part_alone());
        assert!(query("stage=sql").is_by_part_alone());
    }

    #[test]
    fn what_has_no_meaning_is_left_out() {
        let long = "x".repeat(500);
        for wrong in
            ["after=x", "after=1000:a", "after=1:%C3%A4", &format!("source={long}"), &format!("after=1:{long}")]
        {
            assert_eq!(query(wrong), LeadsQuery::default(), "{wrong}");
        }
    }
}
