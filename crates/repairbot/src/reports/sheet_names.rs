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
        let clean: String = name.chars().map(|c| if is_forbidden(c) { '_' } else { c }).collect();
        // An apostrophe may not stand at the ends, and an empty name is none.
        let clean = clean.trim_matches(is_loose);
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

/// What a name may not have: some signs, and what XML does not have either.
fn is_forbidden(c: char) -> bool {
    FORBIDDEN.contains(&c) || c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}')
}

/// What a name may not begin or end with, or what nobody sees there.
fn is_loose(c: char) -> bool {
    c == '\'' || c.is_whitespace()
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
    kept.trim_end_matches(is_loose).to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_xlsxwriter::Worksheet;

    use super::*;

    /// Any letters, and often those that mean trouble.
    fn any_name() -> impl Strategy<Value = String> {
        let odd = prop::sample::select(vec![
            '\'',
            ' ',
            '\u{a0}',
            '[',
            ':',
            'a',
            'A',
            '\u{1f6e0}',
            '\n',
            '\u{ffff}',
        ]);
        let letter = prop_oneof![3 => odd, 1 => any::<char>()];
        prop::collection::vec(letter, 0..40).prop_map(|letters| letters.into_iter().collect())
    }

    proptest! {
        #[test]
        fn any_names_are_what_excel_allows(all in prop::collection::vec(any_name(), 1..20)) {
            let mut names = SheetNames::default();
            let mut given = BTreeSet::new();
            for name in &all {
                let name = names.take(name);
                prop_assert!(Worksheet::new().set_name(&name).is_ok(), "{name:?}");
                prop_assert!(!name.starts_with(is_loose) && !name.ends_with(is_loose), "{name:?}");
                prop_assert!(name.encode_utf16().count() <= LONGEST && !name.chars().any(is_forbidden), "{name:?}");
                prop_assert!(given.insert(name.to_lowercase()), "{name:?} twice");
            }
        }
    }

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
            ("' 'Anna", "Anna (5)"),
            ("Anna' ' '", "Anna (6)"),
            (" ' '' ", "_"),
            ("  ", "_ (2)"),
            ("", "_ (3)"),
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
