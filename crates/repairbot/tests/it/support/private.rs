//! What nothing that the program writes may hold: what people are called and write, their phones, tokens and passwords.

use std::collections::BTreeSet;

/// Settings that are secrets as they are.
const SECRETS: [&str; 6] =
    ["BOT_TOKEN", "WEBHOOK_SECRET", "BACKUP_PASSPHRASE", "VAULT_TOKEN", "VAULT_SECRET_ID", "SENTRY_DSN"];
/// What is shorter stands somewhere by chance; the program's own words are English.
const LETTERS: usize = 4;
const ENGLISH: usize = 6;
const DIGITS: usize = 10;

/// What to look for.
#[derive(Debug, Default)]
pub struct Private(BTreeSet<String>);

impl Private {
    /// What somebody is called or has written; a command is nobody's.
    pub fn words(&mut self, text: &str) {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= DIGITS {
            let (_, phone) = digits.split_at(digits.len() - DIGITS);
            self.0.insert(phone.to_owned());
            self.0.insert(format!("{}-{}-{}", &phone[3..6], &phone[6..8], &phone[8..]));
        }
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        let enough = if text.is_ascii() { ENGLISH } else { LETTERS };
        if letters >= enough && !text.starts_with('/') {
            self.0.insert(text.to_owned());
        }
    }

    /// A setting, if it is a secret or holds one.
    pub fn setting(&mut self, name: &str, value: &str) {
        if SECRETS.contains(&name) {
            self.secret(value);
        }
        let login = value.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@'));
        if let Some((_, password)) = login.and_then(|(login, _)| login.split_once(':')) {
            self.secret(password);
        }
    }

    /// A token or a password; of a token also the part that is secret.
    pub fn secret(&mut self, text: &str) {
        let parts = [Some(text), text.split_once(':').map(|(_, secret)| secret)];
        self.0.extend(parts.into_iter().flatten().filter(|part| part.len() >= LETTERS).map(str::to_owned));
    }

    /// Every token of a bot in a text that holds more than that.
    pub fn tokens_in(&mut self, text: &str) {
        let is_token = |word: &&str| {
            let bot = word.split_once(':').filter(|(_, secret)| secret.len() >= 30);
            bot.is_some_and(|(number, _)| number.bytes().all(|digit| digit.is_ascii_digit()))
        };
        text.split(['"', '\'', ' ', '\n']).filter(is_token).for_each(|token| self.secret(token));
    }

    /// Nothing of it is in this.
    pub fn is_not_in(&self, written: &str) {
        let told: Vec<&String> = self.0.iter().filter(|text| written.contains(text.as_str())).collect();
        assert!(told.is_empty(), "{told:?} is in what was written:\n{written}");
    }
}
