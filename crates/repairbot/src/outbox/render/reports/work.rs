//! A report made on its way, in a thread of its own: reading, counting and writing keep nobody waiting. One at a time, and
//! after everybody else's work where the system can tell threads apart, so that the machine has time for the others.

use std::{sync::Arc, thread};

use async_trait::async_trait;
use repairbot_core::{
    ids::{ChatId, MessageId, PersonId},
    report::Report,
};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, oneshot},
};

use crate::{
    clock::Clock,
    company::Company,
    fault::Fault,
    outbox::{
        Attached, Beats, Call, Later, Temporary, Turn, Work,
        render::{Rendered, Scene, Snapshot, Viewer},
    },
    outcome::Lane,
    reports::{Made, Maker},
    store::{Store, outbox::ClaimedRow},
    texts::{Lang, escape, text},
};

/// How far behind others a report is, in the system's steps of 0 to 19.
#[cfg(target_os = "linux")]
const PATIENCE: i32 = 10;
/// Telegram takes no larger files from bots.
const LARGEST: u64 = 50_000_000;

/// Where reports are made.
pub struct ReportDesk(Arc<Parts>);

struct Parts {
    store: Store,
    company: Arc<Company>,
    clock: Clock,
    turns: Arc<Semaphore>,
}

/// What of a report is wanted.
#[derive(Debug, Clone, Copy)]
pub enum Wanted {
    /// The text, in place of this message or as a new one.
    Text(Report, Option<MessageId>),
    /// The file. Of nothing there is none but words, and no words beside the text that says the same.
    File { report: Report, beside_text: bool },
    /// The picture.
    Chart(Report),
}

impl Wanted {
    fn report(self) -> Report {
        match self {
            Self::Text(report, _) | Self::File { report, .. } | Self::Chart(report) => report,
        }
    }
}

impl ReportDesk {
    /// Over this database.
    pub fn new(store: Store, company: Arc<Company>, clock: Clock) -> Self {
        Self(Arc::new(Parts { store, company, clock, turns: Arc::new(Semaphore::new(1)) }))
    }

    /// Where a report takes its turn. Whoever holds the turn keeps all reports waiting.
    #[must_use]
    pub fn turns(&self) -> Arc<Semaphore> {
        Arc::clone(&self.0.turns)
    }

    /// The report for the person of this row, to be made on its way.
    pub fn later(&self, row: &ClaimedRow, lang: Lang, wanted: Wanted) -> Call {
        let parts = Arc::clone(&self.0);
        let order = Order { chat: row.chat, person: row.person, wanted };
        // What comes by itself is waited for by nobody.
        let is_awaited = row.lane == Lane::Urgent as i16;
        Call::Later(Later(Arc::new(ReportWork { parts, order, lang, is_awaited })))
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
    is_awaited: bool,
}

impl ReportWork {
    fn says(&self, key: &str) -> Call {
        Call::say(self.order.chat, text(self.lang, key))
    }
}

#[async_trait]
impl Work for ReportWork {
    fn turns(&self) -> Option<Arc<Semaphore>> {
        Some(Arc::clone(&self.parts.turns))
    }

    async fn make(&self, turn: Turn, beats: Beats) -> Result<Call, Fault> {
        let (parts, order, here) = (Arc::clone(&self.parts), self.order, Handle::current());
        in_a_thread(turn, move || here.block_on(parts.make(order, &beats))).await?
    }

    fn note(&self) -> Option<Call> {
        self.is_awaited.then(|| self.says("report-making"))
    }

    fn given_up(&self) -> Call {
        self.says("report-too-long")
    }
}

/// Does this in a thread of its own. The turn is the thread's: it goes on until its next beat when nobody waits any more.
async fn in_a_thread<T: Send + 'static>(
    turn: Turn,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Fault> {
    let broken = |why: String| Fault::Render(format!("a report: {why}"));
    let (tell, told) = oneshot::channel();
    // No thread of a pool: it would stay as patient for whatever it is lent to next.
    let thread = thread::Builder::new().name("report".to_owned()).spawn(move || {
        be_patient();
        let done = work();
        drop(turn);
        // Perhaps nobody waits any more.
        drop(tell.send(done));
    });
    thread.map_err(|error| broken(error.to_string()))?;
    told.await.map_err(|_| broken("its thread panicked".to_owned()))
}

/// Lets all other threads go first.
fn be_patient() {
    // Linux counts this for the thread, other systems for the whole process.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(PATIENCE) {
        tracing::debug!(%error, "a report is made as if it were urgent");
    }
}

