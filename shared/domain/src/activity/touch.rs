//! How a visitor came to the company's web site: what the address of the page says, and the page that led there.
//!
//! The rule for what is kept: whole, or not at all. A parameter longer than its limit, one behind the tenth, an address
//! that is none of the web: left out. Of addresses the query and the fragment are never kept, since they may hold anything,
//! and a part of a path that looks like a person's address or number is [`PERSONAL`](crate::value::impersonal::PERSONAL).

use std::collections::BTreeMap;

use form_urlencoded::{Serializer, parse};
use serde::{Deserialize, Serialize};

use crate::value::identity::LeadId;
use crate::value::impersonal::impersonal_path;
use crate::value::text::{CAMPAIGN_LIMIT, LINE_LIMIT, whole_line};

/// The ids of a click that ad platforms put into the address of the page it leads to: Google Ads (three), Meta, Microsoft,
/// `LinkedIn`.
pub const CLICK_IDS: [&str; 6] = ["gclid", "gbraid", "wbraid", "fbclid", "msclkid", "li_fat_id"];

/// The posted name of the first touch, as an urlencoded text: `utm_source=google&gclid=…&page=…&referrer=…`.
pub const FIRST_TOUCH: &str = "first_touch";

/// The posted name of the last touch, written as the first.
pub const LAST_TOUCH: &str = "last_touch";

/// The posted name of the page that the form stands on, where the post's `Referer` can't say it.
pub const FORM_PAGE: &str = "form_page";

/// What the names of campaign parameters begin with.
const UTM: &str = "utm_";

/// The most campaign parameters of a touch. There are six in use: source, medium, campaign, term, content, id.
const MOST_UTM: usize = 10;

/// The most characters behind `utm_`.
const UTM_NAME: usize = 30;

/// The most characters of a click's id. Meta's have about 200.
const CLICK_ID: usize = 300;

/// The most characters of an address, without its query.
const ADDRESS: usize = 300;

/// One visit's beginning.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct SiteTouch {
    /// Campaign parameters, by their names without `utm_`: `source`, `medium`, `campaign`, …
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub utm: BTreeMap<String, String>,
    /// Ids of ad platforms, by the names of [`CLICK_IDS`].
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clicks: BTreeMap<String, String>,
    /// The page that the visitor came to first, without query and fragment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<String>,
    /// The page that led there, without query and fragment. Most browsers tell other sites the host alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
}

/// How a person who sent a form came to the site: first of all, and this time.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SiteTouches {
    /// The first that the browser knows of, where it is another than the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<Box<SiteTouch>>,
    /// The visit in which the form was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Box<SiteTouch>>,
    /// Who referred the visitor, by their personal link or by what the visitor said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referred_by: Option<LeadId>,
}

/// A posted name that belongs to touches, and to no field of a form.
pub fn is_posted_name(name: &str) -> bool {
    name.starts_with(UTM) || CLICK_IDS.contains(&name) || [FIRST_TOUCH, LAST_TOUCH, FORM_PAGE].contains(&name)
}

