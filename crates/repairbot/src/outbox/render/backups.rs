//! What admins read about backups, and the parts of a sealed one.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::{Path, PathBuf},
    sync::Arc,
};

use async_trait::async_trait;
use repairbot_core::{
    actor::Role,
    ids::ChatId,
    screen::BackupScreen,
    settings::{Placeholder, Template},
};

use super::{Rendered, Scene, Snapshot, Viewer, desk::DeskRender, format};
use crate::{
    backup::Name,
    fault::Fault,
    outbox::{Attached, Beats, Call, Later, Temporary, Turn, Work},
    store::outbox::ClaimedRow,
    texts::Args,
};

/// Bytes of a part at most: as much as a line of 3 Mbit/s takes in the time of an upload. Telegram takes five times that.
pub const BACKUP_PART: u64 = 10_000_000;

impl Scene<'_> {
    /// What became of a backup.
    pub(super) async fn backup(&self, screen: &BackupScreen) -> Result<Rendered, Fault> {
        if !self.roles().has(Role::Admin) {
            return Ok(Rendered::text(self.text("no-access")));
        }
        Ok(Rendered::text(match screen {
            BackupScreen::Made { name, bytes, orders, deviations, sealed, unsent } => {
                let mut lines = vec![self.backup_made(name, *bytes).await?];
                let orders = orders.map(|orders| i64::try_from(orders).unwrap_or(i64::MAX));
                lines.push(match orders {
                    Some(orders) => self.text_with("backup-proved", &Args::new().number("orders", orders)),
                    None => self.text("backup-read"),
                });
                lines.extend(sealed.then(|| self.text("backup-sealed")));
                lines.extend(unsent.then(|| self.text("backup-unsent")));
                let deviations = i64::try_from(*deviations).unwrap_or(i64::MAX);
                let wrong = || self.text_with("backup-deviates", &Args::new().number("count", deviations));
                lines.extend((deviations > 0).then(wrong));
                lines.join("\n")
            }
            BackupScreen::Failed { why } => {
                let reason = self.text(&format!("backup-why-{}", why.code()));
                self.text_with("backup-failed", &Args::new().raw("reason", reason))
            }
        }))
    }

    /// That there is one, in an admin's own words if he has set some. What is found out about it follows in ours.
    async fn backup_made(&self, name: &str, bytes: u64) -> Result<String, Fault> {
        let size = self.megabytes(bytes);
        let made = |name: Name| self.day(self.company.day(name.at));
        let own = self.snapshot.settings().await?.filled(Template::Backup, |place| match place {
            Placeholder::Date => name.parse().ok().map(made),
            Placeholder::File => Some(name.to_owned()),
            Placeholder::Size => Some(size.clone()),
            _ => None,
        });
        Ok(match own {
            Some(own) => self.shortened(&own),
            None => self.text_with("backup-made", &Args::new().text("name", name).raw("size", size)),
        })
    }

    fn megabytes(&self, bytes: u64) -> String {
        let tenths = bytes.div_ceil(100_000).max(1);
        let size = format::decimal(self.lang, format!("{}.{}", tenths / 10, tenths % 10));
        self.text_with("backup-size", &Args::new().raw("size", size))
    }
}

impl DeskRender {
    /// A part of a sealed backup, for an admin in his private chat.
    pub(super) async fn backup(
        &self,
        snapshot: &Snapshot,
        row: &ClaimedRow,
        (name, part, of): (String, u32, u32),
    ) -> Result<Call, Fault> {
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let scene = Scene::new(snapshot, &self.company, viewer).await?;
        if !scene.roles().has(Role::Admin) || row.chat.0 < 0 {
            return Ok(Call::say(row.chat, scene.text("no-access")));
        }
        // Nothing else in that folder is ever sent, and nothing outside of it.
        let sealed = name.parse::<Name>().is_ok_and(|name| name.sealed);
        let Some(folder) = self.backups.as_ref().filter(|_| sealed) else {
            return Ok(Call::say(row.chat, scene.text("backup-gone")));
        };
        let args = Args::new().number("part", i64::from(part)).number("of", i64::from(of));
        let work = BackupPart {
            chat: row.chat,
            path: folder.join(&name),
            file_name: if of == 1 { name } else { format!("{name}.{part:03}") },
            part,
            of,
            caption: scene.text_with("backup-part", &args),
            gone: scene.text("backup-gone"),
            slow: scene.text_with("backup-slow", &args),
        };
        Ok(Call::Later(Later(Arc::new(work))))
    }
}

/// A part that is cut out of its backup on its way: that takes as long as the disk does.
struct BackupPart {
    chat: ChatId,
    path: PathBuf,
    file_name: String,
    part: u32,
    of: u32,
    caption: String,
    gone: String,
    slow: String,
}

#[async_trait]
impl Work for BackupPart {
    async fn make(&self, _: Turn, _: Beats) -> Result<Call, Fault> {
        let (path, part, of) = (self.path.clone(), self.part, self.of);
        let cut = tokio::task::spawn_blocking(move || cut(&path, (part, of))).await;
        Ok(match cut {
            Ok(Ok(Some(file))) => Call::Document {
                chat: self.chat,
                topic: None,
                file_name: self.file_name.clone(),
                file: Attached::Disk(file),
                caption: Some(self.caption.clone()),
                silent: false,
                photo: false,
            },
            _ => Call::say(self.chat, self.gone.clone()),
        })
    }

    fn given_up(&self) -> Call {
        Call::say(self.chat, self.slow.clone())
    }
}

/// This part of so many in a file of its own; `None` when there is none. Parts are equally long but for the last, however
/// many there are: what was queued with another length of parts comes whole, too.
fn cut(path: &Path, (part, of): (u32, u32)) -> io::Result<Option<Temporary>> {
    let Some(before) = part.checked_sub(1).filter(|before| *before < of) else { return Ok(None) };
    let mut whole = File::open(path)?;
    let length = whole.metadata()?.len().div_ceil(u64::from(of));
    whole.seek(SeekFrom::Start(u64::from(before) * length))?;
    let mut file = tempfile::NamedTempFile::new()?;
    let copied = io::copy(&mut whole.take(length), &mut file)?;
    Ok((copied > 0).then(|| Temporary::new(file.into_temp_path())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telegram::UPLOAD;

    #[test]
    fn a_part_is_through_a_slow_line_in_time() {
        let bits_per_second = BACKUP_PART * 8 / UPLOAD.as_secs();
        assert!(bits_per_second < 3_000_000, "{bits_per_second}");
    }

    #[test]
    fn parts_of_any_number_are_the_whole() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let whole: Vec<u8> = (0..=255).cycle().take(10_001).collect();
        io::Write::write_all(&mut file, &whole).unwrap();
        for of in [1, 2, 3, 40] {
            let part =
                |part| cut(file.path(), (part, of)).unwrap().map(|file| std::fs::read(file.path()).unwrap());
            let parts: Vec<Vec<u8>> = (1..=of).map(|number| part(number).unwrap()).collect();
            assert_eq!(parts.concat(), whole, "{of}");
            assert_eq!((part(0), part(of + 1)), (None, None));
        }
        assert!(cut(Path::new("/no/such/file"), (1, 1)).is_err());
    }
}
