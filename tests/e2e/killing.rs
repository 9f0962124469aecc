//! Functions killed at the very moment when they ask for something, or have just been given it.

use std::time::{Duration, Instant};

use leadwright_tests::{Stack, signal};
use serde_json::json;

/// A service, its operation, and the fault that holds the function there: before or behind it.
pub(crate) type Step = (&'static str, &'static str, &'static str);

/// Does something that makes a function ask for one thing, and kills all its processes when they do.
pub(crate) fn killed_at(stack: &Stack, function: &str, (service, operation, fault): Step, does: impl FnOnce() + Send) {
    let hung = || stack.status()["hung"].as_u64().unwrap();
    let before = hung();
    stack.fault(&json!({"service": service, "operation": operation, "fault": fault, "function": function}));
    let deadline = Instant::now() + Duration::from_mins(1);
    std::thread::scope(|scope| {
        scope.spawn(does);
        while hung() == before {
            assert!(Instant::now() < deadline, "the {function} never asked for {operation}");
            std::thread::sleep(Duration::from_millis(5));
        }
        stack.pids(function).into_iter().for_each(|pid| signal("KILL", pid));
    });
}
