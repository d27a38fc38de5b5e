//! Who may do what: the one table behind every button and every command.

use serde::{Deserialize, Serialize};

use super::{
    Order, Status,
    transition::{Row, Workflow, row},
};
use crate::actor::{Actor, Role};

/// What a person can ask for on an order's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Give a new order to a master.
    Assign,
    /// Give it to another master.
    Reassign,
    /// Take it off its master.
    TakeOff,
    /// Accept.
    Accept,
    /// Decline, with a reason.
    Decline,
    /// Arrived at the client's.
    ArriveOnSite,
    /// Begin a long repair.
    StartLongRepair,
    /// Close with money.
    Close,
    /// End without a repair, with a reason.
    Refuse,
    /// Open a refused order again.
    Reopen,
    /// Change what the order says: type, problem, client, address, notes, time.
    Edit,
    /// The client called and waits: the master is reminded.
    ClientWaiting,
    /// Say something about the order to the other side.
    Comment,
    /// Delete it, to be restored perhaps.
    Delete,
    /// Bring a deleted order back.
    Restore,
    /// Move the visit to another time.
    Reschedule,
    /// Correct the money of a closed order.
    Correct,
}

impl Action {
    /// Every action, in the order cards show them.
    pub const ALL: [Self; 17] = [
        Self::Assign,
        Self::Accept,
        Self::Decline,
        Self::Close,
        Self::ArriveOnSite,
        Self::Reschedule,
        Self::StartLongRepair,
        Self::Reassign,
        Self::TakeOff,
        Self::Refuse,
        Self::Reopen,
        Self::Correct,
        Self::Edit,
        Self::ClientWaiting,
        Self::Comment,
        Self::Delete,
        Self::Restore,
    ];

    /// A stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Assign => "assign",
            Self::Reassign => "reassign",
            Self::TakeOff => "take_off",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::ArriveOnSite => "arrive_on_site",
            Self::StartLongRepair => "start_long_repair",
            Self::Close => "close",
            Self::Refuse => "refuse",
            Self::Reopen => "reopen",
            Self::Edit => "edit",
            Self::ClientWaiting => "client_waiting",
            Self::Comment => "comment",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::Reschedule => "reschedule",
            Self::Correct => "correct",
        }
    }

    /// The action with this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.code() == code)
    }

    /// Who could do this with some order; a master only with their own. What the present state adds to that
    /// is the transition table's business.
    fn who(self) -> &'static [Role] {
        match self {
            Self::Assign
            | Self::Reassign
            | Self::TakeOff
            | Self::Reopen
            | Self::Edit
            | Self::ClientWaiting => &[Role::Admin, Role::Dispatcher],
            Self::Accept | Self::Decline | Self::ArriveOnSite | Self::StartLongRepair | Self::Close => {
                &[Role::Admin, Role::Master]
            }
            Self::Refuse | Self::Comment | Self::Reschedule => &[Role::Admin, Role::Dispatcher, Role::Master],
            Self::Delete | Self::Restore | Self::Correct => &[Role::Admin],
        }
    }

    /// Whether the action has a meaning in this state at all, whatever the table says about its target.
    fn fits(self, from: Status) -> bool {
        use Status::{Accepted, Assigned, Closed, LongRepair, New, Onsite, Refused};
        match self {
            Self::Reassign | Self::TakeOff | Self::ClientWaiting => {
                matches!(from, Assigned | Accepted | Onsite | LongRepair)
            }
            Self::Decline => from == Assigned,
            Self::Assign => from == New,
            Self::Reopen => from == Refused,
            Self::Correct => from == Closed,
            Self::Edit | Self::Comment => !from.is_final(),
            Self::Reschedule => matches!(from, Assigned | Accepted),
            Self::Accept | Self::ArriveOnSite | Self::StartLongRepair | Self::Close | Self::Refuse => true,
            Self::Delete | Self::Restore => true,
        }
    }
}

/// The state an action leads to; `None` when it leaves the state as it is.
#[must_use]
pub fn target(action: Action, workflow: Workflow) -> Option<Status> {
    Some(match action {
        Action::Assign | Action::Reassign => Status::Assigned,
        Action::TakeOff | Action::Reopen => Status::New,
        Action::Decline => match workflow {
            Workflow::Standard => Status::New,
            Workflow::Strict => Status::Refused,
        },
        Action::Accept => Status::Accepted,
        Action::ArriveOnSite => Status::Onsite,
        Action::StartLongRepair => Status::LongRepair,
        Action::Close => Status::Closed,
        Action::Refuse => Status::Refused,
        Action::Edit
        | Action::ClientWaiting
        | Action::Comment
        | Action::Delete
        | Action::Restore
        | Action::Reschedule
        | Action::Correct => return None,
    })
}

