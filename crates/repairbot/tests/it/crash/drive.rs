//! A drive that loses what was not made durable when the power fails: a few lines of C loaded before the program's C
//! library note each sync, and the test's dice say what is left of the rest.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

use rand::RngExt as _;
use rand::rngs::StdRng;

const SOURCE: &str = include_str!("drive.c");
/// What the process says last.
pub const FAILS: &str = "the power fails";
/// What is written at once: a sector of the drive, or a page of the kernel's.
const PIECES: [usize; 2] = [512, 4096];
/// How likely a piece that was not made durable is there all the same: never, as in a drive that was asleep; by chance; or
/// mostly, so that some commits are there as a whole and one is torn.
const KEPT: [f64; 3] = [0.0, 0.5, 0.95];

/// The drive under a folder of files.
pub struct Drive {
    home: tempfile::TempDir,
    folder: PathBuf,
}

/// What a power cut left.
pub struct Cut {
    /// The files as the process had written them.
    pub written: PathBuf,
    /// The files as the next one finds them.
    pub found: PathBuf,
    /// Pieces of files that were written and are not found.
    pub lost: usize,
}

impl Drive {
    /// Under the folder of this file. What is there is durable. `None`, and a visible line, when there is no compiler;
    /// never in CI, which requires it.
    pub fn under(file: &Path) -> Option<Self> {
        let folder = file.parent().unwrap().canonicalize().unwrap();
        let drive = Self { home: tempfile::tempdir().unwrap(), folder };
        let source = drive.home.path().join("drive.c");
        std::fs::write(&source, SOURCE).unwrap();
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]).args([&drive.library(), &source]);
        match compiler.output() {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                assert!(std::env::var_os("TEST_REQUIRE_SERVERS").is_none(), "no cc");
                println!("skipped: no cc");
                return None;
            }
            built => {
                let built = built.unwrap();
                assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
            }
        }
        copy(&drive.folder, &emptied(drive.durable()));
        Some(drive)
    }

    fn library(&self) -> PathBuf {
        self.home.path().join("drive.so")
    }

    fn durable(&self) -> PathBuf {
        self.home.path().join("durable")
    }

    /// What a process is told so that it runs on this drive; the power fails at this step of it, counted from one.
    pub fn settings(&self, fails_at: u32) -> [(&'static str, String); 4] {
        let text = |path: PathBuf| path.to_str().unwrap().to_owned();
        [
            ("LD_PRELOAD", text(self.library())),
            ("DRIVE_FOLDER", text(self.folder.clone())),
            ("DRIVE_DURABLE", text(self.durable())),
            ("DRIVE_FAILS_AT", fails_at.to_string()),
        ]
    }

    /// The power has failed: the process is dead and nobody else has the files open. What is left of them lies beside.
    pub fn cut(&self, dice: &mut StdRng) -> Cut {
        let beside = |name| emptied(self.home.path().join(name));
        let mut cut = Cut { written: beside("written"), found: beside("found"), lost: 0 };
        copy(&self.folder, &cut.written);
        let (size, chance) =
            (PIECES[dice.random_range(0..PIECES.len())], KEPT[dice.random_range(0..KEPT.len())]);
        for name in files(&self.folder) {
            // A file that was never synced may be empty: nobody made sure that it is there.
            let durable = std::fs::read(self.durable().join(&name)).unwrap_or_default();
            let written = std::fs::read(self.folder.join(&name)).unwrap();
            let (left, lost) = survives((&durable, &written), size, || dice.random_bool(chance));
            std::fs::write(cut.found.join(&name), left).unwrap();
            cut.lost += lost;
        }
        cut
    }

    /// The power is back: what is found is what is there, and durable.
    pub fn comes_back(&self, cut: &Cut) {
        for place in [self.folder.clone(), self.durable()] {
            copy(&cut.found, &emptied(place));
        }
    }
}

/// What is left of a file, and how many of its pieces were written and are lost. Its length is one of the two lengths;
/// what was never written reads as zeros.
fn survives(
    (durable, written): (&[u8], &[u8]),
    size: usize,
    mut kept: impl FnMut() -> bool,
) -> (Vec<u8>, usize) {
    let mut left = durable.to_vec();
    if durable.len() != written.len() && kept() {
        left.resize(written.len(), 0);
    }
    let mut lost = 0;
    for (number, new) in written.chunks(size).enumerate() {
        let from = number * size;
        let piece = left.get(from..).unwrap_or_default();
        if piece.get(..new.len()) == Some(new) {
            continue;
        }
        let most = new.len().min(piece.len());
        if most > 0 && kept() {
            left[from..from + most].copy_from_slice(&new[..most]);
        } else {
            lost += 1;
        }
    }
    (left, lost)
}

/// The names of the files in a folder, sorted; not that of SQLite's shared memory, which is no file that lasts.
fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| !name.ends_with("-shm")).collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    for name in files(from) {
        std::fs::copy(from.join(&name), to.join(&name)).unwrap();
    }
}

/// A folder with nothing in it.
fn emptied(folder: PathBuf) -> PathBuf {
    if folder.exists() {
        std::fs::remove_dir_all(&folder).unwrap();
    }
    std::fs::create_dir(&folder).unwrap();
    folder
}

#[test]
fn what_was_synced_survives_and_the_rest_may() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "0").unwrap();
    let Some(drive) = Drive::under(&file) else { return };
    let durable = || std::fs::read_to_string(drive.durable().join("file")).unwrap();
    let runs = |fails_at| {
        let mut shell = Command::new("sh");
        shell.args(["-c", "printf 12 >file; sync file; printf 345 >>file; sync -d file; printf 6789 >file"]);
        let output = shell.current_dir(folder.path()).envs(drive.settings(fails_at)).output().unwrap();
        (String::from_utf8(output.stderr).unwrap().contains(FAILS), durable())
    };
    // Each `sync` is a process of its own, with steps of its own.
    assert_eq!(runs(1), (true, "0".to_owned()), "it fails before anything is durable");
    assert_eq!(runs(2), (true, "12345".to_owned()), "and after");
    assert_eq!(runs(0), (false, "12345".to_owned()));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "6789", "everybody reads what was written");

    let left = |kept: &[bool]| {
        let mut kept = kept.iter().copied();
        let (left, lost) = survives((b"12345", b"6789"), 2, || kept.next().unwrap());
        (String::from_utf8(left).unwrap(), lost)
    };
    assert_eq!(left(&[false, false, false]), ("12345".to_owned(), 2));
    assert_eq!(left(&[false, true, false]), ("67345".to_owned(), 1));
    assert_eq!(left(&[true, false, true]), ("1289".to_owned(), 1));
    assert_eq!(left(&[true, true, true]), ("6789".to_owned(), 0));
    let (longer, lost) = survives((b"12", b"345"), 2, || true);
    assert_eq!((longer.as_slice(), lost), (b"345".as_slice(), 0));
}
