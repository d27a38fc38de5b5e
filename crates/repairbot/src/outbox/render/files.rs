//! What is attached to an order: files for those who may see the order, and the lines around them.

use repairbot_core::{
    attachment::{ALBUM, LARGEST, MOST_PER_ORDER},
    callback::{Answer, ClientPress, Press},
    ids::{AttachmentId, DraftId, OrderId},
    screen::Attached,
};

use super::{Rendered, Scene, format, keyboard::Inline};
use crate::{
    fault::Fault,
    outbox::media::Media,
    store::{
        attachments::{self, Attachment},
        orders::OrderView,
    },
    texts::{Args, escape},
};

/// Characters of a caption (a limit of the Bot API, counted as UTF-16 after the markup is taken out).
const CAPTION: usize = 1024;

impl Scene<'_> {
    /// These attachments of an order, for a viewer who may see it as it is now. None of a deleted order.
    pub async fn files(&self, order: OrderId, ids: &[AttachmentId]) -> Result<Vec<Media>, Fault> {
        let Some(view) = self.snapshot.order(order).await? else { return Ok(Vec::new()) };
        if !self.shows_files(&view) {
            return Ok(Vec::new());
        }
        let files = attachments::some(self.snapshot.tx(), order, ids).await?;
        Ok(files.into_iter().map(|file| self.file(&view, file)).collect())
    }

    fn shows_files(&self, view: &OrderView) -> bool {
        !view.order.is_deleted() && self.may_see(&view.order)
    }

    fn file(&self, view: &OrderView, file: Attachment) -> Media {
        let caption = file.kind.has_caption().then(|| self.caption(view, &file));
        Media { kind: file.kind, content: file.content, caption }
    }

    /// Whose it is, and what stood below it: cut when both do not fit.
    fn caption(&self, view: &OrderView, file: &Attachment) -> String {
        let title = format!("#{} · {} · {}", view.number, file.by.reveal(), self.moment(file.at));
        let title = format::within(&title, CAPTION);
        let left = CAPTION.saturating_sub(title.encode_utf16().count() + 1);
        match &file.caption {
            Some(words) => format!("{}\n{}", escape(&title), escape(&format::within(words.reveal(), left))),
            None => escape(&title),
        }
    }

    /// The line below the files: how many there are, and a button for those before.
    pub async fn files_line(&self, order: OrderId, before: Option<AttachmentId>) -> Result<Rendered, Fault> {
        let view = self.snapshot.order(order).await?;
        let Some(view) = view.filter(|view| self.shows_files(view)) else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let limit = u64::try_from(ALBUM).unwrap_or(u64::MAX);
        let page = attachments::page(self.snapshot.tx(), order, (before, limit + 1)).await?;
        let more = page.len() > ALBUM;
        // The page is oldest first: the first one is what more there is.
        let earliest = page.get(usize::from(more)).map(|file| file.id);
        let key = if page.is_empty() { "files-none" } else { "files-line" };
        let args = Args::new().number("number", view.number.0).number("count", counted(view.attachments));
        let earlier = earliest.filter(|_| more).map(|first| {
            let press = ClientPress::Files { order, before: Some(first) };
            (self.text("button-previous-page"), Press::Client(press))
        });
        let open = (self.text("button-open"), Press::Open { order });
        let keyboard = Inline::new().row(earlier).row([open]);
        Ok(Rendered { text: self.text_with(key, &args), markup: keyboard.markup() })
    }

    /// What came of something that was sent for an order.
    pub async fn attached(
        &self,
        order: OrderId,
        (outcome, draft): (Attached, Option<DraftId>),
    ) -> Result<Rendered, Fault> {
        let key = match outcome {
            Attached::Added => "attached-added",
            Attached::Known => "attached-known",
            Attached::TooMany => "attached-too-many",
            Attached::TooLarge => "attached-too-large",
        };
        let rendered = self.about_files(key, order).await?;
        // The question stands above all that was sent: «done» is at hand here, too. It asks but once.
        let done = draft.map(|draft| {
            let press = Press::Draft { draft, revision: 0, answer: Answer::Skip };
            (self.text("button-attached-all"), press)
        });
        Ok(Rendered { markup: Inline::new().row(done).markup(), ..rendered })
    }

    /// «Done» was pressed.
    pub async fn attaching_done(&self, order: OrderId) -> Result<Rendered, Fault> {
        let rendered = self.about_files("attaching-done", order).await?;
        let open = (self.text("button-open"), Press::Open { order });
        Ok(Rendered { markup: Inline::new().row([open]).markup(), ..rendered })
    }

    /// A file Telegram does not have any more.
    pub async fn file_gone(&self, order: OrderId) -> Result<Rendered, Fault> {
        self.about_files("file-gone", order).await
    }

    async fn about_files(&self, key: &str, order: OrderId) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(order).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let args = Args::new()
            .number("number", view.number.0)
            .number("count", counted(view.attachments))
            .number("most", counted(MOST_PER_ORDER))
            .number("megabytes", counted(LARGEST / 1024 / 1024));
        Ok(Rendered::text(self.text_with(key, &args)))
    }
}

fn counted(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
