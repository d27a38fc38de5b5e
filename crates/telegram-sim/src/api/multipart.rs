//! Multipart forms.

/// A part of a form.
pub(crate) struct Part {
    pub name: String,
    pub file_name: Option<String>,
    pub bytes: Vec<u8>,
}

/// Parses a form; nothing when it is not one.
pub(crate) fn parse(content_type: &str, body: &[u8]) -> Option<Vec<Part>> {
    let boundary = parameter(content_type, "boundary")?;
    let line = [b"--", boundary.as_bytes()].concat();
    let separator = [b"\r\n", line.as_slice()].concat();
    let start = find(body, &line)? + line.len();
    let mut rest = body.get(start..)?;
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n")?;
        let head_end = find(rest, b"\r\n\r\n")?;
        let head = String::from_utf8_lossy(rest.get(..head_end)?).into_owned();
        let content = rest.get(head_end + 4..)?;
        let end = find(content, &separator)?;
        parts.push(part(&head, content.get(..end)?)?);
        rest = content.get(end + separator.len()..)?;
    }
    Some(parts)
}

fn part(head: &str, bytes: &[u8]) -> Option<Part> {
    let disposition = head.lines().find(|line| {
        line.split(':').next().is_some_and(|name| name.trim().eq_ignore_ascii_case("content-disposition"))
    })?;
    let file_name = parameter(disposition, "filename*")
        .and_then(|encoded| Some(super::params::percent_decode(encoded.rsplit("''").next()?)))
        .or_else(|| parameter(disposition, "filename"));
    Some(Part { name: parameter(disposition, "name")?, file_name, bytes: bytes.to_vec() })
}

/// A parameter of a header, unquoted.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|piece| {
        let (key, value) = piece.split_once('=')?;
        let wanted = key.trim().eq_ignore_ascii_case(name);
        let value = value.trim().trim_matches('"');
        (wanted && !value.is_empty()).then(|| value.to_owned())
    })
}

/// Looks for the first byte first: files are long.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = needle.first()?;
    let mut from = 0;
    loop {
        let at = from + haystack.get(from..)?.iter().position(|byte| byte == first)?;
        if haystack.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}
