//! Copies of attachments on the own disk: made, shown when Telegram has lost the file, gone with the client.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use repairbot::{
    fault::Fault,
    store::copies::{self, Copied},
};
use repairbot_core::{ids::AttachmentId, order::Status};
use telegram_sim::{Fault as Trouble, FaultKind, FileKind};

use super::{
    clients_attach::{accepted, calls, card, many},
    clients_calls::close,
    clients_erase::card_of,
};
use crate::support::{Cast, Setup, TestDesk, picture, scenarios};

/// A desk that copies into this folder.
fn setup(desk: &TestDesk, folder: &Path) -> Setup {
    Setup { attachments_dir: Some(folder.to_owned()), ..desk.setup.clone() }
}

/// The same, with Pyotr's order.
async fn copying(desk: &mut TestDesk, folder: &Path) -> Cast {
    desk.restart_with(setup(desk, folder)).await;
    accepted(desk).await
}

/// Copies until nothing waits.
async fn copy(desk: &mut TestDesk) -> Result<(), Fault> {
    while desk.desk().copies.as_ref().unwrap().tick().await? {}
    Ok(())
}

/// All files below the folder, with what is in them.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            found.push((path, bytes));
        }
    }
    found.sort();
    found
}

fn trouble(method: &str, kind: FaultKind) -> Trouble {
    Trouble { kind, method: Some(method.into()), chat: None, times: Some(1) }
}

fn lost(method: &str) -> Trouble {
    let description = "Bad Request: wrong file identifier/HTTP URL specified".into();
    trouble(method, FaultKind::BadRequest { description })
}

