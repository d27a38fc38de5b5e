//! What was: an order's timeline, the order as it was, the audit trail. Rights are looked at again here: the row may
//! have waited.

mod audit;
mod csv;
mod file;
mod said;
mod timeline;

use jiff::Timestamp;
use repairbot_core::{
    callback::{HistoryPress, Press},
    ids::{OrderId, ReasonId},
    screen::HistoryScreen,
};

pub use file::File;

use super::{Rendered, Scene};
use crate::fault::Fault;

impl Scene<'_> {
    /// A page of what was, or of a catalogue.
    ///
    /// # Errors
    /// The database could not be read; this holds for all functions here.
    pub async fn history(&self, screen: &HistoryScreen) -> Result<Rendered, Fault> {
        let allowed = match screen {
            HistoryScreen::Timeline { .. } | HistoryScreen::AsItWas { .. } => self.sees_history(),
            _ => self.is_admin_in_private(),
        };
        if !allowed {
            return Ok(Rendered::text(self.text("no-access")));
        }
        match screen {
            HistoryScreen::Timeline { order, upto } => self.timeline(*order, *upto).await,
            HistoryScreen::AsItWas { order, version } => self.as_it_was(*order, *version).await,
            HistoryScreen::Audit { filter, since, cursor } => self.audit(*filter, *since, *cursor).await,
            HistoryScreen::AuditTopics { filter } => Ok(self.audit_topics(*filter)),
            HistoryScreen::AuditPeriods { filter } => Ok(self.audit_periods(*filter)),
            HistoryScreen::AuditPeople { filter, after } => self.audit_people(*filter, *after).await,
            HistoryScreen::Catalogues => Ok(self.catalogues()),
            HistoryScreen::Catalogue { kind, page } => self.catalogue(*kind, *page).await,
            HistoryScreen::Entry { entry, overtaken } => self.entry(*entry, *overtaken).await,
            HistoryScreen::MergeWith { from, page } => self.merge_with(*from, *page).await,
            HistoryScreen::ConfirmMerge { merging } => self.confirm_merge(*merging).await,
        }
    }

    /// The office in private: a timeline names reasons, money and who was told.
    fn sees_history(&self) -> bool {
        self.roles().is_office() && !self.viewer.in_group
    }

    /// «History» on a card, for those who may see it.
    pub(super) fn history_button(&self, order: OrderId) -> Option<(String, Press)> {
        let press = Press::History(HistoryPress::Timeline { order, upto: None });
        self.sees_history().then(|| (self.text("button-history"), press))
    }

    /// An instant with its weekday, in the company's zone.
    fn stamp(&self, at: Timestamp) -> String {
        let weekday = at.to_zoned(self.company.zone.clone()).weekday().to_monday_one_offset();
        format!("{}, {}", self.text(&format!("weekday-short-{weekday}")), self.moment(at))
    }

    /// The label of a reason.
    pub(super) async fn reason_name(&self, id: ReasonId) -> Result<Option<String>, Fault> {
        Ok(self.snapshot.reason_name(id).await?.map(|name| self.catalogued(name)))
    }
}
