//! A slow disk for one process: a few lines of C that are loaded before its C library and delay `fsync`.

use std::path::Path;
use std::process::Command;

use crate::Failure;

const SOURCE: &str = include_str!("slow_disk.c");

/// Makes the disk of the process that `command` starts do no more than so many fsyncs per second, one at a time.
pub fn slow_down(command: &mut Command, (fsyncs, folder): (u32, &Path)) -> Result<(), Failure> {
    let (source, library) = (folder.join("slow_disk.c"), folder.join("slow_disk.so"));
    std::fs::write(&source, SOURCE)?;
    let built = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .args([&library, &source])
        .arg("-ldl")
        .output()?;
    if !built.status.success() {
        return Err(format!("cc: {}", String::from_utf8_lossy(&built.stderr)).into());
    }
    command.env("LD_PRELOAD", &library).env("SLOW_DISK_US", (1_000_000 / fsyncs.max(1)).to_string());
    Ok(())
}
