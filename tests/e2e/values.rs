//! Values that are hard to read, on their way from forms, programs and lists to pages and mails.

use leadwright_tests::{Stack, read_json, read_text};
use serde_json::json;

use crate::seller::{link, page};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MARIA: &str = "maria@acme.example";

#[test]
fn r_countries_735_a_country_is_chosen_by_name_and_nothing_is_lost_over_it() {
    let stack = Stack::start();
    let form = read_text(&mut stack.get("/forms/demo-request"));
    assert!(form.contains("<option value=\"DE\">Germany<"), "{form}");
    for (number, (posted, kept, is_recognised)) in [
        ("DE", "DE", true),
        ("Germany", "DE", true),
        ("%C3%B6sterreich", "AT", true),
        ("UK", "GB", true),
        ("EL", "GR", true),
        ("XX", "XX", false),
        ("EU", "EU", false),
        ("Narnia", "Narnia", false),
    ]
    .into_iter()
    .enumerate()
    {
        let body = format!("email=m{number}%40acme.example&country={posted}");
        assert_eq!(stack.post("/forms/guide-download", URLENCODED, &body).status(), 303, "{posted}");
        stack.settle();
        let lead = stack.lead(&format!("m{number}@acme.example"));
        assert_eq!(lead["fields"]["country"], kept);
        assert_eq!(lead["unrecognised"].is_null(), is_recognised, "{posted}: {lead}");
    }
    // Beside a field that is refused, what was written stays.
    let mut again = stack.post("/forms/demo-request", URLENCODED, "email=maria&country=deutschland");
    assert!(read_text(&mut again).contains("<option value=\"DE\" selected>Germany<"));
    let mut again = stack.post("/forms/demo-request", URLENCODED, "email=maria&country=Narnia");
    assert!(read_text(&mut again).contains("<option selected>Narnia<"));
    stack.assert_sound();
}

#[test]
fn r_rapidpro_241_the_seller_dials_one_number_or_reads_what_was_typed() {
    let stack = Stack::start();
    let fields = json!({
        "email": MARIA, "name": "Maria\u{202e}avliS\u{200b}", "phone": "912345678 / 913", "country": "Narnia",
        "employees": "12.5",
    });
    let mut answer = stack.submit("demo-request", &fields);
    assert_eq!(answer.status(), 202, "{}", read_json(&mut answer));
    stack.settle();
    let subjects = stack.subjects_to("ana@acme.example");
    assert!(subjects.iter().all(|subject| subject.starts_with("MariaavliS: wants a demo")), "{subjects:?}");
    let mail = stack.inbox().into_iter().find(|mail| mail["to"].to_string().contains("ana@")).expect("a hand-off");
    let text: Vec<&str> = mail["text"].as_str().unwrap().split_whitespace().collect();
    let text = text.join(" ");
    for words in [
        "They left a number that can't be dialled, 912345678 / 913 (not recognised): ask for one",
        "Country Narnia (not recognised)",
        "Employees: 12.5 (not recognised)",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!mail["html"].as_str().unwrap().contains("tel:"));
    let (_, seen) = page(&stack, &link(&stack, "ana@acme.example"));
    assert!(!seen.contains("tel:") && !seen.contains("left no number"), "{seen}");
    assert!(seen.contains("<title>MariaavliS ·") && seen.contains("Narnia (not recognised)"), "{seen}");

    // The same person leaves a number as it is dialled at home.
    stack.submit_and_settle("guide-download", &json!({"email": MARIA, "phone": "912 345 678"}));
    let (_, seen) = page(&stack, &link(&stack, "ana@acme.example"));
    assert!(
        seen.contains("href=\"tel:+351912345678\">Call <bdi>912 345 678</bdi> (+351912345678), the new number</a>"),
        "{seen}"
    );
    stack.assert_sound();
}

#[test]
fn r_hyper_86_a_number_with_marks_that_nobody_sees_is_that_number() {
    let stack = Stack::start();
    let fields = json!({"email": MARIA, "phone": "\u{202d}+351 912 345 678\u{202c}"});
    stack.submit_and_settle("guide-download", &fields);
    assert_eq!(stack.lead(MARIA)["fields"]["phone"], "+351912345678");
    stack.assert_sound();
}

#[test]
fn r_contao_8434_a_post_is_decoded_by_what_it_declares_or_refused_in_words() {
    let stack = Stack::start();
    let body = |name: &str| format!("email=maria%40acme.example&name={name}");
    for content_type in [URLENCODED, "application/x-www-form-urlencoded; charset=utf-8"] {
        let mut page = stack.post("/forms/guide-download", content_type, &body("Jos%E9"));
        assert_eq!(page.status(), 400);
        assert!(read_text(&mut page).contains("The post is not UTF-8 text: send it as UTF-8, or declare its encoding"));
    }
    let klingon = "application/x-www-form-urlencoded; charset=klingon";
    assert_eq!(stack.post("/forms/guide-download", klingon, &body("Jos")).status(), 415);
    stack.settle();
    assert_eq!(stack.printed(&["leads", "--json"]).trim(), "[]");
    let latin = "application/x-www-form-urlencoded; charset=ISO-8859-1";
    assert_eq!(stack.post("/forms/guide-download", latin, &body("Jos%E9")).status(), 303);
    stack.settle();
    assert_eq!(stack.lead(MARIA)["fields"]["name"], "José");
    let in_a_field = body("Jo%E3o") + "&_charset_=windows-1252";
    assert_eq!(stack.post("/forms/guide-download", URLENCODED, &in_a_field).status(), 303);
    stack.settle();
    assert_eq!(stack.lead(MARIA)["fields"]["name"], "João");
    stack.assert_sound();
}

#[test]
fn a_row_is_not_lost_over_a_value_that_cannot_be_read() {
    let stack = Stack::start();
    let folder = tempfile::tempdir().unwrap();
    let list = folder.path().join("fair.csv");
    let rows = "id,email,name,phone,country,employees\n\
                1,maria@acme.example,Maria,351912345678.0,Narnia,50-100\n\
                2,jose@acme.example,José,3.51912E+11,Deutschland,50.0\n\
                3,not an address,Rui,+351 912 345 678,UK,\"1,200\"\n";
    std::fs::write(&list, rows).unwrap();
    let printed = stack.printed(&["import", list.to_str().unwrap(), "--source", "fair"]);
    assert!(printed.contains("3 leads"), "{printed}");
    let unread = ["country: 1 cell", "email: 1 cell", "employees: 1 cell", "phone: 2 cells"];
    for cells in unread {
        assert!(
            printed.contains(&format!("{cells} can't be read: kept as text, (not recognised)")),
            "{cells}: {printed}"
        );
    }
    let of = |who: &str| {
        let lead = stack.lead(who);
        let fields = ["phone", "country", "employees"].map(|name| lead["fields"][name].as_str().unwrap().to_owned());
        (fields, lead["unrecognised"].to_string())
    };
    let (fields, unrecognised) = of(MARIA);
    assert_eq!(fields, ["351912345678.0", "Narnia", "50-100"]);
    assert_eq!(unrecognised, r#"["country","employees","phone"]"#);
    let (fields, unrecognised) = of("jose@acme.example");
    assert_eq!((fields, unrecognised.as_str()), (["3.51912E+11", "DE", "50"].map(str::to_owned), r#"["phone"]"#));
    let (fields, unrecognised) = of("+351912345678");
    assert_eq!((fields, unrecognised.as_str()), (["+351912345678", "GB", "1200"].map(str::to_owned), r#"["email"]"#));
    stack.assert_sound();
}
