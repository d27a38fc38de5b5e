//! The audit trail as a file. It is made when it is sent, in bounded memory: so many lines and bytes at most.

use repairbot_core::{audit::TrailCursor, screen::Export};

use super::{
    audit::{on_behalf, people_in},
    csv::Csv,
};
use crate::{
    fault::Fault,
    outbox::render::Scene,
    store::audit::{self, TrailLine, TrailQuery},
    texts::Args,
};

/// Lines in a file at most: some megabytes, and less time than people notice.
const MOST: u64 = 10_000;
/// Lines read at a time.
const CHUNK: u64 = 500;
/// Bytes in a file at most; Telegram takes fifty million.
const BYTES: usize = 8_000_000;

/// A file ready to be sent.
pub struct File {
    /// The name people see.
    pub file_name: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// Telegram's HTML below it.
    pub caption: String,
}

impl Scene<'_> {
    /// The file, unless this viewer may not have it.
    pub async fn export(&self, export: &Export) -> Result<Option<File>, Fault> {
        if !self.is_admin_in_private() {
            return Ok(None);
        }
        let (filter, since, at) = match export {
            Export::AuditTrail { filter, since, at } => (filter, since, at),
            Export::Client { client, at } => return self.client_file(*client, *at).await,
            Export::Backup { .. } | Export::Report { .. } | Export::Chart { .. } => return Ok(None),
        };
        let heads = ["at", "weekday", "who", "for-whom", "order", "what"];
        let mut csv = Csv::new(&heads.map(|head| self.text(&format!("audit-head-{head}"))));
        let (mut count, mut cursor): (u64, Option<TrailCursor>) = (0, None);
        let complete = loop {
            let query = TrailQuery { filter: *filter, since: *since, cursor, limit: CHUNK };
            let (lines, next) = audit::trail(self.snapshot.tx(), &query).await?;
            self.snapshot.read_people(people_in(&lines)).await?;
            for line in &lines {
                csv.line(&self.cells(line).await?);
            }
            count += lines.len() as u64;
            cursor = next;
            if next.is_none() || count >= MOST || csv.len() >= BYTES {
                break next.is_none();
            }
        };
        let day = self.company.day(*at);
        let args = Args::new().number("count", i64::try_from(count).unwrap_or(i64::MAX));
        let key = if complete { "audit-file" } else { "audit-file-cut" };
        Ok(Some(File {
            file_name: format!("audit-{day}.csv"),
            bytes: csv.into_bytes(),
            caption: self.text_with(key, &args),
        }))
    }

    async fn cells(&self, line: &TrailLine) -> Result<[String; 6], Fault> {
        let weekday = line.at.to_zoned(self.company.zone.clone()).weekday().to_monday_one_offset();
        let for_whom = match on_behalf(&line.doing) {
            Some(master) => self.name_of(master).await?,
            None => String::new(),
        };
        Ok([
            self.moment(line.at),
            self.text(&format!("weekday-short-{weekday}")),
            self.name_of(line.person).await?,
            for_whom,
            line.order.map(|(_, number)| number.to_string()).unwrap_or_default(),
            self.doing(&line.doing).await?,
        ])
    }
}
