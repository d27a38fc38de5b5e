//! Dialogues: data a person is filling in, kept in the database, moved by one total function.
//!
//! A [`Draft`] is one run of a [`Dialogue`]. [`Draft::step`] takes an [`Input`] and says what comes next;
//! the handler stores the draft and shows its question, or carries out the finished command.

mod add_master;
mod answer;
mod attach;
mod catalogue_name;
mod close_order;
mod correct_order;
mod create_order;
mod edit_client;
mod edit_order;
mod edit_rates;
mod form;
mod give_reason;
mod known_client;
mod ledger;
mod list_days;
mod long_repair;
mod person;
mod problem;
mod remark;
mod reschedule;
mod search;
mod set_setting;
mod visit;
mod work_group;

use std::fmt;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use serde::{Deserialize, Serialize};

pub use add_master::{AddMaster, AddMasterField};
pub use answer::GivenReason;
use answer::{text, yes_no};
pub use attach::{Attach, AttachField};
pub use catalogue_name::{CatalogueName, CatalogueNameField, NameTask};
pub use close_order::{CloseField, CloseOrder};
pub use correct_order::{CorrectField, CorrectOrder};
pub use create_order::{AddressAnswer, CreateField, CreateOrder};
pub use edit_client::{ClientChange, EditClient, EditClientField};
pub use edit_order::{EditOrder, Meanwhile};
pub use edit_rates::{EditRates, RatedType, RatesField};
pub use form::{Cursor, Form, Progress};
pub use give_reason::{GiveReason, ReasonField};
pub use known_client::{KnownClient, KnownOrder, Purpose};
pub use ledger::{LedgerField, LedgerForm, LedgerTask};
pub use list_days::{DaysOf, ListDays, ListDaysField};
pub use long_repair::{LongRepairField, LongRepairForm};
pub use person::{PersonField, PersonForm, PersonQuestion};
pub use problem::Problem;
pub use remark::{Remark, RemarkField, RemarkPurpose};
pub use reschedule::{Reschedule, RescheduleField};
pub use search::{Search, SearchField};
pub use set_setting::{SetSetting, SetSettingField};
pub use work_group::{WorkGroup, WorkGroupField};

use crate::{
    actor::{Role, Roles},
    catalogue::ReasonKind,
    ids::{ChatId, DraftId, OrderId},
    phone::{Phone, parse_phone},
    pii::FreeText,
};

/// What a person gave to the active dialogue. A text may be personal: it prints masked.
#[derive(Clone, PartialEq, Eq)]
pub enum Input<'a> {
    /// A text message.
    Text(&'a str),
    /// A button with a choice.
    Pick(i64),
    /// A group picked with Telegram's request-chat button.
    Group(ChatId),
    /// A photo, sticker, voice... where a text is expected.
    NotText,
    /// One question back.
    Back,
    /// Leave an optional question open.
    Skip,
    /// Everything is right.
    Confirm,
    /// Change the field with this index.
    Edit(u8),
    /// Drop the draft.
    Cancel,
}

impl fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => {
                f.debug_tuple("Text").field(&FreeText::from_stored((*text).to_owned())).finish()
            }
            Self::Pick(id) => f.debug_tuple("Pick").field(id).finish(),
            Self::Group(chat) => f.debug_tuple("Group").field(chat).finish(),
            Self::NotText => f.write_str("NotText"),
            Self::Back => f.write_str("Back"),
            Self::Skip => f.write_str("Skip"),
            Self::Confirm => f.write_str("Confirm"),
            Self::Edit(field) => f.debug_tuple("Edit").field(field).finish(),
            Self::Cancel => f.write_str("Cancel"),
        }
    }
}

/// What a dialogue must know to judge an input; read in the same transaction.
#[derive(Debug, Clone)]
pub struct Facts<'a> {
    /// The instant of the input.
    pub now: Timestamp,
    /// Its calendar day in the branch's zone.
    pub today: Date,
    /// The branch's time zone.
    pub zone: &'a TimeZone,
    /// The choices that exist now for the question asked (appliance types, reasons).
    pub choices: &'a [Choice],
    /// The clients who have the phone just given, the latest first.
    pub known_clients: &'a [KnownClient],
}

