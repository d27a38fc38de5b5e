//! A report made on its way, in a thread of its own: reading, counting and writing keep nobody waiting. One at a time, so
//! that the machine has time for the others.

use std::{io::Write as _, sync::Arc};

use async_trait::async_trait;
use repairbot_core::{
    ids::{ChatId, MessageId, PersonId},
    report::Report,
};
use tokio::{runtime::Handle, sync::Semaphore};

use crate::{
    clock::Clock,
    company::Company,
    fault::Fault,
    outbox::{
        Beats, Call, Later, Temporary, Work,
        render::{Rendered, Scene, Snapshot, Viewer},
    },
    reports::Maker,
    store::Store,
    texts::{Lang, escape, text},
};

/// Telegram takes no larger files from bots.
const LARGEST: u64 = 50_000_000;

/// Where reports are made.
pub struct ReportDesk(Arc<Parts>);

struct Parts {
    store: Store,
    company: Arc<Company>,
    clock: Clock,
    turn: Semaphore,
}

/// What of a report is wanted.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// The text, in place of this message or as a new one.
    Text(Report, Option<MessageId>),
    /// The file.
    File(Report),
    /// The picture.
    Chart(Report),
}

impl Wanted {
    fn report(self) -> Report {
        match self {
            Self::Text(report, _) | Self::File(report) | Self::Chart(report) => report,
        }
    }
}

impl ReportDesk {
    /// Over this database.
    pub fn new(store: Store, company: Arc<Company>, clock: Clock) -> Self {
        Self(Arc::new(Parts { store, company, clock, turn: Semaphore::new(1) }))
    }

    /// The report for this person in this chat, to be made on its way.
    pub fn later(&self, (chat, person): (ChatId, Option<PersonId>), lang: Lang, wanted: Wanted) -> Call {
        let parts = Arc::clone(&self.0);
        Call::Later(Later(Arc::new(ReportWork { parts, order: Order { chat, person, wanted }, lang })))
    }
}

/// Who wants what.
#[derive(Debug, Clone, Copy)]
struct Order {
    chat: ChatId,
    person: Option<PersonId>,
    wanted: Wanted,
}

struct ReportWork {
    parts: Arc<Parts>,
    order: Order,
    lang: Lang,
}

#[async_trait]
impl Work for ReportWork {
    async fn make(&self, beats: Beats) -> Result<Call, Fault> {
        let broken = |error: &dyn std::fmt::Display| Fault::Render(format!("a report: {error}"));
        let _turn = self.parts.turn.acquire().await.map_err(|error| broken(&error))?;
        let (parts, order) = (Arc::clone(&self.parts), self.order);
        let here = Handle::current();
        let made = tokio::task::spawn_blocking(move || here.block_on(parts.make(order, &beats)));
        made.await.map_err(|error| broken(&error))?
    }

    fn note(&self) -> Call {
        said(self.order.chat, text(self.lang, "report-making"))
    }
}

impl Parts {
    async fn make(&self, order: Order, beats: &Beats) -> Result<Call, Fault> {
        let snapshot = Snapshot::of(self.store.read_moment().await?, self.clock.now());
        let viewer = Viewer::of(&snapshot, order.chat, order.person).await?;
        let scene = Scene::new(&snapshot, &self.company, viewer).await?;
        match scene.make(order, beats).await {
            Err(Fault::Stopped) if beats.is_over() => Ok(said(order.chat, scene.text("report-too-long"))),
            made => made,
        }
    }
}

impl Scene<'_> {
    async fn make(&self, order: Order, beats: &Beats) -> Result<Call, Fault> {
        let Some(reader) = self.reader_of(order.wanted.report()) else {
            return Ok(said(order.chat, self.text("no-access")));
        };
        let beat = || beats.beat();
        let mut maker = Maker::new(self.snapshot.tx(), self.setting(reader), &beat).await?;
        match order.wanted {
            Wanted::Text(report, message) => {
                let Rendered { text, markup } = self.with_report_buttons(maker.text(report).await?, report);
                let chat = order.chat;
                Ok(match message {
                    Some(message) => Call::EditText { chat, message, text, markup },
                    None => Call::Send { chat, topic: None, text, markup, reply_to: None, silent: false },
                })
            }
            Wanted::File(report) => self.written(&mut maker, (order.chat, report)).await,
            Wanted::Chart(report) => self.pictured(&mut maker, (order.chat, report)).await,
        }
    }

    async fn written(&self, maker: &mut Maker<'_>, (chat, report): (ChatId, Report)) -> Result<Call, Fault> {
        let broken = |error: std::io::Error| Fault::Render(format!("a report's file: {error}"));
        let file = tempfile::NamedTempFile::new().map_err(broken)?;
        let Some(made) = maker.file(report, file.path()).await? else {
            return Ok(said(chat, self.text("no-access")));
        };
        if file.path().metadata().map_err(broken)?.len() > LARGEST {
            return Ok(said(chat, self.text("report-too-big")));
        }
        let file = Temporary::new(file.into_temp_path());
        Ok(Call::Upload { chat, file_name: made.file_name, file, caption: made.caption, photo: false })
    }

    async fn pictured(&self, maker: &mut Maker<'_>, (chat, report): (ChatId, Report)) -> Result<Call, Fault> {
        let broken = |error: std::io::Error| Fault::Render(format!("a picture's file: {error}"));
        let Some(picture) = maker.chart(report).await? else {
            return Ok(said(chat, self.text("no-access")));
        };
        let mut file = tempfile::NamedTempFile::new().map_err(broken)?;
        file.write_all(&picture.png()?).map_err(broken)?;
        let file = Temporary::new(file.into_temp_path());
        let (file_name, caption) = (format!("{}.png", report.code()), escape(&picture.title));
        Ok(Call::Upload { chat, file_name, file, caption, photo: true })
    }
}

fn said(chat: ChatId, text: String) -> Call {
    Call::Send { chat, topic: None, text, markup: None, reply_to: None, silent: false }
}
