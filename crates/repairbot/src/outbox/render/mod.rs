//! Render: from what is to be said to text and keyboard, for one viewer, at the moment of sending.
//!
//! The viewer's rights are looked up again here, so a message queued for someone who has lost an order
//! meanwhile shows nothing of it.

mod backups;
mod card;
mod catalogue;
mod changes;
mod clients;
mod commands;
mod company_settings;
mod correction;
mod desk;
mod editing;
mod explained;
mod failed;
mod files;
mod filters;
mod fit;
mod format;
mod history;
mod keyboard;
mod known;
mod ledger;
mod lists;
mod notice;
mod order_lists;
mod people;
mod privacy;
mod problem;
mod question;
mod rates;
mod reminders;
mod reports;
mod reschedule;
mod review;
mod scheduled;
mod settlement;
mod snapshot;
mod summary;
mod toast;
mod troubles;
mod visit;

use std::sync::Arc;

use repairbot_core::{
    actor::{Actor, Role, Roles},
    ids::ChatId,
    screen::{ScheduleScreen, Screen},
};
use serde_json::Value;

pub use backups::BACKUP_PART;
pub use commands::{commands, group_commands};
pub use desk::DeskRender;
pub use problem::problem_text;
pub use snapshot::Snapshot;
pub use toast::toast;

use crate::{
    company::Company,
    fault::Fault,
    store::people::Person,
    texts::{Args, Lang, text, text_within},
};

/// A message ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    /// Telegram's HTML.
    pub text: String,
    /// Keyboard.
    pub markup: Option<Value>,
}

impl Rendered {
    fn text(text: String) -> Self {
        Self { text, markup: None }
    }
}

/// Who reads the message.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The person, or the master whose work group this is.
    pub person: Option<Person>,
    /// In which capacity he looks; in a group only as its master.
    pub actor: Option<Actor>,
    /// Whether others read along.
    pub in_group: bool,
}

impl Viewer {
    /// The viewer of a chat: the recipient in private, the group's master in a group.
    pub async fn of(
        snapshot: &Snapshot,
        chat: ChatId,
        person: Option<repairbot_core::ids::PersonId>,
    ) -> Result<Self, Fault> {
        let in_group = chat.0 < 0;
        let person = match person {
            _ if in_group => snapshot.master_of_chat(chat).await?,
            Some(id) => snapshot.person(id).await?,
            None => None,
        };
        let actor = person.as_ref().filter(|person| person.active).map(|person| Actor {
            person: person.id,
            roles: if in_group { person.roles.only(Role::Master) } else { person.roles },
        });
        Ok(Self { person, actor, in_group })
    }
}

/// Everything one rendering can look at.
pub struct Scene<'a> {
    /// The database as of now.
    pub snapshot: &'a Snapshot,
    /// The company's settings.
    pub company: &'a Arc<Company>,
    /// Who reads.
    pub viewer: Viewer,
    /// In which language.
    pub lang: Lang,
    /// So much of each of somebody's words is shown, in UTF-16 units.
    longest: usize,
}

impl<'a> Scene<'a> {
    /// The scene for this viewer at the snapshot's moment.
    ///
    /// # Errors
    /// The English names of the catalogues could not be read.
    pub async fn new(
        snapshot: &'a Snapshot,
        company: &'a Arc<Company>,
        viewer: Viewer,
    ) -> Result<Self, Fault> {
        let own = viewer.person.as_ref().and_then(|person| person.language.as_deref());
        let lang = own.and_then(Lang::from_code).unwrap_or(company.language);
        if lang == Lang::En {
            snapshot.read_english().await?;
        }
        Ok(Self { snapshot, company, viewer, lang, longest: usize::MAX })
    }

    fn text(&self, key: &str) -> String {
        text(self.lang, key)
    }

    fn text_with(&self, key: &str, args: &Args) -> String {
        text_within(self.lang, key, args, self.longest)
    }

    fn roles(&self) -> Roles {
        self.viewer.actor.map(|actor| actor.roles).unwrap_or_default()
    }

    /// What the company's money and rules are changed with is shown to admins, and to nobody who reads along.
    fn is_admin_in_private(&self) -> bool {
        self.roles().has(Role::Admin) && !self.viewer.in_group
    }

    /// A text with the main menu under the input field; groups have no menu.
    fn with_menu(&self, text: String) -> Rendered {
        let active = self.viewer.person.as_ref().is_none_or(|person| person.active);
        let markup = (!self.viewer.in_group).then(|| keyboard::main_menu(self.lang, self.roles(), active));
        Rendered { text, markup }
    }

    /// A catalogue's name in the reader's language. An admin may have given an English one, the default rows have
    /// them from the start; a row without one is shown as it is.
    fn catalogued(&self, name: &str) -> String {
        let given = || self.snapshot.english(name).or_else(|| repairbot_core::catalogue::english_of(name));
        let english = (self.lang == Lang::En).then(given).flatten();
        english.unwrap_or(name).to_owned()
    }

    async fn name_of(&self, id: repairbot_core::ids::PersonId) -> Result<String, Fault> {
        let person = self.snapshot.person(id).await?;
        Ok(person.map(|person| format::within(person.name.reveal(), self.longest)).unwrap_or_default())
    }

