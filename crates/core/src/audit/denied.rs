//! What somebody asked for without having the right to it.

use crate::{order::Action, screen::MenuItem};

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// A button of the main menu, or its command.
    Menu(MenuItem),
    /// An action on an order.
    Action(Action),
    /// An order that is not his.
    Order,
    /// Lists of orders.
    Lists,
    /// An order's timeline.
    History,
    /// What is kept about a client.
    Client,
    /// Deleted orders.
    Deleted,
    /// The catalogues.
    Catalogue,
    /// To go on with a dialogue.
    Dialogue,
    /// The audit trail.
    Audit,
    /// A page of the office.
    OfficePage,
    /// A page of the admins.
    AdminPage,
    /// To change somebody's data.
    EditPerson,
    /// To answer an application.
    Application,
    /// To give and take roles.
    Staff,
    /// To choose a master's work group.
    WorkGroup,
    /// To add a master.
    AddMaster,
    /// A master's invitation.
    Invitation,
    /// The rates.
    Rates,
    /// The company's settings.
    Settings,
    /// Balances and hand-ins.
    Ledger,
}

impl Denied {
    /// What is neither in the menu nor done with an order.
    const OTHERS: [Self; 19] = [
        Self::Order,
        Self::Lists,
        Self::History,
        Self::Client,
        Self::Deleted,
        Self::Catalogue,
        Self::Dialogue,
        Self::Audit,
        Self::OfficePage,
        Self::AdminPage,
        Self::EditPerson,
        Self::Application,
        Self::Staff,
        Self::WorkGroup,
        Self::AddMaster,
        Self::Invitation,
        Self::Rates,
        Self::Settings,
        Self::Ledger,
    ];

    /// All that can be refused.
    pub fn all() -> impl Iterator<Item = Self> {
        let menu = MenuItem::ALL.into_iter().map(Self::Menu);
        menu.chain(Action::ALL.into_iter().map(Self::Action)).chain(Self::OTHERS)
    }

    /// A stable name: what the trail stores.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Menu(item) => item.code(),
            Self::Action(action) => action.code(),
            Self::Order => "order",
            Self::Lists => "lists",
            Self::History => "history",
            Self::Client => "client",
            Self::Deleted => "deleted",
            Self::Catalogue => "catalogue",
            Self::Dialogue => "dialogue",
            Self::Audit => "audit",
            Self::OfficePage => "office_page",
            Self::AdminPage => "admin_page",
            Self::EditPerson => "edit_person",
            Self::Application => "application",
            Self::Staff => "staff",
            Self::WorkGroup => "work_group",
            Self::AddMaster => "add_master",
            Self::Invitation => "invitation",
            Self::Rates => "rates",
            Self::Settings => "company_settings",
            Self::Ledger => "ledger",
        }
    }

    /// What is stored under this name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|denied| denied.code() == code)
    }
}

impl From<MenuItem> for Denied {
    fn from(item: MenuItem) -> Self {
        Self::Menu(item)
    }
}

impl From<Action> for Denied {
    fn from(action: Action) -> Self {
        Self::Action(action)
    }
}
