//! Buttons: a closed enum with a compact text form of at most 64 bytes (a limit of the Bot API).
//!
//! Order buttons carry the order's version and dialogue buttons the draft's revision, so that a stale or
//! doubled press is recognised and changes nothing.

mod changes;

pub use changes::ChangesPress;

mod people;

pub use people::{Leaving, PeoplePress, UserList};

mod clients;

pub use clients::ClientPress;

mod catalogue;
mod history;

pub use catalogue::CataloguePress;
pub use history::HistoryPress;

mod lists;
mod schedule;

pub use lists::ListsPress;
pub use schedule::SchedulePress;

mod rates;

pub use rates::RatesPress;

mod ledger;

pub use ledger::LedgerPress;

mod settings;

pub use settings::SettingsPress;

mod reports;

pub use reports::ReportsPress;

use crate::{
    ids::{DraftId, OrderId, OrderVersion, PersonId},
    order::{Action, Status},
};

/// What a press of an inline button asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Press {
    /// Act on an order: at once, or by opening the dialogue the action needs.
    Act {
        /// Which order.
        order: OrderId,
        /// The version the button was drawn for.
        version: OrderVersion,
        /// What to do.
        action: Action,
    },
    /// Assign or reassign to this master.
    PickMaster {
        /// Which order.
        order: OrderId,
        /// The version the list was drawn for.
        version: OrderVersion,
        /// To whom.
        master: PersonId,
    },
    /// Another page of the masters to choose from.
    MastersFor {
        /// Which order.
        order: OrderId,
        /// The version the list was drawn for.
        version: OrderVersion,
        /// Which page; the first is 0.
        page: u32,
    },
    /// Show the order's card to the presser.
    Open {
        /// Which order.
        order: OrderId,
    },
    /// An answer to a dialogue's question.
    Draft {
        /// Which draft.
        draft: DraftId,
        /// The revision the question was asked at.
        revision: u32,
        /// The answer.
        answer: Answer,
    },
    /// Continue a suspended draft.
    Resume {
        /// Which draft.
        draft: DraftId,
    },
    /// The list of masters.
    Masters,
    /// A master's card.
    Master {
        /// Who.
        master: PersonId,
    },
    /// Begin choosing a master's work group.
    SetWorkGroup {
        /// Whose group.
        master: PersonId,
    },
    /// Begin adding a master.
    AddMaster,
    /// Show a master's invitation again.
    Invitation {
        /// Whose.
        master: PersonId,
    },
    /// This group is that master's work group.
    BindGroup {
        /// Whose group.
        master: PersonId,
    },
    /// About a client, or what is attached to an order.
    Client(ClientPress),
    /// What was: an order's timeline, the audit trail; and the catalogues.
    History(HistoryPress),
    /// A label that only informs (page n/m).
    Nothing,
    /// Of what changes orders.
    Changes(ChangesPress),
    /// People, roles, applications, settings.
    People(PeoplePress),
    /// Lists and the search.
    Lists(ListsPress),
    /// Rates, and how an order was computed.
    Rates(RatesPress),
    /// Balances, hand-ins, adjustments.
    Ledger(LedgerPress),
    /// Under reminders.
    Schedule(SchedulePress),
    /// The company's settings.
    Settings(SettingsPress),
    /// Reports.
    Reports(ReportsPress),
}

/// A button under a dialogue's question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Answer {
    /// The choice with this id: an equipment type, a reason, yes = 1 / no = 0, a day ahead...
    Pick(i64),
    /// One question back.
    Back,
    /// Leave an optional question open.
    Skip,
    /// Everything is right.
    Confirm,
    /// Change the field with this index from the review screen.
    Edit(u8),
    /// Drop the draft.
    Cancel,
}

/// A text that is not a button of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a button of this version")]
pub struct BadCallback;

/// The version of the format: the first character of every button.
const VERSION: char = '1';
/// Between two numbers.
const SEPARATOR: char = '.';
/// The digits of base 62.
const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// The numbers actions are written as. Buttons outlive releases: numbers are never given to another action.
const ACTIONS: [(Action, u8); 17] = [
    (Action::Assign, 0),
    (Action::Reassign, 1),
    (Action::TakeOff, 2),
    (Action::Accept, 3),
    (Action::Decline, 4),
    (Action::ArriveOnSite, 5),
    (Action::StartLongRepair, 6),
    (Action::Close, 7),
    (Action::Refuse, 8),
    (Action::Reopen, 9),
    (Action::Edit, 11),
    (Action::ClientWaiting, 12),
    (Action::Comment, 13),
    (Action::Delete, 14),
    (Action::Restore, 15),
    (Action::Reschedule, 10),
    (Action::Correct, 16),
];

