//! What people see, as data. The renderer turns it into words and keyboards of a channel.
//!
//! A screen about an order holds its id and is rendered from the order as it is when sent.

mod backup;
mod changes;

pub use backup::{BackupFailure, BackupScreen};
pub use changes::ChangesScreen;

mod people;

pub use people::{PeopleScreen, PersonToast};

mod clients;

pub use clients::{Attached, ClientScreen};
mod history;

pub use history::{Export, HistoryScreen};

mod lists;
mod rates;
mod reports;
mod schedule;
mod settings;
mod trouble;

use serde::{Deserialize, Serialize};

mod ledger;

pub use ledger::{LedgerScreen, LedgerToast};
pub use lists::ListsScreen;
pub use rates::RatesScreen;
pub use reports::ReportsScreen;
pub use schedule::{ScheduleScreen, Scheduled};
pub use settings::SettingsScreen;
pub use trouble::{Trouble, TroubleScreen};

use crate::{
    actor::{Role, Roles},
    dialogue::{Draft, Problem},
    ids::{DraftId, OrderId, OrderVersion, PersonId},
    order::{Action, Notice, Status},
};

/// One message as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "screen", rename_all = "snake_case")]
pub enum Screen {
    /// Greeting with the menu of the viewer's roles.
    Welcome,
    /// What the viewer can do here.
    Help,
    /// What this bot is, for strangers.
    Information,
    /// How to get in touch: the stranger's own id to pass on.
    Contact,
    /// A text nobody waits for.
    Hint,
    /// A command there is none of.
    UnknownCommand,
    /// A command about an order, without its number.
    NumberMissing,
    /// No rights.
    NoAccess,
    /// Too many requests.
    SlowDown,
    /// Something of ours broke; the reference finds it in the log.
    Fault {
        /// The reference number.
        reference: String,
    },
    /// Anonymous group admins cannot be recognised.
    Anonymous,
    /// A dialogue's question or review screen.
    Question {
        /// The draft as it stands.
        draft: Box<Draft>,
        /// What was wrong with the last answer.
        problem: Option<Problem>,
    },
    /// A draft was set aside; it can be continued.
    DraftSaved {
        /// Which.
        draft: DraftId,
    },
    /// A draft was dropped by its owner.
    DraftCancelled,
    /// A draft was dropped because nobody touched it for a day.
    DraftExpired,
    /// A draft was dropped because it can't be read any more.
    DraftLost,
    /// Redis, which keeps drafts, does not answer: nothing was done.
    DraftAway,
    /// There is nothing to cancel.
    NothingToCancel,
    /// The order was created.
    OrderCreated {
        /// Which.
        order: OrderId,
    },
    /// An order's card: with the viewer's buttons.
    Card {
        /// Which.
        order: OrderId,
    },
    /// A line about an event.
    Notice(Notice),
    /// A dialogue about an order ended in this action.
    Acted {
        /// Which order.
        order: OrderId,
        /// What was done.
        action: Action,
    },
    /// A dialogue about an order could not end as asked: the order is elsewhere by now.
    Overtaken {
        /// Which order.
        order: OrderId,
    },
    /// No such order, or not the viewer's.
    OrderNotFound,
    /// Masters to choose from for this order.
    PickMaster {
        /// Which order.
        order: OrderId,
        /// Its version.
        version: OrderVersion,
        /// Which page; the first is 0.
        #[serde(default)]
        page: u32,
    },
    /// The assigned master cannot be written to.
    MasterUnreachable {
        /// Which order.
        order: OrderId,
        /// Who.
        master: PersonId,
        /// Whether the order was his before: something else about it did not reach him.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        has_it: bool,
    },
    /// About several orders.
    Lists(ListsScreen),
    /// All masters.
    Masters,
    /// One master.
    Master {
        /// Who.
        master: PersonId,
    },
    /// How a master takes his place: link and code.
    Invitation {
        /// Whose.
        master: PersonId,
    },
    /// The code of an invitation is used or unknown.
    InvitationInvalid,
    /// A work group was set.
    WorkGroupSet {
        /// Whose.
        master: PersonId,
    },
    /// A master's work group is gone: he is written to privately from now on.
    GroupLost {
        /// Whose.
        master: PersonId,
    },
    /// The bot came into a group: which master's is it?
    GroupJoined,
    /// Something could not be delivered.
    Undelivered {
        /// To this person, if it is a person's private chat.
        person: Option<PersonId>,
        /// About this order.
        order: Option<OrderId>,
        /// Why, in Telegram's words.
        reason: String,
    },
    /// About a client, or what is attached to an order.
    Client(ClientScreen),
    /// An update failed by itself and was set aside.
    Parked {
        /// Its key, for the log.
        key: String,
    },
    /// Of deleted orders and of work groups.
    Changes(ChangesScreen),
    /// People, roles, applications, settings.
    People(PeopleScreen),
    /// What was: an order's timeline, the audit trail; and the catalogues.
    History(HistoryScreen),
    /// About backups.
    Backup(BackupScreen),
    /// Rates, and how an order was computed.
    Rates(RatesScreen),
    /// Balances, hand-ins, adjustments.
    Ledger(LedgerScreen),
    /// About what is said by itself.
    Schedule(ScheduleScreen),
    /// The company's settings.
    Settings(SettingsScreen),
    /// Reports.
    Reports(ReportsScreen),
    /// What keeps the desk from hearing people, or from being heard.
    Trouble(TroubleScreen),
}

