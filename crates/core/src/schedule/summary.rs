//! What the office did on one day, as plain data.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::{money::Kopecks, order::Status};

/// What was done with one type of appliance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EquipmentLine {
    /// Its name in the catalogue.
    pub name: String,
    /// Orders that came.
    pub created: u64,
    /// Orders that were closed.
    pub closed: u64,
    /// What clients paid for those.
    pub total: Kopecks,
}

/// What one master did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MasterLine {
    /// His name.
    pub name: String,
    /// Orders he closed.
    pub closed: u64,
    /// Orders that were refused while they were his.
    pub refused: u64,
    /// What clients paid for the closed ones.
    pub total: Kopecks,
    /// His share.
    pub share: Kopecks,
}

/// One day of the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Which day.
    pub day: Date,
    /// Orders that came.
    pub created: u64,
    /// Orders that were closed.
    pub closed: u64,
    /// Orders that were refused.
    pub refused: u64,
    /// What clients paid for the closed ones.
    pub total: Kopecks,
    /// Materials out of that.
    pub materials: Kopecks,
    /// The masters' shares.
    pub masters_share: Kopecks,
    /// The company's.
    pub company_share: Kopecks,
    /// Orders by state as they are now; those that are over are left out.
    pub open: BTreeMap<Status, u64>,
    /// By type of appliance, the most closed first.
    pub equipment: Vec<EquipmentLine>,
    /// By master, the most money first.
    pub masters: Vec<MasterLine>,
}
