//! The vocabulary and the defaults: data in `lexicon/*.toml`, compiled in and parsed once.
//!
//! A file that does not parse would leave its part of the vocabulary empty at run time; the test below
//! makes sure that none is released in that state.

use serde::de::DeserializeOwned;

/// The text of one lexicon file.
macro_rules! lexicon {
    ($name:literal) => {
        include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/lexicon/", $name, ".toml"))
    };
}
pub(crate) use lexicon;

/// Parses a lexicon file, or gives its empty form.
pub(crate) fn load<T: DeserializeOwned + Default>(text: &str) -> T {
    toml::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;

    fn parses<T: DeserializeOwned>(name: &str, text: &str) {
        if let Err(error) = toml::from_str::<T>(text) {
            panic!("lexicon/{name}.toml: {error}");
        }
    }

    #[test]
    fn every_lexicon_parses() {
        parses::<crate::money::Words>("money", lexicon!("money"));
        parses::<crate::split::Rates>("rates", lexicon!("rates"));
        parses::<crate::catalogue::Equipment>("equipment", lexicon!("equipment"));
        parses::<crate::catalogue::Reasons>("reasons", lexicon!("reasons"));
        parses::<crate::phone::Words>("phone", lexicon!("phone"));
        parses::<crate::mask::Words>("mask", lexicon!("mask"));
        parses::<crate::when::Words>("when_ru", lexicon!("when_ru"));
        parses::<crate::when::Words>("when_en", lexicon!("when_en"));
        parses::<crate::when::Clockwork>("when", lexicon!("when"));
        parses::<crate::search::Lexicon>("search", lexicon!("search"));
        parses::<crate::settings::Lexicon>("settings", lexicon!("settings"));
    }
}
