//! What admins read about backups, and the parts of a sealed one.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
};

use repairbot_core::{actor::Role, screen::BackupScreen};

use super::{Rendered, Scene, Snapshot, Viewer, desk::DeskRender, format};
use crate::{
    backup::Name,
    fault::Fault,
    outbox::{Call, Temporary},
    store::outbox::ClaimedRow,
    texts::Args,
};

/// Bytes of a part. Telegram takes files of fifty million.
pub const BACKUP_PART: u64 = 45_000_000;

impl Scene<'_> {
    /// What became of a backup.
    pub(super) fn backup(&self, screen: &BackupScreen) -> Rendered {
        if !self.roles().has(Role::Admin) {
            return Rendered::text(self.text("no-access"));
        }
        Rendered::text(match screen {
            BackupScreen::Made { name, bytes, orders, deviations, sealed, unsent } => {
                let args = Args::new().text("name", name).raw("size", self.megabytes(*bytes));
                let mut lines = vec![self.text_with("backup-made", &args)];
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
        let said = |text: String| Call::Send {
            chat: row.chat,
            topic: None,
            text,
            markup: None,
            reply_to: None,
            silent: true,
        };
        if !scene.roles().has(Role::Admin) || row.chat.0 < 0 {
            return Ok(said(scene.text("no-access")));
        }
        // Nothing else in that folder is ever sent, and nothing outside of it.
        let sealed = name.parse::<Name>().is_ok_and(|name| name.sealed);
        let Some(folder) = self.backups.as_ref().filter(|_| sealed) else {
            return Ok(said(scene.text("backup-gone")));
        };
        let path = folder.join(&name);
        let cut = tokio::task::spawn_blocking(move || cut(&path, part)).await;
        let args = Args::new().number("part", i64::from(part)).number("of", i64::from(of));
        Ok(match cut {
            Ok(Ok(Some(file))) => Call::Upload {
                chat: row.chat,
                file_name: if of == 1 { name } else { format!("{name}.{part:03}") },
                file,
                caption: scene.text_with("backup-part", &args),
            },
            _ => said(scene.text("backup-gone")),
        })
    }
}

/// This part in a file of its own; `None` when there is none.
fn cut(path: &Path, part: u32) -> io::Result<Option<Temporary>> {
    let Some(before) = part.checked_sub(1) else { return Ok(None) };
    let mut whole = File::open(path)?;
    whole.seek(SeekFrom::Start(u64::from(before) * BACKUP_PART))?;
    let mut file = tempfile::NamedTempFile::new()?;
    let copied = io::copy(&mut whole.take(BACKUP_PART), &mut file)?;
    Ok((copied > 0).then(|| Temporary::new(file.into_temp_path())))
}
