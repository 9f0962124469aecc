//! What a browser says of the visit in which a form is shown or sent: how the visitor came, where the form stands, and what
//! it sent before.

use std::collections::BTreeSet;

use jiff::Timestamp;
use lambda_http::http::{HeaderMap, header};
use lambda_http::{Request, RequestExt};
use leadwright_domain::activity::touch::{FIRST_TOUCH, FORM_PAGE, LAST_TOUCH, address, form_page};
use leadwright_domain::activity::{Activity, ActivityKind, SiteTouch, SiteTouches};
use leadwright_domain::form::KNOWN;
use leadwright_domain::referral::REF;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use leadwright_domain::value::phone::international;
use leadwright_domain::value::purpose::Purpose;
use leadwright_domain::value::token::{BrowserToken, SigningKeys};

use crate::embed::EMBED;
use crate::post::Post;

/// A browser in front of a form.
#[derive(Debug)]
pub(crate) struct Visitor {
    /// The number of the form in a page of another site; none for the hosted form.
    pub(crate) embedded: Option<String>,
    /// The names of the fields that it sent before.
    pub(crate) known: BTreeSet<String>,
    /// What the form sends besides its fields, so that it is not lost on the way.
    pub(crate) hidden: Vec<(&'static str, String)>,
    /// The time of the request.
    pub(crate) now: Timestamp,
}

impl Visitor {
    /// The visitor of the form's address. `utm_…` and click ids of the address, and the page that led there, go into the
    /// hosted form; in a page of another site the script knows better.
    pub(crate) fn opens(request: &Request, keys: &SigningKeys, now: Timestamp) -> Self {
        let parameters = request.query_string_parameters();
        let token = parameters.first(KNOWN).and_then(|token| keys.verify::<BrowserToken>(token, now).ok());
        let known = token.map(|token| token.known).unwrap_or_default();
        if let Some(number) = parameters.first(EMBED) {
            return Self { embedded: Some(number.to_owned()), known, hidden: Vec::new(), now };
        }
        let mut touch = SiteTouch::of_pairs(parameters.iter());
        touch.referrer = other_page(request.headers());
        let last = Some(Box::new(touch)).filter(|touch| !touch.is_empty());
        let touches = SiteTouches { first: None, last, referred_by: None };
        let mut hidden = hidden(&touches, None);
        hidden.extend(parameters.first(REF).map(|link| (REF, link.to_owned())));
        Self { embedded: None, known: BTreeSet::new(), hidden, now }
    }

    /// The visitor who sent the post. What they sent before counts only where it was sent for the same address or number.
    pub(crate) fn posts(
        request: &Request,
        post: &Post,
        (keys, key): (&SigningKeys, &IdentityKey),
        now: Timestamp,
    ) -> Self {
        let email = post.fields.get("email").and_then(|email| EmailAddress::parse(email).ok());
        let number = || post.fields.get("phone").and_then(international).map(Identity::Phone);
        let lead = email.map(Identity::Email).or_else(number).map(|sender| LeadId::of(key, &sender));
        let token = post.fields.get(KNOWN).and_then(|token| keys.verify::<BrowserToken>(token, now).ok());
        let known = token.filter(|token| lead.as_ref() == Some(&token.lead)).map(|token| token.known);
        let embedded = request.query_string_parameters().first(EMBED).map(ToOwned::to_owned);
        // Of the form that comes back, the page that it stood on first is not the page of the next post.
        let page = form_page(post.fields.pairs()).or_else(|| address(post.page.as_deref()?));
        let touches = SiteTouches::posted(post.fields.pairs(), |_| false);
        let mut hidden = hidden(&touches, page);
        hidden.extend(post.fields.get(REF).map(|link| (REF, link.to_owned())));
        Self { embedded, known: known.unwrap_or_default(), hidden, now }
    }

    /// The token of the browser after that submission, if its person agreed that its pages are counted.
    pub(crate) fn token_after(&self, activity: &Activity, keys: &SigningKeys) -> Option<String> {
        let ActivityKind::FormSubmitted(sent) = &activity.kind else { return None };
        sent.agreed.purposes.get(&Purpose::Measuring)?;
        let fresh = sent.fields.keys().filter(|name| !sent.unrecognised.contains(*name));
        let known = self.known.iter().chain(fresh).cloned().collect();
        Some(keys.sign(&BrowserToken { lead: activity.lead.clone(), known }, activity.occurred_at()))
    }
}

/// The page of another site that led to this one.
fn other_page(headers: &HeaderMap) -> Option<String> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let page = address(headers.get(header::REFERER)?.to_str().ok()?)?;
    let is_own = page.split_once("://").is_some_and(|(_, rest)| rest.split('/').next() == Some(host));
    Some(page).filter(|_| !is_own)
}

fn hidden(touches: &SiteTouches, page: Option<String>) -> Vec<(&'static str, String)> {
    let touch = |name, touch: &Option<Box<SiteTouch>>| Some((name, touch.as_ref()?.encoded()));
    let page = page.map(|page| (FORM_PAGE, page));
    [touch(FIRST_TOUCH, &touches.first), touch(LAST_TOUCH, &touches.last), page].into_iter().flatten().collect()
}
