//! What was changed about orders: old and new, comments, deleted orders; and what is said in work groups.

use repairbot_core::{
    actor::Role,
    callback::{ChangesPress, Press},
    ids::{OrderNumber, TextId},
    order::{Action, Details, Notice, NoticeKind, may},
    screen::ChangesScreen,
};

use super::{Rendered, Scene, format, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        comments::{self, Comment},
        details::{self, Words},
        orders::{self, OrderView},
        texts,
    },
    texts::Args,
};

/// So many comments stand on a card.
const COMMENTS: u64 = 3;
/// So many characters of each.
const OF_COMMENT: usize = 120;
/// So many characters of what a field said before.
const OF_OLD: usize = 200;
/// Deleted orders on one page.
const PAGE: usize = 10;

/// A field that changes: the key of its label, and both sides.
pub(super) struct Change {
    pub(super) field: &'static str,
    pub(super) old: String,
    pub(super) new: String,
}

impl Scene<'_> {
    /// A screen of this area.
    pub(super) async fn changes(&self, screen: &ChangesScreen) -> Result<Rendered, Fault> {
        Ok(match screen {
            ChangesScreen::Deleted { before } => self.deleted_orders(*before).await?,
            ChangesScreen::GroupHelp => Rendered::text(self.text("group-help")),
            ChangesScreen::TopicSet => Rendered::text(self.text("topic-set")),
            ChangesScreen::TopicLost { master } => {
                let name = self.name_of(*master).await?;
                Rendered::text(self.text_with("topic-lost", &Args::new().text("name", &name)))
            }
            ChangesScreen::GroupNeedsAdmin => Rendered::text(self.text("group-needs-admin")),
        })
    }

    /// The card of a deleted order: who can restore it sees it all, the others a line.
    pub(super) fn deleted_card(&self, view: &OrderView, whole: String) -> Rendered {
        let (order, actor) = (&view.order, self.viewer.actor);
        let line = self.text_with("order-deleted", &Args::new().number("number", view.number.0));
        let restores = actor.is_some_and(|actor| may(Action::Restore, &actor, order, self.company.workflow));
        let Some(deletion) = order.deletion.filter(|_| restores && !self.viewer.in_group) else {
            return Rendered::text(line);
        };
        let reason = view.deletion_reason.as_ref().map_or("", |text| text.reveal());
        let args = Args::new().raw("at", self.moment(deletion.at)).text("reason", reason);
        let text = [whole, self.text_with("card-deleted", &args)].join("\n");
        let press = Press::Act { order: order.id, version: order.version, action: Action::Restore };
        Rendered { text, markup: Inline::new().row([(self.text("action-restore"), press)]).markup() }
    }

    /// The button to the deleted orders, for an admin.
    pub(super) fn deleted_button(&self) -> Option<(String, Press)> {
        let press = Press::Changes(ChangesPress::Deleted { before: None });
        self.roles().has(Role::Admin).then(|| (self.text("button-deleted-orders"), press))
    }

    /// One page of deleted orders, for an admin.
    async fn deleted_orders(&self, before: Option<OrderNumber>) -> Result<Rendered, Fault> {
        if !self.roles().has(Role::Admin) {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let limit = u64::try_from(PAGE + 1).unwrap_or(u64::MAX);
        let mut found = orders::deleted_page(self.snapshot.tx(), before, limit).await?;
        let more = found.len() > PAGE;
        found.truncate(PAGE);
        let mut text = vec![self.text("deleted-title")];
        if found.is_empty() {
            text.push(self.text("orders-none"));
        }
        let mut buttons = Vec::new();
        for line in &found {
            let args = Args::new()
                .number("number", line.number.0)
                .raw("status", self.status(line.status))
                .text("equipment", &self.catalogued(&line.equipment))
                .text("address", &format::within(line.address.reveal(), 60));
            text.push(self.text_with("deleted-line", &args));
            let press = Press::Changes(ChangesPress::OpenDeleted { order: line.id });
            buttons.push((format!("#{}", line.number), press));
        }
        let page = |key: &str, before| (self.text(key), Press::Changes(ChangesPress::Deleted { before }));
        let first = before.map(|_| page("button-first-page", None));
        let next = found.last().filter(|_| more).map(|last| page("button-next-page", Some(last.number)));
        let markup = Inline::new().grid(5, buttons).row(first.into_iter().chain(next)).markup();
        Ok(Rendered { text: text.join("\n"), markup })
    }

    /// The last comments of a card.
    pub(super) async fn comment_lines(&self, view: &OrderView) -> Result<Vec<String>, Fault> {
        if view.order.comments == 0 {
            return Ok(Vec::new());
        }
        let line = |comment: Comment| {
            let words =
                comment.text.map(|text| format::within(text.reveal(), OF_COMMENT)).unwrap_or_default();
            let args = Args::new()
                .text("by", comment.by.reveal())
                .raw("at", self.moment(comment.at))
                .text("text", &words);
            self.text_with("card-comment", &args)
        };
        let last = comments::last(self.snapshot.tx(), view.order.id, COMMENTS).await?;
        Ok(last.into_iter().map(line).collect())
    }

    /// A notice of this area; `None` when it is another's.
    pub(super) async fn change_notice(
        &self,
        notice: &Notice,
        view: &OrderView,
    ) -> Result<Option<String>, Fault> {
        let number = Args::new().number("number", view.number.0);
        if view.order.is_deleted() && notice.kind != NoticeKind::Deleted {
            return Ok(Some(self.text_with("order-deleted", &number)));
        }
        match notice.kind {
            NoticeKind::Edited => self.edited(notice, view).await.map(Some),
            NoticeKind::Commented { text } => self.commented(notice, view, text).await.map(Some),
            NoticeKind::Rescheduled | NoticeKind::VisitMoved => {
                self.rescheduled(notice, view).await.map(Some)
            }
            NoticeKind::Corrected => self.correction_notice(notice, view).await.map(Some),
            _ => Ok(None),
        }
    }

    async fn commented(&self, notice: &Notice, view: &OrderView, text: TextId) -> Result<String, Fault> {
        let bodies = texts::bodies(self.snapshot.tx(), &[text]).await?;
        let args = Args::new()
            .number("number", view.number.0)
            .text("by", &self.name_of(notice.by).await?)
            .text("text", bodies.get(&text).map_or("", |body| body.reveal()));
        Ok(self.text_with("notice-commented", &args))
    }

    async fn edited(&self, notice: &Notice, view: &OrderView) -> Result<String, Fault> {
        let args = Args::new().number("number", view.number.0).text("by", &self.name_of(notice.by).await?);
        let mut lines = vec![self.text_with("notice-edited", &args)];
        if let Some((from, to)) = orders::edit(self.snapshot.tx(), view.order.id, notice.version).await? {
            let old = details::words(self.snapshot.tx(), &from).await?;
            let new = details::words(self.snapshot.tx(), &to).await?;
            let changes = self.differences((&from, &old), (&to, &new));
            let sees_phone = self.sees_phone(&view.order).await?;
            lines.extend(changes.iter().map(|change| {
                if change.field == "phone" && !sees_phone {
                    self.text("edited-phone-hidden")
                } else {
                    self.change_line("edited-line", change)
                }
            }));
        }
        Ok(lines.join("\n"))
    }

    /// One field that changes, old and new.
    pub(super) fn change_line(&self, key: &str, change: &Change) -> String {
        let nothing = self.text("edited-nothing");
        let or_nothing = |value: &str| if value.is_empty() { nothing.clone() } else { value.to_owned() };
        let args = Args::new()
            .raw("field", self.text(&format!("field-{}", change.field)))
            .text("old", &or_nothing(&format::within(&change.old, OF_OLD)))
            .text("new", &or_nothing(&change.new));
        self.text_with(key, &args)
    }

    /// What the two sides say differently, in words.
    fn differences(&self, from: (&Details, &Words), to: (&Details, &Words)) -> Vec<Change> {
        let (old, new) = (self.sayings(from.0, from.1), self.sayings(to.0, to.1));
        let pairs = old.into_iter().zip(new).filter(|((_, old), (_, new))| old != new);
        pairs.map(|((field, old), (_, new))| Change { field, old, new }).collect()
    }

    /// What an order says, field by field, with the key of each field's label.
    pub(super) fn sayings(&self, details: &Details, words: &Words) -> [(&'static str, String); 7] {
        let text = |text: &Option<repairbot_core::pii::FreeText>| {
            text.as_ref().map(|text| text.reveal().to_owned()).unwrap_or_default()
        };
        let visit = details.visit.map(|visit| (visit.from, visit.to)).unwrap_or_default();
        [
            ("equipment", self.catalogued(&words.equipment)),
            ("problem", text(&words.problem)),
            ("name", words.client.reveal().to_owned()),
            ("phone", format::phone(&words.phone)),
            ("address", words.address.reveal().to_owned()),
            ("notes", text(&words.notes)),
            ("time", self.visit(visit, words.visit_note.as_ref()).unwrap_or_default()),
        ]
    }
}
