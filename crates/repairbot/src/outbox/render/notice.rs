//! Notices: one line about an event, written from that event. Where and when a visit is, is said as it is when sent.

use jiff::civil::Date;
use repairbot_core::{
    callback::Press,
    ids::{OrderId, OrderVersion, TextId},
    money::Kopecks,
    order::{Action, Event, Notice, NoticeKind, Reason, Settlement, actions_for, fold, may},
};

use super::{Rendered, Scene, card::label_of, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        orders::{self, OrderView},
        texts,
    },
    texts::Args,
};

impl Scene<'_> {
    /// What a notice says to this viewer.
    pub async fn notice(&self, notice: &Notice) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(notice.order).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        if !self.may_see(&view.order) && !tells_of_a_loss(notice.kind) {
            let args = Args::new().number("number", view.number.0);
            return Ok(Rendered::text(self.text_with("card-not-yours", &args)));
        }
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
        let told = self.told_of(notice, view).await?;
        let args = Args::new()
            .number("number", view.number.0)
            .text("by", &self.name_of(notice.by).await?)
            .text("master", &told.master)
            .text("reason", &told.reason)
            .text("equipment", &self.catalogued(&view.equipment_name));
        let office = self.roles().is_office();
        // A master who lost the order learns its number only.
        let address = if office { view.address.reveal() } else { "" };
        let visit = self.visit_of(view).filter(|_| office).map(|value| {
            let line = self.text_with("card-visit", &Args::new().text("value", &value));
            format!("\n{line}")
        });
        let money = |key: &str, sum: Kopecks| {
            let shown = office && !sum.is_zero();
            let line = self.text_with(key, &Args::new().raw("value", self.money(sum)));
            if shown { format!("\n{line}") } else { String::new() }
        };
        let settlement = told.settlement.as_ref().filter(|_| office);
        Ok(args
            .text("address", address)
            .raw("visit", visit.unwrap_or_default())
            .raw("promised", told.promised.map(|day| self.day(day)).unwrap_or_default())
            .raw("fee", money("card-fee", told.fee))
            .raw("kept", money("notice-kept", told.kept))
            .raw("settlement", settlement.map(|s| self.settlement(s)).unwrap_or_default()))
    }

    /// What the event of a notice says, whatever happened to the order since.
    async fn told_of(&self, notice: &Notice, view: &OrderView) -> Result<Told, Fault> {
        let recorded = orders::event_at(self.snapshot.tx(), notice.order, notice.version).await?;
        let order = &view.order;
        let Some(recorded) = recorded else {
            return Ok(Told {
                master: view.master_name.as_ref().map_or("", |name| name.reveal()).to_owned(),
                reason: self.reason(view).unwrap_or_default(),
                promised: order.long_repair.map(|promise| promise.promised_on),
                fee: order.refusal.map(|outcome| outcome.fee).unwrap_or_default(),
                kept: if order.refusal.is_some() { order.prepayment } else { Kopecks::ZERO },
                settlement: order.settlement.clone(),
            });
        };
        // Whoever did it is its master, or acted for him.
        let mut told = Told {
            master: self.name_of(recorded.on_behalf_of.unwrap_or(recorded.by)).await?,
            ..Told::default()
        };
        match recorded.event {
            Event::Declined { reason, .. } => told.reason = self.reason_words(&reason).await?,
            Event::Refused { reason, outcome } => {
                told.reason = self.reason_words(&reason).await?;
                told.fee = outcome.fee;
                told.kept = self.kept(notice.order, recorded.version).await?;
            }
            Event::LongRepairStarted { promised_on, .. } => told.promised = Some(promised_on),
            Event::Closed(settlement) => told.settlement = Some(settlement),
            _ => {}
        }
        Ok(told)
    }

    /// A reason in the viewer's words; what was erased of it is left out.
    async fn reason_words(&self, reason: &Reason) -> Result<String, Fault> {
        let picked = match reason.picked {
            Some(id) => self.snapshot.reason_name(id).await?.map(|name| self.catalogued(name)),
            None => None,
        };
        let ids: Vec<TextId> = reason.text.into_iter().collect();
        let bodies = texts::bodies(self.snapshot.tx(), &ids).await?;
        let written = bodies.values().map(|body| body.reveal().to_owned());
        Ok(picked.into_iter().chain(written).collect::<Vec<_>>().join(". "))
    }

    /// What was left of the prepayment when the order was refused.
    async fn kept(&self, order: OrderId, refused_at: OrderVersion) -> Result<Kopecks, Fault> {
        let history = orders::history_upto(self.snapshot.tx(), order, refused_at).await?;
        let then = fold(&history).map_err(|error| Fault::Damaged(error.to_string()))?;
        Ok(then.prepayment)
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

    /// The order went on without this press: where it is now, and what can be done with it.
    pub async fn overtaken(&self, id: OrderId) -> Result<Rendered, Fault> {
        let Rendered { mut text, markup } = self.about_order("order-overtaken", id).await?;
        let view = self.snapshot.order(id).await?;
        if let (Some(view), Some(actor)) = (view, self.viewer.actor) {
            let status = view.order.status;
            let allowed = actions_for(&actor, &view.order, self.company.workflow);
            let labels: Vec<String> =
                allowed.into_iter().map(|action| label_of(self.lang, action, status)).collect();
            if !labels.is_empty() {
                let args = Args::new().raw("allowed", labels.join(", "));
                text = format!("{text}\n{}", self.text_with("order-allowed", &args));
            }
        }
        Ok(Rendered { text, markup })
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

/// What a notice takes from its event.
#[derive(Default)]
struct Told {
    master: String,
    reason: String,
    promised: Option<Date>,
    fee: Kopecks,
    kept: Kopecks,
    settlement: Option<Settlement>,
}

/// What a master is told about an order that is not his any more: its number, and nothing of the client.
fn tells_of_a_loss(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::ReassignedAway | NoticeKind::TakenOff | NoticeKind::ActedForYou | NoticeKind::Deleted
    )
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
        NoticeKind::Edited => "edited",
        NoticeKind::ClientWaiting => "client-waiting",
        NoticeKind::Commented { .. } => "commented",
        NoticeKind::Deleted => "deleted",
        NoticeKind::Restored => "restored",
        NoticeKind::RestoredAsNew => "restored-as-new",
        NoticeKind::Corrected => "corrected",
        NoticeKind::Rescheduled | NoticeKind::VisitMoved => "rescheduled",
    }
}
