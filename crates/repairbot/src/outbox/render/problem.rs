//! What was wrong with an answer, in words.

use repairbot_core::{dialogue::Problem, pii::TextError};

use super::company_settings;
use crate::texts::{Args, Lang, text, text_with};

/// What was wrong with the last answer.
#[must_use]
pub fn problem_text(lang: Lang, problem: Problem) -> String {
    match problem {
        Problem::Text(TextError::TooShort { min }) => counted(lang, "problem-too-short", min),
        Problem::Text(TextError::TooLong { max }) => counted(lang, "problem-too-long", max),
        Problem::Text(TextError::NoLetter) => text(lang, "problem-no-letter"),
        Problem::Text(TextError::NoDigit) => text(lang, "problem-no-digit"),
        Problem::Phone(error) => text(lang, &format!("problem-phone-{}", error.code().replace('_', "-"))),
        Problem::Money(error) => text(lang, &format!("problem-money-{}", error.code().replace('_', "-"))),
        Problem::When(error) => text(lang, &format!("problem-when-{}", error.code().replace('_', "-"))),
        Problem::Date(error) => text(lang, &format!("problem-date-{}", error.code().replace('_', "-"))),
        Problem::UseButtons => text(lang, "problem-use-buttons"),
        Problem::TextNeeded => text(lang, "problem-text-needed"),
        Problem::AnswerNeeded => text(lang, "problem-answer-needed"),
        Problem::DescribeReason => text(lang, "problem-describe-reason"),
        Problem::MaterialsExceedTotal => text(lang, "problem-materials-exceed-total"),
        Problem::PrepaymentExceedsTotal => text(lang, "problem-prepayment-exceeds-total"),
        Problem::PrepaymentUndecided => text(lang, "problem-prepayment-undecided"),
        Problem::Rate(error) => text(lang, &format!("problem-rate-{}", error.code().replace('_', "-"))),
        Problem::RatesDay => text(lang, "problem-rates-day"),
        Problem::RatesChanged => text(lang, "problem-rates-changed"),
        Problem::NothingToSearch => text(lang, "problem-nothing-to-search"),
        Problem::GroupTaken => text(lang, "problem-group-taken"),
        Problem::NothingChanged => text(lang, "problem-nothing-changed"),
        Problem::ChangedMeanwhile => text(lang, "problem-changed-meanwhile"),
        Problem::PrepaymentChanged => text(lang, "problem-prepayment-changed"),
        Problem::SameVisit => text(lang, "problem-same-visit"),
        Problem::SendFile => text(lang, "problem-send-file"),
        Problem::PhoneKnown => text(lang, "problem-phone-known"),
        Problem::AddressKnown => text(lang, "problem-address-known"),
        Problem::NameTaken => text(lang, "problem-name-taken"),
        Problem::ChoiceGone => text(lang, "problem-choice-gone"),
        Problem::AmountZero => text(lang, "problem-amount-zero"),
        Problem::MoreThanHeld => text(lang, "problem-more-than-held"),
        Problem::MoreThanOwed => text(lang, "problem-more-than-owed"),
        Problem::BalanceChanged => text(lang, "problem-balance-changed"),
        Problem::Setting { setting, problem } => company_settings::problem(lang, setting, problem),
    }
}

fn counted(lang: Lang, key: &str, limit: usize) -> String {
    text_with(lang, key, &Args::new().number("limit", i64::try_from(limit).unwrap_or(i64::MAX)))
}
