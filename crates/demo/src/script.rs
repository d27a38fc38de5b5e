//! The seed file: the company, its clients and orders, and what the terminal says, in both languages.

use repairbot::texts::Lang;
use repairbot_core::{actor::Role, money::PaymentMethod};
use serde::Deserialize;

use crate::DemoError;

/// The whole file.
#[derive(Debug, Deserialize)]
pub struct Script {
    pub bot: Bot,
    pub guide: Guide,
    pub people: Vec<Person>,
    pub clients: Vec<Client>,
    pub orders: Vec<Order>,
    pub hand_ins: Vec<HandIn>,
}

impl Script {
    /// The file that is compiled in.
    pub fn load() -> Result<Self, DemoError> {
        toml::from_str(include_str!("../seed.toml")).map_err(DemoError::seed)
    }
}

/// The same in both languages.
#[derive(Debug, Deserialize)]
pub struct Both<T = String> {
    ru: T,
    en: T,
}

impl<T> Both<T> {
    /// What is said in this language.
    pub fn of(&self, lang: Lang) -> &T {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

/// The bot, and what the page says above the panes.
#[derive(Debug, Deserialize)]
pub struct Bot {
    pub token: String,
    pub username: String,
    pub name: Both,
    pub hint: Both,
}

/// What the terminal says.
#[derive(Debug, Deserialize)]
pub struct Guide {
    pub title: Both,
    pub open: Both,
    pub people: Both,
    pub r#try: Both,
    pub steps: Both<Vec<String>>,
    pub kept: Both,
    pub temporary: Both,
    pub taken: Both,
    pub stop: Both,
}

/// Somebody of the company, or a stranger.
#[derive(Debug, Deserialize)]
pub struct Person {
    pub key: String,
    /// Without, he has never pressed Start.
    pub telegram: Option<i64>,
    pub name: Both,
    /// What his pane says; without, he has none.
    pub about: Option<Both>,
    pub phone: Option<String>,
    #[serde(default)]
    pub roles: Vec<Role>,
    pub specialization: Option<Both>,
    pub group: Option<Group>,
    /// When he applied to become a master, in minutes before the start; nobody has answered.
    pub applied: Option<i64>,
}

/// A master's work group.
#[derive(Debug, Deserialize)]
pub struct Group {
    pub id: i64,
    pub title: Both,
    /// Who else is in it.
    #[serde(default)]
    pub with: Vec<String>,
}

/// Somebody who called.
#[derive(Debug, Deserialize)]
pub struct Client {
    pub key: String,
    pub name: Both,
    pub phone: String,
    pub address: Both,
    pub notes: Option<Both>,
    /// Why nobody should go there any more.
    pub blacklisted: Option<Both>,
}

/// A call, and what became of it.
#[derive(Debug, Deserialize)]
pub struct Order {
    /// Under which it can be repeated.
    pub key: Option<String>,
    /// The order whose repair failed, or who called again.
    pub repeats: Option<String>,
    pub client: String,
    /// Code of the appliance type.
    pub equipment: String,
    /// Who took the call.
    pub by: String,
    /// Minutes before the start of the demo.
    pub ago: i64,
    pub problem: Both,
    pub notes: Option<Both>,
    pub visit: Option<Both>,
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One thing that happened.
#[derive(Debug, Deserialize)]
pub struct Step {
    pub ago: i64,
    /// Who did it. Without: whoever took the call assigns and does what there is no master for, the master all else.
    pub by: Option<String>,
    #[serde(flatten)]
    pub deed: Deed,
}

/// What happened. Money is in whole roubles.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Deed {
    Assign {
        master: String,
    },
    Accept,
    Decline {
        reason: String,
    },
    Arrive,
    LongRepair {
        days: i32,
        parts: Both,
        prepayment: i64,
    },
    Close {
        total: i64,
        materials: i64,
        payment: PaymentMethod,
        #[serde(default)]
        review: bool,
        #[serde(default)]
        out_of_city: bool,
    },
    Refuse {
        reason: String,
        text: Both,
        #[serde(default)]
        fee: i64,
    },
    Comment {
        text: Both,
    },
    Reschedule {
        to: Both,
        reason: Both,
    },
    Edit {
        problem: Option<Both>,
        notes: Option<Both>,
    },
    /// A drawn picture is attached.
    Attach {
        caption: Both,
    },
    Delete {
        reason: Both,
    },
}

/// Money a master brings to the cash desk, in whole roubles.
#[derive(Debug, Deserialize)]
pub struct HandIn {
    pub master: String,
    pub amount: i64,
    pub ago: i64,
    /// Who of the office got it, and when; without, nobody has confirmed it.
    pub confirmed: Option<Confirmed>,
}

/// A confirmation.
#[derive(Debug, Deserialize)]
pub struct Confirmed {
    pub by: String,
    pub ago: i64,
}
