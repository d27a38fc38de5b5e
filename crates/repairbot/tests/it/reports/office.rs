//! The same workbooks through LibreOffice: `tests/office/run` keeps them, converts them and compares.

use std::{collections::BTreeMap, path::PathBuf};

use super::dump;

/// Where the workbooks are kept when somebody wants to look at them.
fn folder() -> Option<PathBuf> {
    std::env::var_os("OFFICE_FOLDER").map(PathBuf::from)
}

/// Keeps a workbook there.
pub fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = folder() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{name}.xlsx")), bytes).unwrap();
    }
}

/// The cells of a workbook by sheet and place.
fn cells(bytes: &[u8]) -> BTreeMap<(String, u32, u32), String> {
    let mut all = BTreeMap::new();
    for (sheet, range) in dump::sheets(bytes) {
        for (row, column, cell) in dump::cells(&range) {
            all.insert((sheet.clone(), row, column), cell);
        }
    }
    all
}

#[test]
#[ignore = "needs LibreOffice: tests/office/run"]
fn libreoffice_reads_what_we_wrote() {
    let folder = folder().expect("OFFICE_FOLDER is set by tests/office/run");
    let mut compared = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "xlsx") {
            continue;
        }
        let name = path.file_name().unwrap();
        let converted = folder.join("converted").join(name);
        let theirs =
            std::fs::read(&converted).unwrap_or_else(|_| panic!("LibreOffice did not open {name:?}"));
        let (ours, theirs) = (cells(&std::fs::read(&path).unwrap()), cells(&theirs));
        for (place, cell) in &ours {
            assert_eq!(theirs.get(place), Some(cell), "{name:?}: {place:?}");
        }
        assert_eq!(ours.len(), theirs.len(), "{name:?}: LibreOffice sees more than we wrote");
        compared += ours.len();
    }
    assert!(compared > 1_000, "{compared} cells are too few");
}
