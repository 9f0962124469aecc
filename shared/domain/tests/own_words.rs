//! A company's own words: mistakes in `words/LANGUAGE.ftl`, languages that are added, and who reads them.

use leadwright_domain::check::Problem;
use leadwright_domain::config::Config;
use leadwright_domain::value::stage::Stage;
use leadwright_domain::words::Catalogues;

use crate::setting::config;

fn with(language: &str, text: &str) -> Config {
    let words = Catalogues::new([(language.to_owned(), text.to_owned())].into());
    Config { words, ..config() }
}

#[test]
fn a_mistake_in_words_is_named_with_its_place() {
    for (text, line, column, words) in [
        ("story-stage-new = Fresh\nstory-stage-wno = Done\n", 2, 1, "do you mean `story-stage-won`?"),
        ("# Ours\n\nnonsense = x\n", 3, 1, "no page and no mail says `nonsense`"),
        (
            "story-untouched = { $day } days\n",
            1,
            21,
            "`story-untouched` has no `$day`; do you mean `$days`?; it has $days",
        ),
        ("story-stage-new = { $name }\n", 1, 21, "it has none"),
        ("story-stage-new = <b>New</b>\n", 1, 19, "`<b>` would be shown as it stands"),
        ("page-help = Write to us.\n", 1, 1, "`page-help` needs its link"),
        ("story-stage-new = { story-stage-won }\n", 1, 21, "write the words themselves"),
        ("story-stage-new = One\nstory-stage-new = Two\n", 1, 1, "stands here twice"),
        ("story-stage-new = { $x\n\nstory-stage-won = Won\n", 3, 1, "this is no message"),
        ("what is this\n", 1, 6, "this is no message"),
    ] {
        let found = with("en", text).check();
        let at = |problem: &Problem| (problem.line, problem.column) == (Some(line), Some(column));
        let is_named = found.iter().any(|problem| problem.message.contains(words) && at(problem));
        assert!(is_named && found.iter().all(|problem| problem.file == "words/en.ftl"), "{text}: {found:#?}");
    }
    let right = "story-stage-new = Fresh\npage-help = Call us, or write: <a>{ $contact }</a>\n";
    assert_eq!(with("en", right).check(), []);
    assert!(with("french", right).check()[0].message.contains("as in words/fr.ftl"));
}

#[test]
fn an_added_language_says_what_it_can_and_the_rest_in_english() {
    let mut config = with("fr", "story-stage-new = Nouveau\n");
    let missing = config.missing_words();
    assert_eq!((missing.len(), missing[0].language.as_str()), (1, "fr"));
    let lacks = |key: &str| missing[0].messages.iter().any(|message| message == key);
    assert!(lacks("story-stage-won") && lacks("page-nav") && !lacks("story-stage-new"));
    config.team.people[0].language = Some("fr".to_owned());
    assert_eq!(config.check(), []);
    let words = config.words_for(&config.team.people[0]);
    assert_eq!(words.language(), "fr");
    assert_eq!((Stage::Lead.word(words), Stage::Customer.word(words)), ("Nouveau".to_owned(), "Won".to_owned()));
    // What is shipped says everything, and more of it may be said in other words.
    assert_eq!(with("de", "story-stage-new = Ganz neu\n").missing_words(), []);
    config = self::config();
    assert_eq!(config.missing_words(), []);
    config.company.language = "nl".to_owned();
    assert_eq!(config.missing_words()[0].language, "nl");
}

#[test]
fn a_language_of_a_person_must_have_words() {
    for (language, words) in
        [("fr", "there are: de, en, es, pt"), ("german", "there are no words in it"), ("DE", "`de`")]
    {
        let mut config = config();
        config.team.people[1].language = Some(language.to_owned());
        let found = config.check();
        let [problem] = &found[..] else { panic!("{language}: {found:?}") };
        assert_eq!((problem.file.as_str(), problem.near.as_str()), ("team.yaml", &*format!("language: {language}")));
        assert!(problem.message.contains(words), "{}", problem.message);
    }
    let mut config = config();
    config.team.people[1].language = Some("de".to_owned());
    assert_eq!(config.check(), []);
}
