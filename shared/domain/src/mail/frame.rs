//! The HTML page around a mail's body.
//!
//! Mail programs support little CSS, so important styles are written into the elements (see [`crate::mail::markdown`]).
//! The style sheet adds the dark colours, for programs that read it.

use crate::mail::header::HeaderLine;
use crate::mail::language::language_of;
use crate::mail::letter::{Draft, Letter};
use crate::mail::markdown::html::attribute;

const STYLE: &str = "\
:root{color-scheme:light dark;supported-color-schemes:light dark}\
table{border-collapse:collapse}td,th{padding:.2em .8em .2em 0;text-align:left}\
@media (prefers-color-scheme:dark){\
body,.page{background:#12171d!important;color:#e8edf3!important}\
a{color:#8ec1ff!important}a.button{background:#2563eb!important;color:#ffffff!important}\
blockquote{background:#1d2632!important;border-color:#6db3f8!important}\
hr,.footer{border-color:#323c48!important}.footer,.footer a{color:#a3afbd!important}}";

/// Both words for the same: the second one also breaks the words of buttons, and more mail programs know the first.
const PAGE: &str = "max-width:36rem;margin:0 auto;padding:20px;\
font:16px/1.55 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#1a202c;overflow-wrap:break-word;word-break:break-word";

const FOOTER: &str = "margin-top:32px;padding-top:12px;border-top:1px solid #dfe4ea;font-size:13px;color:#5b6675";

/// Hidden in the opened mail; mail programs show the text in their list of mails.
const UNSEEN: &str = "display:none;max-height:0;overflow:hidden;mso-hide:all";

/// A mail's page: what stands around its body.
#[derive(Debug, Clone, Copy)]
pub struct MailPage<'a> {
    /// The language: two letters.
    pub language: &'a str,
    /// The title: the mail's subject, as text.
    pub title: &'a str,
    /// What lists of mails show after the subject, as text.
    pub preview: Option<&'a str>,
    /// More rules for the style sheet.
    pub style: &'a str,
    /// The body, as HTML.
    pub body: &'a str,
    /// The footer, as HTML.
    pub footer: Option<&'a str>,
    /// What stands behind all of it and is not seen, as HTML.
    pub behind: &'a str,
}

/// The whole HTML part.
pub(crate) fn html(letter: &Letter<'_>, written: &Draft, body: &str, footer: Option<&str>) -> String {
    let page = MailPage {
        language: language_of(letter.config, &letter.mailing.mail),
        title: written.subject.as_str(),
        preview: written.preview.as_ref().map(HeaderLine::as_str),
        style: "",
        body,
        footer,
        behind: &tracking(letter),
    };
    page.html()
}

impl MailPage<'_> {
    /// The whole HTML part.
    pub fn html(&self) -> String {
        let Self { language, style, body, behind, .. } = self;
        let title = attribute(self.title);
        let preview = self
            .preview
            .map_or_else(String::new, |preview| format!("<div style=\"{UNSEEN}\">{}</div>\n", attribute(preview)));
        let footer = self.footer.map_or_else(String::new, |footer| {
            // The links' own colour is for the body.
            let footer = footer.replace("color:#1d4ed8", "color:#5b6675").replace("margin:0 0 16px", "margin:0 0 6px");
            format!("<div class=\"footer\" style=\"{FOOTER}\">\n{footer}</div>\n")
        });
        format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{STYLE}{style}</style></head>\n\
             <body style=\"margin:0;background:#ffffff\">{preview}<div class=\"page\" style=\"{PAGE}\">\n\
             {body}{footer}</div>{behind}</body></html>\n"
        )
    }
}

/// The tracking picture of one pixel, and the link that only bots see.
fn tracking(letter: &Letter<'_>) -> String {
    let wanted = letter.config.sending.tracking.of(letter.lead);
    let mut html = String::new();
    if letter.is_marketing && wanted.clicks {
        let trap = attribute(&letter.links.trap());
        html.extend([
            "\n<a href=\"",
            &trap,
            "\" style=\"display:none\" aria-hidden=\"true\" tabindex=\"-1\" rel=\"nofollow\"></a>",
        ]);
    }
    if letter.is_marketing && wanted.opens {
        let picture = attribute(&letter.links.picture());
        html.extend([
            "\n<img src=\"",
            &picture,
            "\" alt=\"\" width=\"1\" height=\"1\" style=\"display:block;border:0\">",
        ]);
    }
    html
}
