//! What the first bytes of a file say: which kind it is, and how large a picture is.

/// Kinds that a browser shows or plays, known by their first bytes, with the ending of their names.
const SHOWN: [(&[u8], usize, &str, &str); 10] = [
    (b"\x89PNG\r\n\x1a\n", 0, "image/png", "png"),
    (b"\xff\xd8\xff", 0, "image/jpeg", "jpg"),
    (b"GIF8", 0, "image/gif", "gif"),
    (b"WEBP", 8, "image/webp", "webp"),
    (b"OggS", 0, "audio/ogg", "ogg"),
    (b"ID3", 0, "audio/mpeg", "mp3"),
    (b"\xff\xfb", 0, "audio/mpeg", "mp3"),
    (b"WAVE", 8, "audio/wav", "wav"),
    (b"ftyp", 4, "video/mp4", "mp4"),
    (b"\x1aE\xdf\xa3", 0, "video/webm", "webm"),
];

/// The media type and the usual ending of a file that a browser shows or plays; nothing for any other.
pub(crate) fn shown_as(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    let begins = |(magic, at, ..): &&(&[u8], usize, _, _)| {
        bytes.get(*at..).is_some_and(|rest| rest.starts_with(magic))
    };
    SHOWN.iter().find(begins).map(|(_, _, mime, ending)| (*mime, *ending))
}

/// Width and height of a PNG, JPEG, GIF or WebP in pixels; nothing when it is none of them or has no size.
pub(crate) fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let size = match shown_as(bytes)?.0 {
        "image/png" => (number(bytes, 16, 4)?, number(bytes, 20, 4)?),
        "image/gif" => (little(bytes, 6, 2)?, little(bytes, 8, 2)?),
        "image/jpeg" => jpeg(bytes)?,
        "image/webp" => webp(bytes)?,
        _ => return None,
    };
    (size.0 > 0 && size.1 > 0).then_some(size)
}

/// The size stands in the frame header, the first segment of the kinds C0 to CF that is no table.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let kind = *bytes.get(at..)?.strip_prefix(b"\xff")?.first()?;
        match kind {
            0xff => at += 1,
            0xc4 | 0xc8 | 0xcc => at += 2 + segment(bytes, at)?,
            0xc0..=0xcf => return Some((number(bytes, at + 7, 2)?, number(bytes, at + 5, 2)?)),
            _ => at += 2 + segment(bytes, at)?,
        }
    }
}

/// The length of the segment at this place, its own two bytes included.
fn segment(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(number(bytes, at + 2, 2)?).ok().filter(|length| *length >= 2)
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " => Some((little(bytes, 26, 2)? & 0x3fff, little(bytes, 28, 2)? & 0x3fff)),
        b"VP8L" => {
            let packed = little(bytes, 21, 4)?;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

/// A number of so many bytes, the highest first.
fn number(bytes: &[u8], at: usize, len: usize) -> Option<u32> {
    Some(bytes.get(at..at.checked_add(len)?)?.iter().fold(0, |all, byte| all << 8 | u32::from(*byte)))
}

/// A number of so many bytes, the lowest first.
fn little(bytes: &[u8], at: usize, len: usize) -> Option<u32> {
    Some(bytes.get(at..at.checked_add(len)?)?.iter().rev().fold(0, |all, byte| all << 8 | u32::from(*byte)))
}

#[cfg(test)]
mod tests {
    use super::{dimensions, shown_as};

    #[test]
    fn sizes_of_pictures() {
        let webp = |chunk: &[u8], rest: &[u8]| [b"RIFF\0\0\0\0WEBP", chunk, b"\0\0\0\0", rest].concat();
        for (bytes, size) in [
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\x40\0\0\0\xf0".to_vec(), Some((320, 240))),
            (b"GIF89a\x03\0\x04\0".to_vec(), Some((3, 4))),
            (b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x11\x08\0\x10\0\x20\x03".to_vec(), Some((32, 16))),
            (b"\xff\xd8\xff\xc4\0\x02\xff\xc0\0\x11\x08\0\x01\0\x02\x03".to_vec(), Some((2, 1))),
            (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x05\0\x06\0"), Some((5, 6))),
            (webp(b"VP8L", b"\x2f\x04\x40\x01\0"), Some((5, 6))),
            (webp(b"VP8X", b"\0\0\0\0\x04\0\0\x05\0\0"), Some((5, 6))),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0".to_vec(), None),
            (b"\xff\xd8\xff\xe0\0\x00\0\0\0\0\0\0\0\0".to_vec(), None),
            (b"\xff\xd8\xff".to_vec(), None),
            (b"%PDF-1.7".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(dimensions(&bytes), size, "{bytes:?}");
        }
    }

    #[test]
    fn kinds_of_files() {
        assert_eq!(shown_as(b"OggS\0"), Some(("audio/ogg", "ogg")));
        assert_eq!(shown_as(b"\0\0\0\x18ftypisom"), Some(("video/mp4", "mp4")));
        assert_eq!(shown_as(b"<svg onload=alert(1)>"), None);
        assert_eq!(shown_as(b"<html>"), None);
    }
}
