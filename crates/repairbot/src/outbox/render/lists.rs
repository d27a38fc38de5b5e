//! Lists of masters: to assign an order to, and whose a group is.

use repairbot_core::{
    callback::Press,
    ids::{OrderId, OrderVersion},
    order::{Candidate, suggest},
};

use super::{Rendered, Scene, keyboard::Inline};
use crate::{
    fault::Fault,
    store::{
        catalogue,
        orders::OrderView,
        people::{self, MasterSummary},
    },
    texts::Args,
};

/// Masters offered as buttons: Telegram takes a hundred buttons.
const MASTERS: usize = 90;
/// Masters on one page of those to choose from for an order.
const PICK: usize = 20;

impl Scene<'_> {
    /// Masters to choose from, the suggested one starred: matching specialization, then least loaded (SPEC §3).
    pub async fn pick_master(
        &self,
        (id, version): (OrderId, OrderVersion),
        page: u32,
    ) -> Result<Rendered, Fault> {
        if !self.roles().is_office() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let Some(view) = self.snapshot.order(id).await? else {
            return Ok(Rendered::text(self.text("order-not-found")));
        };
        let mut masters = people::masters(self.snapshot.tx()).await?;
        masters.retain(|summary| Some(summary.person.id) != view.order.master && summary.person.active);
        let buttons = self
            .suggested(&view, &masters)
            .await?
            .into_iter()
            .skip(PICK.saturating_mul(usize::try_from(page).unwrap_or(usize::MAX)))
            .take(PICK)
            .map(|(summary, star)| {
                let press = Press::PickMaster { order: id, version, master: summary.person.id };
                (self.master_label(summary, star), press)
            })
            .collect();
        let key = if masters.is_empty() { "pick-master-none" } else { "pick-master" };
        let text = self.text_with(key, &Args::new().number("number", view.number.0));
        let turn =
            |label: &str, page: u32| (self.text(label), Press::MastersFor { order: id, version, page });
        let before = page.checked_sub(1).map(|before| turn("button-previous-page", before));
        let pages = u32::try_from(masters.len().div_ceil(PICK)).unwrap_or(u32::MAX);
        let next =
            page.checked_add(1).filter(|next| *next < pages).map(|next| turn("button-next-page", next));
        let keyboard = Inline::new()
            .grid(1, buttons)
            .row(before.into_iter().chain(next))
            .row([(self.text("button-to-order"), Press::Open { order: id })]);
        Ok(Rendered { text, markup: keyboard.markup() })
    }

    /// The masters in the order `core` suggests them, with the star.
    async fn suggested<'m>(
        &self,
        view: &OrderView,
        masters: &'m [MasterSummary],
    ) -> Result<Vec<(&'m MasterSummary, bool)>, Fault> {
        let kind = catalogue::equipment_by_id(self.snapshot.tx(), view.order.equipment).await?;
        let labels: Vec<&str> = kind
            .iter()
            .flat_map(|kind| [kind.name.as_str()].into_iter().chain(kind.aliases.iter().map(String::as_str)))
            .collect();
        let candidates: Vec<Candidate<'_>> = masters
            .iter()
            .map(|summary| Candidate {
                master: summary.person.id,
                specialization: summary.person.specialization.as_deref(),
                active_orders: summary.active_orders,
            })
            .collect();
        let summary_of = |master| masters.iter().find(|summary| summary.person.id == master);
        Ok(suggest(&labels, &candidates)
            .into_iter()
            .filter_map(|one| Some((summary_of(one.master)?, one.suggested)))
            .collect())
    }

    /// The bot came into a group: whose is it?
    pub async fn group_joined(&self) -> Result<Rendered, Fault> {
        let masters = people::masters(self.snapshot.tx()).await?;
        let buttons = masters
            .iter()
            .filter(|summary| summary.person.work_chat.is_none())
            .take(MASTERS)
            .map(|summary| {
                let name = summary.person.name.reveal().to_owned();
                (name, Press::BindGroup { master: summary.person.id })
            })
            .collect();
        let markup = Inline::new().grid(1, buttons).markup();
        Ok(Rendered { text: self.text("group-joined"), markup })
    }
}
