//! Copies of attachments on the own disk (`ATTACHMENTS_DIR`; ADR 0043). Telegram keeps the files; a copy is shown when it
//! does not give one any more, such as to a bot with another token.
//!
//! A file's name is written down before its first byte, and the row that says so is what erasing reads: no file is left
//! behind that nobody knows of.

use std::{
    io,
    path::PathBuf,
    sync::atomic::{AtomicI64, Ordering},
};

use repairbot_core::{
    attachment::{AttachmentKind, LARGEST},
    ids::AttachmentId,
};
use tokio::{
    fs::{self, File},
    io::{AsyncReadExt as _, AsyncWriteExt as _},
};

use crate::{
    clock::Clock,
    fault::Fault,
    files,
    store::{
        Store,
        copies::{self, Copied, Due},
    },
    telegram::{RemoteFile, Telegram},
};

/// How many files one tick copies.
const AT_ONCE: u64 = 8;

/// The copying loop's body.
pub struct Copies {
    store: Store,
    telegram: Telegram,
    clock: Clock,
    folder: PathBuf,
    /// The attachment that was tried last: one that fails holds up no others.
    tried: AtomicI64,
}

impl Copies {
    /// Copies into this folder.
    #[must_use]
    pub fn new(store: Store, telegram: Telegram, clock: Clock, folder: PathBuf) -> Self {
        Self { store, telegram, clock, folder, tried: AtomicI64::new(0) }
    }

    /// Removes the files that are to go and copies a few that are not there yet. Says whether more wait.
    ///
    /// # Errors
    /// The database, Telegram or the disk is in trouble; what is to be copied stays so.
    pub async fn tick(&self) -> Result<bool, Fault> {
        self.remove_doomed().await?;
        let due = self.due().await?;
        for file in &due {
            self.tried.store(file.id.0, Ordering::Relaxed);
            self.copy(file).await?;
        }
        Ok(u64::try_from(due.len()).is_ok_and(|copied| copied == AT_ONCE))
    }

    /// What comes after the last one that was tried, and then from the beginning.
    async fn due(&self) -> Result<Vec<Due>, Fault> {
        let tx = self.store.read().await?;
        let tried = AttachmentId(self.tried.load(Ordering::Relaxed));
        let due = copies::due(&tx, tried, AT_ONCE).await?;
        if !due.is_empty() { Ok(due) } else { Ok(copies::due(&tx, AttachmentId(0), AT_ONCE).await?) }
    }

    async fn copy(&self, due: &Due) -> Result<(), Fault> {
        let remote = match self.telegram.get_file(&due.file).await {
            Ok(remote) => remote,
            // Asking again would bring the same: it is too large, or not this bot's.
            Err(error) if error.api_code() == Some(400) => {
                return self.refused((due, due.path.as_deref()), &error.to_string()).await;
            }
            Err(error) => return Err(error.into()),
        };
        let name = due.path.clone().unwrap_or_else(|| name(due, &remote));
        let tx = self.store.write().await?;
        let begun = copies::begin(&tx, due.id, &name).await?;
        tx.commit().await?;
        if !begun {
            return Ok(());
        }
        match self.fetch(&remote, &name).await {
            Ok(true) => self.kept(due, &name).await,
            Ok(false) => self.refused((due, Some(&name)), "it is too large").await,
            Err(Fault::Telegram(error)) if error.api_code() == Some(404) => {
                self.refused((due, Some(&name)), &error.to_string()).await
            }
            Err(fault) => Err(fault),
        }
    }

    async fn kept(&self, due: &Due, name: &str) -> Result<(), Fault> {
        let tx = self.store.write().await?;
        let is_there = copies::settle(&tx, due.id, Copied::Kept).await?;
        tx.commit().await?;
        if is_there { Ok(()) } else { self.remove(name).await }
    }

