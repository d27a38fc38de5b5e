//! Names that many rows of a report share: read once.

use std::collections::BTreeMap;

use repairbot_core::{
    ids::{EquipmentId, PersonId, ReasonId},
    report::Why,
};

use crate::{
    fault::Fault,
    store::{Reads, catalogue, people},
    texts::{Lang, text},
};

/// The names read so far.
pub struct Names {
    lang: Lang,
    people: BTreeMap<PersonId, String>,
    /// The type each one is by now, with its label.
    equipment: BTreeMap<EquipmentId, (EquipmentId, String)>,
    /// The reason each one is by now, with its label.
    reasons: BTreeMap<ReasonId, (ReasonId, String)>,
    english: BTreeMap<String, String>,
}

impl Names {
    /// The catalogues; nobody yet.
    pub async fn read(tx: &impl Reads, lang: Lang) -> Result<Self, Fault> {
        let english = match lang {
            Lang::En => catalogue::english_names(tx).await?,
            Lang::Ru => BTreeMap::new(),
        };
        let equipment = catalogue::equipment_names(tx).await?;
        let reasons = catalogue::reasons_now(tx).await?;
        Ok(Self { lang, people: BTreeMap::new(), equipment, reasons, english })
    }

    /// Reads those of these people who are not known yet. One query, or none.
    pub async fn read_people(&mut self, tx: &impl Reads, mut unknown: Vec<PersonId>) -> Result<(), Fault> {
        unknown.retain(|id| !self.people.contains_key(id));
        unknown.sort_unstable();
        unknown.dedup();
        for person in people::many(tx, &unknown).await? {
            self.people.insert(person.id, person.name.reveal().to_owned());
        }
        Ok(())
    }

    /// A master's name, or that there is none.
    pub fn master(&self, master: Option<PersonId>) -> String {
        match master {
            Some(id) => self.person(id),
            None => text(self.lang, "report-no-master"),
        }
    }

    /// A person's name.
    pub fn person(&self, id: PersonId) -> String {
        self.people.get(&id).cloned().unwrap_or_default()
    }

    /// The type this one has become.
    pub fn type_now(&self, id: EquipmentId) -> EquipmentId {
        self.equipment.get(&id).map_or(id, |(now, _)| *now)
    }

    /// A type's label.
    pub fn equipment(&self, id: EquipmentId) -> String {
        self.equipment.get(&id).map(|(_, label)| self.catalogued(label)).unwrap_or_default()
    }

    /// The reason this one has become.
    pub fn reason_now(&self, id: ReasonId) -> ReasonId {
        self.reasons.get(&id).map_or(id, |(now, _)| *now)
    }

    /// A reason's label, or what stands for one.
    pub fn why(&self, why: Why) -> String {
        match why {
            Why::Picked(id) => {
                self.reasons.get(&id).map(|(_, label)| self.catalogued(label)).unwrap_or_default()
            }
            Why::Written => text(self.lang, "report-why-written"),
            Why::Untold => text(self.lang, "report-why-untold"),
        }
    }

    /// A catalogue's label in the reader's language, as far as it has one.
    fn catalogued(&self, label: &str) -> String {
        let given = || self.english.get(label).map(String::as_str);
        let english = || given().or_else(|| repairbot_core::catalogue::english_of(label));
        match self.lang {
            Lang::En => english().unwrap_or(label).to_owned(),
            Lang::Ru => label.to_owned(),
        }
    }
}
