//! Names of events, for the metrics: what kind of thing happened, and nothing of what was said.

use repairbot_core::callback::Press;

use super::router::Event;

impl Event {
    /// A stable name; presses are told by their area.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Start(_) => "start",
            Self::Help => "help",
            Self::Cancel => "cancel",
            Self::ShowOrder(_) => "order",
            Self::DeletedOrders => "deleted",
            Self::Audit(_) => "audit",
            Self::Catalogue => "catalogue",
            Self::Search(_) => "search",
            Self::UnknownCommand => "unknown_command",
            Self::Menu(_) => "menu",
            Self::Label(_) | Self::TimeLabel(_) => "label",
            Self::Text(_) => "text",
            Self::Media(_) => "media",
            Self::NotText => "not_text",
            Self::Pressed(None) => "press_unknown",
            Self::Pressed(Some(press)) => press_name(press),
            Self::GroupPicked(_) => "group_picked",
            Self::JoinedGroup => "joined_group",
            Self::LeftGroup => "left_group",
            Self::Unblocked => "unblocked",
            Self::Blocked => "blocked",
            Self::Migrated { .. } => "migrated",
            Self::Anonymous | Self::AnonymousReply => "anonymous",
            Self::Ignored => "ignored",
        }
    }
}

fn press_name(press: &Press) -> &'static str {
    match press {
        Press::Act { .. } => "press_act",
        Press::PickMaster { .. } | Press::MastersFor { .. } => "press_assign",
        Press::Open { .. } => "press_open",
        Press::Draft { .. } => "press_draft",
        Press::Resume { .. } => "press_resume",
        Press::Masters
        | Press::Master { .. }
        | Press::SetWorkGroup { .. }
        | Press::AddMaster
        | Press::Invitation { .. }
        | Press::BindGroup { .. } => "press_masters",
        Press::Client(_) => "press_clients",
        Press::History(_) => "press_history",
        Press::Nothing => "press_nothing",
        Press::Changes(_) => "press_changes",
        Press::People(_) => "press_people",
        Press::Lists(_) => "press_lists",
        Press::Rates(_) => "press_rates",
        Press::Ledger(_) => "press_ledger",
        Press::Schedule(_) => "press_schedule",
        Press::Settings(_) => "press_settings",
        Press::Reports(_) => "press_reports",
    }
}
