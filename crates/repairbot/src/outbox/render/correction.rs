//! Corrections of closed orders: before and after, to confirm, in a notice, in the timeline.

use repairbot_core::{
    dialogue::{CorrectField, CorrectOrder, Dialogue, Draft},
    order::{Event, Notice, Settlement, correction},
};

use super::{Scene, changes::Change, question::correct_key};
use crate::{
    fault::Fault,
    store::{
        orders::{self, OrderView},
        rates, texts,
    },
    texts::Args,
};

impl Scene<'_> {
    /// All figures of the order with what is about to change, and the split that comes of it.
    pub(super) async fn review_correction(&self, form: &CorrectOrder) -> Result<String, Fault> {
        let Some(view) = self.snapshot.order(form.order).await? else {
            return Ok(self.text("order-not-found"));
        };
        let title = Args::new().number("number", view.number.0);
        if view.order.is_deleted() {
            return Ok(self.text_with("order-deleted", &title));
        }
        if !self.is_admin_in_private() {
            return Ok(self.text("no-access"));
        }
        let (rates, code) = rates::at_closing(self.snapshot.tx(), &view.order).await?;
        let new = correction(&view.order, &form.correction(), &rates, &code).ok();
        let new = new.filter(|_| form.is_changed());
        let old = &*form.seen;
        let mut lines = vec![self.text_with("correct-title", &title)];
        let after = self.figures(new.as_ref().unwrap_or(old));
        for ((field, old), (_, new)) in self.figures(old).into_iter().zip(after) {
            if old == new {
                let args = Args::new().raw("field", self.text(&format!("field-{field}"))).raw("value", old);
                lines.push(self.text_with("correct-same", &args));
            } else {
                lines.push(self.change_line("edit-changed", &Change { field, old, new }));
            }
        }
        if let Some(new) = &new {
            lines.push(self.text("correct-computed"));
            lines.push(self.breakdown(&new.breakdown));
        }
        if let Some(reason) = &form.reason {
            lines.push(self.text_with("card-reason", &Args::new().text("value", reason.reveal())));
        }
        lines.push(self.text(if form.is_changed() { "edit-confirm" } else { "correct-question" }));
        Ok(lines.join("\n"))
    }

    /// A figure's question, with what the order has.
    pub(super) fn ask_correction(&self, draft: &Draft, field: CorrectField) -> String {
        let Dialogue::CorrectOrder(form) = &draft.dialogue else { return String::new() };
        if !self.is_admin_in_private() {
            return self.text("no-access");
        }
        let key = correct_key(field);
        let question = self.text(&format!("ask-{key}"));
        let now = self.figures(&form.seen).into_iter().find(|(field, _)| *field == key);
        match now {
            Some((_, value)) => {
                let now = self.text_with("edit-now", &Args::new().raw("value", value));
                format!("{now}\n{question}")
            }
            None => question,
        }
    }

    /// What a correction changed, line by line.
    pub(super) fn corrected(&self, from: &Settlement, to: &Settlement) -> String {
        let lines = self.corrected_figures(from, to);
        let lines = lines.iter().map(|change| self.change_line("edited-line", change));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The same in one line of plain words.
    pub(super) fn corrected_in_line(&self, from: &Settlement, to: &Settlement) -> String {
        let line = |change: Change| {
            let field = self.text(&format!("field-{}", change.field));
            let args = Args::new().raw("field", field).raw("old", change.old).raw("new", change.new);
            self.text_with("correct-in-line", &args)
        };
        self.corrected_figures(from, to).into_iter().map(line).collect::<Vec<_>>().join("; ")
    }

    /// What a master and the office are told.
    pub(super) async fn correction_notice(&self, notice: &Notice, view: &OrderView) -> Result<String, Fault> {
        let args = Args::new().number("number", view.number.0).text("by", &self.name_of(notice.by).await?);
        let mut lines = vec![self.text_with("notice-corrected", &args)];
        let recorded = orders::event_at(self.snapshot.tx(), view.order.id, notice.version).await?;
        if let Some(Event::Corrected { from, to, reason }) = recorded.map(|recorded| recorded.event) {
            lines.push(self.corrected(&from, &to));
            let words = texts::bodies(self.snapshot.tx(), &[reason]).await?;
            let reason = words.get(&reason).map(|words| Args::new().text("value", words.reveal()));
            lines.extend(reason.map(|reason| self.text_with("card-reason", &reason)));
        }
        Ok(lines.join("\n"))
    }

    fn corrected_figures(&self, from: &Settlement, to: &Settlement) -> Vec<Change> {
        let pairs = self.figures(from).into_iter().zip(self.figures(to));
        let changed = pairs.filter(|((_, old), (_, new))| old != new);
        changed.map(|((field, old), (_, new))| Change { field, old, new }).collect()
    }

    /// A settlement's figures in words, with the key of each one's label.
    fn figures(&self, money: &Settlement) -> [(&'static str, String); 8] {
        let flag = |on: bool| self.text(if on { "correct-yes" } else { "correct-no" });
        [
            ("total", self.money(money.total)),
            ("materials", self.money(money.materials)),
            ("payment", self.text(&format!("payment-{}", money.payment.code()))),
            ("review", flag(money.review)),
            ("out-of-city", flag(money.out_of_city)),
            ("collected", self.money(money.collected)),
            ("master-share", self.money(money.breakdown.master)),
            ("company-share", self.money(money.breakdown.company)),
        ]
    }
}
