//! Reports: the same numbers as text for a chat and as an Excel workbook (SPEC §10).
//!
//! A report is read page by page from one moment of the database and written row by row to a file, so it takes as much
//! memory over a hundred orders as over a hundred thousand. Text and workbook come from the same sums of `core`.
//!
//! Whoever makes one decides before that its reader may have it; what of it he may see is decided here.

mod active;
mod book;
mod chart;
mod compared;
mod day;
mod debts;
mod equipment;
mod master;
mod names;
mod picture;
mod pictures;
mod refusals;
mod sheet_names;
mod style;
mod summary;
mod team;
mod words;

use std::{ops::Range, path::Path};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use repairbot_core::{
    ids::PersonId,
    order::{Status, master_sees_phone},
    report::Report,
    settings::{Settings, Switch},
};

pub use compared::compared;
pub use picture::Picture;
pub use words::period;

use book::{Book, Cell};
use names::Names;

use crate::{
    fault::Fault,
    store::{
        ReadTx,
        orders::report::{self, ClosedLine, Place, ReportLine, Walk},
        settings,
    },
    texts::Lang,
};

/// Orders read at a time: little enough that nobody waits for a page.
const PAGE: u64 = 250;
/// Masters with a sheet of their own at most.
const SHEETS: usize = 200;

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The office: it sees everything.
    Office,
    /// A master, who gets his own orders.
    Master(PersonId),
}

/// Asked after every page whether to go on.
pub type Beat<'a> = &'a (dyn Fn() -> bool + Send + Sync);

/// For whom, where and when a report is made.
#[derive(Debug, Clone)]
pub struct Setting {
    /// Who reads it.
    pub reader: Reader,
    /// In which language.
    pub lang: Lang,
    /// Where the company's days begin.
    pub zone: TimeZone,
    /// Now.
    pub now: Timestamp,
}

/// A report in the making.
pub struct Maker<'a> {
    tx: &'a ReadTx,
    setting: Setting,
    names: Names,
    settings: Settings,
    phone_hidden: bool,
    sheets: usize,
    beat: Beat<'a>,
}

/// A workbook that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The name people see.
    pub file_name: String,
    /// What it says in one line: Telegram's HTML.
    pub caption: String,
    /// How many orders, or masters, it is about.
    pub lines: u64,
}

impl<'a> Maker<'a> {
    /// A maker of reports over what this transaction sees.
    ///
    /// # Errors
    /// The database could not be read.
    pub async fn new(tx: &'a ReadTx, setting: Setting, beat: Beat<'a>) -> Result<Self, Fault> {
        let names = Names::read(tx, setting.lang).await?;
        let settings = settings::load(tx).await?;
        let phone_hidden = settings.on(Switch::PhoneHiddenUntilOnsite);
        Ok(Self { tx, setting, names, settings, phone_hidden, sheets: SHEETS, beat })
    }

    /// The same with sheets of their own for no more masters than this.
    #[must_use]
    pub fn with_sheets(self, sheets: usize) -> Self {
        Self { sheets, ..self }
    }

    /// The report as Telegram's HTML.
    ///
    /// # Errors
    /// The database could not be read, or the work was called off.
    pub async fn text(&mut self, report: Report) -> Result<String, Fault> {
        match report {
            Report::Active => self.active_text().await,
            Report::Summary { period } => self.summary_text(period).await,
            Report::Master { master, period } => self.master_text(master, period).await,
            Report::Equipment { period } => self.equipment_text(period).await,
            Report::Refusals { period } => self.refusals_text(period).await,
            Report::Debts => self.debts_text().await,
            Report::Team { period } => self.team_text(period).await,
            Report::Own { period } => match self.setting.reader {
                Reader::Master(master) => self.master_text(master, period).await,
                Reader::Office => Ok(self.say("no-access")),
            },
        }
    }

