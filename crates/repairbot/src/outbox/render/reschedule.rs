//! Moving a visit: its questions, its review, and the notice of it.

use repairbot_core::{
    dialogue::{Form, Reschedule, RescheduleField},
    ids::TextId,
    order::{Event, Notice, Visit},
};

use super::Scene;
use crate::{
    fault::Fault,
    store::{
        orders::{self, OrderView},
        texts,
    },
    texts::Args,
};

impl Scene<'_> {
    /// What moving a visit asks now, with what is known of it.
    pub async fn ask_reschedule(&self, form: &Reschedule) -> Result<String, Fault> {
        let answered = form.visit.as_ref().filter(|_| form.cursor().at == Some(RescheduleField::Reason));
        if let Some(visit) = answered {
            let new = self.visit_lines(visit).join("\n");
            return Ok(format!("{new}\n{}", self.text("ask-reschedule-reason")));
        }
        let view = self.snapshot.order(form.order).await?.filter(|view| self.may_see(&view.order));
        let present = view.map(|view| self.visit_or_none(&view)).unwrap_or_default();
        Ok(self.text_with("ask-new-time", &Args::new().text("visit", &present)))
    }

    /// The review of a moved visit: what it was, what it becomes.
    pub async fn review_reschedule(&self, form: &Reschedule) -> Result<String, Fault> {
        let Some(view) = self.snapshot.order(form.order).await?.filter(|view| self.may_see(&view.order))
        else {
            return Ok(self.text("order-not-found"));
        };
        let args = Args::new().number("number", view.number.0).text("visit", &self.visit_or_none(&view));
        let mut lines = vec![self.text_with("review-reschedule", &args)];
        lines.extend(form.visit.iter().flat_map(|visit| self.visit_lines(visit)));
        if let Some(reason) = &form.reason {
            lines.push(self.text_with("card-reason", &Args::new().text("value", reason.reveal())));
        }
        lines.push(self.text("review-question"));
        Ok(lines.join("\n"))
    }

    /// A notice that a visit was moved: what it was and what it became then, whatever happened since.
    pub async fn rescheduled(&self, notice: &Notice, view: &OrderView) -> Result<String, Fault> {
        if !self.may_see(&view.order) {
            return Ok(self.text_with("card-not-yours", &Args::new().number("number", view.number.0)));
        }
        let version = notice.version;
        let recorded = orders::event_at(self.snapshot.tx(), notice.order, version).await?;
        let Some(Event::Rescheduled { from, to, reason }) = recorded.map(|recorded| recorded.event) else {
            return Err(Fault::Damaged(format!("order {}: no moved visit at {version:?}", notice.order.0)));
        };
        let named = [from.and_then(|visit| visit.note), to.note, reason];
        let ids: Vec<TextId> = named.into_iter().flatten().collect();
        let words = texts::bodies(self.snapshot.tx(), &ids).await?;
        let note = |visit: Visit| visit.note.and_then(|id| words.get(&id));
        let shown = |visit: Visit| self.visit((visit.from, visit.to), note(visit));
        let nothing = || self.text("visit-none");
        let reason = reason.and_then(|id| words.get(&id)).map(|reason| {
            let line = self.text_with("card-reason", &Args::new().text("value", reason.reveal()));
            format!("\n{line}")
        });
        let args = Args::new()
            .number("number", view.number.0)
            .text("by", &self.name_of(notice.by).await?)
            .text("before", &from.and_then(shown).unwrap_or_else(nothing))
            .text("after", &shown(to).unwrap_or_else(nothing))
            .raw("reason", reason.unwrap_or_default());
        Ok(self.text_with("notice-rescheduled", &args))
    }
}
