//! Files that people sent: Telegram says where one is, and gives it from there.

use std::path::Path;

use reqwest::Response;
use secrecy::ExposeSecret as _;
use serde_json::json;

use super::error::{CallError, CallErrorKind};
use super::{Telegram, UPLOAD};

const METHOD: &str = "getFile";
/// What the download itself is called in errors and metrics: it is no method.
const FILE: &str = "file";

/// A file as Telegram names it, for about an hour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteFile(String);

impl RemoteFile {
    /// What follows the last dot of its name, if that is plain: `jpg`.
    #[must_use]
    pub fn extension(&self) -> Option<&str> {
        let extension = Path::new(&self.0).extension()?.to_str()?;
        let is_plain = (1..=8).contains(&extension.len())
            && extension.chars().all(|letter| letter.is_ascii_alphanumeric());
        is_plain.then_some(extension)
    }

    /// Where it is on this machine: a server of one's own may keep it here and say so with a whole path.
    #[must_use]
    pub fn here(&self) -> Option<&Path> {
        Some(Path::new(&self.0)).filter(|path| path.is_absolute())
    }
}

/// A file on its way here, piece by piece.
pub struct Download<'a> {
    telegram: &'a Telegram,
    response: Response,
}

impl Download<'_> {
    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// The rest does not come.
    pub async fn piece(&mut self) -> Result<Option<impl AsRef<[u8]> + use<>>, CallError> {
        self.response.chunk().await.map_err(|error| self.telegram.lost(FILE, error))
    }
}

impl Telegram {
    /// Where the file with this id is.
    ///
    /// # Errors
    /// As [`Telegram::call`]: a refusal when Telegram does not know it for this bot, or it is larger than 20 MB.
    pub async fn get_file(&self, id: &str) -> Result<RemoteFile, CallError> {
        let file = self.call(METHOD, &json!({ "file_id": id }), self.request_timeout()).await?;
        file["file_path"].as_str().and_then(|path| self.believed(path)).ok_or_else(|| {
            self.error(METHOD, CallErrorKind::Decode { status: 200, detail: "no file_path".to_owned() })
        })
    }

    /// Only the operator's own server may name files of this machine.
    fn believed(&self, path: &str) -> Option<RemoteFile> {
        let file = RemoteFile(path.to_owned());
        (self.is_own || file.here().is_none()).then_some(file)
    }

    /// The file itself, which may take [`UPLOAD`] to come.
    ///
    /// # Errors
    /// No answer, or a refusal with the status of the answer.
    pub async fn download(&self, file: &RemoteFile) -> Result<Download<'_>, CallError> {
        let base = self.files.expose_secret();
        let request = self.http.get(format!("{base}/{}", file.0)).timeout(UPLOAD);
        let answered = request.send().await;
        self.tell(FILE, answered.as_ref().ok().map(|response| response.status().as_u16()));
        let response = answered.map_err(|error| self.lost(FILE, error))?;
        let status = response.status();
        if status.is_success() {
            return Ok(Download { telegram: self, response });
        }
        let (code, description) = (status.as_u16(), "the file does not come".to_owned());
        Err(self.error(FILE, CallErrorKind::Api { code, description, retry_after: None, migrate_to: None }))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use secrecy::SecretString;

    use super::*;
    use crate::telegram::{OFFICIAL_API, TelegramOptions};

    #[test]
    fn endings_are_taken_when_they_are_plain() {
        for (path, extension) in [
            ("photos/file_7.jpg", Some("jpg")),
            ("documents/file_8.tar.gz", Some("gz")),
            ("voice/file_9", None),
            ("documents/file_10.", None),
            ("documents/file_11.a/../b", None),
            ("documents/file_12.\u{43f}\u{434}\u{444}", None),
            ("documents/file_13.much-too-long", None),
        ] {
            assert_eq!(RemoteFile(path.to_owned()).extension(), extension, "{path}");
        }
    }

    #[test]
    fn only_ones_own_server_names_files_of_this_machine() {
        let telegram = |url: &str| {
            let (token, timeout) = (SecretString::from("1:a"), Duration::from_secs(1));
            let options =
                TelegramOptions { api_url: url.to_owned(), token, proxy: None, request_timeout: timeout };
            Telegram::new(&options).unwrap()
        };
        let (official, own) = (telegram(OFFICIAL_API), telegram("http://127.0.0.1:8081"));
        for telegram in [&official, &own] {
            assert!(telegram.believed("photos/file_1.jpg").unwrap().here().is_none());
        }
        assert_eq!(official.believed("/etc/passwd"), None);
        assert_eq!(own.believed("/var/lib/a.jpg").unwrap().here(), Some(Path::new("/var/lib/a.jpg")));
    }
}