/// The numbers states are written as; the same rule.
const STATUSES: [(Status, u8); 7] = [
    (Status::New, 1),
    (Status::Assigned, 2),
    (Status::Accepted, 3),
    (Status::Onsite, 4),
    (Status::LongRepair, 5),
    (Status::Closed, 6),
    (Status::Refused, 7),
];

/// The number of `item` in a table.
fn number_of<T: PartialEq>(table: &[(T, u8)], item: &T) -> i64 {
    table.iter().find(|(known, _)| known == item).map_or(-1, |(_, number)| i64::from(*number))
}

/// The item with this number in a table.
fn item_of<T: Copy>(table: &[(T, u8)], number: i64) -> Result<T, BadCallback> {
    table.iter().find(|(_, known)| i64::from(*known) == number).map(|(item, _)| *item).ok_or(BadCallback)
}

/// Writes a signed number in base 62: zigzag, so that small negative numbers stay short.
fn write_number(out: &mut String, number: i64) {
    let mut rest = (number.wrapping_shl(1) ^ (number >> 63)).cast_unsigned();
    let mut digits = Vec::with_capacity(11);
    loop {
        digits.push(DIGITS[usize::try_from(rest % 62).unwrap_or_default()]);
        rest /= 62;
        if rest == 0 {
            break;
        }
    }
    out.extend(digits.iter().rev().map(|digit| char::from(*digit)));
}

/// Reads what [`write_number`] wrote, and nothing else: no leading zeros, no overflow.
fn read_number(text: &str) -> Result<i64, BadCallback> {
    if text.is_empty() || (text.len() > 1 && text.starts_with('0')) {
        return Err(BadCallback);
    }
    let mut number: u64 = 0;
    for byte in text.bytes() {
        let digit = DIGITS.iter().position(|known| *known == byte).ok_or(BadCallback)?;
        let digit = u64::try_from(digit).map_err(|_| BadCallback)?;
        number = number.checked_mul(62).and_then(|n| n.checked_add(digit)).ok_or(BadCallback)?;
    }
    Ok((number >> 1).cast_signed() ^ -(number & 1).cast_signed())
}

impl Answer {
    /// The letter and the number it is written as.
    fn parts(self) -> (char, Option<i64>) {
        match self {
            Self::Pick(id) => ('p', Some(id)),
            Self::Back => ('b', None),
            Self::Skip => ('s', None),
            Self::Confirm => ('c', None),
            Self::Edit(field) => ('e', Some(i64::from(field))),
            Self::Cancel => ('x', None),
        }
    }

    /// The answer of a letter and a number.
    fn from_parts(letter: char, number: Option<i64>) -> Result<Self, BadCallback> {
        match (letter, number) {
            ('p', Some(id)) => Ok(Self::Pick(id)),
            ('b', None) => Ok(Self::Back),
            ('s', None) => Ok(Self::Skip),
            ('c', None) => Ok(Self::Confirm),
            ('e', Some(field)) => u8::try_from(field).map(Self::Edit).map_err(|_| BadCallback),
            ('x', None) => Ok(Self::Cancel),
            _ => Err(BadCallback),
        }
    }
}

impl Press {
    /// The button's data: version, letter, numbers in base 62. At most 64 ASCII characters for any ids.
    #[must_use]
    pub fn encode(&self) -> String {
        let (letter, numbers) = self.parts();
        let mut out = String::from(VERSION);
        out.push(letter);
        match self {
            Self::Draft { answer, .. } => out.push(answer.parts().0),
            Self::People(press) => out.push(press.parts().0),
            Self::Client(press) => out.push(press.parts().0),
            Self::History(press) => out.push(press.parts().0),
            Self::Lists(press) => out.push(press.parts().0),
            Self::Ledger(press) => out.push(press.parts().0),
            Self::Settings(press) => out.push(press.parts().0),
            Self::Reports(press) => out.push(press.parts().0),
            _ => {}
        }
        for (index, number) in numbers.into_iter().enumerate() {
            if index > 0 {
                out.push(SEPARATOR);
            }
            write_number(&mut out, number);
        }
        out
    }