    /// Writes the report as an Excel workbook to this path. `None` when there is none for this reader.
    ///
    /// # Errors
    /// The database could not be read, the file could not be written, or the work was called off.
    pub async fn file(&mut self, report: Report, path: &Path) -> Result<Option<Made>, Fault> {
        let mut book = Book::new();
        let (caption, lines) = match report {
            Report::Active => self.active_book(&mut book).await?,
            Report::Summary { period } => self.summary_book(&mut book, period).await?,
            Report::Master { master, period } => self.master_book(&mut book, (master, period)).await?,
            Report::Equipment { period } => self.equipment_book(&mut book, period).await?,
            Report::Refusals { period } => self.refusals_book(&mut book, period).await?,
            Report::Debts => self.debts_book(&mut book).await?,
            Report::Team { period } => self.team_book(&mut book, period).await?,
            Report::Own { period } => match self.setting.reader {
                Reader::Master(master) => self.master_book(&mut book, (master, period)).await?,
                Reader::Office => return Ok(None),
            },
        };
        // Packing takes a while, too.
        self.beat()?;
        book.save(path)?;
        Ok(Some(Made { file_name: self.file_name(report), caption, lines }))
    }

    /// A name in plain letters: it goes through many hands and systems.
    fn file_name(&self, report: Report) -> String {
        let today = self.setting.now.to_zoned(self.setting.zone.clone()).date();
        match report.period() {
            None => format!("{}-{today}.xlsx", report.code()),
            Some(days) if days.first_day() == days.last_day() => {
                format!("{}-{}.xlsx", report.code(), days.first_day())
            }
            Some(days) => format!("{}-{}-{}.xlsx", report.code(), days.first_day(), days.last_day()),
        }
    }

    /// Goes on, unless the work was called off.
    fn beat(&self) -> Result<(), Fault> {
        if (self.beat)() { Ok(()) } else { Err(Fault::Stopped) }
    }

    /// A page of closed orders, with the types of appliances as they are by now.
    async fn closed(&mut self, time: &Range<Timestamp>, at: &mut At) -> Result<Vec<ClosedLine>, Fault> {
        self.beat()?;
        self.tx.give_way().await;
        let (mut lines, next) = report::closed(self.tx, time, (at.after(), PAGE)).await?;
        *at = At::of(next);
        for line in &mut lines {
            line.order.equipment = self.names.type_now(line.order.equipment);
        }
        let masters = lines.iter().filter_map(|line| line.order.master).collect();
        self.names.read_people(self.tx, masters).await?;
        Ok(lines)
    }

    /// A page of orders with their words.
    async fn lines(&mut self, walk: &Walk, at: &mut At) -> Result<Vec<ReportLine>, Fault> {
        self.beat()?;
        self.tx.give_way().await;
        let (mut lines, next) = report::lines(self.tx, walk, (at.after(), PAGE)).await?;
        *at = At::of(next);
        for line in &mut lines {
            line.equipment = self.names.type_now(line.equipment);
        }
        let people = lines.iter().flat_map(|line| [line.master, Some(line.creator)]).flatten().collect();
        self.names.read_people(self.tx, people).await?;
        Ok(lines)
    }

    /// An instant as the company's clocks show it.
    fn moment(&self, at: Timestamp) -> Cell {
        Cell::Moment(self.civil(at))
    }

    fn civil(&self, at: Timestamp) -> DateTime {
        at.to_zoned(self.setting.zone.clone()).datetime()
    }

    /// The client's phone, as far as the reader may see it.
    fn phone(&self, line: &ReportLine) -> Cell {
        let shown = match self.setting.reader {
            Reader::Office => true,
            Reader::Master(master) => {
                line.master == Some(master) && master_sees_phone(line.status, self.phone_hidden)
            }
        };
        Cell::Text(if shown { crate::texts::phone(&line.phone) } else { self.say("report-phone-hidden") })
    }

    /// When the client expects the master: the beginning, or his words.
    fn visit(&self, line: &ReportLine) -> Cell {
        match (line.visit_from, &line.visit_note) {
            (Some(at), _) => self.moment(at),
            (None, Some(note)) => Cell::Text(note.reveal().to_owned()),
            (None, None) => Cell::Empty,
        }
    }

    fn flag(&self, flag: bool) -> Cell {
        Cell::Text(self.say(if flag { "report-yes" } else { "report-no" }))
    }

    fn status(&self, status: Status) -> Cell {
        Cell::Text(self.say(&format!("status-{}", status.code())))
    }
}

/// How far a walk is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    After(Place),
    End,
}

impl At {
    fn of(next: Option<Place>) -> Self {
        next.map_or(Self::End, Self::After)
    }

    fn after(self) -> Option<Place> {
        match self {
            Self::After(place) => Some(place),
            Self::Start | Self::End => None,
        }
    }
}
