//! Who may be given and who may lose what: the rules about roles and about leaving the company (SPEC §1).

use crate::actor::{Role, Roles};

/// What an admin asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffChange {
    /// Give a role.
    Grant(Role),
    /// Take a role.
    Revoke(Role),
    /// Close the company's doors to a person, who is never deleted.
    Deactivate,
    /// Open them again.
    Reactivate,
}

/// How a person stands, read in the same transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What he may be.
    pub roles: Roles,
    /// What of that the configuration gave him.
    pub from_environment: Roles,
    /// False once deactivated.
    pub active: bool,
    /// Whether another active person is an admin.
    pub other_admin: bool,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StaffRefusal {
    /// It is so already.
    #[error("already so")]
    AlreadySo,
    /// The role comes from the configuration, which the bot does not change.
    #[error("the role comes from the environment")]
    FromEnvironment,
    /// Nobody could give a role any more.
    #[error("the last admin")]
    LastAdmin,
    /// Only a master can be a senior one.
    #[error("not a master")]
    NoMaster,
    /// He must be reactivated first.
    #[error("deactivated")]
    Inactive,
}

/// Whether a change may be made.
///
/// A role from the environment can't be taken in the bot, and its holder can't be deactivated: at the next start he
/// would hold it again. The last active admin stays one.
///
/// # Errors
/// [`StaffRefusal`]
pub fn check(change: StaffChange, standing: &Standing) -> Result<(), StaffRefusal> {
    let Standing { roles, from_environment, active, other_admin } = *standing;
    let is_last_admin = roles.has(Role::Admin) && active && !other_admin;
    match change {
        StaffChange::Grant(role) if roles.has(role) => Err(StaffRefusal::AlreadySo),
        StaffChange::Grant(_) if !active => Err(StaffRefusal::Inactive),
        StaffChange::Grant(Role::SeniorMaster) if !roles.has(Role::Master) => Err(StaffRefusal::NoMaster),
        StaffChange::Revoke(role) if !roles.has(role) => Err(StaffRefusal::AlreadySo),
        StaffChange::Revoke(role) if from_environment.has(role) => Err(StaffRefusal::FromEnvironment),
        StaffChange::Revoke(Role::Admin) if is_last_admin => Err(StaffRefusal::LastAdmin),
        StaffChange::Deactivate if !active => Err(StaffRefusal::AlreadySo),
        StaffChange::Deactivate if !from_environment.is_unknown() => Err(StaffRefusal::FromEnvironment),
        StaffChange::Deactivate if is_last_admin => Err(StaffRefusal::LastAdmin),
        StaffChange::Reactivate if active => Err(StaffRefusal::AlreadySo),
        StaffChange::Grant(_)
        | StaffChange::Revoke(_)
        | StaffChange::Deactivate
        | StaffChange::Reactivate => Ok(()),
    }
}
