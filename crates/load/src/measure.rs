//! Figures of the disk and of a process.

use std::fs::{File, read_to_string};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::Failure;

/// How much slower the slowest answers may be while the desk does something else, unless nobody would notice.
pub const SLOWER: f64 = 2.0;
/// What nobody would notice.
pub const NOTICED: Duration = Duration::from_millis(100);
/// How long the disk is measured.
const DISK: Duration = Duration::from_secs(1);
/// What Linux counts processor time in, unless somebody rebuilt the kernel: 100 per second.
const TICK_MS: u64 = 10;

/// What a process has used since its start.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Statements of SQL, without BEGIN and COMMIT.
    pub statements: u64,
    /// Transactions that wrote and were committed: on SQLite one fsync each.
    pub commits: u64,
    /// Processor time in user and system mode.
    pub cpu_ms: u64,
    /// Memory in use.
    pub resident_kb: u64,
}

/// Reads what the system knows about a process.
pub fn usage(process: u32, statements: u64, commits: u64) -> Result<Usage, Failure> {
    let stat = read_to_string(format!("/proc/{process}/stat"))?;
    // Fields after the name in brackets; user and system time are the 14th and 15th of all.
    let fields = stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().skip(11);
    let ticks: u64 = fields.take(2).map_while(|field| field.parse::<u64>().ok()).sum();
    let status = read_to_string(format!("/proc/{process}/status"))?;
    let kb = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse().ok()).unwrap_or(0)
    };
    Ok(Usage { statements, commits, cpu_ms: ticks * TICK_MS, resident_kb: kb("VmRSS:") })
}

/// The most memory a process has had in use since its start, or since [`forget_peak`].
pub fn peak_kb(process: u32) -> Result<u64, Failure> {
    let status = read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kb = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kb| kb.parse().ok());
    Ok(kb.ok_or("the system does not tell the peak")?)
}

/// Lets the peak begin anew.
pub fn forget_peak(process: u32) -> Result<(), Failure> {
    Ok(std::fs::write(format!("/proc/{process}/clear_refs"), "5")?)
}

/// How often per second this folder's disk makes 4 KiB durable.
pub fn fsyncs_per_second(folder: &Path) -> Result<f64, Failure> {
    let path = folder.join("fsync");
    let mut file = File::create(&path)?;
    let (begun, mut count) = (Instant::now(), 0_u32);
    while begun.elapsed() < DISK {
        file.write_all(&[b'x'; 4096])?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / begun.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}

/// How long the slowest answers took, and of how many.
pub struct Answers {
    /// Of a hundred answers ninety-nine took no longer.
    pub p99: Duration,
    of: usize,
}

impl Answers {
    /// What people waited.
    pub fn of(mut waited: Vec<Duration>) -> Result<Self, Failure> {
        waited.sort_unstable();
        Ok(Self { p99: percentile(&waited, 0.99)?, of: waited.len() })
    }
}

impl std::fmt::Display for Answers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.1} ms of {} answers", self.p99.as_secs_f64() * 1000.0, self.of)
    }
}

/// The value below which this share of the sorted values is; an error when there are none, as nothing is not fast.
pub fn percentile(sorted: &[Duration], share: f64) -> Result<Duration, Failure> {
    let index = (sorted.len() as f64 * share) as usize;
    let value = sorted.get(index.min(sorted.len().saturating_sub(1)));
    Ok(*value.ok_or("nothing was measured")?)
}

#[cfg(test)]
mod tests {
    use super::{Duration, percentile};

    #[test]
    fn a_percentile_is_one_of_what_was_measured() {
        let sorted: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        let at = |share| percentile(&sorted, share).unwrap().as_millis();
        assert_eq!([0.0, 0.5, 0.99, 1.0].map(at), [1, 101, 199, 200]);
    }

    #[test]
    fn nothing_measured_is_an_error_and_not_zero() {
        assert!(percentile(&[], 0.99).is_err());
    }
}