/// A choice of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub id: i64,
    /// Whether it says nothing by itself, so that a text is asked for.
    pub needs_text: bool,
}

/// Which facts the question now asked needs, so that a step reads no more than that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// None.
    Nothing,
    /// The appliance types.
    Equipment,
    /// The reasons for this purpose.
    Reasons(ReasonKind),
    /// The clients with this phone.
    Client(Phone),
}

impl Need {
    /// The clients with the phone that this text is, if it is one.
    fn client_of(text: &str) -> Self {
        parse_phone(text).map_or(Self::Nothing, Self::Client)
    }
}

/// One of the dialogues, with its answers so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Dialogue {
    /// The office takes a call.
    CreateOrder(CreateOrder),
    /// A master closes an order.
    CloseOrder(CloseOrder),
    /// A master begins a long repair.
    LongRepair(LongRepairForm),
    /// Someone declines or refuses an order.
    GiveReason(GiveReason),
    /// An admin adds a master.
    AddMaster(AddMaster),
    /// An admin chooses a master's work group.
    WorkGroup(WorkGroup),
    /// The office changes what an order says.
    EditOrder(EditOrder),
    /// Somebody comments an order, or an admin deletes it.
    Remark(Remark),
    /// Somebody moves a visit to another time.
    Reschedule(Reschedule),
    /// A stranger applies to become a master.
    Apply(AddMaster),
    /// An admin changes something about a person, or rejects an application.
    Person(PersonForm),
    /// Someone attaches files to an order.
    Attach(Attach),
    /// The office changes what is kept about a client.
    EditClient(EditClient),
    /// An admin names an entry of a catalogue.
    CatalogueName(CatalogueName),
    /// The office looks for orders.
    Search(Search),
    /// The office writes the period of a list or a report.
    ListDays(ListDays),
    /// An admin corrects the money of a closed order.
    CorrectOrder(CorrectOrder),
    /// An admin changes the rates.
    EditRates(EditRates),
    /// Money is handed in, paid out or set right.
    Ledger(LedgerForm),
    /// An admin writes the value of a setting of the company.
    SetSetting(SetSetting),
}

impl Dialogue {
    /// Whether somebody with these roles may hold this dialogue. Asked at every step: roles come and go, and what a
    /// question shows must not reach somebody who lost his.
    #[must_use]
    pub fn is_for(&self, roles: Roles) -> bool {
        match self {
            Self::CreateOrder(_)
            | Self::EditOrder(_)
            | Self::EditClient(_)
            | Self::Search(_)
            | Self::ListDays(_) => roles.is_office(),
            Self::AddMaster(_)
            | Self::WorkGroup(_)
            | Self::Person(_)
            | Self::CatalogueName(_)
            | Self::CorrectOrder(_)
            | Self::EditRates(_)
            | Self::SetSetting(_) => roles.has(Role::Admin),
            Self::Apply(_) => roles.is_unknown(),
            Self::CloseOrder(_)
            | Self::LongRepair(_)
            | Self::GiveReason(_)
            | Self::Remark(_)
            | Self::Reschedule(_)
            | Self::Attach(_) => !roles.is_unknown(),
            Self::Ledger(form) => form.task.is_for(roles),
        }
    }
}

/// Calls one expression on the form inside a dialogue, whichever it is.
macro_rules! on_form {
    ($dialogue:expr, $form:ident => $body:expr) => {
        match $dialogue {
            Dialogue::CreateOrder($form) => $body,
            Dialogue::CloseOrder($form) => $body,
            Dialogue::LongRepair($form) => $body,
            Dialogue::GiveReason($form) => $body,
            Dialogue::AddMaster($form) => $body,
            Dialogue::WorkGroup($form) => $body,
            Dialogue::EditOrder($form) => $body,
            Dialogue::Remark($form) => $body,
            Dialogue::Reschedule($form) => $body,
            Dialogue::Apply($form) => $body,
            Dialogue::Person($form) => $body,
            Dialogue::Attach($form) => $body,
            Dialogue::EditClient($form) => $body,
            Dialogue::CatalogueName($form) => $body,
            Dialogue::Search($form) => $body,
            Dialogue::ListDays($form) => $body,
            Dialogue::CorrectOrder($form) => $body,
            Dialogue::EditRates($form) => $body,
            Dialogue::Ledger($form) => $body,
            Dialogue::SetSetting($form) => $body,
        }
    };
}