scenarios! {
    async fn what_telegram_has_lost_is_shown_from_the_own_disk(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        let cast = copying(desk, folder.path()).await;
        let reply_to = card(desk, &cast.work);
        for kind in [FileKind::Photo, FileKind::Document, FileKind::Voice] {
            cast.work.attaches(desk, reply_to, kind).await;
        }
        copy(desk).await.unwrap();
        let kept = files(folder.path());
        let names: Vec<_> = kept.iter().map(|(path, _)| path.file_name().unwrap().to_str().unwrap()).collect();
        for (name, (begins, ends)) in names.iter().zip([("document-", ".png"), ("photo-", ".png"), ("voice-", ".png")]) {
            assert!(name.starts_with(begins) && name.ends_with(ends), "{names:?}");
        }
        assert_eq!(names.len(), 3);
        for (path, bytes) in &kept {
            assert_eq!(path.parent().unwrap(), folder.path().join("1"), "by the order's number");
            assert_eq!(*bytes, picture().bytes);
        }
        copy(desk).await.unwrap();
        assert_eq!(calls(desk, "getFile").len(), 3, "each once");

        desk.expect_errors = true; // what Telegram refuses is a dead letter
        for method in ["sendPhoto", "sendDocument", "sendVoice"] {
            desk.sim.fault(lost(method));
        }
        cast.anna.taps(desk, "📎 Вложения").await;
        cast.anna.never_saw(desk, "Не все вложения");
        let uploaded: Vec<_> = desk.sim.messages(cast.anna.chat).into_iter().rev().take(4).collect();
        let captions = uploaded.iter().filter(|message| message.text.starts_with("#1 · Пётр Мастеров")).count();
        assert_eq!(captions, 3, "{uploaded:?}");

        // Somebody has tidied up.
        for (path, _) in &kept {
            fs::remove_file(path).unwrap();
        }
        desk.sim.fault(lost("sendVoice"));
        cast.anna.taps(desk, "📎 Вложения").await;
        cast.anna.has_seen(desk, "⚠️ Не все вложения заявки #1 удалось показать");
    }

    async fn a_place_is_not_copied_and_without_a_folder_nothing_is(desk: &mut TestDesk) {
        let cast = accepted(desk).await;
        assert!(desk.desk().copies.is_none());
        let reply_to = card(desk, &cast.work);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        let folder = tempfile::tempdir().unwrap();
        desk.restart_with(setup(desk, folder.path())).await;
        cast.anna.taps(desk, "📎 Прикрепить").await;
        cast.anna.sends_place(desk, 55.75, 37.62).await;
        cast.anna.sees(desk, "Всего вложений: 2");
        copy(desk).await.unwrap();
        assert_eq!(files(folder.path()).len(), 1, "what was attached before is copied, too");
        assert_eq!(calls(desk, "getFile").len(), 1);
    }

    async fn an_interrupted_copy_begins_anew(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        let cast = copying(desk, folder.path()).await;
        let reply_to = card(desk, &cast.work);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        for kind in [FaultKind::ResetBefore, FaultKind::TooManyRequests { retry_after: 3 }, FaultKind::ServerError] {
            desk.sim.fault(trouble("getFile", kind));
            assert!(matches!(copy(desk).await, Err(Fault::Telegram(_))));
        }
        // The process was killed when it had written half of it.
        let due = copies::due(&desk.store().read().await.unwrap(), AttachmentId(0), 9).await.unwrap();
        let tx = desk.store().write().await.unwrap();
        assert!(copies::begin(&tx, due[0].id, "1/photo.png").await.unwrap());
        tx.commit().await.unwrap();
        fs::create_dir(folder.path().join("1")).unwrap();
        fs::write(folder.path().join("1/photo.png.part"), b"half").unwrap();
        desk.restart().await;
        copy(desk).await.unwrap();
        assert_eq!(files(folder.path()), [(folder.path().join("1/photo.png"), picture().bytes)]);
    }

    async fn what_telegram_does_not_give_holds_up_nothing(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        let cast = copying(desk, folder.path()).await;
        many(desk, &cast.pyotr, 12).await;
        let reply_to = card(desk, &cast.work);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        copy(desk).await.unwrap();
        copy(desk).await.unwrap();
        assert_eq!((files(folder.path()).len(), calls(desk, "getFile").len()), (1, 13), "none is asked for again");

        // One that fails lets the others pass, and comes again after them.
        for kind in [FileKind::Document, FileKind::Voice] {
            cast.work.attaches(desk, reply_to, kind).await;
        }
        desk.sim.fault(trouble("getFile", FaultKind::ServerError));
        copy(desk).await.unwrap_err();
        copy(desk).await.unwrap();
        let names: Vec<_> = files(folder.path()).into_iter().map(|(path, _)| path).collect();
        assert!(names.len() == 2 && names.iter().any(|path| path.to_string_lossy().contains("voice")), "{names:?}");
        copy(desk).await.unwrap();
        assert_eq!(files(folder.path()).len(), 3);
    }

    async fn a_disk_that_takes_nothing_is_tried_again(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        let inside = folder.path().join("copies");
        fs::write(&inside, b"a file, not a folder").unwrap();
        let cast = copying(desk, &inside).await;
        let reply_to = card(desk, &cast.work);
        cast.work.attaches(desk, reply_to, FileKind::Photo).await;
        let fault = copy(desk).await.unwrap_err();
        assert!(fault.to_string().starts_with("ATTACHMENTS_DIR: "), "{fault}");
        fs::remove_file(&inside).unwrap();
        copy(desk).await.unwrap();
        assert_eq!(files(&inside).len(), 1);
    }

    async fn copies_go_with_their_client(desk: &mut TestDesk) {
        let folder = tempfile::tempdir().unwrap();
        desk.restart_with(setup(desk, folder.path())).await;
        let cast = desk.cast().await;
        desk.order_in(Status::New, &cast).await;
        let reply_to = card(desk, &cast.anna);
        cast.anna.attaches(desk, reply_to, FileKind::Photo).await;
        copy(desk).await.unwrap();
        cast.anna.attaches(desk, reply_to, FileKind::Document).await;
        let due = copies::due(&desk.store().read().await.unwrap(), AttachmentId(0), 9).await.unwrap();
        let tx = desk.store().write().await.unwrap();
        assert!(copies::begin(&tx, due[0].id, "1/document").await.unwrap());
        tx.commit().await.unwrap();
        fs::write(folder.path().join("1/document.part"), b"half").unwrap();
        assert_eq!(files(folder.path()).len(), 2);

        close(desk, &cast, 1).await;
        card_of(desk, &cast.boris).await;
        cast.boris.taps(desk, "🗑 Стереть данные").await;
        cast.boris.taps(desk, "🗑 Да, стереть навсегда").await;
        cast.boris.sees(desk, "🗑 Данные клиента стёрты");
        let tx = desk.store().write().await.unwrap();
        assert!(!copies::settle(&tx, due[0].id, Copied::Kept).await.unwrap(), "whoever was copying it is told");
        tx.rollback().await.unwrap();
        copy(desk).await.unwrap();
        assert_eq!(files(folder.path()), []);
        assert!(!folder.path().join("1").exists());
        // A process that was stopped while it copied puts it there after all.
        fs::create_dir(folder.path().join("1")).unwrap();
        fs::write(folder.path().join("1/document"), b"late").unwrap();
        desk.wait(Duration::from_secs(601));
        copy(desk).await.unwrap();
        assert_eq!(files(folder.path()), []);
        let tx = desk.store().read().await.unwrap();
        assert_eq!(copies::doomed(&tx).await.unwrap(), Vec::<String>::new());
    }
}