    /// Nothing of it stays on the disk.
    async fn refused(&self, (due, name): (&Due, Option<&str>), why: &str) -> Result<(), Fault> {
        tracing::warn!(attachment = due.id.0, why, "an attachment cannot be copied");
        let tx = self.store.write().await?;
        copies::settle(&tx, due.id, Copied::Refused).await?;
        tx.commit().await?;
        match name {
            Some(name) => self.remove(name).await,
            None => Ok(()),
        }
    }

    /// Fetches a file; it gets its name when it is whole and durable. False: it is larger than it may be.
    async fn fetch(&self, remote: &RemoteFile, name: &str) -> Result<bool, Fault> {
        let (path, partial) = (self.folder.join(name), self.partial(name));
        files::create_folder(path.parent().unwrap_or(&self.folder)).map_err(disk)?;
        let mut file = File::create(&partial).await.map_err(disk)?;
        let bytes = match remote.here() {
            Some(here) => {
                let mut here = File::open(here).await.map_err(disk)?.take(LARGEST + 1);
                tokio::io::copy(&mut here, &mut file).await.map_err(disk)?
            }
            None => self.download(remote, &mut file).await?,
        };
        if bytes > LARGEST {
            fs::remove_file(&partial).await.map_err(disk)?;
            return Ok(false);
        }
        file.sync_all().await.map_err(disk)?;
        fs::rename(&partial, &path).await.map_err(disk)?;
        // The row will say that it is there, after a power cut, too.
        files::sync_folder(&path);
        Ok(true)
    }

    /// How many bytes there are, or that there are too many.
    async fn download(&self, remote: &RemoteFile, file: &mut File) -> Result<u64, Fault> {
        let mut download = self.telegram.download(remote).await?;
        let mut bytes = 0;
        while let Some(piece) = download.piece().await? {
            let piece = piece.as_ref();
            bytes += u64::try_from(piece.len()).unwrap_or(LARGEST);
            if bytes > LARGEST {
                break;
            }
            file.write_all(piece).await.map_err(disk)?;
        }
        Ok(bytes)
    }

    async fn remove_doomed(&self) -> Result<(), Fault> {
        let doomed = copies::doomed(&self.store.read().await?).await?;
        if doomed.is_empty() {
            return Ok(());
        }
        for name in &doomed {
            self.remove(name).await?;
        }
        let tx = self.store.write().await?;
        copies::forget_doomed(&tx, &doomed, self.clock.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Removes a file, whole or not, and its folder when that is empty then.
    async fn remove(&self, name: &str) -> Result<(), Fault> {
        let path = self.folder.join(name);
        for path in [&path, &self.partial(name)] {
            match fs::remove_file(path).await {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(error)),
                _ => {}
            }
        }
        if let Some(folder) = path.parent() {
            // Others of the order may be there.
            let _ = fs::remove_dir(folder).await;
        }
        Ok(())
    }

    fn partial(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.part"))
    }
}

/// What a file is called: by its order, so that people find it, and by its id, so that no two share a name.
fn name(due: &Due, remote: &RemoteFile) -> String {
    let (number, kind, id) = (due.order.0, due.kind.code(), due.id.0);
    match remote.extension().or_else(|| usual(due.kind)) {
        Some(extension) => format!("{number}/{kind}-{id}.{extension}"),
        None => format!("{number}/{kind}-{id}"),
    }
}

/// How files of this kind end.
fn usual(kind: AttachmentKind) -> Option<&'static str> {
    match kind {
        AttachmentKind::Photo => Some("jpg"),
        AttachmentKind::Video | AttachmentKind::Animation | AttachmentKind::VideoNote => Some("mp4"),
        AttachmentKind::Audio => Some("mp3"),
        AttachmentKind::Voice => Some("ogg"),
        AttachmentKind::Document | AttachmentKind::Location => None,
    }
}

fn disk(error: io::Error) -> Fault {
    Fault::Disk { setting: "ATTACHMENTS_DIR", error }
}