    /// The letter and the numbers it is written as.
    fn parts(&self) -> (char, Vec<i64>) {
        match *self {
            Self::Act { order, version, action } => {
                ('a', vec![number_of(&ACTIONS, &action), order.0, version.0])
            }
            Self::PickMaster { order, version, master } => ('p', vec![order.0, version.0, master.0]),
            Self::MastersFor { order, version, page } => ('t', vec![order.0, version.0, i64::from(page)]),
            Self::Open { order } => ('o', vec![order.0]),
            Self::Draft { draft, revision, answer } => {
                ('d', [draft.0, i64::from(revision)].into_iter().chain(answer.parts().1).collect())
            }
            Self::Resume { draft } => ('r', vec![draft.0]),
            Self::Masters => ('m', Vec::new()),
            Self::Master { master } => ('w', vec![master.0]),
            Self::SetWorkGroup { master } => ('g', vec![master.0]),
            Self::AddMaster => ('e', Vec::new()),
            Self::Invitation { master } => ('i', vec![master.0]),
            Self::BindGroup { master } => ('b', vec![master.0]),
            Self::Client(press) => ('C', press.parts().1),
            Self::History(press) => ('H', press.parts().1),
            Self::Nothing => ('n', Vec::new()),
            Self::Changes(press) => ('E', press.numbers()),
            Self::People(press) => ('P', press.parts().1),
            Self::Lists(press) => ('L', press.parts().1),
            Self::Rates(press) => ('M', press.numbers()),
            Self::Ledger(press) => ('K', press.parts().1),
            Self::Schedule(press) => ('Z', press.numbers()),
            Self::Settings(press) => ('S', press.parts().1),
            Self::Reports(press) => ('R', press.parts().1),
        }
    }

    /// Reads a button's data. What it accepts, [`Press::encode`] writes again in the same way.
    ///
    /// # Errors
    /// [`BadCallback`] for anything else: garbage, or a button of another version of the format.
    pub fn decode(data: &str) -> Result<Self, BadCallback> {
        let mut chars = data.strip_prefix(VERSION).ok_or(BadCallback)?.chars();
        let letter = chars.next().ok_or(BadCallback)?;
        // The second letter of an answer, or of an area.
        let inner =
            if matches!(letter, 'd' | 'P' | 'C' | 'H' | 'L' | 'K' | 'S' | 'R') { chars.next() } else { None };
        let rest = chars.as_str();
        let numbers: Vec<i64> = if rest.is_empty() {
            Vec::new()
        } else {
            rest.split(SEPARATOR).map(read_number).collect::<Result<_, _>>()?
        };
        Self::from_parts((letter, inner), &numbers)
    }

    /// The press of a letter (with the letter of its answer or of its area's button) and numbers.
    fn from_parts(letters: (char, Option<char>), numbers: &[i64]) -> Result<Self, BadCallback> {
        let press = match (letters, numbers) {
            (('a', None), &[action, order, version]) => Self::Act {
                order: OrderId(order),
                version: OrderVersion(version),
                action: item_of(&ACTIONS, action)?,
            },
            (('p', None), &[order, version, master]) => Self::PickMaster {
                order: OrderId(order),
                version: OrderVersion(version),
                master: PersonId(master),
            },
            (('t', None), &[order, version, page]) => Self::MastersFor {
                order: OrderId(order),
                version: OrderVersion(version),
                page: u32::try_from(page).map_err(|_| BadCallback)?,
            },
            (('o', None), &[order]) => Self::Open { order: OrderId(order) },
            (('d', Some(answer)), &[draft, revision, ref rest @ ..]) if rest.len() <= 1 => Self::Draft {
                draft: DraftId(draft),
                revision: u32::try_from(revision).map_err(|_| BadCallback)?,
                answer: Answer::from_parts(answer, rest.first().copied())?,
            },
            (('r', None), &[draft]) => Self::Resume { draft: DraftId(draft) },
            (('m', None), []) => Self::Masters,
            (('w', None), &[master]) => Self::Master { master: PersonId(master) },
            (('g', None), &[master]) => Self::SetWorkGroup { master: PersonId(master) },
            (('e', None), []) => Self::AddMaster,
            (('i', None), &[master]) => Self::Invitation { master: PersonId(master) },
            (('b', None), &[master]) => Self::BindGroup { master: PersonId(master) },
            (('C', Some(press)), numbers) => Self::Client(ClientPress::from_parts(press, numbers)?),
            (('H', Some(letter)), numbers) => Self::History(HistoryPress::from_parts(letter, numbers)?),
            (('n', None), []) => Self::Nothing,
            (('E', None), numbers) => Self::Changes(ChangesPress::from_numbers(numbers)?),
            (('P', Some(letter)), numbers) => Self::People(PeoplePress::from_parts(letter, numbers)?),
            (('L', Some(letter)), numbers) => Self::Lists(ListsPress::from_parts(letter, numbers)?),
            (('M', None), numbers) => Self::Rates(RatesPress::from_numbers(numbers)?),
            (('K', Some(letter)), numbers) => Self::Ledger(LedgerPress::from_parts(letter, numbers)?),
            (('Z', None), numbers) => Self::Schedule(SchedulePress::from_numbers(numbers)?),
            (('S', Some(letter)), numbers) => Self::Settings(SettingsPress::from_parts(letter, numbers)?),
            (('R', Some(letter)), numbers) => Self::Reports(ReportsPress::from_parts(letter, numbers)?),
            _ => return Err(BadCallback),
        };
        Ok(press)
    }
}
