//! Sealing a backup with a passphrase, in the age format: version 1, scrypt recipient
//! (<https://age-encryption.org/v1>). The public `age` program opens it too: nobody depends on us for their data.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Write as _},
    path::Path,
};

use age::{Decryptor, Encryptor, scrypt::Identity};
use secrecy::SecretString;

use super::{BackupError, files::blocking};

/// Writes `plain` sealed into `sealed`, which must not exist.
pub(super) async fn seal(plain: &Path, sealed: &Path, passphrase: &SecretString) -> Result<(), BackupError> {
    let (from, to, passphrase) = (plain.to_owned(), sealed.to_owned(), passphrase.clone());
    blocking(move || {
        let mut input =
            BufReader::new(File::open(&from).map_err(BackupError::file("could not open", &from))?);
        let failed = |error| BackupError::file("could not write", &to)(error);
        let output = BufWriter::new(super::files::create(&to)?);
        let mut output = Encryptor::with_user_passphrase(passphrase).wrap_output(output).map_err(failed)?;
        io::copy(&mut input, &mut output).map_err(failed)?;
        output.finish().and_then(|mut output| output.flush()).map_err(failed)
    })
    .await
}

/// Opens what [`seal`] has made.
pub(super) async fn unseal(
    sealed: &Path,
    plain: &Path,
    passphrase: &SecretString,
) -> Result<(), BackupError> {
    let (from, to, passphrase) = (sealed.to_owned(), plain.to_owned(), passphrase.clone());
    blocking(move || {
        let file = BufReader::new(File::open(&from).map_err(BackupError::file("could not open", &from))?);
        let unreadable = |error: age::DecryptError| BackupError::Sealed(error.to_string());
        let opened = Decryptor::new_buffered(file).map_err(unreadable)?;
        let identity = Identity::new(passphrase);
        let mut input =
            opened.decrypt(std::iter::once(&identity as &dyn age::Identity)).map_err(unreadable)?;
        let mut output = BufWriter::new(super::files::create(&to)?);
        // A damaged block is an error of reading here.
        io::copy(&mut input, &mut output).map_err(|error| BackupError::Sealed(error.to_string()))?;
        output.flush().map_err(BackupError::file("could not write", &to))
    })
    .await
}
