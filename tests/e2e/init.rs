//! `init`: a company of one's own, which runs at once.

use std::path::Path;
use std::process::Output;

use leadwright_tests::{Stack, leadwright, root};
use serde_json::json;

const FLAGS: [&str; 15] = [
    "init",
    "--name",
    "Silva \"& Filhos\" Lda: obras",
    "--address",
    "Rua Nova 1, 4000-001 Porto",
    "--website",
    "https://silva.example",
    "--timezone",
    "Europe/Lisbon",
    "--sender",
    "hello@silva.example",
    "--person",
    "Rita Silva <rita@silva.example>",
    "--person",
    "Rita Melo <melo@silva.example>",
];

/// A folder with the template alone, as after the demo company was moved away.
fn checkout() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("infra")).unwrap();
    std::fs::copy(root().join("infra/template.yaml"), folder.path().join("infra/template.yaml")).unwrap();
    folder
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// All text of the files in a folder.
fn all_text(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| if path.is_dir() { all_text(&path) } else { std::fs::read_to_string(path).unwrap() }).collect()
}

#[test]
fn a_new_company_compiles_at_once_and_gets_its_first_lead() {
    let folder = checkout();
    let made = leadwright(folder.path(), &FLAGS);
    assert!(made.status.success(), "{}", errors(&made));
    let said = String::from_utf8_lossy(&made.stdout).into_owned();
    assert!(said.contains("MailFrom to deploy with:  Silva \"& Filhos\" Lda: obras <hello@silva.example>"), "{said}");
    let compiled = leadwright(folder.path(), &["compile"]);
    assert!(compiled.status.success(), "{}", errors(&compiled));
    let text = all_text(&folder.path().join("infra/config"));
    for stranger in ["acme", "ana@", "Lisboa", "campo"] {
        assert!(!text.contains(stranger), "{stranger} is in the files of a new company");
    }

    let stack = Stack::start_at(folder.path(), ":memory:");
    let fields = json!({"email": "joao@cliente.example", "name": "João Costa", "message": "How much is it?"});
    stack.submit_and_settle("contact", &fields);
    let [first, second] = ["rita@silva.example", "melo@silva.example"].map(|address| stack.subjects_to(address));
    let got = [first, second].concat();
    assert_eq!(got.len(), 1, "one of the two gets the lead: {got:?}");
    assert!(got[0].contains("João Costa") && got[0].contains("has a question"), "{got:?}");
    let mail = &stack.inbox()[0];
    assert!(mail["text"].as_str().unwrap().contains("How much is it?"), "{mail}");
    let audited = leadwright(folder.path(), &["audit", "--against", &stack.url]);
    assert!(audited.status.success(), "{}", errors(&audited));
}

#[test]
fn in_each_language_it_compiles_and_the_form_speaks_it() {
    for (language, title) in
        [("de", "Schreiben Sie uns"), ("es", "Escríbanos"), ("pt", "Escreva-nos"), ("fr", "Write to us")]
    {
        let folder = checkout();
        let arguments = [&FLAGS[..], &["--language", language, "--form", "pedido", "--currency", "brl"]].concat();
        let made = leadwright(folder.path(), &arguments);
        assert!(made.status.success(), "{language}: {}", errors(&made));
        let compiled = leadwright(folder.path(), &["compile"]);
        assert!(compiled.status.success(), "{language}: {}", errors(&compiled));
        let form = std::fs::read_to_string(folder.path().join("infra/config/forms/pedido.yaml")).unwrap();
        assert!(form.contains(title), "{language}: {form}");
    }
}

#[test]
fn nothing_is_overwritten_and_all_that_is_wrong_is_said_at_once() {
    let folder = checkout();
    let config = folder.path().join("infra/config");
    let wrong = leadwright(
        folder.path(),
        &[
            "init",
            "--name",
            "Silva",
            "--timezone",
            "Lisbon",
            "--currency",
            "euros",
            "--person",
            "Rita",
            "--website",
            "silva",
        ],
    );
    assert_eq!(wrong.status.code(), Some(1));
    let said = errors(&wrong);
    for expected in [
        "--address is missing",
        "--sender is missing",
        "--timezone \"Lisbon\": it is no time zone",
        "--currency \"euros\": it is no currency",
        "--website \"silva\": write it like https://",
        "--person \"Rita\": write it like",
    ] {
        assert!(said.contains(expected), "{expected:?} is not in {said}");
    }
    assert!(!config.exists(), "nothing was written");

    assert!(leadwright(folder.path(), &FLAGS).status.success());
    let before = all_text(&config);
    let again = leadwright(folder.path(), &FLAGS);
    assert_eq!(again.status.code(), Some(1));
    assert!(errors(&again).contains("is there already, and nothing is overwritten"), "{}", errors(&again));
    assert_eq!(all_text(&config), before);
    let left: Vec<_> =
        std::fs::read_dir(folder.path().join("infra")).unwrap().flatten().map(|one| one.file_name()).collect();
    assert_eq!(left.len(), 2, "no half folder is left beside it: {left:?}");
    // Another folder is as good.
    let elsewhere = [&["init", "second"], &FLAGS[1..]].concat();
    assert!(leadwright(folder.path(), &elsewhere).status.success());
    assert_eq!(all_text(&folder.path().join("second")), before);
}

/// The mails of a new company are those of the demo company: whoever mends one mends both.
#[test]
fn its_mails_to_the_team_are_those_of_the_demo() {
    for (language, ending) in [("en", ""), ("de", ".de"), ("es", ".es"), ("pt", ".pt")] {
        for mail in ["hand-off", "escalation", "reminder", "call"] {
            let read = |file: String| std::fs::read_to_string(root().join(file)).unwrap();
            let new = read(format!("infra/local/assets/init/{language}/{mail}.md"));
            assert!(new == read(format!("infra/config/emails/{mail}{ending}.md")), "{mail} in {language}");
        }
    }
}