/// A short answer to a press: a line at the top, or an alert to be confirmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Toast {
    /// Done.
    Done(Action),
    /// It has been done before; nothing changed.
    AlreadyDone(Status),
    /// The order changed meanwhile; the card is fresh now.
    Changed(Status),
    /// That cannot be done in this state; this can (SPEC §2).
    NotPossible {
        /// The state.
        from: Status,
        /// What the presser may do instead.
        allowed: Vec<Action>,
    },
    /// No rights.
    NoAccess,
    /// Not the presser's order or dialogue.
    NotYours,
    /// No such order.
    OrderNotFound,
    /// The question has been answered already.
    OldQuestion,
    /// The draft is gone: finished, dropped or expired.
    DraftGone,
    /// It can't be read any more.
    DraftLost,
    /// Redis, which keeps it, does not answer: nothing was done.
    DraftAway,
    /// The master has it already.
    SameMaster,
    /// The master cannot take orders now.
    MasterInactive,
    /// What is wrong with the answer.
    Problem(Problem),
    /// Too many requests.
    SlowDown,
    /// Something broke.
    Fault {
        /// The reference number.
        reference: String,
    },
    /// Nothing to say.
    Silent,
    /// The order is deleted: nothing can be done with it.
    OrderDeleted,
    /// The order is there again, without its master, who left meanwhile.
    RestoredAsNew,
    /// The master was reminded a moment ago.
    RemindedAlready {
        /// So many minutes until he can be reminded again.
        minutes: i64,
    },
    /// The master is to be reminded, and cannot be written to.
    MasterNotTold,
    /// What the bot does in a group.
    NotInGroup,
    /// About people and their roles.
    Person(PersonToast),
    /// The only entry of a catalogue that is offered cannot be hidden.
    LastOffered,
    /// What was looked for is not known any more.
    SearchGone,
    /// A version of the rates cannot be withdrawn any more.
    RatesStay,
    /// About money that is handed in.
    Ledger(LedgerToast),
    /// A reminder comes again later.
    Later,
    /// A newer reminder has taken the place of the pressed one.
    OldReminder,
}

impl Toast {
    /// Whether it must be confirmed: what went wrong is, what went well is not.
    #[must_use]
    pub fn is_alert(&self) -> bool {
        match self {
            Self::Done(_) | Self::AlreadyDone(_) | Self::Later | Self::Silent => false,
            Self::Person(toast) => toast.is_alert(),
            Self::Ledger(toast) => toast.is_alert(),
            _ => true,
        }
    }
}

