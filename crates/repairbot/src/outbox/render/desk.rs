//! The outbox's link to the desk: what a row's body asks for, and what is remembered about what was sent.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use async_trait::async_trait;
use repairbot_core::{
    actor::Roles,
    attachment::AttachmentKind,
    ids::{AttachmentId, MessageId, OrderId, TopicId},
    screen::{ChangesScreen, Export, ListsScreen, ReportsScreen, Screen},
};
use tokio::sync::Semaphore;

use super::{
    Rendered, Scene, Snapshot, Viewer, commands,
    failed::file_gone,
    history::File,
    reports::{ReportDesk, Wanted},
};
use crate::{
    clock::Clock,
    company::Company,
    fault::{Fault, undecodable},
    outbox::{Attached, Call, Render, enqueue, media::Media},
    outcome::{Delivery, Lane},
    store::{
        Store, WriteTx,
        cards::{self, Audience, Card},
        copies, dialogues, orders,
        outbox::ClaimedRow,
        people::{self, Person},
    },
    telegram::DeadReason,
    tell,
};

/// Renders rows with the company's settings and the database as of now.
pub struct DeskRender {
    store: Store,
    pub(super) company: Arc<Company>,
    pub(super) clock: Clock,
    reports: ReportDesk,
    pub(super) backups: Option<PathBuf>,
    copies: Option<PathBuf>,
}

impl DeskRender {
    /// A renderer over this database.
    #[must_use]
    pub fn new(store: Store, company: Arc<Company>, clock: Clock) -> Self {
        let reports = ReportDesk::new(store.clone(), Arc::clone(&company), clock.clone());
        Self { store, company, clock, reports, backups: None, copies: None }
    }

    /// Where reports take their turns, one at a time.
    #[must_use]
    pub fn report_turns(&self) -> Arc<Semaphore> {
        self.reports.turns()
    }

    /// The same that can send parts of the backups in this folder.
    #[must_use]
    pub fn with_backups(mut self, folder: Option<PathBuf>) -> Self {
        self.backups = folder;
        self
    }

    /// The same that can send copies of attachments from this folder.
    #[must_use]
    pub fn with_copies(mut self, folder: Option<PathBuf>) -> Self {
        self.copies = folder;
        self
    }

    /// The database as of now, with the readers of these rows.
    async fn snapshot(&self, rows: &[ClaimedRow]) -> Result<Snapshot, Fault> {
        let snapshot = Snapshot::of(self.store.read().await?, self.clock.now());
        snapshot.read_people(rows.iter().filter_map(|row| row.person).collect()).await?;
        Ok(snapshot)
    }

    async fn call(&self, snapshot: &Snapshot, row: &ClaimedRow) -> Result<Call, Fault> {
        match delivery(row)? {
            Delivery::Send { screen: Screen::Reports(ReportsScreen::Shown { report }) } => {
                self.report(snapshot, row, Wanted::Text(report, None)).await
            }
            Delivery::Edit { message, screen: Screen::Reports(ReportsScreen::Shown { report }) } => {
                self.report(snapshot, row, Wanted::Text(report, Some(message))).await
            }
            Delivery::Send { screen } => self.send(snapshot, row, &screen).await,
            Delivery::Edit { message, screen } => self.edit(snapshot, row, (message, &screen)).await,
            Delivery::SendCard { order, .. } => self.send(snapshot, row, &Screen::Card { order }).await,
            Delivery::RefreshCard { order } => match self.live(snapshot, row, order).await? {
                Some((message, card)) => self.edit(snapshot, row, (message, &card)).await,
                None => Ok(Call::Nothing),
            },
            Delivery::RetireCard { order } => Ok(match self.live(snapshot, row, order).await? {
                Some((message, _)) => Call::EditMarkup { chat: row.chat, message, markup: None },
                None => Call::Nothing,
            }),
            Delivery::SendFiles { order, files } => self.files(snapshot, row, (order, &files)).await,
            Delivery::SendCopy { order, file } => self.copy(snapshot, row, (order, file)).await,
            Delivery::StripButtons { message } => {
                Ok(Call::EditMarkup { chat: row.chat, message, markup: None })
            }
            Delivery::SetCommands => {
                let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
                let scene = Scene::new(snapshot, &self.company, viewer).await?;
                Ok(Call::Commands { chat: row.chat, commands: commands(scene.lang, scene.roles()) })
            }
            Delivery::File { export: Export::Report { report, beside_text } } => {
                self.report(snapshot, row, Wanted::File { report, beside_text }).await
            }
            Delivery::File { export: Export::Chart { report } } => {
                self.report(snapshot, row, Wanted::Chart(report)).await
            }
            Delivery::File { export: Export::Backup { name, part, of } } => {
                self.backup(snapshot, row, (name, part, of)).await
            }
            Delivery::File { export } => self.file(snapshot, row, &export).await,
            Delivery::Scheduled { what } => self.scheduled(snapshot, row, what).await,
            Delivery::Remove { message, sent_at } => Ok(self.remove(row, message, sent_at)),
        }
    }

