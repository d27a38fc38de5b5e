//! The computation of a closed order, shown from the breakdown that was stored.

use repairbot_core::{order::Settlement, split::Breakdown};

use super::Scene;
use crate::texts::Args;

impl Scene<'_> {
    /// Every figure of a settlement, line by line.
    pub fn settlement(&self, settlement: &Settlement) -> String {
        let mut lines = vec![
            self.sum_line("settlement-total", settlement.total),
            self.sum_line("settlement-materials", settlement.materials),
        ];
        if settlement.collected != settlement.total {
            lines.push(self.sum_line("settlement-collected", settlement.collected));
        }
        let payment = self.text(&format!("payment-{}", settlement.payment.code()));
        lines.push(self.text_with("settlement-payment", &Args::new().raw("value", payment)));
        lines.extend(self.flag_line("settlement-review", settlement.review));
        lines.extend(self.flag_line("settlement-out-of-city", settlement.out_of_city));
        lines.push(self.breakdown(&settlement.breakdown));
        lines.join("\n")
    }

    fn sum_line(&self, key: &str, sum: repairbot_core::money::Kopecks) -> String {
        self.text_with(key, &Args::new().raw("value", self.money(sum)))
    }

    fn flag_line(&self, key: &str, flag: bool) -> Option<String> {
        flag.then(|| self.text(key))
    }

    /// How the split came about: net, the rule, each step, both shares.
    pub fn breakdown(&self, breakdown: &Breakdown) -> String {
        let mut lines = vec![self.sum_line("split-net", breakdown.net)];
        for step in &breakdown.steps {
            let args =
                Args::new().raw("percent", self.percent(step.percent)).raw("value", self.money(step.amount));
            let key = format!("split-{}", step.kind.code().replace('_', "-"));
            lines.push(self.text_with(&key, &args));
        }
        lines.push(self.sum_line("split-master", breakdown.master));
        lines.push(self.sum_line("split-company", breakdown.company));
        lines.join("\n")
    }
}
