//! What is attached to orders, and which of it travels together.

use proptest::prelude::*;
use repairbot_core::{
    attachment::{ALBUM, AttachmentKind, albums},
    pii::FreeText,
};

use crate::support::cases;
use AttachmentKind::{Animation, Audio, Document, Location, Photo, Video, VideoNote, Voice};

fn numbered(kinds: &[AttachmentKind]) -> Vec<(usize, AttachmentKind)> {
    kinds.iter().copied().enumerate().collect()
}

#[test]
fn neighbours_that_may_share_an_album_do() {
    let table: [(&[AttachmentKind], &[usize]); 7] = [
        (&[], &[]),
        (&[Photo], &[1]),
        (&[Photo, Video, Photo], &[3]),
        (&[Document, Document, Audio, Audio], &[2, 2]),
        (&[Photo, Document, Photo], &[1, 1, 1]),
        (&[Voice, Voice, Location, Location], &[1, 1, 1, 1]),
        (&[Animation, Animation, VideoNote, Photo], &[1, 1, 1, 1]),
    ];
    for (kinds, sizes) in table {
        let found: Vec<usize> = albums(&numbered(kinds)).iter().map(Vec::len).collect();
        assert_eq!(found, sizes, "{kinds:?}");
    }
    let eleven = albums(&numbered(&[Photo; 11]));
    assert_eq!(eleven.iter().map(Vec::len).collect::<Vec<_>>(), [10, 1]);
}

#[test]
fn every_kind_has_a_name_of_its_own() {
    for kind in AttachmentKind::ALL {
        assert_eq!(AttachmentKind::from_code(kind.code()), Some(kind));
    }
    assert_eq!(AttachmentKind::from_code("sticker"), None);
}

#[test]
fn a_caption_is_tidied_and_cut() {
    let caption = |text: &str| FreeText::caption(text).map(|caption| caption.reveal().to_owned());
    assert_eq!(caption(" табличка \n на двери "), Some("табличка на двери".to_owned()));
    assert_eq!((caption(""), caption(" \u{200b} ")), (None, None));
    assert_eq!(caption(&"я".repeat(4096)).unwrap().chars().count(), 2048);
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn albums_keep_everything_in_order_and_obey_telegram(
        kinds in prop::collection::vec(prop::sample::select(AttachmentKind::ALL.to_vec()), 0..60)
    ) {
        let files = numbered(&kinds);
        let albums = albums(&files);
        let shown: Vec<usize> = albums.iter().flatten().copied().collect();
        prop_assert_eq!(shown, (0..kinds.len()).collect::<Vec<_>>());
        for album in albums {
            prop_assert!((1..=ALBUM).contains(&album.len()));
            let parts: Vec<AttachmentKind> = album.iter().map(|file| kinds[*file]).collect();
            let visual = parts.iter().all(|kind| matches!(kind, Photo | Video));
            let alike = parts.iter().all(|kind| *kind == parts[0] && matches!(kind, Document | Audio));
            prop_assert!(parts.len() == 1 || visual || alike, "{:?}", parts);
        }
    }
}
