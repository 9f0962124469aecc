//! The list of where personal data lie is walked: each kind of row and file gets something of one person, who is erased.

use std::path::Path;

use leadwright_cloud::personal::{Reach, of_row};
use leadwright_cloud::table::RowKind;
use leadwright_domain::value::identity::{EmailAddress, Identity, IdentityKey, LeadId};
use leadwright_tests::{Stack, copy_config, edit};
use serde_json::{Value, json};

use crate::{erasure, exporting, spam, uploads};

const MARIA: &str = "maria.erasable@acme.example";
const HOME: &str = "maria.erasable@home.example";
const OLD: &str = "m.erasable@old.example";
/// What names the person, in lower case.
const WORDS: [&str; 4] = ["erasable", "zanzibar", "912345987", "quokka"];

fn tells(text: &str) -> bool {
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// The files of a folder, and of all folders in it, that say something of the person.
fn telling_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(telling_files(&path));
        } else if tells(&String::from_utf8_lossy(&std::fs::read(&path).unwrap())) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// A stack whose Ben is an admin, and which tells a program of all leads that is never there.
fn stack_in(folder: &Path) -> Stack {
    copy_config(folder);
    let ben = "    email: ben@acme.example";
    edit(folder, "infra/config/team.yaml", ben, &format!("{ben}\n    role: admin"));
    let crm = "crm:\n  url: http://127.0.0.1:9/hook\n  events: [created, stage_changed, assigned]\n";
    std::fs::write(folder.join("infra/config/webhooks.yaml"), crm).unwrap();
    let state = folder.join("state");
    std::fs::create_dir(&state).unwrap();
    let secrets =
        json!({"WebhookSecrets": json!({"crm": "whsec_bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmV3bmU="}).to_string()});
    std::fs::write(state.join("secrets.json"), secrets.to_string()).unwrap();
    Stack::start_at(folder, &state)
}

/// Makes something of the person stand wherever it can. Her id.
fn fill(stack: &Stack, folder: &Path) -> String {
    let key = stack.status()["secrets"]["IdentityKey"].as_str().unwrap().to_owned();
    let old = LeadId::of(&IdentityKey::new(key), &Identity::Email(EmailAddress::parse(OLD).unwrap()));
    // Of somebody who is not known.
    stack.tell(&json!({"kind": "noted", "lead": old, "by": "ana", "note": "A quokka", "id": "old-1"}));
    stack.settle();
    let ask = |email: &str| {
        let fields = json!({
            "email": email, "name": "Maria Zanzibar", "company": "Acme", "country": "PT", "phone": "+351912345987",
            "message": "About the quokka, please", "consent": "yes",
        });
        stack.submit_and_settle("demo-request", &fields)
    };
    let id = ask(MARIA);
    ask(HOME);
    stack.printed(&["merge", MARIA, HOME, "--by", "ana"]);
    stack.tell(&json!({"kind": "noted", "email": MARIA, "by": "ana", "note": "quokka", "id": "crm-maria-1"}));
    stack.settle();
    stack.printed(&["tip", "other@friend.example", "--referred-by", MARIA]);
    stack.settle();
    let ana = stack.log_in("ana");
    let _ = ana.get(&format!("/desk/leads/{id}"));
    let ben = stack.log_in("ben");
    ben.page(&format!("/desk/leads/{id}"));
    // A post in her name that is kept aside.
    let mut suspicious = spam::spam(1);
    suspicious["email"] = json!(MARIA);
    assert!(stack.submit("demo-request", &suspicious).status().is_success());
    stack.settle();
    // She stands in a list that is bought, and in two that are uploaded: one is imported, one waits.
    let list = folder.join("bought.csv");
    std::fs::write(&list, format!("order_id,email,name\nL-quokka,{MARIA},Maria Zanzibar\n")).unwrap();
    let terms = ["--ordered", "1", "--price", "39", "--per", "20"];
    stack.printed(&[&["import", list.to_str().unwrap(), "--supplier", "leadmarket"][..], &terms].concat());
    stack.settle();
    let uploaded = format!("email,name\n{MARIA},Maria Zanzibar\nno address,Quokka\n");
    let path = uploads::upload(stack, &ben, &uploaded);
    let page = ben.page(&path);
    ben.press(&path, &format!("{}&do=import&column-0=email&column-1=name", uploads::turn(&page)));
    stack.settle();
    uploads::upload(stack, &ben, &format!("email,name\n{HOME},Maria Zanzibar\nno address,Zanzibar\n"));
    for of in ["leads", "activities"] {
        exporting::ask(&ben, of, "jsonl");
    }
    stack.printed(&["suppress", MARIA, "--reason", "Erasable asked"]);
    stack.settle();
    stack.printed(&["alias", MARIA, OLD]);
    id
}

#[test]
fn nothing_of_an_erased_person_is_left_in_any_place_of_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let stack = stack_in(folder.path());
    fill(&stack, folder.path());
    let about: Value = serde_json::from_str(&stack.printed(&["person", MARIA])).unwrap();
    let reached = RowKind::ALL.into_iter().filter(|kind| of_row(*kind).reach == Reach::ByLead);
    let empty: Vec<String> =
        reached.map(|kind| format!("{kind:?}")).filter(|kind| about["rows"][kind].is_null()).collect();
    assert_eq!(empty, Vec::<String>::new(), "this test fills every kind of row that an erasure reaches by the lead");
    let files = folder.path().join("state/files");
    assert!(
        telling_files(&files).len() >= 6,
        "two exports, two lists with their rejected rows: {:?}",
        telling_files(&files)
    );

    stack.printed(&["erase", MARIA, "--yes", "--by", "ben"]);
    // Files that somebody may be in go with the next look at them.
    stack.advance("7h");
    let left: Vec<Value> = erasure::rows(&stack).into_iter().filter(|row| tells(&row.to_string())).collect();
    assert_eq!(left, Vec::<Value>::new());
    assert_eq!(telling_files(&files), Vec::<String>::new());
    assert_eq!(telling_files(&folder.path().join("state/logs")), Vec::<String>::new());
    let queues = stack.status()["queues"].as_object().unwrap().clone();
    assert!(queues.iter().all(|(_, queue)| queue["visible"] == 0 && queue["dead"] == 0), "{queues:#?}");
    // What stays keeps her "no": she is nobody, and gets no mail.
    assert_eq!(stack.command(&["lead", MARIA]).status.code(), Some(1));
    let no = stack.printed(&["suppress", MARIA, "--check"]);
    assert!(no.contains("on the suppression list"), "{no}");

    // Who looks at the lists sees what became of them.
    let ben = stack.log_in("ben");
    assert!(ben.page("/desk/exports").contains("There is no file."));
    let lists = ben.page("/desk/lists");
    let links: Vec<&str> =
        lists.split("href=\"/desk/lists/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let pages: Vec<String> = links.iter().map(|link| ben.page(&format!("/desk/lists/{link}"))).collect();
    assert!(pages.iter().any(|page| page.contains("Somebody was erased after this list was uploaded")), "{pages:#?}");
    assert!(pages.iter().all(|page| !page.contains("/rejected")), "{pages:#?}");
    stack.assert_sound();
}
