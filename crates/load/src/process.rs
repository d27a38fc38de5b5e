//! The desk's process, seen from outside.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    Failure,
    measure::{self, Usage},
    slow_disk,
};

/// What the process is.
pub enum Kind {
    /// The desk.
    Desk {
        /// Its database.
        database: String,
        /// What its disk can do, when that is less than the real one can.
        fsyncs: Option<u32>,
        /// Whether it limits how much one person may send, as the product does.
        limited: bool,
    },
    /// An echo.
    Echo,
}

/// A desk in a process of its own. Killed when dropped.
pub struct Desk {
    child: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    _folder: TempDir,
}

impl Desk {
    /// Starts this program again, as that.
    pub fn start(api_url: &str, kind: &Kind) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new(std::env::current_exe()?);
        // As the files in deploy/ have it: a thread that made a report would keep its memory.
        command.env("MALLOC_ARENA_MAX", "1");
        match kind {
            Kind::Desk { database, fsyncs, limited } => {
                command.args(["--desk-of", api_url, "--database", database]);
                command.args(limited.then_some("--limited"));
                if let Some(fsyncs) = fsyncs {
                    slow_disk::slow_down(&mut command, (*fsyncs, folder.path()))?;
                }
            }
            Kind::Echo => {
                command.args(["--echo-of", api_url]);
            }
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (ask, answers) = (child.stdin.take(), child.stdout.take());
        let answers = BufReader::new(answers.ok_or("the desk has no standard output")?);
        Ok(Self { child, ask, answers, _folder: folder })
    }

    /// The number the system knows it by.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has used so far.
    pub fn usage(&mut self) -> Result<Usage, Failure> {
        let ask = self.ask.as_mut().ok_or("the desk has ended")?;
        ask.write_all(b"\n")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let figures: Value = serde_json::from_str(&line)?;
        let figure = |name: &str| figures[name].as_u64().unwrap_or(0);
        measure::usage(self.child.id(), figure("statements"), figure("commits"))
    }

    /// Asks it to end and waits until it has.
    pub fn end(&mut self) -> Result<(), Failure> {
        self.ask = None;
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("the desk ended with {status}").into()) }
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // After `end` there is nothing left to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
