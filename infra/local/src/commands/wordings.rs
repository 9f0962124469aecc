//! `leadwright wordings`: what people read beside consent boxes, version by version, as long as consents have come in.

use anyhow::{Result, bail};
use clap::Args;
use leadwright_domain::form::{Form, KeptWording};
use leadwright_domain::value::text::listed;
use serde::Serialize;

use super::target::TargetStack;

pub(crate) const HELP: &str = "\
A wording is kept when the first consent comes in with it, and stays. Two wordings of one version mean that the text was
changed without a new `version`: each consent still shows the words of its time.

  leadwright wordings                 of every form
  leadwright wordings newsletter --json";

/// The arguments of `wordings`.
#[derive(Debug, Args)]
pub(crate) struct WordingsArgs {
    /// A form of `infra/config/forms`, or one that was there once; left out: every form that is there.
    form: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    target: TargetStack,
}

/// A kept wording, as `wordings --json` prints it.
#[derive(Serialize)]
struct Line {
    form: String,
    #[serde(flatten)]
    kept: KeptWording,
    /// The form shows these words now.
    shown: bool,
}

/// Prints the wordings.
pub(crate) async fn wordings(args: &WordingsArgs) -> Result<()> {
    let stack = args.target.connect().await?;
    let forms = &stack.config.forms;
    let names = args.form.as_ref().map_or_else(|| forms.keys().cloned().collect(), |form| vec![form.clone()]);
    let mut all = Vec::new();
    for form in names {
        let is_shown = |kept: &KeptWording| {
            let boxes = forms.get(&form).into_iter().flat_map(Form::boxes);
            boxes.map(|one| one.shown(&stack.config.company)).any(|shown| shown == kept.wording)
        };
        let kept = stack.table.wordings(&form).await?;
        all.extend(kept.into_iter().map(|kept| Line { shown: is_shown(&kept), form: form.clone(), kept }));
    }
    if let Some(form) = args.form.as_ref().filter(|form| all.is_empty() && !forms.contains_key(*form)) {
        bail!(
            "there is no form {form:?}, and no consent came in with one of that name; there are: {}",
            listed(forms.keys())
        );
    }
    if args.json {
        println!("{}", serde_json::to_string_pretty(&all)?);
        return Ok(());
    }
    if all.is_empty() {
        println!("no consent has come in yet: the words beside a box are kept with the first one");
        return Ok(());
    }
    for Line { form, kept: KeptWording { wording, since }, shown } in &all {
        let day = since.to_zoned(stack.config.company.timezone.time_zone()).date();
        let now = if *shown { "shown now" } else { "no longer shown" };
        println!("{form}, {}, version {}, since {day}, {now}:", wording.purpose.name(), wording.version);
        println!("    {}", wording.text);
        if let Some(privacy) = &wording.privacy {
            println!("    {privacy}");
        }
    }
    Ok(())
}
