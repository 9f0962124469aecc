//! Mistakes in `sending.yaml` are found where they stand.

use crate::setting::config;
use leadwright_domain::config::Config;

/// A mistake in the configuration and a part of its message.
type Mistake = (fn(&mut Config), &'static str, &'static str);

#[test]
fn each_mistake_is_named_with_its_place() {
    assert_eq!(config().check(), []);
    let mistakes: Vec<Mistake> = vec![
        (|config| config.sending.a_day = 0, "a_day", "lets no marketing mail go"),
        (|config| config.sending.a_week = 2, "a_week", "less than `a_day`"),
        (|config| config.sending.a_week = 17, "a_week", "at most 16"),
        (|config| config.sending.give_up_after = "31d".to_owned().try_into().unwrap(), "give_up_after", "at least 32d"),
        (|config| config.sending.after_a_talk = "60d".to_owned().try_into().unwrap(), "give_up_after", "no less than"),
        (|config| topic(config, "Big News", "x"), "Big News", "lower-case letters"),
        (|config| topic(config, "news", " "), "news", "no words"),
    ];
    for (change, near, message) in mistakes {
        let mut config = config();
        change(&mut config);
        let problems = config.check();
        let [problem] = &problems[..] else { panic!("{near}: {problems:?}") };
        assert!(problem.near == near && problem.message.contains(message), "{problem:?}");
    }
}

fn topic(config: &mut Config, name: &str, words: &str) {
    config.sending.topics.insert(name.to_owned(), words.to_owned());
}