    /// A report is made on its way: others do not wait for it.
    async fn report(&self, snapshot: &Snapshot, row: &ClaimedRow, wanted: Wanted) -> Result<Call, Fault> {
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let lang = Scene::new(snapshot, &self.company, viewer).await?.lang;
        Ok(self.reports.later(row, lang, wanted))
    }

    /// A file, or the plain words that its reader may not have it.
    async fn file(&self, snapshot: &Snapshot, row: &ClaimedRow, export: &Export) -> Result<Call, Fault> {
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let scene = Scene::new(snapshot, &self.company, viewer).await?;
        let (chat, silent) = (row.chat, false);
        Ok(match scene.export(export).await? {
            Some(File { file_name, bytes, caption }) => {
                let (topic, file, caption) = (None, Attached::Bytes(bytes), Some(caption));
                Call::Document { chat, topic, file_name, file, caption, silent, photo: false }
            }
            None => Call::say(chat, scene.text("no-access")),
        })
    }

    async fn send(&self, snapshot: &Snapshot, row: &ClaimedRow, screen: &Screen) -> Result<Call, Fault> {
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let topic = topic(row, &viewer);
        let scene = Scene::new(snapshot, &self.company, viewer).await?;
        Ok(new_message((row, topic), scene.render(screen).await?))
    }

    /// Nothing is left to show when the order is not the reader's any more.
    async fn files(
        &self,
        snapshot: &Snapshot,
        row: &ClaimedRow,
        (order, files): (OrderId, &[AttachmentId]),
    ) -> Result<Call, Fault> {
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let topic = topic(row, &viewer);
        let media = Scene::new(snapshot, &self.company, viewer).await?.files(order, files).await?;
        Ok(if media.is_empty() { Call::Nothing } else { Call::Media { chat: row.chat, topic, media } })
    }

    /// The copy of an attachment on our own disk, for whom [`DeskRender::files`] would show it to.
    async fn copy(
        &self,
        snapshot: &Snapshot,
        row: &ClaimedRow,
        (order, id): (OrderId, AttachmentId),
    ) -> Result<Call, Fault> {
        let Call::Media { chat, topic, media } = self.files(snapshot, row, (order, &[id])).await? else {
            return Ok(Call::Nothing);
        };
        let kept = copies::of(snapshot.tx(), order, id).await?;
        let (Some(folder), Some(name), [Media { kind, caption, .. }]) = (&self.copies, kept, &media[..])
        else {
            return self.send(snapshot, row, &file_gone(order)).await;
        };
        let (path, photo) = (folder.join(name), *kind == AttachmentKind::Photo);
        // Somebody may have tidied up.
        if !tokio::fs::try_exists(&path).await.unwrap_or(false) {
            return self.send(snapshot, row, &file_gone(order)).await;
        }
        let file_name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (file, caption, silent) = (Attached::Kept(path), caption.clone(), false);
        Ok(Call::Document { chat, topic, file_name, file, caption, silent, photo })
    }

    async fn edit(
        &self,
        snapshot: &Snapshot,
        row: &ClaimedRow,
        edit: (MessageId, &Screen),
    ) -> Result<Call, Fault> {
        let (message, screen) = edit;
        let viewer = Viewer::of(snapshot, row.chat, row.person).await?;
        let scene = Scene::new(snapshot, &self.company, viewer).await?;
        let rendered = scene.render(screen).await?;
        // Only inline keyboards can be edited in; a menu under the input field stays as it is.
        let markup = rendered.markup.filter(|markup| markup.get("inline_keyboard").is_some());
        Ok(Call::EditText { chat: row.chat, message, text: rendered.text, markup })
    }

    /// The message with the order's live card in this chat, and how it is drawn there.
    async fn live(
        &self,
        snapshot: &Snapshot,
        row: &ClaimedRow,
        order: OrderId,
    ) -> Result<Option<(MessageId, Screen)>, Fault> {
        let card = snapshot.card(order, row.chat).await?;
        let drawn = |card: &Card| match card.back {
            Some(back) => Screen::Lists(ListsScreen::Card { order, back }),
            None => Screen::Card { order },
        };
        Ok(card.and_then(|card| Some((card.message?, drawn(&card)))))
    }
}