impl SiteTouch {
    /// What these pairs say: those of an address's query, or of a post. Of a name that is there twice the last counts.
    pub fn of_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut touch = Self::default();
        for (name, value) in pairs {
            touch.take(name, value);
        }
        touch
    }

    /// What a hidden field says, as [`SiteTouch::encoded`] writes it.
    pub fn decoded(text: &str) -> Self {
        let pairs: Vec<_> = parse(text.as_bytes()).collect();
        let mut touch = Self::of_pairs(pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref())));
        let address = |wanted: &str| pairs.iter().find(|(name, _)| name == wanted).and_then(|(_, text)| address(text));
        (touch.page, touch.referrer) = (address("page"), address("referrer"));
        touch
    }

    /// The touch as the text of a hidden field.
    pub fn encoded(&self) -> String {
        let mut text = Serializer::new(String::new());
        for (name, value) in &self.utm {
            text.append_pair(&format!("{UTM}{name}"), value);
        }
        text.extend_pairs(&self.clicks);
        text.extend_pairs(self.page.iter().map(|page| ("page", page)));
        text.extend_pairs(self.referrer.iter().map(|page| ("referrer", page)));
        text.finish()
    }

    /// It says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The campaign that it names. A name longer than that of any campaign is none.
    pub fn campaign(&self) -> Option<&str> {
        self.utm.get("campaign").map(String::as_str).filter(|name| name.chars().count() <= CAMPAIGN_LIMIT)
    }

    /// What brought the visitor, besides the campaign: `google / cpc · running shoes`.
    pub fn channel(&self) -> Option<String> {
        let of = |names: &[&str], between: &str| {
            let values: Vec<&str> = names.iter().filter_map(|name| self.utm.get(*name).map(String::as_str)).collect();
            values.join(between)
        };
        let parts = [of(&["source", "medium"], " / "), of(&["term", "content"], " · ")];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (!parts.is_empty()).then(|| parts.join(" · "))
    }

    /// The ad platform whose click it was, by its own name.
    pub fn ad_platform(&self) -> Option<&'static str> {
        self.clicks.keys().next().map(|name| match name.as_str() {
            "fbclid" => "Meta",
            "msclkid" => "Microsoft Advertising",
            "li_fat_id" => "LinkedIn",
            _ => "Google Ads",
        })
    }

    fn take(&mut self, name: &str, value: &str) {
        if let Some(utm) = name.strip_prefix(UTM) {
            let is_name = (1..=UTM_NAME).contains(&utm.len())
                && utm.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            let has_room = self.utm.contains_key(utm) || self.utm.len() < MOST_UTM;
            let value = whole_line(value, LINE_LIMIT).ok().filter(|value| !value.is_empty());
            if let Some(value) = value.filter(|_| is_name && has_room) {
                self.utm.insert(utm.to_owned(), value);
            }
        } else if CLICK_IDS.contains(&name)
            && (1..=CLICK_ID).contains(&value.len())
            && value.bytes().all(|b| b.is_ascii_graphic())
        {
            self.clicks.insert(name.to_owned(), value.to_owned());
        }
    }
}

impl SiteTouches {
    /// What a post says. The pairs of its own (`utm_…`, click ids) are of the last touch, and fill in what its text leaves
    /// out; `fields` are names that the form asks for itself.
    pub fn posted<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, is_field: impl Fn(&str) -> bool) -> Self {
        let pairs: Vec<(&str, &str)> = pairs.filter(|(name, _)| !is_field(name)).collect();
        let text = |wanted: &str| pairs.iter().rfind(|(name, _)| *name == wanted).map(|(_, text)| *text);
        let mut last = SiteTouch::of_pairs(pairs.iter().copied());
        if let Some(SiteTouch { utm, clicks, page, referrer }) = text(LAST_TOUCH).map(SiteTouch::decoded) {
            last.clicks.extend(clicks);
            // Together they have no more than one alone.
            for (name, value) in utm {
                last.take(&format!("{UTM}{name}"), &value);
            }
            (last.page, last.referrer) = (page, referrer);
        }
        let first = text(FIRST_TOUCH).map(|text| Box::new(SiteTouch::decoded(text)));
        let last = Some(Box::new(last)).filter(|touch| !touch.is_empty());
        let first = first.filter(|touch| !touch.is_empty() && last.as_ref() != Some(touch));
        Self { first, last, referred_by: None }
    }

    /// The touches, if they say more than one campaign: a submission has that anyway, and a lead's row room for it once.
    pub(crate) fn besides_campaign(self) -> Self {
        let is_campaign_alone = |last: &SiteTouch| {
            last.clicks.is_empty()
                && (&last.page, &last.referrer) == (&None, &None)
                && last.campaign().is_some()
                && last.utm.len() == 1
        };
        if self.first.is_none() && self.last.as_deref().is_some_and(is_campaign_alone) { Self::default() } else { self }
    }

    /// Nothing is known.
    pub fn is_empty(&self) -> bool {
        self.first.is_none() && self.last.is_none() && self.referred_by.is_none()
    }

    /// The first touch, which may be the last one too.
    pub fn earliest(&self) -> Option<&SiteTouch> {
        self.first.as_deref().or(self.last.as_deref())
    }

    /// The campaign that this visit came by; where it names none, that of the first touch, so that it is not lost.
    pub fn campaign(&self) -> Option<&str> {
        self.last.iter().chain(&self.first).find_map(|touch| touch.campaign())
    }
}

/// The page that a post names in its field `form_page`, else none.
pub fn form_page<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Option<String> {
    pairs.filter(|(name, _)| *name == FORM_PAGE).last().and_then(|(_, text)| address(text))
}

