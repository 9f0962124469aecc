//! The messages of a language, read from their catalogues.

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;

/// The messages of a language, read.
pub(crate) type Bundle = FluentBundle<FluentResource>;

/// Reads catalogues of a language. Of lines that are no message, the others are read all the same: `compile` names them.
pub(crate) fn bundle<'t>(language: &str, texts: impl IntoIterator<Item = &'t str>) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![language.parse().unwrap_or_default()]);
    // What is put in is marked by the page where its direction may differ, and not by characters that nobody sees.
    bundle.set_use_isolating(false);
    for text in texts {
        let read = FluentResource::try_new(text.to_owned());
        bundle.add_resource_overriding(read.unwrap_or_else(|(readable, _)| readable));
    }
    bundle
}