/// One run of a dialogue. Its id goes into the final command, which therefore acts once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Version of this format, for drafts written by an older release.
    pub format: u8,
    /// Unique id.
    pub id: DraftId,
    /// How many inputs it has taken: buttons of an earlier question are recognised by it.
    pub revision: u32,
    /// What is being filled in.
    pub dialogue: Dialogue,
}

impl Draft {
    /// The format written by this release.
    pub const FORMAT: u8 = 1;

    /// A fresh draft.
    #[must_use]
    pub fn new(id: DraftId, dialogue: Dialogue) -> Self {
        Self { format: Self::FORMAT, id, revision: 0, dialogue }
    }

    /// Takes one input. The revision rises whenever another question is asked.
    ///
    /// # Errors
    /// What is wrong with the input; the question is to be asked again.
    pub fn step(&mut self, input: &Input<'_>, facts: &Facts<'_>) -> Result<Progress, Problem> {
        let before = self.question();
        let progress = on_form!(&mut self.dialogue, form => form::advance(form, input, facts));
        if self.question() != before {
            self.revision = self.revision.saturating_add(1);
        }
        progress
    }

    /// Which facts the next [`Self::step`] with this input needs.
    #[must_use]
    pub fn need(&self, input: &Input<'_>) -> Need {
        match &self.dialogue {
            Dialogue::CreateOrder(form) => form.need(input),
            Dialogue::CloseOrder(form) => form.need(input),
            Dialogue::GiveReason(form) => form.need(input),
            Dialogue::EditOrder(form) => form.need(input),
            Dialogue::EditClient(form) => form.need(input),
            Dialogue::LongRepair(_)
            | Dialogue::AddMaster(_)
            | Dialogue::WorkGroup(_)
            | Dialogue::Remark(_)
            | Dialogue::Reschedule(_)
            | Dialogue::Apply(_)
            | Dialogue::Person(_)
            | Dialogue::Attach(_)
            | Dialogue::CatalogueName(_)
            | Dialogue::Search(_)
            | Dialogue::ListDays(_)
            | Dialogue::CorrectOrder(_)
            | Dialogue::EditRates(_)
            | Dialogue::Ledger(_)
            | Dialogue::SetSetting(_) => Need::Nothing,
        }
    }

    /// The question now asked.
    #[must_use]
    pub fn question(&self) -> Question {
        match &self.dialogue {
            Dialogue::CreateOrder(form) => Question::Create(form.cursor().at),
            Dialogue::CloseOrder(form) => Question::Close(form.cursor().at),
            Dialogue::LongRepair(form) => Question::LongRepair(form.cursor().at),
            Dialogue::GiveReason(form) => Question::Reason(form.cursor().at),
            Dialogue::AddMaster(form) => Question::AddMaster(form.cursor().at),
            Dialogue::WorkGroup(form) => Question::WorkGroup(form.cursor().at),
            Dialogue::EditOrder(form) => Question::Edit(form.cursor().at),
            Dialogue::Remark(form) => Question::Remark(form.purpose, form.cursor().at),
            Dialogue::Reschedule(form) => Question::Reschedule(form.cursor().at),
            Dialogue::Apply(form) => Question::Apply(form.cursor().at),
            Dialogue::Person(form) => Question::Person(form.cursor().at),
            Dialogue::Attach(form) => Question::Attach(form.cursor().at),
            Dialogue::EditClient(form) => Question::EditClient(form.cursor().at),
            Dialogue::CatalogueName(form) => Question::CatalogueName(form.cursor().at),
            Dialogue::Search(form) => Question::Search(form.cursor().at),
            Dialogue::ListDays(form) => Question::ListDays(form.cursor().at),
            Dialogue::CorrectOrder(form) => Question::Correct(form.cursor().at),
            Dialogue::EditRates(form) => Question::Rates(form.cursor().at),
            Dialogue::Ledger(form) => Question::Ledger(form.task, form.cursor().at),
            Dialogue::SetSetting(form) => Question::SetSetting(form.cursor().at),
        }
    }

