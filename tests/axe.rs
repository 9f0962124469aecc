//! axe-core, the checker of accessibility, run in a page that a [`Browser`] shows.
//!
//! It is no part of the repository: `LEADWRIGHT_AXE` names its file, which `.ci/run` installs. It is put in over the
//! `DevTools` protocol, so that the pages keep their policy, which lets no other script in.

use std::fs;
use std::io::{Write as _, stderr};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use crate::browser::Browser;

/// Frames hold pages of their own, which are checked by themselves. That a finger can hit what it aims at is asked, too,
/// though axe-core leaves it out unless told.
const RUN: &str = "(only => axe.run(document, {
    iframes: false, resultTypes: ['violations'],
    ...only ? {runOnly: only} : {rules: {'target-size': {enabled: true}}},
}).then(found => found.violations.map(rule => {
    const place = node => `${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`;
    const places = rule.nodes.slice(0, 3).map(place).join(' | ');
    return `${rule.impact} ${rule.id}, ${rule.nodes.length} times: ${rule.help}. ${places}`;
})))";

/// The rules that a page of other colours may break.
const OF_COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// The script of axe-core.
#[derive(Debug)]
pub struct Axe {
    script: String,
}

impl Axe {
    /// Reads it. Says so on standard error, and gives `None`, where `LEADWRIGHT_AXE` names no file.
    pub fn find() -> Result<Option<Self>> {
        let Some(path) = std::env::var_os("LEADWRIGHT_AXE") else {
            // Not by a print macro: cargo keeps those from the reader of a passing test.
            writeln!(stderr(), "skipped: LEADWRIGHT_AXE names no axe.min.js")?;
            return Ok(None);
        };
        let script = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
        Ok(Some(Self { script }))
    }

    /// What it finds wrong with the page that is shown, each with its weight, its rule and where.
    pub fn findings(&self, browser: &mut Browser) -> Result<Vec<String>> {
        self.run(browser, &Value::Null)
    }

    /// What it finds wrong with the colours of the page.
    pub fn findings_of_colours(&self, browser: &mut Browser) -> Result<Vec<String>> {
        self.run(browser, &json!(OF_COLOURS))
    }

    fn run(&self, browser: &mut Browser, only: &Value) -> Result<Vec<String>> {
        if browser.eval("typeof axe === 'undefined'")? == true {
            browser.eval(&format!("{}; undefined", self.script))?;
        }
        Ok(serde_json::from_value(browser.eval(&format!("{RUN}({only})"))?)?)
    }
}
