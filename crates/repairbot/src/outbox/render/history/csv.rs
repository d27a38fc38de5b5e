//! Tables as text that Excel opens: UTF-8 with a byte order mark, semicolons (what Russian settings expect), CRLF.

/// The byte order mark: without it Excel takes the text for the system's own encoding.
const MARK: &str = "\u{feff}";

/// A table, line by line.
pub struct Csv(String);

impl Csv {
    /// With this first line.
    pub fn new(head: &[String]) -> Self {
        let mut csv = Self(MARK.to_owned());
        csv.line(head);
        csv
    }

    /// One more line.
    pub fn line(&mut self, cells: &[String]) {
        for (index, cell) in cells.iter().enumerate() {
            if index > 0 {
                self.0.push(';');
            }
            self.0.push('"');
            if is_formula(cell) {
                self.0.push('\'');
            }
            self.0.push_str(&cell.replace('"', "\"\""));
            self.0.push('"');
        }
        self.0.push_str("\r\n");
    }

    /// How many bytes it has so far.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The whole.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0.into_bytes()
    }
}

/// Whether a spreadsheet would compute the cell instead of showing it: somebody's name may be a formula that sends the
/// table away. Such a cell begins with an apostrophe.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches(|c: char| c.is_whitespace() || c.is_control())
        .starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
        || cell.starts_with(['\t', '\r', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(cells: &[&str]) -> String {
        let mut csv = Csv::new(&["a".to_owned()]);
        csv.line(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        let text = String::from_utf8(csv.into_bytes()).unwrap();
        text.strip_prefix("\u{feff}\"a\"\r\n").unwrap().to_owned()
    }

    #[test]
    fn cells_stand_apart() {
        assert_eq!(
            table(&["x;y", "say \"hi\"", "two\nlines", ""]),
            "\"x;y\";\"say \"\"hi\"\"\";\"two\nlines\";\"\"\r\n"
        );
    }

    #[test]
    fn nothing_is_computed() {
        for formula in ["=1+1", "+7", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\u{ff1d}1"] {
            assert!(table(&[formula]).starts_with("\"'"), "{formula:?}");
        }
        for harmless in ["12", "a=b", "", "#5"] {
            assert!(!table(&[harmless]).starts_with("\"'"), "{harmless:?}");
        }
    }
}