pub(super) fn delivery(row: &ClaimedRow) -> Result<Delivery, Fault> {
    serde_json::from_str(&row.body).map_err(|error| undecodable(&format!("outbox row {}", row.id), &error))
}

#[async_trait]
impl Render for DeskRender {
    async fn render(&self, rows: &[ClaimedRow]) -> Result<Vec<Result<Call, Fault>>, Fault> {
        let mut calls = Vec::with_capacity(rows.len());
        let mut snapshot = self.snapshot(rows).await?;
        for row in rows {
            let call = self.call(&snapshot, row).await;
            match &call {
                Err(fault) if fault.is_outage() => return call.map(|_| calls),
                // PostgreSQL refuses all that follows a failure in the same transaction.
                Err(_) => snapshot = self.snapshot(rows).await?,
                Ok(_) => {}
            }
            calls.push(call);
        }
        Ok(calls)
    }

    async fn sent(&self, tx: &WriteTx, sent: &[(&ClaimedRow, Option<MessageId>)]) -> Result<(), Fault> {
        let mut prompts = BTreeMap::new();
        for (row, message) in sent {
            let delivery = delivery(row)?;
            if let Delivery::Scheduled { what } = delivery {
                self.scheduled_sent(tx, row, (what, *message)).await?;
                continue;
            }
            let Some(message) = *message else { continue };
            match delivery {
                Delivery::SendCard { order, .. } => {
                    let audience = audience(tx, row).await?;
                    let opened_at = self.clock.now();
                    let (chat, person) = (row.chat, row.person);
                    let message = Some(message);
                    let card = Card { order, chat, message, audience, person, opened_at, back: None };
                    cards::put(tx, &card).await?;
                }
                // It may have arrived before, under a number nobody knows: a reply to any of the two counts, as long as
                // none of them is noted.
                Delivery::Send { screen: Screen::Question { .. } } if row.ambiguous => {}
                // In a group only a reply to it is an answer; everywhere it loses its buttons once it is answered.
                Delivery::Send { screen: Screen::Question { draft, .. } }
                | Delivery::Edit { screen: Screen::Question { draft, .. }, .. } => {
                    prompts.insert(draft.id, (row.chat, message));
                }
                _ => {}
            }
        }
        // Last: while a card is waited for, nobody is to wait for a dialogue.
        Ok(dialogues::note_prompts(tx, &prompts).await?)
    }

    async fn failed(&self, tx: &WriteTx, row: &ClaimedRow, reason: &DeadReason) -> Result<(), Fault> {
        self.given_up(tx, row, reason).await
    }

    async fn topic_gone(&self, tx: &WriteTx, row: &ClaimedRow, topic: TopicId) -> Result<(), Fault> {
        let Some(master) = people::master_of_chat(tx, row.chat).await? else { return Ok(()) };
        if master.work_topic != Some(topic) {
            return Ok(());
        }
        people::set_work_topic(tx, master.id, None).await?;
        let report = Screen::Changes(ChangesScreen::TopicLost { master: master.id });
        let messages = tell::office(tx, &report, |_| true).await?;
        enqueue(tx, &messages, self.clock.now()).await
    }
}

/// What was rendered, as a new message; what nobody waits for comes without sound.
pub(super) fn new_message((row, topic): (&ClaimedRow, Option<TopicId>), rendered: Rendered) -> Call {
    let Rendered { text, markup } = rendered;
    let silent = row.lane >= Lane::Bulk as i16;
    Call::Send { chat: row.chat, topic, text, markup, reply_to: None, silent }
}

/// The topic of a forum a row goes into: where what it answers was said, or the one set for the group.
pub(super) fn topic(row: &ClaimedRow, viewer: &Viewer) -> Option<TopicId> {
    let set = || viewer.person.as_ref().filter(|_| viewer.in_group).and_then(|master| master.work_topic);
    row.topic.or_else(set).filter(|topic| *topic != TopicId::GENERAL)
}

/// For whom the card of a row is drawn.
pub(super) async fn audience(tx: &WriteTx, row: &ClaimedRow) -> Result<Audience, Fault> {
    let reader = match row.person {
        Some(id) => people::by_id(tx, id).await?.map(|person| person.roles).unwrap_or_default(),
        None => Roles::NONE,
    };
    Ok(Audience::of(row.chat, reader))
}

/// The master of an order that a message is about.
pub(super) async fn master_of(tx: &WriteTx, order: Option<OrderId>) -> Result<Option<Person>, Fault> {
    let Some(order) = order else { return Ok(None) };
    let master = orders::view(tx, order).await?.and_then(|view| view.order.master);
    match master {
        Some(id) => Ok(people::by_id(tx, id).await?),
        None => Ok(None),
    }
}
