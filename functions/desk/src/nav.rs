//! The links at the top of the pages: those that the viewer's role may follow.

use leadwright_domain::company::Role;
use leadwright_domain::words::Words;
use leadwright_web::frame::{Nav, NavLink};

use crate::viewer::{Viewer, Way};

/// Whether a role may follow a link.
type MayFollow = fn(Role) -> bool;

/// The pages that each page leads to: message, address, and who may follow the link.
const PAGES: [(&str, &str, MayFollow); 8] = [
    ("desk-nav-worklist", "/desk", |_| true),
    ("calls-nav", CALLS, Role::may_change_leads),
    ("desk-nav-leads", "/desk/leads", |_| true),
    ("desk-nav-add", "/desk/leads/new", Role::may_change_leads),
    ("desk-nav-team", "/desk/team", Role::may_lead_team),
    ("desk-nav-lists", "/desk/lists", Role::may_import_lists),
    ("desk-nav-numbers", "/desk/numbers", Role::may_see_numbers),
    ("desk-nav-away", "/desk/away", |_| true),
];

/// The page of those who call a list.
const CALLS: &str = "/desk/calls";

/// Where one logs out.
pub(crate) const LOG_OUT: &str = "/desk/log-out";

/// The links of the page at `path`; that of the call lists for who calls one. Who came by the link of a mail finds the way to
/// their other leads.
pub(crate) fn nav<'a>(words: Words<'_>, viewer: Viewer<'a>, is_caller: bool, path: &str) -> Nav<'a> {
    if viewer.way == Way::Link {
        return Nav {
            links: vec![NavLink { words: words.say("desk-nav-all").into(), href: "/desk", is_current: false }],
        };
    }
    let may_follow =
        |(_, href, may_follow): &(&str, &str, MayFollow)| may_follow(viewer.role) && (is_caller || *href != CALLS);
    let pages = PAGES.into_iter().filter(may_follow);
    // The page of a part belongs to the part: `/desk/numbers/sales` to `/desk/numbers`. All are below the worklist.
    let is_below = |href: &str| href != "/desk" && path.starts_with(&format!("{href}/"));
    // A page of its own is not part of another one.
    let is_page = PAGES.iter().any(|(_, href, _)| *href == path);
    let is_at = |href: &str| path == href || (!is_page && is_below(href));
    let mut links: Vec<NavLink<'a>> = pages
        .map(|(message, href, _)| NavLink { words: words.say(message).into(), href, is_current: is_at(href) })
        .collect();
    links.push(NavLink { words: viewer.person.name.as_str().into(), href: LOG_OUT, is_current: is_at(LOG_OUT) });
    Nav { links }
}
