//! Names of sheets as Excel allows them: 31 characters, some signs not at all, no name twice.

use std::collections::BTreeSet;

/// Characters of a name, as Excel counts them: UTF-16 units.
const LONGEST: usize = 31;
/// Signs a name may not have.
const FORBIDDEN: [char; 7] = [':', '/', '\\', '?', '*', '[', ']'];

/// The names given so far, in lower case: Excel does not tell capitals from small letters.
#[derive(Debug, Default)]
pub struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// The name as Excel allows it, with a number behind it when it was given before.
    pub fn take(&mut self, name: &str) -> String {
        let clean: String =
            name.chars().map(|c| if FORBIDDEN.contains(&c) || c.is_control() { '_' } else { c }).collect();
        // An apostrophe may not stand at the ends, and an empty name is none.
        let clean = clean.trim().trim_matches('\'').trim();
        let clean = if clean.is_empty() { "_" } else { clean };
        // Excel keeps this one for itself.
        let clean =
            if clean.eq_ignore_ascii_case("history") { format!("{clean}_") } else { clean.to_owned() };
        let mut given = cut(&clean, LONGEST);
        for number in 2_u64.. {
            if self.0.insert(given.to_lowercase()) {
                break;
            }
            let suffix = format!(" ({number})");
            given = format!("{}{suffix}", cut(&clean, LONGEST - suffix.len()));
        }
        given
    }
}

/// As much of the beginning as so many UTF-16 units hold.
fn cut(name: &str, units: usize) -> String {
    let mut left = units;
    let fits = |c: &char| match left.checked_sub(c.len_utf16()) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    };
    let kept: String = name.chars().take_while(fits).collect();
    kept.trim_end().trim_end_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_excel_allows() {
        let mut names = SheetNames::default();
        let long = "a".repeat(40);
        for (name, given) in [
            ("Anna", "Anna"),
            ("ANNA", "ANNA (2)"),
            ("anna", "anna (3)"),
            ("a:b/c\\d?e*f[g]", "a_b_c_d_e_f_g_"),
            ("'Anna'", "Anna (4)"),
            ("  ", "_"),
            ("", "_ (2)"),
            ("History", "History_"),
            ("one\ntwo", "one_two"),
            (&long, &long[..31]),
            (&long, &format!("{} (2)", &long[..27])),
        ] {
            assert_eq!(names.take(name), given, "{name:?}");
        }
        // A sign of two units is kept whole or not at all.
        let emoji = format!("{}\u{1f6e0}", "b".repeat(30));
        assert_eq!(names.take(&emoji), "b".repeat(30));
        for at in 2..200 {
            assert!(names.take(&long).encode_utf16().count() <= LONGEST, "{at}");
        }
    }
}
