//! Privacy at the desk: how consents came about, everything about a person, and its erasure.

use leadwright_tests::{LoggedIn, Stack, copy_config, edit, read_text};
use serde_json::{Value, json};

const MARIA: &str = "maria.erasable@acme.example";

/// A stack with an admin, who is Dora, and a lead of Ana's.
fn with_admin() -> (tempfile::TempDir, Stack, String) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    let dora = "    email: dora@acme.example";
    edit(folder.path(), "infra/config/team.yaml", dora, &format!("{dora}\n    role: admin"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    let fields = json!({
        "email": MARIA, "name": "Maria Zanzibar", "company": "Xylophone Lda", "country": "PT", "phone": "+351912345987",
        "message": "About the quokka, please", "consent": "yes",
    });
    let id = stack.submit_and_settle("demo-request", &fields);
    stack.tell(&json!({"kind": "assigned", "lead": id, "to": "ana", "by": "dora"}));
    stack.settle();
    (folder, stack, id)
}

/// The content of a file that a page gives.
fn file(session: &LoggedIn<'_>, path: &str) -> Value {
    let mut answer = session.get(path);
    assert_eq!(answer.status(), 200, "{path}");
    assert!(answer.headers()["content-disposition"].to_str().unwrap().starts_with("attachment"), "{path}");
    serde_json::from_str(&read_text(&mut answer)).unwrap()
}

#[test]
fn an_admin_erases_a_person_at_the_desk_and_nobody_else_may() {
    let (_folder, stack, id) = with_admin();
    let page = format!("/desk/leads/{id}");
    let (erase, person) = (format!("{page}/erase"), format!("{page}/person"));
    let (ana, ben, dora) = (stack.log_in("ana"), stack.log_in("ben"), stack.log_in("dora"));
    // Nobody but an admin: not the owner either, and the lead's page leads only admins there.
    for session in [&ana, &ben] {
        assert_eq!(session.get(&erase).status(), 403);
        assert_eq!(session.get(&person).status(), 403);
    }
    let press = ana.press_of(&page);
    assert_eq!(ana.post(&erase, &format!("{press}&do=erase")).status(), 403);
    assert!(!ana.page(&page).contains("/erase") && dora.page(&page).contains(&erase));

    let everything = dora.page(&person);
    for part in ["Maria Zanzibar", "About the quokka", MARIA, "What happened", "?file=json"] {
        assert!(everything.contains(part), "{part}: {everything}");
    }
    let about = file(&dora, &format!("{person}?file=json"));
    let printed: Value = serde_json::from_str(&stack.printed(&["person", MARIA])).unwrap();
    assert_eq!((&about["ids"], &about["rows"]["Lead"]), (&printed["ids"], &printed["rows"]["Lead"]));
    assert!(about.to_string().contains("quokka"));

    // It asks first, and changes nothing.
    let asked = dora.page(&erase);
    assert!(asked.contains("Erase for good") && asked.contains("The lead (1)"), "{asked}");
    assert_eq!(dora.post(&erase, "do=erase").status(), 403, "a form of this session");
    assert_eq!(dora.get(&page).status(), 200);
    let certificate = dora.press(&erase, "do=erase");
    for part in ["Certificate of erasure", "Dora Lima", &id, "The lead (1)"] {
        assert!(certificate.contains(part), "{part}: {certificate}");
    }
    assert!(!certificate.contains("Zanzibar") && !certificate.contains("still being"), "{certificate}");
    let written = file(&dora, &format!("{erase}?file=json"));
    assert_eq!((&written["by"], &written["lead"]), (&json!("dora"), &json!(id)));
    assert!(written["done_at"].is_number(), "{written:#}");

    // Who may see all leads hears of it; to others it is as if it had never been.
    for path in [&page, &person, &format!("{page}/consents"), &format!("{page}/duplicates")] {
        assert_eq!(dora.get(path).status(), 410, "{path}");
    }
    for session in [&ana, &ben] {
        assert_eq!(session.get(&page).status(), 404);
        assert_eq!(session.get(&erase).status(), 403);
    }
    let token = |person: &str| stack.printed(&["token", "new", person, "a program"]).trim().to_owned();
    for (who, status) in [("dora", 410), ("ana", 404)] {
        let bearer = format!("Bearer {}", token(who));
        for path in [format!("/leads/{id}"), format!("/leads/{id}/activities")] {
            let answer = stack.request("GET", &path, &[("authorization", &bearer)], "");
            assert_eq!(answer.status(), status, "{who}: {path}");
        }
    }
    assert_eq!(dora.get("/desk/leads/ld_lamtth6yetyscghyvack4c5mcy").status(), 404);
    assert!(stack.printed(&["erase", &id, "--certificate"]).contains("dora"));
    stack.assert_sound();
}

#[test]
fn the_history_of_consents_has_each_with_its_words() {
    let (_folder, stack, id) = with_admin();
    let path = format!("/desk/leads/{id}/consents");
    let ana = stack.log_in("ana");
    let page = ana.page(&path);
    assert!(page.contains("ticked on the form") && page.contains("<q dir=\"auto\">"), "{page}");
    ana.press(&format!("/desk/leads/{id}"), "do=refuse&channel=letters");
    let page = ana.page(&path);
    let (refused, ticked) = (page.find("no letters").unwrap(), page.find("ticked on the form").unwrap());
    assert!(refused < ticked, "the newest first: {page}");
    // As of any lead that is not theirs.
    assert_eq!(stack.log_in("ben").get(&path).status(), 404);
}