    /// Any screen, however long.
    async fn drawn(&self, screen: &Screen) -> Result<Rendered, Fault> {
        Ok(match screen {
            Screen::Welcome => self.welcome(),
            Screen::Help => self.help(),
            Screen::Information => Rendered::text(self.text("information")),
            Screen::Contact => self.contact(),
            Screen::Hint => self.with_menu(self.text("hint")),
            Screen::UnknownCommand => self.with_menu(self.text("unknown-command")),
            Screen::NumberMissing => Rendered::text(self.text("number-missing")),
            Screen::NoAccess => Rendered::text(self.text("no-access")),
            Screen::SlowDown => Rendered::text(self.text("slow-down")),
            Screen::Anonymous => Rendered::text(self.text("anonymous")),
            Screen::Fault { reference } => {
                Rendered::text(self.text_with("fault", &Args::new().text("reference", reference)))
            }
            Screen::Question { draft, problem } => self.question(draft, *problem).await?,
            Screen::DraftSaved { draft } => self.draft_saved(*draft),
            Screen::DraftCancelled => self.with_menu(self.text("draft-cancelled")),
            Screen::DraftExpired => self.with_menu(self.text("draft-expired")),
            Screen::DraftLost => self.with_menu(self.text("draft-lost")),
            Screen::DraftAway => Rendered::text(self.text("draft-away")),
            Screen::NothingToCancel => self.with_menu(self.text("nothing-to-cancel")),
            Screen::OrderCreated { order } => self.about_order("order-created", *order).await?,
            Screen::Card { order } => self.card(*order).await?,
            Screen::Notice(notice) => self.notice(notice).await?,
            Screen::Acted { order, action } => {
                self.about_order(&format!("acted-{}", action.code().replace('_', "-")), *order).await?
            }
            Screen::Overtaken { order } => self.overtaken(*order).await?,
            Screen::OrderNotFound => Rendered::text(self.text("order-not-found")),
            Screen::PickMaster { order, version, page } => {
                self.pick_master((*order, *version), *page).await?
            }
            Screen::MasterUnreachable { order, has_it, .. } => {
                let key = if *has_it { "master-not-told" } else { "master-unreachable" };
                self.about_order(key, *order).await?
            }
            Screen::Lists(screen) => self.lists(*screen).await?,
            Screen::Masters => self.masters(true, 0).await?,
            Screen::Master { master } => self.master(*master).await?,
            Screen::Invitation { master } => self.invitation(*master).await?,
            Screen::InvitationInvalid => Rendered::text(self.text("invitation-invalid")),
            Screen::WorkGroupSet { master } => {
                let name = self.name_of(*master).await?;
                self.with_menu(self.text_with("work-group-set", &Args::new().text("name", &name)))
            }
            Screen::GroupJoined => self.group_joined().await?,
            Screen::GroupLost { master } if self.viewer.person.as_ref().is_some_and(|p| p.id == *master) => {
                Rendered::text(self.text("group-lost-own"))
            }
            Screen::GroupLost { master } => {
                let name = self.name_of(*master).await?;
                Rendered::text(self.text_with("group-lost", &Args::new().text("name", &name)))
            }
            Screen::Undelivered { person, order, reason } => {
                self.undelivered(*person, *order, reason).await?
            }
            Screen::Changes(screen) => self.changes(screen).await?,
            Screen::People(screen) => self.people(screen).await?,
            Screen::Client(screen) => self.client_screen(screen).await?,
            Screen::History(screen) => self.history(screen).await?,
            Screen::Backup(screen) => self.backup(screen).await?,
            Screen::Rates(screen) => self.rates_screen(screen).await?,
            Screen::Ledger(screen) => self.ledger(*screen).await?,
            Screen::Schedule(ScheduleScreen::Snoozed { until }) => Rendered::text(self.snoozed(*until)),
            Screen::Settings(screen) => self.company_settings(*screen).await?,
            Screen::Reports(screen) => self.reports(*screen).await?,
            Screen::Trouble(screen) => self.trouble(screen),
            Screen::Parked { key } => Rendered::text(self.text_with("parked", &Args::new().text("key", key))),
        })
    }

    fn welcome(&self) -> Rendered {
        let name = self.viewer.person.as_ref().map_or("", |person| person.name.reveal());
        let left = self.viewer.person.as_ref().is_some_and(|person| !person.active);
        let key = match self.roles().is_unknown() {
            true if left => "welcome-deactivated",
            true => "welcome-stranger",
            false => "welcome",
        };
        self.with_menu(self.text_with(key, &Args::new().text("name", name).text("id", &self.own_id())))
    }

    /// The viewer's number in Telegram, which an administrator needs.
    fn own_id(&self) -> String {
        let id = self.viewer.person.as_ref().and_then(|person| person.telegram_id);
        id.map(|id| id.to_string()).unwrap_or_default()
    }

    fn contact(&self) -> Rendered {
        Rendered::text(self.text_with("contact", &Args::new().text("id", &self.own_id())))
    }

    fn draft_saved(&self, draft: repairbot_core::ids::DraftId) -> Rendered {
        use repairbot_core::callback::Press;
        let resume = (self.text("button-resume"), Press::Resume { draft });
        Rendered { text: self.text("draft-saved"), markup: keyboard::Inline::new().row([resume]).markup() }
    }

    async fn undelivered(
        &self,
        person: Option<repairbot_core::ids::PersonId>,
        order: Option<repairbot_core::ids::OrderId>,
        reason: &str,
    ) -> Result<Rendered, Fault> {
        let name = match person {
            Some(id) => self.name_of(id).await?,
            None => self.text("undelivered-group"),
        };
        let args = Args::new().text("name", &name).text("reason", reason);
        let text = self.text_with("undelivered", &args);
        let open =
            order.map(|order| (self.text("button-open"), repairbot_core::callback::Press::Open { order }));
        Ok(Rendered { text, markup: keyboard::Inline::new().row(open).markup() })
    }
}
