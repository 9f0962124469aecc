//! The mail as MIME.

use jiff::Timestamp;
use leadwright_cloud::mail::Sender;
use leadwright_domain::agenda::Entry;
use leadwright_domain::mail::Rendered;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::url::URL;

/// Builds the message: text and HTML, and for marketing mail the one-click unsubscription of RFC 8058.
pub(crate) fn build(
    from: &Sender,
    mail: &Rendered,
    entry: &Entry,
    at: Timestamp,
    unsubscribe: &str,
) -> std::io::Result<Vec<u8>> {
    let domain = from.address.rsplit_once('@').map_or("localhost", |(_, domain)| domain);
    let address = |(name, address): &(Option<String>, String)| Address::new_address(name.clone(), address.clone());
    let name = (!from.name.is_empty()).then(|| from.name.clone());
    let mut message = MessageBuilder::new()
        .from(Address::new_address(name, from.address.clone()))
        .to(address(&mail.to))
        .reply_to(address(&mail.reply_to))
        .subject(mail.subject.as_str())
        .date(at.as_second())
        // SES puts a Message-ID of its own in its place; here it tells two attempts of one mail apart.
        .message_id(format!("{}.{}@{domain}", entry.id, at.as_millisecond()))
        .text_body(mail.text.as_str())
        .html_body(mail.html.as_str());
    if entry.is_marketing() {
        message = message
            .header("List-Unsubscribe", URL::new(unsubscribe))
            .header("List-Unsubscribe-Post", Raw::new("List-Unsubscribe=One-Click"));
    } else {
        // RFC 3834: out-of-office robots leave it alone.
        message = message.header("Auto-Submitted", Raw::new("auto-generated"));
    }
    message.write_to_vec()
}