/// The buttons of the main menu (SPEC §11).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MenuItem {
    /// The list of orders.
    AllOrders,
    /// Begin an order.
    CreateOrder,
    /// Look for orders.
    Search,
    /// The list of masters.
    Masters,
    /// Reports.
    Reports,
    /// The list of people.
    Users,
    /// A master's own orders.
    MyOrders,
    /// A master's own figures.
    MyStats,
    /// One's own settings.
    Settings,
    /// Apply to become a master.
    BecomeMaster,
    /// About the bot.
    Information,
    /// Get in touch.
    Contact,
}

impl MenuItem {
    /// Every item.
    pub const ALL: [Self; 12] = [
        Self::AllOrders,
        Self::CreateOrder,
        Self::Search,
        Self::Masters,
        Self::Reports,
        Self::Users,
        Self::MyOrders,
        Self::MyStats,
        Self::Settings,
        Self::BecomeMaster,
        Self::Information,
        Self::Contact,
    ];

    /// The name of its label.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::AllOrders => "all-orders",
            Self::CreateOrder => "create-order",
            Self::Search => "search",
            Self::Masters => "masters",
            Self::Reports => "reports",
            Self::Users => "users",
            Self::MyOrders => "my-orders",
            Self::MyStats => "my-stats",
            Self::Settings => "settings",
            Self::BecomeMaster => "become-master",
            Self::Information => "information",
            Self::Contact => "contact",
        }
    }

    /// The command that stands for it, without the slash (SPEC §11).
    #[must_use]
    pub fn command(self) -> Option<&'static str> {
        match self {
            Self::AllOrders => Some("orders"),
            Self::CreateOrder => Some("new"),
            Self::Search => Some("search"),
            Self::Masters => Some("masters"),
            Self::Reports => Some("reports"),
            Self::Users => Some("users"),
            Self::MyOrders => Some("my"),
            Self::MyStats => Some("stats"),
            Self::Settings => Some("settings"),
            Self::BecomeMaster | Self::Information | Self::Contact => None,
        }
    }

    /// Whether someone with these roles has it.
    #[must_use]
    pub fn is_for(self, roles: Roles) -> bool {
        match self {
            Self::AllOrders | Self::CreateOrder | Self::Search | Self::Masters | Self::Reports => {
                roles.is_office()
            }
            Self::Users => roles.has(Role::Admin),
            Self::MyOrders | Self::MyStats => roles.has(Role::Master),
            Self::Settings => !roles.is_unknown(),
            Self::BecomeMaster | Self::Information | Self::Contact => roles.is_unknown(),
        }
    }
}

/// The main menu of someone with these roles: the union, no duplicates.
#[must_use]
pub fn menu(roles: Roles) -> Vec<Vec<MenuItem>> {
    // Beside the reports stand the people, or the settings of whoever has no people to look after.
    let short = roles.is_office() && !MenuItem::Users.is_for(roles);
    let (beside, below) =
        if short { (MenuItem::Settings, None) } else { (MenuItem::Users, Some(MenuItem::Settings)) };
    let rows = [
        vec![MenuItem::AllOrders, MenuItem::CreateOrder],
        vec![MenuItem::Search, MenuItem::Masters],
        vec![MenuItem::Reports, beside],
        vec![MenuItem::MyOrders, MenuItem::MyStats],
        below.into_iter().collect(),
        vec![MenuItem::BecomeMaster],
        vec![MenuItem::Information, MenuItem::Contact],
    ];
    rows.into_iter()
        .map(|row| row.into_iter().filter(|item| item.is_for(roles)).collect::<Vec<_>>())
        .filter(|row| !row.is_empty())
        .collect()
}

/// The commands someone with these roles has in his private chat, in the order Telegram lists them (SPEC §11).
#[must_use]
pub fn commands(roles: Roles) -> Vec<&'static str> {
    let items = MenuItem::ALL.into_iter().filter(|item| item.is_for(roles)).filter_map(MenuItem::command);
    let order = (!roles.is_unknown()).then_some("order");
    let admins = roles.has(Role::Admin).then_some(["deleted", "audit", "catalogue"]);
    let rest = order.into_iter().chain(admins.into_iter().flatten()).chain(["help", "cancel"]);
    ["start"].into_iter().chain(items).chain(rest).collect()
}
