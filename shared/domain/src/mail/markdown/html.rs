//! Markdown as the HTML of a mail: what matters of its looks is written into the elements.

use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd, html};

use crate::mail::markdown::parse::{parsed, words};

/// Where a link of a page leads instead.
type Follow<'a> = &'a dyn Fn(&str) -> String;

const BUTTON: &str = "display:inline-block;padding:12px 22px;border-radius:8px;background:#1d4ed8;color:#ffffff;\
font-weight:600;text-decoration:none";

/// As HTML, without a frame. Links to pages lead where `follow` says, unless their words are their address: who reads an
/// address and follows it should come there at once.
pub(crate) fn to_html(markdown: &str, follow: Option<Follow<'_>>) -> String {
    let events: Vec<Event<'_>> = parsed(markdown).collect();
    let mut styled: Vec<Event<'_>> = Vec::with_capacity(events.len());
    let mut is_button = false;
    for (at, event) in events.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| events.get(before));
        let after = events.get(at + 1);
        styled.push(match event {
            Event::Start(Tag::Strong) if matches!(after, Some(Event::Start(Tag::Link { .. }))) => {
                is_button = is_whole_strong(&events[at + 1..]);
                if is_button { of("") } else { event.clone() }
            }
            Event::End(TagEnd::Strong) if is_button && matches!(before, Some(Event::End(TagEnd::Link))) => {
                is_button = false;
                of("")
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                of(&link(&address(dest_url, &words(&events[at + 1..]), follow), is_button))
            }
            Event::End(TagEnd::Link) => of("</a>"),
            other => style(other),
        });
    }
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, styled.into_iter());
    out
}

/// The text in HTML, in an attribute as between elements.
pub(crate) fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The link that begins here is all that is bold.
fn is_whole_strong(events: &[Event<'_>]) -> bool {
    let end = events.iter().position(|event| matches!(event, Event::End(TagEnd::Link)));
    end.is_some_and(|end| matches!(events.get(end + 1), Some(Event::End(TagEnd::Strong))))
}

fn address(url: &str, words: &str, follow: Option<Follow<'_>>) -> String {
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    match follow {
        Some(follow) if is_page && words != url => follow(url),
        _ => url.to_owned(),
    }
}

fn link(address: &str, is_button: bool) -> String {
    let address = attribute(address);
    if is_button {
        return format!("<a class=\"button\" href=\"{address}\" style=\"{BUTTON}\">");
    }
    format!("<a href=\"{address}\" style=\"color:#1d4ed8\">")
}

fn style<'a>(event: &Event<'a>) -> Event<'a> {
    match event {
        Event::Start(Tag::Paragraph) => of("<p style=\"margin:0 0 16px\">"),
        Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => {
            of("<h1 style=\"margin:0 0 16px;font-size:22px;line-height:1.3\">")
        }
        Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }) => {
            of("<h2 style=\"margin:28px 0 8px;font-size:17px;line-height:1.4\">")
        }
        Event::Start(Tag::BlockQuote(_)) => of(
            "<blockquote style=\"margin:0 0 16px;padding:12px 16px 1px;border-left:4px solid #2563eb;background:#f3f6fc\">\n",
        ),
        Event::Start(Tag::List(None)) => of("<ul style=\"margin:0 0 16px;padding-left:22px\">\n"),
        Event::Start(Tag::List(Some(from))) => {
            let start = if *from == 1 { String::new() } else { format!(" start=\"{from}\"") };
            of(&format!("<ol{start} style=\"margin:0 0 16px;padding-left:22px\">\n"))
        }
        Event::Start(Tag::Item) => of("<li style=\"margin:0 0 6px\">"),
        Event::Start(Tag::Image { dest_url, .. }) => Event::Start(Tag::Image {
            link_type: pulldown_cmark::LinkType::Inline,
            dest_url: dest_url.clone(),
            title: "".into(),
            id: "".into(),
        }),
        Event::Rule => of("<hr style=\"border:0;border-top:1px solid #dfe4ea;margin:32px 0 16px\">\n"),
        other => other.clone(),
    }
}

fn of<'a>(html: &str) -> Event<'a> {
    Event::InlineHtml(html.to_owned().into())
}
