//! What is looked up of a lead after it began: home pages and a program of the company's, which are servers on this machine
//! that answer, late, wrongly, or never.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use leadwright_tests::{Stack, copy_config, edit, mail_at_any_hour, person};
use serde_json::{Value, json};

/// A server; what it was asked, each with its head and body.
struct Others {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Others {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let known = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let known = Arc::clone(&known);
                std::thread::spawn(move || serve(stream, &known));
            }
        });
        Self { url, asked }
    }

    fn asked(&self, beginning: &str) -> Vec<String> {
        self.asked.lock().unwrap().iter().filter(|asked| asked.starts_with(beginning)).cloned().collect()
    }
}

fn serve(mut stream: TcpStream, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("the same connection"));
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or_default() == 0 || line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let body = String::from_utf8_lossy(&body).into_owned();
    asked.lock().unwrap().push(format!("{head}\n{body}"));
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let page = |title: &str| {
        format!(
            "<html lang=pt><title>{title}</title><meta name=description content='Roofs'><link rel=icon href=http://x/i>"
        )
    };
    let (status, more, body) = match path.as_str() {
        "/robots.txt" => ("200 OK", String::new(), "User-agent: *\nDisallow: /customer7.example/\n".to_owned()),
        "/customer1.example/" => ("200 OK", String::new(), page("Acme &amp; Sons")),
        "/customer2.example/" => ("302 Found", "location: /customer1.example/\r\n".to_owned(), String::new()),
        "/customer3.example/" => ("302 Found", "location: http://169.254.169.254/x\r\n".to_owned(), String::new()),
        "/customer4.example/" => ("302 Found", "location: /customer4.example/\r\n".to_owned(), String::new()),
        // Never, within any time that somebody would wait.
        "/customer5.example/" => return std::thread::sleep(Duration::from_secs(30)),
        "/customer6.example/" => ("200 OK", String::new(), page("Large") + &"<p>x".repeat(200_000)),
        "/enrich" if body.contains("person1@") => (
            "200 OK",
            String::new(),
            json!({"industry": "Roofs", "employees": 70, "title": "CEO", "odd": [1]}).to_string(),
        ),
        "/enrich" => ("200 OK", String::new(), "<html>no JSON".to_owned()),
        _ => ("404 Not Found", String::new(), String::new()),
    };
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{more}content-length: {}\r\n\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

fn looked_up(stack: &Stack, number: usize) -> Option<Value> {
    let lead = stack.lead(&format!("person{number}@customer{number}.example"));
    lead["timeline"].as_array().unwrap().iter().find(|one| one["kind"] == "enriched").cloned()
}

fn with_enrichment(rules: &str) -> (tempfile::TempDir, Stack) {
    let folder = tempfile::tempdir().unwrap();
    copy_config(folder.path());
    mail_at_any_hour(folder.path());
    edit(folder.path(), "infra/config/company.yaml", "# enrichment:  ", &format!("enrichment: {rules}\n#"));
    let stack = Stack::start_at(folder.path(), ":memory:");
    (folder, stack)
}

#[test]
fn what_others_know_of_a_lead_is_one_activity_and_never_in_place_of_what_a_person_said() {
    let others = Others::start();
    let rules = format!("{{home_page: '{0}/{{domain}}/', phone: true, endpoint: '{0}/enrich'}}", others.url);
    let (_folder, stack) = with_enrichment(&rules);
    let mut fields = person(1);
    for unsaid in ["employees", "country"] {
        fields.as_object_mut().unwrap().remove(unsaid);
    }
    stack.submit_and_settle("demo-request", &fields);
    let found = looked_up(&stack, 1).expect("it was looked up");
    let page = &found["facts"][format!("{}/customer1.example/", others.url)];
    assert_eq!((&page["title"], &page["description"]), (&json!("Acme & Sons"), &json!("Roofs")), "{found}");
    assert!(page["icon"].is_null(), "no icon without TLS");
    assert_eq!(found["facts"]["127.0.0.1"], json!({"industry": "Roofs"}));
    assert_eq!(found["fields"], json!({"employees": "70", "country": "PT", "timezone": "Europe/Lisbon"}));
    let lead = stack.lead("person1@customer1.example");
    assert_eq!((&lead["fields"]["employees"], &lead["fields"]["title"]), (&json!("70"), &json!("Head of Operations")));
    let calls = others.asked("POST /enrich");
    assert!(calls[0].to_lowercase().contains("leadwright-signature: t="), "{}", calls[0]);
    let dora = stack.log_in("dora");
    let html = dora.page(&format!("/desk/leads/{}", lead["id"].as_str().unwrap()));
    assert!(html.contains("Acme &amp; Sons") || html.contains("Acme &#38; Sons"), "{html}");
    assert!(html.contains("from 127.0.0.1"), "{html}");
    // What a person says later counts, and nothing is asked again.
    let mut later = person(1);
    later["employees"] = json!("12");
    later["message"] = json!("Again");
    stack.submit_and_settle("demo-request", &later);
    assert_eq!(stack.lead("person1@customer1.example")["fields"]["employees"], "12");
    let mut colleague = person(1);
    colleague["email"] = json!("other@customer1.example");
    stack.submit_and_settle("demo-request", &colleague);
    assert_eq!(others.asked("GET /customer1.example/").len(), 1, "the page is kept");
    assert_eq!(others.asked("POST /enrich").len(), 2);
    stack.assert_sound();
}

#[test]
fn a_page_is_asked_within_bounds_and_by_its_robots_txt() {
    let others = Others::start();
    let (_folder, stack) = with_enrichment(&format!("{{home_page: '{}/{{domain}}/'}}", others.url));
    for number in 2..=8 {
        stack.submit("demo-request", &person(number));
    }
    let mut free = person(9);
    free["email"] = json!("maria.silva@gmail.com");
    stack.submit("demo-request", &free);
    stack.settle();
    let title = |number| {
        let found = looked_up(&stack, number)?;
        Some(found["facts"].as_object()?.values().next()?["title"].as_str()?.to_owned())
    };
    // 2 leads on to another page; 3 to an address that is none of the web; 4 to itself; 5 never answers; 7 asks not to be read.
    for (number, expected) in
        [(2, Some("Acme & Sons")), (3, None), (4, None), (5, None), (6, Some("Large")), (7, None), (8, None)]
    {
        assert_eq!(title(number).as_deref(), expected, "{number}");
    }
    assert!(others.asked("GET /customer7.example/").is_empty() && others.asked("GET /gmail.com/").is_empty());
    assert_eq!(others.asked("GET /customer4.example/").len(), 3);
    // That a page said nothing is kept for a day.
    for day in 0..2 {
        let mut colleague = person(8);
        colleague["email"] = json!(format!("other{day}@customer8.example"));
        stack.submit_and_settle("demo-request", &colleague);
        assert_eq!(others.asked("GET /customer8.example/").len(), 1 + day);
        stack.advance("25h");
    }
    stack.assert_sound();
}

#[test]
fn nothing_is_looked_up_where_the_company_does_not_ask_for_it() {
    let stack = Stack::start();
    stack.submit_and_settle("demo-request", &person(1));
    assert_eq!(looked_up(&stack, 1), None);
    let calls = stack.status()["functions"]["Intake"].to_string();
    assert!(!calls.contains("\"invocations\":1"), "{calls}");
}
