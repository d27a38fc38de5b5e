//! A Rust file as the rules look at it: code without comments, texts and test modules.

use std::ops::Range;

/// One Rust file, seen in three ways.
pub struct Source {
    /// Path from the root of the repository, with forward slashes.
    pub path: String,
    /// As it is.
    pub text: String,
    /// Comments, strings and characters blanked out; as many bytes and lines as `text`.
    pub code: String,
    /// Where `#[cfg(test)]` modules lie.
    pub tests: Vec<Range<usize>>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = blank(text);
        let tests = test_modules(&code);
        Self { path: path.to_owned(), text: text.to_owned(), code, tests }
    }

    /// The text without its test modules.
    pub fn text_without_tests(&self) -> String {
        self.without_tests(&self.text)
    }

    /// The code without its test modules.
    pub fn code_without_tests(&self) -> String {
        self.without_tests(&self.code)
    }

    fn without_tests(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for byte in self.tests.iter().flat_map(|range| range.clone()) {
            if bytes[byte] != b'\n' {
                bytes[byte] = b' ';
            }
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Names of `#[cfg(test)] mod NAME;`: files that are tests as a whole.
    pub fn test_files(&self) -> Vec<String> {
        let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let stem = self.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".rs");
        let folder = if ["mod", "lib", "main"].contains(&stem) {
            folder.to_owned()
        } else {
            format!("{folder}/{stem}")
        };
        let mut files = Vec::new();
        for (at, _) in self.code.match_indices("#[cfg(test)]") {
            let words: Vec<_> = self.code[at + "#[cfg(test)]".len()..].split_whitespace().take(4).collect();
            if let Some(name) =
                words.iter().position(|word| *word == "mod").and_then(|mod_| words.get(mod_ + 1))
                && let Some(name) = name.strip_suffix(';')
            {
                files.push(format!("{folder}/{name}.rs"));
                files.push(format!("{folder}/{name}/"));
            }
        }
        files
    }

    /// The line of a byte, counted from one.
    pub fn line(&self, byte: usize) -> usize {
        self.text.as_bytes()[..byte.min(self.text.len())].iter().filter(|b| **b == b'\n').count() + 1
    }

    /// Every function with a body: its name, its first line, how many lines from `fn` to `}`.
    pub fn functions(&self) -> Vec<(String, usize, usize)> {
        let mut functions = Vec::new();
        for at in words(&self.code, "fn") {
            let rest = &self.code[at + 2..];
            let name: String =
                rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if name.is_empty() {
                continue;
            }
            if let Some(body) = body_after(&self.code, at) {
                functions.push((name, self.line(at), self.line(body.end - 1) - self.line(at) + 1));
            }
        }
        functions
    }

    /// The content of every attribute, with the byte where it begins.
    pub fn attributes(&self) -> Vec<(usize, &str)> {
        let starts = self.code.match_indices('#').filter_map(|(at, _)| {
            let rest = self.code[at + 1..].trim_start_matches('!');
            let open = self.code.len() - rest.len();
            rest.starts_with('[').then_some((at, open))
        });
        starts.filter_map(|(at, open)| Some((at, &self.code[matching(&self.code, open)?]))).collect()
    }

    /// Every path the code outside tests names, `use` trees spelled out: `crate::store::orders`.
    pub fn paths(&self) -> Vec<(usize, String)> {
        let code = self.code_without_tests();
        let mut paths = Vec::new();
        for at in words(&code, "use") {
            let Some(end) = code[at..].find(';') else { continue };
            let tree: String = code[at + 3..at + end].split_whitespace().collect::<Vec<_>>().join(" ");
            spell_out("", &tree, &mut |path| paths.push((at, path)));
        }
        for (at, path) in inline_paths(&code) {
            paths.push((at, path));
        }
        paths
    }
}

/// Where `word` stands as a whole word.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let bytes = code.as_bytes();
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        !part(at.checked_sub(1).and_then(|i| bytes.get(i))) && !part(bytes.get(at + word.len()))
    })
}

