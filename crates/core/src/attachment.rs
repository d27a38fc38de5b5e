//! What people attach to orders: which kinds there are, how much of it, and which travel together.

use serde::{Deserialize, Serialize};

/// How much one order may have. More than any repair needs; a bound for whoever looks at it.
pub const MOST_PER_ORDER: u64 = 100;
/// The largest file, in bytes: what a bot can fetch from Telegram at all, so that nothing is kept that could never
/// be copied. <https://core.telegram.org/bots/api#getfile>
pub const LARGEST: u64 = 20 * 1024 * 1024;
/// The most files of one album. <https://core.telegram.org/bots/api#sendmediagroup>
pub const ALBUM: usize = 10;

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A picture.
    Photo,
    /// A video.
    Video,
    /// A moving picture without sound.
    Animation,
    /// A file as it is.
    Document,
    /// Music or a recording.
    Audio,
    /// A voice message.
    Voice,
    /// A round video message.
    VideoNote,
    /// A place on the map.
    Location,
}

impl AttachmentKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Photo,
        Self::Video,
        Self::Animation,
        Self::Document,
        Self::Audio,
        Self::Voice,
        Self::VideoNote,
        Self::Location,
    ];

    /// The name stored in the database; Telegram's word for it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Video => "video",
            Self::Animation => "animation",
            Self::Document => "document",
            Self::Audio => "audio",
            Self::Voice => "voice",
            Self::VideoNote => "video_note",
            Self::Location => "location",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether it can be shown with a text below it.
    #[must_use]
    pub fn has_caption(self) -> bool {
        !matches!(self, Self::VideoNote | Self::Location)
    }

    /// Whether both may be parts of one album: pictures and videos mix, documents and music stay among their own.
    fn shares_album(self, other: Self) -> bool {
        let visual = |kind| matches!(kind, Self::Photo | Self::Video);
        visual(self) && visual(other) || self == other && matches!(self, Self::Document | Self::Audio)
    }
}

/// Splits what is to be shown into messages, in the same order: neighbours that may share an album do.
#[must_use]
pub fn albums<T: Copy>(files: &[(T, AttachmentKind)]) -> Vec<Vec<T>> {
    let mut albums: Vec<(AttachmentKind, Vec<T>)> = Vec::new();
    for (file, kind) in files {
        match albums.last_mut() {
            Some((first, album)) if first.shares_album(*kind) && album.len() < ALBUM => album.push(*file),
            _ => albums.push((*kind, vec![*file])),
        }
    }
    albums.into_iter().map(|(_, album)| album).collect()
}
