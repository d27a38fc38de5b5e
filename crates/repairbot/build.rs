//! Puts the texts of one language into one file, so that the program can read which labels there are
//! (`src/texts.rs`, `keys`): nobody has to keep a list of the files.

use std::{env, fs, io, path::Path};

const TEXTS: &str = "../../locales/ru";

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(TEXTS);
    let mut files: Vec<_> =
        fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.sort();
    let mut texts = String::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|end| end == "ftl")) {
        texts.push_str(&fs::read_to_string(file)?);
        texts.push('\n');
    }
    let out = env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("texts.ftl"), texts)?;
    io::Write::write_all(&mut io::stdout(), format!("cargo::rerun-if-changed={TEXTS}\n").as_bytes())
}