/// `a::{b, c::{d}}` as `a::b`, `a::c::d`.
fn spell_out(prefix: &str, tree: &str, found: &mut impl FnMut(String)) {
    let tree = tree.trim();
    if let Some(open) = tree.find('{') {
        let prefix = format!("{prefix}{}", &tree[..open]);
        let inner = tree[open + 1..].trim_end().strip_suffix('}').unwrap_or(&tree[open + 1..]);
        let (mut depth, mut start) = (0, 0);
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    spell_out(&prefix, &inner[start..at], found);
                    start = at + 1;
                }
                _ => {}
            }
        }
        spell_out(&prefix, &inner[start..], found);
    } else if !tree.is_empty() {
        let path = tree.split(" as ").next().unwrap_or(tree);
        found(format!("{prefix}{path}").replace(' ', ""));
    }
}

/// `a::b::c` wherever it stands.
fn inline_paths(code: &str) -> Vec<(usize, String)> {
    let mut paths = Vec::new();
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut start = None;
    for (at, c) in code.char_indices().chain([(code.len(), ' ')]) {
        match (start, part(c)) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                if code[from..at].contains("::") {
                    paths.push((from, code[from..at].trim_start_matches(':').to_owned()));
                }
                start = None;
            }
            _ => {}
        }
    }
    paths
}

/// The `{…}` of an item that begins at `at`; none when `;` comes first.
fn body_after(code: &str, at: usize) -> Option<Range<usize>> {
    let mut depth = 0_i32;
    for (offset, byte) in code.as_bytes()[at..].iter().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b';' if depth == 0 => return None,
            b'{' if depth == 0 => return matching(code, at + offset),
            _ if depth < 0 => return None,
            _ => {}
        }
    }
    None
}

/// From an opening bracket to its partner, both included.
fn matching(code: &str, open: usize) -> Option<Range<usize>> {
    let mut depth = 0_i32;
    for (offset, byte) in code.as_bytes()[open..].iter().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(open..open + offset + 1);
        }
    }
    None
}

fn test_modules(code: &str) -> Vec<Range<usize>> {
    let mut modules = Vec::new();
    for (at, attribute) in code.match_indices("#[cfg(test)]") {
        let after = at + attribute.len();
        let head: String = code[after..].chars().take_while(|c| *c != '{' && *c != ';').collect();
        if head.split_whitespace().any(|word| word == "mod")
            && let Some(body) = body_after(code, after)
        {
            modules.push(at..body.end);
        }
    }
    modules
}

/// Replaces comments, strings and characters by spaces, keeping every newline where it is.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    while at < bytes.len() {
        let end = token_end(bytes, at);
        if let Some(end) = end {
            for byte in &mut out[at..end] {
                if *byte != b'\n' {
                    *byte = b' ';
                }
            }
        }
        at = end.unwrap_or(at + 1);
    }
    // Only whole characters were blanked, so this loses nothing.
    String::from_utf8_lossy(&out).into_owned()
}

/// Where the comment, string or character that begins at `at` ends; none when none begins there.
fn token_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    let word_before = at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
    let length = match rest {
        [b'/', b'/', ..] => rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len()),
        [b'/', b'*', ..] => block_comment(rest),
        [b'"', ..] => quoted(rest, 1),
        [b'b' | b'c', b'"', ..] if !word_before => quoted(rest, 2),
        [b'b', b'\'', ..] if !word_before => 1 + character(&rest[1..])?,
        [b'r', b'"' | b'#', ..] if !word_before => raw(rest, 1)?,
        [b'b' | b'c', b'r', b'"' | b'#', ..] if !word_before => raw(rest, 2)?,
        [b'\'', ..] => character(rest)?,
        _ => return None,
    };
    Some(at + length)
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        match &rest[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(rest: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < rest.len() && rest[at] != b'"' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

fn raw(rest: &[u8], start: usize) -> Option<usize> {
    let hashes = rest[start..].iter().take_while(|b| **b == b'#').count();
    let open = start + hashes;
    (rest.get(open) == Some(&b'"')).then(|| {
        let end: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        let body = &rest[open + 1..];
        let length = body.windows(end.len()).position(|window| window == end);
        length.map_or(rest.len(), |length| open + 1 + length + end.len())
    })
}

/// A character, not a lifetime.
fn character(rest: &[u8]) -> Option<usize> {
    if rest.get(1) == Some(&b'\\') {
        let close = rest.iter().skip(3).position(|b| *b == b'\'')?;
        return Some(close + 4);
    }
    let text = String::from_utf8_lossy(&rest[1..rest.len().min(6)]).into_owned();
    let first = text.chars().next()?;
    (rest.get(1 + first.len_utf8()) == Some(&b'\'')).then_some(2 + first.len_utf8())
}
