//! Makes `embed.js` as it is served: its parts in one function, without comments and blanks.

use std::path::Path;
use std::{env, fs};

/// The parts, in `src/embed`. Each sees what the others declare.
const PARTS: [&str; 2] = ["funnel.js", "embed.js"];

fn main() {
    let source = |part: &&str| {
        let path = format!("src/embed/{part}");
        println!("cargo::rerun-if-changed={path}");
        fs::read_to_string(&path).unwrap_or_else(|why| panic!("{path}: {why}"))
    };
    let parts: Vec<String> = PARTS.iter().map(source).collect();
    let script = format!("(() => {{\n\"use strict\";\n{}\n}})();\n", parts.join("\n"));
    let minified = minifier::js::minify(&script).expect("the parts are JavaScript");
    let folder = env::var_os("OUT_DIR").expect("cargo names a folder");
    fs::write(Path::new(&folder).join("embed.js"), minified.to_string()).expect("cargo's folder takes files");
}