impl Parts {
    async fn make(&self, order: Order, beats: &Beats) -> Result<Call, Fault> {
        let snapshot = Snapshot::of(self.store.read_moment().await?, self.clock.now());
        let viewer = Viewer::of(&snapshot, order.chat, order.person).await?;
        let scene = Scene::new(&snapshot, &self.company, viewer).await?;
        match scene.make(order, beats).await {
            Err(Fault::Stopped) if beats.is_over() => {
                Ok(Call::say(order.chat, scene.text("report-too-long")))
            }
            made => made,
        }
    }
}

impl Scene<'_> {
    async fn make(&self, order: Order, beats: &Beats) -> Result<Call, Fault> {
        let Some(reader) = self.reader_of(order.wanted.report()) else {
            return Ok(Call::say(order.chat, self.text("no-access")));
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
            Wanted::File { report, beside_text } => {
                self.written(&mut maker, (order.chat, report), beside_text).await
            }
            Wanted::Chart(report) => self.pictured(&mut maker, (order.chat, report)).await,
        }
    }

    async fn written(
        &self,
        maker: &mut Maker<'_>,
        (chat, report): (ChatId, Report),
        beside_text: bool,
    ) -> Result<Call, Fault> {
        let broken = |error: std::io::Error| Fault::Render(format!("a report's file: {error}"));
        let file = tempfile::NamedTempFile::new().map_err(broken)?;
        let Some(made) = maker.file(report, file.path()).await? else {
            return Ok(Call::say(chat, self.text("no-access")));
        };
        let Made { file_name, caption, lines } = made;
        if lines == 0 {
            return Ok(match beside_text {
                true => Call::Nothing,
                false => Call::say(chat, maker.text(report).await?),
            });
        }
        if file.path().metadata().map_err(broken)?.len() > LARGEST {
            return Ok(Call::say(chat, self.text("report-too-big")));
        }
        let file = Attached::Disk(Temporary::new(file.into_temp_path()));
        let (topic, caption) = (None, Some(caption));
        Ok(Call::Document { chat, topic, file_name, file, caption, silent: false, photo: false })
    }

    async fn pictured(&self, maker: &mut Maker<'_>, (chat, report): (ChatId, Report)) -> Result<Call, Fault> {
        let Some(picture) = maker.chart(report).await? else {
            return Ok(Call::say(chat, self.text("no-access")));
        };
        let (file_name, file) = (format!("{}.png", report.code()), Attached::Bytes(picture.png()?));
        let (topic, caption) = (None, Some(escape(&picture.title)));
        Ok(Call::Document { chat, topic, file_name, file, caption, silent: false, photo: true })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn a_turn_lasts_as_long_as_its_thread() {
        let turns = Arc::new(Semaphore::new(1));
        let turn = Arc::clone(&turns).try_acquire_owned().unwrap();
        let (begun, has_begun) = mpsc::channel();
        let (end, ends) = mpsc::channel::<()>();
        let thread = tokio::spawn(in_a_thread(Some(turn), move || {
            begun.send(()).unwrap();
            ends.recv().unwrap();
        }));
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        thread.abort();
        assert!(thread.await.unwrap_err().is_cancelled());
        assert_eq!(turns.available_permits(), 0, "nobody waits for it, but it goes on");
        end.send(()).unwrap();
        drop(turns.acquire().await.unwrap());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn others_go_first() {
        let place = || rustix::process::getpriority_process(None).unwrap();
        let own = place();
        assert_eq!(in_a_thread(None, place).await.unwrap(), (own + PATIENCE).min(19));
        assert_eq!(place(), own);
    }
}
