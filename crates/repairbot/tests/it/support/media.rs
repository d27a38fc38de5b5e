//! What people send besides text.

use std::time::Duration;

use telegram_sim::{FileKind, MessageId, PersonFile, Place};

use super::{Chat, TestDesk};

/// A picture, as small as there are; this number tells it from others.
pub fn picture_of(number: u8) -> PersonFile {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\x02\0\0\0".to_vec();
    bytes.push(number);
    PersonFile::new(FileKind::Photo, "photo.png", "image/png", bytes)
}

/// Any picture.
pub fn picture() -> PersonFile {
    picture_of(1)
}

impl Chat {
    /// Sends a file; everything that follows from it happens.
    pub async fn sends(&self, desk: &mut TestDesk, file: PersonFile) {
        self.sends_album(desk, vec![file]).await;
    }

    /// Sends files that the bot sees together, such as those of an album.
    pub async fn sends_album(&self, desk: &mut TestDesk, files: Vec<PersonFile>) {
        desk.wait(Duration::from_secs(1));
        for file in files {
            desk.sim.send_file(self.user, self.chat, file).unwrap();
        }
        desk.settle().await;
    }

    /// Sends a file of this kind as a reply to a message.
    pub async fn attaches(&self, desk: &mut TestDesk, to: MessageId, kind: FileKind) {
        let file = PersonFile { kind, reply_to: Some(to), ..picture() };
        self.sends(desk, file).await;
    }

    /// Sends a place.
    pub async fn sends_place(&self, desk: &mut TestDesk, latitude: f64, longitude: f64) {
        desk.wait(Duration::from_secs(1));
        desk.sim.send_location(self.user, self.chat, Place { latitude, longitude });
        desk.settle().await;
    }
}
