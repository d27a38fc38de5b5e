//! What can be wrong with an answer.

use serde::{Deserialize, Serialize};

use crate::{
    money::MoneyError,
    phone::PhoneError,
    pii::TextError,
    rates::RateTextError,
    settings::{self, Setting},
    when::{DateError, WhenError},
};

/// What is wrong with an input. The question is asked again with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Problem {
    /// A text rule.
    Text(TextError),
    /// Not a phone.
    Phone(PhoneError),
    /// Not a sum of money.
    Money(MoneyError),
    /// Not a usable time of a visit.
    When(WhenError),
    /// Not a usable date.
    Date(DateError),
    /// A button is expected here.
    UseButtons,
    /// A text is expected here.
    TextNeeded,
    /// This question must be answered.
    AnswerNeeded,
    /// "Other" was picked: the reason must be written.
    DescribeReason,
    /// Materials exceed the total.
    MaterialsExceedTotal,
    /// The prepayment already paid exceeds the total.
    PrepaymentExceedsTotal,
    /// A prepayment is held, and it was not said what becomes of it.
    PrepaymentUndecided,
    /// The group belongs to another master.
    GroupTaken,
    /// Nothing was changed that could be written.
    NothingChanged,
    /// Somebody else changed the order meanwhile.
    ChangedMeanwhile,
    /// What is paid in advance is not what it was when the form was opened.
    PrepaymentChanged,
    /// The visit is at that time anyway.
    SameVisit,
    /// A photo, a file, a voice message or a place is expected here.
    SendFile,
    /// The client has this phone already.
    PhoneKnown,
    /// The client has this address already.
    AddressKnown,
    /// The name belongs to another entry of the catalogue, or is one of the ways people write it.
    NameTaken,
    /// What was chosen is not offered any more.
    ChoiceGone,
    /// No word, number or phone in what is to be looked for.
    NothingToSearch,
    /// Not a rate.
    Rate(RateTextError),
    /// Not a day on which rates can come into force.
    RatesDay,
    /// Another admin changed the rates meanwhile.
    RatesChanged,
    /// No money at all would move.
    AmountZero,
    /// More than the master holds.
    MoreThanHeld,
    /// More than the company owes the master.
    MoreThanOwed,
    /// What is between the master and the office is not what it was when the form was opened.
    BalanceChanged,
    /// A setting of the company can't be set so.
    Setting {
        /// Which.
        setting: Setting,
        /// Why.
        problem: settings::Problem,
    },
}