    /// Whether the question now asked is when something is to be.
    #[must_use]
    pub fn asks_for_time(&self) -> bool {
        matches!(
            self.question(),
            Question::Create(Some(CreateField::Time))
                | Question::Edit(Some(CreateField::Time))
                | Question::Reschedule(Some(RescheduleField::Time))
                | Question::LongRepair(Some(LongRepairField::Date))
                | Question::Rates(Some(RatesField::Since))
                | Question::ListDays(Some(_))
        )
    }

    /// Whether the question can be skipped.
    #[must_use]
    pub fn can_skip(&self) -> bool {
        on_form!(&self.dialogue, form => form.cursor().at.is_some_and(|field| form.optional(field)))
    }

    /// Whether there is a question before this one.
    #[must_use]
    pub fn can_go_back(&self) -> bool {
        on_form!(&self.dialogue, form => !form::at_first(form))
    }

    /// The order this draft is about, if it is about one.
    #[must_use]
    pub fn order(&self) -> Option<OrderId> {
        match &self.dialogue {
            Dialogue::CloseOrder(form) => Some(form.order),
            Dialogue::LongRepair(form) => Some(form.order),
            Dialogue::GiveReason(form) => Some(form.order),
            Dialogue::EditOrder(form) => Some(form.order),
            Dialogue::Remark(form) => Some(form.order),
            Dialogue::Reschedule(form) => Some(form.order),
            Dialogue::Attach(form) => Some(form.order),
            Dialogue::CorrectOrder(form) => Some(form.order),
            Dialogue::CreateOrder(_)
            | Dialogue::AddMaster(_)
            | Dialogue::WorkGroup(_)
            | Dialogue::Apply(_)
            | Dialogue::Person(_)
            | Dialogue::EditClient(_)
            | Dialogue::CatalogueName(_)
            | Dialogue::Search(_)
            | Dialogue::ListDays(_)
            | Dialogue::EditRates(_)
            | Dialogue::Ledger(_)
            | Dialogue::SetSetting(_) => None,
        }
    }

    /// Whether it holds work worth coming back to: a single question of a list or of a setting is asked again as
    /// easily.
    #[must_use]
    pub fn is_worth_keeping(&self) -> bool {
        match &self.dialogue {
            Dialogue::Search(_) | Dialogue::ListDays(_) | Dialogue::SetSetting(_) => false,
            Dialogue::Ledger(form) => form.fields().len() > 1,
            _ => true,
        }
    }
}

/// The question a draft asks; `None` inside is the review screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// Of creating an order.
    Create(Option<CreateField>),
    /// Of closing one.
    Close(Option<CloseField>),
    /// Of a long repair.
    LongRepair(Option<LongRepairField>),
    /// Of a decline or refusal.
    Reason(Option<ReasonField>),
    /// Of adding a master.
    AddMaster(Option<AddMasterField>),
    /// Of a work group.
    WorkGroup(Option<WorkGroupField>),
    /// Of changing an order.
    Edit(Option<CreateField>),
    /// Of a comment or a deletion.
    Remark(RemarkPurpose, Option<RemarkField>),
    /// Of a visit moved to another time.
    Reschedule(Option<RescheduleField>),
    /// Of an application.
    Apply(Option<AddMasterField>),
    /// About a person.
    Person(Option<PersonQuestion>),
    /// Of attaching files.
    Attach(Option<AttachField>),
    /// Of changing a client.
    EditClient(Option<EditClientField>),
    /// Of a name in a catalogue.
    CatalogueName(Option<CatalogueNameField>),
    /// Of a search.
    Search(Option<SearchField>),
    /// Of the period of a list or a report.
    ListDays(Option<ListDaysField>),
    /// Of a correction.
    Correct(Option<CorrectField>),
    /// Of other rates.
    Rates(Option<RatesField>),
    /// Of money.
    Ledger(LedgerTask, Option<LedgerField>),
    /// Of a setting's value.
    SetSetting(Option<SetSettingField>),
}
