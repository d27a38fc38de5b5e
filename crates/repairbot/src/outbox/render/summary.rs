//! The day's summary: a report that comes by itself.

use jiff::civil::Date;

use super::{Rendered, Scene};
use crate::{
    fault::Fault,
    reports::{Maker, Reader, Setting},
};

impl Scene<'_> {
    /// What the company did that day; `None` for somebody who is not of the office any more.
    pub async fn summary(&self, day: Date) -> Result<Option<Rendered>, Fault> {
        if !self.roles().is_office() {
            return Ok(None);
        }
        let zone = self.company.zone.clone();
        let setting = Setting { reader: Reader::Office, lang: self.lang, zone, now: self.snapshot.now() };
        let mut maker = Maker::new(self.snapshot.tx(), setting, &|| true).await?;
        Ok(Some(Rendered::text(maker.day_text(day, self.room()).await?)))
    }
}
