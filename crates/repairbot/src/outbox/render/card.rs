//! An order's card: what the viewer may see of it, and the buttons that work for him.

use repairbot_core::{
    callback::Press,
    ids::OrderId,
    order::{Action, Order, Status, actions_for, acts_for_master, may_see, sees_phone},
    settings::Switch,
};

use super::{Rendered, Scene, format, keyboard::Inline};
use crate::{
    fault::Fault,
    store::orders::OrderView,
    texts::{Args, Lang, text},
};

impl Scene<'_> {
    /// The card of this order for this viewer. Someone who may not see the order gets a line without data.
    pub async fn card(&self, id: OrderId) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(id).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        if !self.may_see(&view.order) {
            let args = Args::new().number("number", view.number.0);
            return Ok(Rendered::text(self.text_with("card-not-yours", &args)));
        }
        if view.order.is_deleted() {
            return Ok(self.deleted_card(&view, self.card_text(&view).await?));
        }
        let text = [vec![self.card_text(&view).await?], self.comment_lines(&view).await?].concat().join("\n");
        Ok(Rendered { text, markup: self.card_buttons(&view).markup() })
    }

    /// Whether the viewer may see the order; a group looks as its master.
    pub fn may_see(&self, order: &Order) -> bool {
        self.viewer.actor.is_some_and(|actor| may_see(&actor, order))
    }

    /// Whether the viewer may see the client's phone. Only a master before the visit depends on the company's setting.
    pub(super) async fn sees_phone(&self, order: &Order) -> Result<bool, Fault> {
        let sees = |hidden| self.viewer.actor.is_some_and(|actor| sees_phone(&actor, order, hidden));
        if sees(true) || !sees(false) {
            return Ok(sees(true));
        }
        Ok(!self.snapshot.settings().await?.on(Switch::PhoneHiddenUntilOnsite))
    }

    pub(super) async fn card_text(&self, view: &OrderView) -> Result<String, Fault> {
        let order = &view.order;
        let phone = self.sees_phone(order).await?;
        let mut lines = vec![self.card_title(view)];
        let mut line = |key: &str, value: &str| {
            lines.push(self.text_with(key, &Args::new().text("value", value)));
        };
        line("card-equipment", &self.catalogued(&view.equipment_name));
        if let Some(problem) = &view.problem {
            line("card-problem", problem.reveal());
        }
        line("card-client", view.client_name.reveal());
        if phone {
            line("card-phone", &format::phone(&view.phone));
        } else if !order.status.is_final() {
            lines.push(self.text("card-phone-hidden"));
        }
        let mut line = |key: &str, value: &str| {
            lines.push(self.text_with(key, &Args::new().text("value", value)));
        };
        line("card-address", view.address.reveal());
        if let Some(notes) = &view.notes {
            line("card-notes", notes.reveal());
        }
        lines.extend(self.card_visit(view));
        let mut line = |key: &str, value: &str| {
            lines.push(self.text_with(key, &Args::new().text("value", value)));
        };
        if let Some(master) = &view.master_name {
            line("card-master", master.reveal());
        }
        lines.extend(self.beside_lines(view));
        lines.extend(self.stage_lines(view));
        Ok(lines.join("\n"))
    }

    fn card_title(&self, view: &OrderView) -> String {
        let args = Args::new().number("number", view.number.0).raw("status", self.status(view.order.status));
        self.text_with("card-title", &args)
    }

    /// The name of a state with its sign.
    pub fn status(&self, status: Status) -> String {
        self.text(&format!("status-{}", status.code()))
    }

    /// What this stage adds: the promise, the reason, the money.
    fn stage_lines(&self, view: &OrderView) -> Vec<String> {
        let order = &view.order;
        let mut lines = Vec::new();
        if let Some(promise) = order.long_repair {
            lines.push(
                self.text_with("card-promised", &Args::new().raw("value", self.day(promise.promised_on))),
            );
            if let Some(parts) = &view.parts {
                lines.push(self.text_with("card-parts", &Args::new().text("value", parts.reveal())));
            }
        }
        if !order.prepayment.is_zero() {
            let args = Args::new().raw("value", self.money(order.prepayment));
            lines.push(self.text_with("card-prepayment", &args));
        }
        // A former master's reason is for those who assign the next one, and for nobody else.
        let office = self.roles().is_office() && order.status == Status::New;
        if let Some(reason) = self.reason(view).filter(|_| office || order.status == Status::Refused) {
            lines.push(self.text_with("card-reason", &Args::new().text("value", &reason)));
        }
        if let Some(outcome) = order.refusal.filter(|outcome| !outcome.fee.is_zero()) {
            lines.push(self.text_with("card-fee", &Args::new().raw("value", self.money(outcome.fee))));
        }
        if let Some(settlement) = &order.settlement {
            lines.push(self.settlement(settlement));
        }
        lines
    }

    /// The reason of a decline or refusal in the viewer's words.
    pub fn reason(&self, view: &OrderView) -> Option<String> {
        match (&view.reason_name, &view.reason_text) {
            (Some(name), Some(text)) => Some(format!("{}. {}", self.catalogued(name), text.reveal())),
            (Some(name), None) => Some(self.catalogued(name)),
            (None, Some(text)) => Some(text.reveal().to_owned()),
            (None, None) => None,
        }
    }

    fn card_buttons(&self, view: &OrderView) -> Inline {
        let order = &view.order;
        let Some(actor) = self.viewer.actor else { return Inline::new() };
        let buttons = actions_for(&actor, order, self.company.workflow)
            .into_iter()
            .map(|action| {
                let press = Press::Act { order: order.id, version: order.version, action };
                (self.action_label(action, order), press)
            })
            .collect();
        Inline::new().grid(2, buttons).grid(
            2,
            self.explain_button(view)
                .into_iter()
                .chain(self.beside_buttons(view))
                .chain(self.history_button(order.id))
                .collect(),
        )
    }

    /// The label of an action in this state: an admin sees whom he would act for.
    fn action_label(&self, action: Action, order: &Order) -> String {
        let label = label_of(self.lang, action, order.status);
        if self.viewer.actor.is_some_and(|actor| acts_for_master(action, &actor, order)) {
            return self.text_with("action-for-master", &Args::new().raw("label", label));
        }
        label
    }
}

/// The label of an action in this state.
pub(super) fn label_of(lang: Lang, action: Action, status: Status) -> String {
    let key = match (action, status) {
        (Action::Close, Status::LongRepair) => "action-close-long-repair".to_owned(),
        (Action::Refuse, Status::Onsite) => "action-refuse-onsite".to_owned(),
        (Action::Refuse, Status::LongRepair) => "action-refuse-long-repair".to_owned(),
        _ => format!("action-{}", action.code().replace('_', "-")),
    };
    text(lang, &key)
}
