//! Files and folders with personal data in them: nobody but their owner reads them, from their first byte on. On Windows
//! they are as private as the folder they are in.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::Path,
};

/// Makes a new, empty file.
///
/// # Errors
/// Also when there is one.
pub fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Makes a folder and those above it. What is there stays as it is.
///
/// # Errors
/// When one of them can't be made.
pub fn create_folder(path: &Path) -> io::Result<()> {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path)
}

/// A renamed file is found after a power cut only when its folder is durable too. Not every system can do that.
pub fn sync_folder(path: &Path) {
    let folder =
        path.parent().map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    if let Some(Ok(folder)) = folder.map(File::open) {
        let _ = folder.sync_all();
    }
}

/// Takes a file away from everybody but its owner.
///
/// # Errors
/// When it is somebody else's.
#[cfg(unix)]
pub fn restrict(path: &Path) -> io::Result<()> {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o600))
}

/// Takes a file away from everybody but its owner.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn restrict(_: &Path) -> io::Result<()> {
    Ok(())
}

/// The permissions of a file that others than its owner may read or write.
#[cfg(unix)]
#[must_use]
pub fn open_to_others(path: &Path) -> Option<u32> {
    let mode = std::os::unix::fs::MetadataExt::mode(&std::fs::metadata(path).ok()?) & 0o777;
    Some(mode).filter(|mode| mode & 0o077 != 0)
}

/// The permissions of a file that others than its owner may read or write: not known here.
#[cfg(not(unix))]
#[must_use]
pub fn open_to_others(_: &Path) -> Option<u32> {
    None
}