/// An address of the web without query and fragment, and without what is personal in its path; none for any other text.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://").filter(|(scheme, _)| ["http", "https"].contains(scheme))?;
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    // Before an `@` stand a user's name and password.
    let is_host = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.:[]_".contains(&b));
    let path = impersonal_path(text.split(['?', '#']).next().unwrap_or_default());
    let address = format!("{scheme}://{host}{path}");
    let is_whole = is_host && address.len() <= ADDRESS && address.bytes().all(|b| b.is_ascii_graphic());
    is_whole.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_without_what_may_be_personal() {
        for (text, kept) in [
            ("https://www.acme.example/guide?email=maria@acme.example#x", Some("https://www.acme.example/guide")),
            ("https://acme.example", Some("https://acme.example/")),
            ("https://acme.example?next=/u/maria", Some("https://acme.example/")),
            ("https://acme.example/u/maria%40acme.example/x", Some("https://acme.example/u/(personal)/x")),
            ("http://localhost:8080/a/b", Some("http://localhost:8080/a/b")),
            ("https://maria:secret@acme.example/", None),
            ("https://acme.example\\@other.example/", Some("https://acme.example/")),
            ("javascript:alert(1)", None),
            ("android-app://com.google.android.gm/", None),
            ("file:///home/maria/x.html", None),
            ("", None),
            ("https://acme.example/a b", None),
        ] {
            assert_eq!(address(text).as_deref(), kept, "{text}");
        }
        assert_eq!(address(&format!("https://acme.example/{}", "x".repeat(300))), None, "whole or not at all");
    }

    #[test]
    fn a_parameter_is_kept_whole_or_left_out() {
        let long = "x".repeat(201);
        let touch = SiteTouch::of_pairs([
            ("utm_source", " Google  Ads "),
            ("utm_campaign", long.as_str()),
            ("utm_", "x"),
            ("utm_Source", "x"),
            ("utm_medium", ""),
            ("utm_term", "two\nlines"),
            ("utm_id", "1"),
            ("utm_id", "2"),
            ("gclid", "Cj0KCQ"),
            ("fbclid", "a b"),
            ("yclid", "unknown"),
            ("page", "https://acme.example/"),
        ]);
        assert_eq!(touch.encoded(), "utm_id=2&utm_source=Google+Ads&gclid=Cj0KCQ");
        let many: Vec<_> = (0..20).map(|number| format!("utm_{number:02}")).collect();
        let touch = SiteTouch::of_pairs(many.iter().map(|name| (name.as_str(), "x")));
        assert_eq!(touch.utm.keys().last().map(String::as_str), Some("09"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let text =
            "utm_campaign=spring%26co&gclid=x&page=https%3A%2F%2Facme.example%2Fa&referrer=https%3A%2F%2Fg.example%2F";
        assert_eq!(SiteTouch::decoded(text).encoded(), text);
        assert!(SiteTouch::decoded("").is_empty());
        let touch = SiteTouch::decoded("utm_source=google&utm_medium=cpc&utm_term=routes&gbraid=x");
        assert_eq!(
            (touch.channel().as_deref(), touch.ad_platform()),
            (Some("google / cpc · routes"), Some("Google Ads"))
        );
    }

    #[test]
    fn r_krayin_2046_the_campaign_of_the_first_page_is_not_lost_on_the_next() {
        let posted =
            |pairs: &[(&'static str, &'static str)]| SiteTouches::posted(pairs.iter().copied(), |name| name == "gclid");
        let touches = posted(&[
            ("first_touch", "utm_campaign=spring&page=https://acme.example/a"),
            ("last_touch", "page=https://acme.example/b"),
        ]);
        assert_eq!(touches.campaign(), Some("spring"));
        let touches = posted(&[("first_touch", "utm_campaign=spring"), ("utm_campaign", "summer"), ("gclid", "asked")]);
        let last = touches.last.as_ref().unwrap();
        assert_eq!((touches.campaign(), last.clicks.len()), (Some("summer"), 0), "{touches:?}");
        assert_eq!(touches.earliest().and_then(SiteTouch::campaign), Some("spring"));
        // The text of the script counts more than the page's own hidden fields.
        let touches = posted(&[("utm_campaign", "fixed"), ("utm_term", "x"), ("last_touch", "utm_campaign=real")]);
        assert_eq!(touches.last.unwrap().encoded(), "utm_campaign=real&utm_term=x");
        // The same touch is there once.
        let touches = posted(&[("first_touch", "utm_campaign=a"), ("last_touch", "utm_campaign=a")]);
        assert_eq!((touches.first.is_some(), touches.campaign()), (false, Some("a")));
        assert!(posted(&[("email", "maria@acme.example"), ("last_touch", "")]).is_empty());
    }
}
