//! Small shared transformations of what people type.

/// Trims, turns every run of white space (no-break spaces too) into one space, drops control and
/// invisible format characters.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(char::is_whitespace) {
        let mut kept = word.chars().filter(|c| !is_invisible(*c)).peekable();
        if kept.peek().is_some() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(kept);
        }
    }
    out
}

/// [`tidy`], lower case, and the letter yo written as ye: the form in which words are compared.
pub(crate) fn fold(text: &str) -> String {
    tidy(text).to_lowercase().replace('\u{451}', "\u{435}")
}

/// A number that tells one short text from others, for a button: FNV-1a, cut to 32 bits.
pub(crate) fn mark(text: &str) -> i64 {
    let hash =
        text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    i64::from(hash)
}

/// Control characters, zero-width characters, direction marks and the byte order mark.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Whether `c` is one of the dashes people use for a hyphen or a minus.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}
