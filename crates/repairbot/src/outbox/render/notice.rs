//! Notices: one line about an event, written from the order as it is when sent.

use repairbot_core::{
    callback::Press,
    ids::OrderId,
    order::{Action, Notice, NoticeKind, may},
};

use super::{Rendered, Scene, keyboard::Inline};
use crate::{fault::Fault, store::orders::OrderView, texts::Args};

impl Scene<'_> {
    /// What a notice says to this viewer.
    pub async fn notice(&self, notice: &Notice) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(notice.order).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let text = match self.change_notice(notice, &view).await? {
            Some(text) => text,
            None => {
                let args = self.notice_args(notice, &view).await?;
                self.text_with(&format!("notice-{}", notice_key(notice.kind)), &args)
            }
        };
        if !self.viewer.actor.is_some_and(|actor| actor.roles.is_office()) {
            return Ok(Rendered::text(text));
        }
        Ok(Rendered { text, markup: self.order_buttons(&view).markup() })
    }

    async fn notice_args(&self, notice: &Notice, view: &OrderView) -> Result<Args, Fault> {
        let by = self.snapshot.person(notice.by).await?;
        let mut args = Args::new()
            .number("number", view.number.0)
            .text("by", by.as_ref().map_or("", |person| person.name.reveal()))
            .text("master", view.master_name.as_ref().map_or("", |name| name.reveal()))
            .text("reason", &self.reason(view).unwrap_or_default())
            .text("equipment", &self.catalogued(&view.equipment_name));
        let office = self.viewer.actor.is_some_and(|actor| actor.roles.is_office());
        // A master who lost the order learns its number only.
        let details = if office { view.address.reveal() } else { "" };
        args = args.text("address", details);
        let visit = self.visit_of(view).filter(|_| office).map(|value| {
            let line = self.text_with("card-visit", &Args::new().text("value", &value));
            format!("\n{line}")
        });
        args = args.raw("visit", visit.unwrap_or_default());
        let promised = view.order.long_repair.map(|promise| self.day(promise.promised_on));
        args = args.raw("promised", promised.unwrap_or_default());
        let fee = view.order.refusal.map(|outcome| outcome.fee).filter(|fee| office && !fee.is_zero());
        let fee = fee.map(|fee| self.text_with("card-fee", &Args::new().raw("value", self.money(fee))));
        args = args.raw("fee", fee.map(|line| format!("\n{line}")).unwrap_or_default());
        let settlement = view.order.settlement.as_ref().filter(|_| office);
        Ok(args.raw("settlement", settlement.map(|s| self.settlement(s)).unwrap_or_default()))
    }

    /// «Assign» and «open», each when the viewer can do so now.
    fn order_buttons(&self, view: &OrderView) -> Inline {
        let order = &view.order;
        let assign = self
            .viewer
            .actor
            .filter(|actor| may(Action::Assign, actor, order, self.company.workflow))
            .map(|_| {
                let press = Press::Act { order: order.id, version: order.version, action: Action::Assign };
                (self.text("action-assign"), press)
            });
        let open = (self.may_see(order) && !order.is_deleted())
            .then(|| (self.text("button-open"), Press::Open { order: order.id }));
        Inline::new().row(assign).row(open)
    }

    /// A text about one order by its number, with the same buttons.
    pub async fn about_order(&self, key: &str, id: OrderId) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(id).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let args = Args::new()
            .number("number", view.number.0)
            .raw("status", self.status(view.order.status))
            .text("master", view.master_name.as_ref().map_or("", |name| name.reveal()))
            .text("visit", &self.visit_of(&view).filter(|_| self.may_see(&view.order)).unwrap_or_default());
        let mut text = self.text_with(key, &args);
        if let Some(settlement) = view.order.settlement.as_ref().filter(|_| self.may_see(&view.order)) {
            text = format!("{text}\n{}", self.breakdown(&settlement.breakdown));
        }
        let buttons = if self.viewer.in_group { Inline::new() } else { self.order_buttons(&view) };
        Ok(Rendered { text, markup: buttons.markup() })
    }
}

fn notice_key(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Created => "created",
        // Cards are sent as cards; this is what a card's notice would say in words.
        NoticeKind::Card => "card",
        NoticeKind::ReassignedAway => "reassigned-away",
        NoticeKind::TakenOff => "taken-off",
        NoticeKind::Accepted => "accepted",
        NoticeKind::Declined => "declined",
        NoticeKind::OnSite => "on-site",
        NoticeKind::LongRepair => "long-repair",
        NoticeKind::Closed => "closed",
        NoticeKind::Refused => "refused",
        NoticeKind::Reopened => "reopened",
        NoticeKind::ActedForYou => "acted-for-you",
        NoticeKind::Edited { .. } => "edited",
        NoticeKind::ClientWaiting => "client-waiting",
        NoticeKind::Commented { .. } => "commented",
        NoticeKind::Deleted => "deleted",
        NoticeKind::Restored => "restored",
        NoticeKind::Corrected { .. } => "corrected",
        NoticeKind::Rescheduled { .. } | NoticeKind::VisitMoved { .. } => "rescheduled",
    }
}
