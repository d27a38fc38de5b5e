//! Files that come with calls, and `getFile`.

use super::Answer;
use super::error::ApiError;
use super::params::Params;
use crate::html::is_link;
use crate::image;
use crate::world::{MediaKind, World};
use serde_json::json;

/// The largest file a bot may download.
const MAX_DOWNLOAD: usize = 20 * 1024 * 1024;
/// The largest photo.
const MAX_PHOTO: usize = 10 * 1024 * 1024;
/// Width and height of a photo together, in pixels.
const MAX_SIDES: u64 = 10_000;
/// How many times longer one side of a photo may be than the other.
const MAX_PROPORTION: u64 = 20;

/// `getFile`.
pub(super) fn get(world: &World, params: &Params) -> Answer {
    let id = params.text("file_id").filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| ApiError::bad("file_id not specified"))?;
    let file = world.files.get(&id).ok_or_else(|| ApiError::bad("invalid file_id"))?;
    if file.bytes.len() > MAX_DOWNLOAD {
        return Err(ApiError::bad("file is too big"));
    }
    let mut shown = world.file_json(&id);
    shown["file_path"] = json!(file.path);
    Ok(shown)
}

/// The identifier of the file that a parameter names: an upload (directly or as `attach://`), a file sent before, or an
/// address. Nothing leaves the machine: a file named by an address is called as the address ends, and contains it.
pub(super) fn named(
    world: &mut World,
    params: &Params,
    (field, kind): (&str, MediaKind),
) -> Result<String, ApiError> {
    let given = params.text(field).unwrap_or_default();
    let upload = params.files.get(given.strip_prefix("attach://").unwrap_or(field));
    if let Some(upload) = upload {
        check(kind, &upload.bytes)?;
        return Ok(world.store_file(kind, &upload.name, upload.bytes.clone()));
    }
    if given.is_empty() {
        let what = if field == "media" { field } else { kind.field() };
        return Err(ApiError::bad(&format!("there is no {} in the request", what.replace('_', " "))));
    }
    if is_address(&given) {
        let path = given.split(['?', '#']).next().unwrap_or_default();
        let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or_default();
        return Ok(world.store_file(kind, name, given.clone().into_bytes()));
    }
    let wrong = || ApiError::bad("wrong file identifier/HTTP URL specified");
    let sent_as = world.files.get(&given).ok_or_else(wrong)?.kind().unwrap_or(kind);
    if sent_as != kind {
        return Err(ApiError::bad(&format!("can't use file of type {} as {}", sent_as.name(), kind.name())));
    }
    Ok(given)
}

fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    is_link(text)
        && ["http://", "https://"]
            .iter()
            .any(|scheme| lower.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()))
}

/// Uploads are not empty, and photos are pictures of a bearable size.
fn check(kind: MediaKind, bytes: &[u8]) -> Result<(), ApiError> {
    if bytes.is_empty() {
        return Err(ApiError::bad("file must be non-empty"));
    }
    if kind != MediaKind::Photo {
        return Ok(());
    }
    if bytes.len() > MAX_PHOTO {
        return Err(ApiError::bad(&format!("file of size {} bytes is too big for a photo", bytes.len())));
    }
    let (width, height) = image::dimensions(bytes).ok_or_else(|| ApiError::bad("IMAGE_PROCESS_FAILED"))?;
    let (short, long) = (u64::from(width.min(height)), u64::from(width.max(height)));
    if short + long > MAX_SIDES || long > short * MAX_PROPORTION {
        return Err(ApiError::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    Ok(())
}