/// Whether the order is assigned to this person.
#[must_use]
pub fn is_own(actor: &Actor, order: &Order) -> bool {
    order.master == Some(actor.person)
}

/// Whether this person may act so on this order as it is now: whether the button is shown, and whether
/// [`super::decide`] accepts the command (SPEC §2). A master whose order is ASSIGNED declines it; refusing it
/// is then the office's business. A deleted order can be restored, and nothing else.
#[must_use]
pub fn may(action: Action, actor: &Actor, order: &Order, workflow: Workflow) -> bool {
    order.is_deleted() == (action == Action::Restore)
        && is_possible(action, order.status, workflow)
        && is_permitted(action, actor, order, workflow)
}

/// What this person may do with this order now, in the order cards show it.
#[must_use]
pub fn actions_for(actor: &Actor, order: &Order, workflow: Workflow) -> Vec<Action> {
    Action::ALL.into_iter().filter(|action| may(*action, actor, order, workflow)).collect()
}

/// Whether the state allows the action to anyone.
pub(super) fn is_possible(action: Action, from: Status, workflow: Workflow) -> bool {
    action.fits(from) && (!moves(action) || transition(action, from, workflow).is_some())
}

/// Whether the table decides about the action: giving an order to another master is not in it, and what leaves
/// the state as it is has no row.
fn moves(action: Action) -> bool {
    action != Action::Reassign && target(action, Workflow::Standard).is_some()
}

/// The table's row for the action in this state.
fn transition(action: Action, from: Status, workflow: Workflow) -> Option<&'static Row> {
    target(action, workflow).and_then(|to| row(from, to, workflow))
}

/// Whether the person could do this with this order in some state: role and object, not state.
#[must_use]
pub fn is_eligible(action: Action, actor: &Actor, order: &Order) -> bool {
    // An order without a master was perhaps theirs a moment ago: then the state speaks first.
    let own = is_own(actor, order) || order.master.is_none();
    action.who().iter().any(|role| actor.roles.has(*role) && (*role != Role::Master || own))
}

/// Whether role and object allow the person an action that is possible.
fn is_permitted(action: Action, actor: &Actor, order: &Order, workflow: Workflow) -> bool {
    let own = is_own(actor, order);
    let by_role = action.who().iter().any(|role| actor.roles.has(*role) && (*role != Role::Master || own));
    let by_row = match transition(action, order.status, workflow) {
        Some(row) => row.admits(actor.roles, own),
        None => !moves(action),
    };
    let declines_instead =
        action == Action::Refuse && order.status == Status::Assigned && !actor.roles.is_office();
    by_role && by_row && !declines_instead
}

/// Whether this person, when he acts so on this order as it is, acts for its master: exactly then
/// [`super::decide`] records on whose behalf it was. An action he may not take is on nobody's behalf.
///
/// Both workflows agree about the actions they both allow, so the wider one decides.
#[must_use]
pub fn acts_for_master(action: Action, actor: &Actor, order: &Order) -> bool {
    let masters_step = match action {
        Action::Decline => true,
        Action::Assign | Action::Reassign | Action::TakeOff | Action::Reopen => false,
        _ => transition(action, order.status, Workflow::Standard).is_some_and(Row::is_masters_step),
    };
    let for_another = order.master.is_some() && !is_own(actor, order);
    masters_step && for_another && may(action, actor, order, Workflow::Standard)
}

/// Whether this person may see the order at all: the office every order, a master his own (SPEC §1).
#[must_use]
pub fn may_see(actor: &Actor, order: &Order) -> bool {
    actor.roles.is_office() || is_its_master(actor, order)
}

/// Whether this person may see the client's phone: the office always; the order's master from ONSITE on, in a long
/// repair and when it is closed, or from the beginning when the company does not hide it (SPEC §4).
#[must_use]
pub fn sees_phone(actor: &Actor, order: &Order, hidden_until_onsite: bool) -> bool {
    let shown = master_sees_phone(order.status, hidden_until_onsite);
    actor.roles.is_office() || (shown && is_its_master(actor, order))
}

/// Whether an order in this state shows its master the client's phone: he has been there, or will go there and the company
/// does not hide it (SPEC §4).
#[must_use]
pub fn master_sees_phone(status: Status, hidden_until_onsite: bool) -> bool {
    let was_there = matches!(status, Status::Onsite | Status::LongRepair | Status::Closed);
    was_there || (!hidden_until_onsite && !status.is_final())
}

/// A master the order is assigned to. Someone who is no master any more is not, whatever the order says.
fn is_its_master(actor: &Actor, order: &Order) -> bool {
    actor.roles.has(Role::Master) && is_own(actor, order)
}
