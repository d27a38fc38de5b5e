//! The program as a process of its own.

use std::{ffi::OsStr, process::Command};

/// Where a program writes which of its lines ran, when that is looked at (`.ci/coverage`).
const PROFILE: &str = "LLVM_PROFILE_FILE";

/// This program with nothing of the environment of the tests. What counts lines would else leave a file in its folder.
pub fn alone(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env_clear().envs(std::env::var_os(PROFILE).map(|file| (PROFILE, file)));
    command
}
