//! How the money of a closed order was computed, step by step, from the breakdown that was stored at closing.

use repairbot_core::{
    callback::{Press, RatesPress},
    ids::OrderId,
    order::Settlement,
    split::{Breakdown, RuleCode, RuleSource, StepKind},
};

use super::{Rendered, Scene, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{orders::OrderView, rates},
    texts::Args,
};

impl Scene<'_> {
    /// The explanation, for whoever may see the order's money.
    pub(super) async fn explained(&self, id: OrderId) -> Result<Rendered, Fault> {
        let Some(view) = self.snapshot.order(id).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let number = Args::new().number("number", view.number.0);
        if !self.may_see(&view.order) {
            return Ok(Rendered::text(self.text_with("card-not-yours", &number)));
        }
        let Some(money) = view.order.settlement.as_ref().filter(|_| !view.order.is_deleted()) else {
            let key = if view.order.is_deleted() { "order-deleted" } else { "explain-nothing" };
            return Ok(Rendered::text(self.text_with(key, &number)));
        };
        let mut lines = vec![self.text_with("explain-title", &number)];
        lines.extend(self.explained_lines(money, &view));
        lines.extend(self.explained_by(money).await?);
        let open = (!self.viewer.in_group).then(|| (self.text("button-to-order"), Press::Open { order: id }));
        Ok(Rendered { text: lines.join("\n"), markup: Inline::new().row(open).markup() })
    }

    fn explained_lines(&self, money: &Settlement, view: &OrderView) -> Vec<String> {
        let split = &money.breakdown;
        let sums = Args::new()
            .raw("total", self.money(money.total))
            .raw("materials", self.money(money.materials))
            .raw("net", self.money(split.net));
        let mut lines = vec![self.text_with("explain-net", &sums), self.explained_rule(split, view)];
        for step in split.steps.iter().filter(|step| step.kind != StepKind::Base) {
            let args =
                Args::new().raw("percent", self.percent(step.percent)).raw("value", self.money(step.amount));
            let key = format!("explain-{}", step.kind.code().replace('_', "-"));
            lines.push(self.text_with(&key, &args));
        }
        if is_rounded(split) {
            lines.push(self.text("explain-rounded"));
        }
        let sum = |key: &str, value| self.text_with(key, &Args::new().raw("value", self.money(value)));
        lines.push(sum("explain-master", split.master));
        lines.push(sum("explain-company", split.company));
        let payment = self.text(&format!("payment-{}", money.payment.code()));
        let collected = Args::new().raw("value", self.money(money.collected)).raw("payment", payment);
        lines.push(self.text_with("explain-collected", &collected));
        if !view.order.prepayment.is_zero() {
            lines.push(sum("explain-prepayment", view.order.prepayment));
        }
        lines
    }

    /// The base share: which rule, for which sums.
    fn explained_rule(&self, split: &Breakdown, view: &OrderView) -> String {
        let RuleCode { source, percent, from, below } = split.rule;
        let money = |sum| self.money(sum);
        let range = match (from.is_zero(), below) {
            (true, None) => String::new(),
            (true, Some(below)) => self.text_with("explain-below", &Args::new().raw("below", money(below))),
            (false, None) => self.text_with("explain-from", &Args::new().raw("from", money(from))),
            (false, Some(below)) => {
                let args = Args::new().raw("from", money(from)).raw("below", money(below));
                self.text_with("explain-between", &args)
            }
        };
        let base = split.steps.iter().find(|step| step.kind == StepKind::Base);
        let args = Args::new()
            .text("name", &self.catalogued(&view.equipment_name))
            .raw("percent", self.percent(percent))
            .raw("range", range)
            .raw("value", self.money(base.map_or(split.master, |step| step.amount)));
        self.text_with(
            match source {
                RuleSource::Custom => "explain-rule-custom",
                RuleSource::Equipment => "explain-rule-equipment",
                RuleSource::General => "explain-rule-general",
            },
            &args,
        )
    }

    /// The version of the rates that was applied.
    async fn explained_by(&self, money: &Settlement) -> Result<Option<String>, Fault> {
        let Some(basis) = &money.basis else { return Ok(None) };
        let Some(version) = rates::by_id(self.snapshot.tx(), basis.rates).await? else { return Ok(None) };
        let args = Args::new().number("version", version.id.0).raw("at", self.moment(version.valid_from));
        let key = if version.created_by.is_some() { "explain-version" } else { "explain-version-default" };
        Ok(Some(self.text_with(key, &args)))
    }

    /// «How it was computed» on a closed order's card.
    pub(super) fn explain_button(&self, view: &OrderView) -> Option<(String, Press)> {
        let press = Press::Rates(RatesPress::Explain { order: view.order.id });
        view.order.settlement.as_ref().map(|_| (self.text("button-explain"), press))
    }
}

/// Whether the master's share is no whole number of kopecks by itself.
fn is_rounded(split: &Breakdown) -> bool {
    let percent: i128 = split.steps.iter().map(|step| i128::from(step.percent.0)).sum();
    (i128::from(split.net.0) * percent) % 10_000 != 0
}
