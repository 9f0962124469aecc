//! The processor time that a function of the stack took.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::Value;

/// The unit of processor time in Linux: a hundredth of a second (`USER_HZ`).
const CPU_TICK: Duration = Duration::from_millis(10);

/// The processor time of all processes of a function.
pub(super) struct Cpu {
    function: &'static str,
    before: HashMap<u64, Duration>,
    now: HashMap<u64, Duration>,
}

impl Cpu {
    /// From now on.
    pub(super) fn of(function: &'static str, status: &Value) -> Self {
        let mut cpu = Self { function, before: HashMap::new(), now: HashMap::new() };
        cpu.look(status);
        cpu.before.clone_from(&cpu.now);
        cpu
    }

    /// Notes the time of the processes that there are.
    pub(super) fn look(&mut self, status: &Value) {
        for pid in status["functions"][self.function]["pids"].as_array().into_iter().flatten().filter_map(Value::as_u64)
        {
            self.now.extend(processor_time(pid).map(|time| (pid, time)));
        }
    }

    /// The time since the first look.
    pub(super) fn spent(&self) -> Duration {
        let spent =
            |(pid, now): (&u64, &Duration)| now.saturating_sub(self.before.get(pid).copied().unwrap_or_default());
        self.now.iter().map(spent).sum()
    }
}

/// The time of a process in user and system mode (`man 5 proc`); none where there is no `/proc`.
fn processor_time(pid: u64) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name may have any characters; the third field comes after its closing bracket.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    Some(CPU_TICK * (next()? + next()?))
}
