//! Amounts of won deals: told again by a later list, and after the company changed its currency.

use std::path::Path;

use leadwright_tests::{Stack, copy_config, edit, leadwright, mail_at_any_hour, root};
use serde_json::{Value, json};

const LIST: &str = "id,email\n1,ann@x.example\n2,ben@x.example\n";

/// Imports deals: the exit code, what was printed, and what was printed on stderr.
fn import(stack: &Stack, (folder, from): (&Path, &Path), deals: &str, more: &[&str]) -> (Option<i32>, Value, String) {
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let (list, deals) = (file("list.csv", LIST), file("deals.csv", deals));
    let arguments = ["import", &list, "--source", "crm", "--outcome", &deals, "--json"];
    let output = leadwright(from, &[&arguments[..], more, &["--against", &stack.url]].concat());
    let printed = serde_json::from_slice(&output.stdout).unwrap_or_default();
    (output.status.code(), printed, String::from_utf8(output.stderr).unwrap())
}

/// What a command prints that is run in that folder, by its configuration.
fn printed_in(folder: &Path, stack: &Stack, arguments: &[&str]) -> String {
    let output = leadwright(folder, &[arguments, &["--against", &stack.url]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What was won in January 2026, as a report has it that is asked for in that folder.
fn report(stack: &Stack, folder: &Path) -> Value {
    stack.local("run/rollup", &json!({}));
    stack.settle();
    let arguments =
        ["report", "--by", "source", "--measures", "won,won_amount", "--from", "2026-01-01", "--to", "2026-01-31"];
    serde_json::from_str(&printed_in(folder, stack, &[&arguments[..], &["--json"]].concat())).unwrap()
}

#[test]
fn a_deal_that_is_imported_again_with_another_amount_is_corrected() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let map = ["--map", "value=won_amount"];
    let import = |deals: &str, more: &[&str]| import(&stack, (folder.path(), root()), deals, more);
    let won = || {
        let report = report(&stack, root());
        (report["total"]["won"].clone(), report["total"]["won_amount"]["amount"].clone())
    };
    let first = "id,won_date,value\n1,2026-01-05,1000\n2,2026-01-06,500\n2,2026-01-06,700\n";
    // Without the amounts first: of Ben's two deals of a day there is one by then.
    assert_eq!(import("id,won_date,value\n1,2026-01-05,1000\n", &[]).1["deals"], 1);
    assert_eq!(won(), (json!(1), json!("0.00")), "no amount is known");
    let (_, imported, _) = import(first, &map);
    assert_eq!((&imported["deals"], &imported["corrected_deals"]), (&json!(3), &json!(1)), "{imported}");
    assert_eq!(won(), (json!(2), json!("2200.00")));
    // Again, and without the amounts: nothing changes.
    for (deals, more) in [(first, &map[..]), ("id,won_date\n1,2026-01-05\n2,2026-01-06\n", &[])] {
        let (code, imported, errors) = import(deals, more);
        assert_eq!((code, &imported["corrected_deals"]), (Some(0), &json!(0)), "{errors}");
        assert_eq!(won().1, "2200.00", "{deals}");
    }
    // One of two was corrected: the other one tells which. And back.
    for (deals, total) in [
        ("id,won_date,value\n2,2026-01-06,700\n2,2026-01-06,\"550,50\"\n", "2250.50"),
        ("id,won_date,value\n2,2026-01-06,700\n2,2026-01-06,500\n", "2200.00"),
        ("id,won_date,value\n1,2026-01-05,0\n", "1200.00"),
    ] {
        let (code, imported, errors) = import(deals, &map);
        assert_eq!((code, &imported["corrected_deals"]), (Some(0), &json!(1)), "{errors}");
        assert_eq!(won().1, total, "{deals}");
    }
    let (code, _, errors) = import("id,won_date,value\n2,2026-01-06,900\n", &map);
    let words = "deals.csv:2: it may be another deal or a correction: of this lead and time (Tue 6 Jan 2026 00:00) were imported before: ";
    assert!(code == Some(1) && errors.contains(words), "{errors}");
    assert_eq!(won().1, "1200.00");
    let printed = stack.printed(&["lead", "ann@x.example"]);
    assert!(printed.contains("The deal was corrected, for 0.00 EUR"), "{printed}");
    stack.assert_sound();
}

/// An amount keeps the currency of its time. Reports say what stands apart, and add it up once there is a rate.
#[test]
fn a_company_that_changes_its_currency_misnames_no_amount() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    copy_config(folder);
    mail_at_any_hour(folder);
    let state = folder.join("state");
    let map = ["--map", "value=won_amount"];
    let stack = Stack::start_at(folder, &state);
    import(&stack, (folder, folder), "id,won_date,value\n1,2026-01-05,1000\n", &map);
    assert_eq!(report(&stack, folder)["total"]["won_amount"], json!({"amount": "1000.00", "currency": "EUR"}));
    stack.stop();

    edit(folder, "infra/config/company.yaml", "currency: EUR ", "currency: JPY ");
    let stack = Stack::start_at(folder, &state);
    let old =
        printed_in(folder, &stack, &["report", "--by", "source", "--measures", "won_amount", "--period", "2026-01"]);
    assert!(old.contains("Counted by earlier definitions"), "{old}");
    assert!(printed_in(folder, &stack, &["lead", "ann@x.example"]).contains("for 1,000.00 EUR"));
    // In the new currency, beside the old one.
    import(&stack, (folder, folder), "id,won_date,value\n1,2026-01-05,1000\n2,2026-01-06,50000\n", &map);
    printed_in(folder, &stack, &["recount"]);
    let now = report(&stack, folder);
    assert_eq!(now["total"]["won_amount"], json!({"amount": "50000", "currency": "JPY"}), "{now}");
    assert_eq!(now["won_apart"], json!({"EUR": "1000.00"}), "{now}");
    let printed =
        printed_in(folder, &stack, &["report", "--by", "source", "--measures", "won_amount", "--period", "2026-01"]);
    assert!(printed.contains("Deals were won for 1,000.00 EUR as well, which is in no number"), "{printed}");
    printed_in(folder, &stack, &["audit"]);
    stack.stop();

    let rates = folder.join("infra/config/campaigns.yaml");
    let yaml = std::fs::read_to_string(&rates).unwrap();
    let with = yaml.replace("\nrates:\n", "\nrates:\n  - {currency: EUR, from: 2026-01-01, rate: 160}\n");
    assert_ne!(with, yaml);
    std::fs::write(&rates, with).unwrap();
    let stack = Stack::start_at(folder, &state);
    printed_in(folder, &stack, &["recount", "--again"]);
    let now = report(&stack, folder);
    assert_eq!(now["total"]["won_amount"], json!({"amount": "210000", "currency": "JPY"}), "{now}");
    assert!(now.get("won_apart").is_none(), "{now}");
    printed_in(folder, &stack, &["audit"]);
}
