//! What a form's file says of sites and browsers.

use leadwright_domain::form::Form;
use serde_json::{Value, json};

use crate::setting::config;

/// The demo form with these keys.
fn demo(more: &Value) -> Form {
    let mut form = serde_json::to_value(&config().forms["demo"]).unwrap();
    form.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(form).unwrap()
}

#[test]
fn mistakes_about_sites_and_browsers_are_named_with_what_to_write() {
    let asked = json!([{"purpose": "measuring", "version": "v1", "wording": "You may count the pages that I read."}]);
    for (keys, words) in [
        (json!({"origins": ["https://www.acme.example"], "without_origin": "refuse"}), None),
        (json!({"origins": ["*"]}), None),
        (json!({"origins": []}), Some("`origins` lists the sites")),
        (json!({"origins": ["*", "https://www.acme.example"]}), Some("let it stand alone")),
        (json!({"origins": ["https://www.acme.example/"]}), Some("here it is `https://www.acme.example/`")),
        (json!({"origins": ["https://Acme.example"]}), Some("in small letters")),
        (json!({"origins": ["https://a.example", "https://a.example"]}), Some("is there twice")),
        (json!({"consents": asked, "progressive": []}), None),
        (json!({"progressive": []}), Some("`progressive` needs a box with `purpose: measuring`")),
        (json!({"consents": asked, "progressive": ["emial"]}), Some("do you mean `email`?")),
        (json!({"consents": asked, "progressive": ["email"]}), Some("is asked each time")),
    ] {
        let mut config = config();
        config.forms.insert("demo".to_owned(), demo(&keys));
        let told: Vec<_> = config.check().into_iter().filter(|problem| problem.file == "forms/demo.yaml").collect();
        match words {
            None => assert_eq!(told, [], "{keys}"),
            Some(words) => assert!(told.iter().any(|problem| problem.message.contains(words)), "{keys}: {told:?}"),
        }
    }
}
