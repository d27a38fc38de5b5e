//! What administrators of groups may do.

/// A right of an administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Right {
    /// Delete messages of others.
    DeleteMessages,
    /// Ban and unban people.
    RestrictMembers,
    /// Pin and unpin messages.
    PinMessages,
    /// Create, rename, close and delete topics of a forum.
    ManageTopics,
    /// Invite people.
    InviteUsers,
    /// Change the title and the like.
    ChangeInfo,
    /// Make others administrators.
    PromoteMembers,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::DeleteMessages,
        Self::RestrictMembers,
        Self::PinMessages,
        Self::ManageTopics,
        Self::InviteUsers,
        Self::ChangeInfo,
        Self::PromoteMembers,
    ];

    /// The field of `ChatMemberAdministrator`.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::DeleteMessages => "can_delete_messages",
            Self::RestrictMembers => "can_restrict_members",
            Self::PinMessages => "can_pin_messages",
            Self::ManageTopics => "can_manage_topics",
            Self::InviteUsers => "can_invite_users",
            Self::ChangeInfo => "can_change_info",
            Self::PromoteMembers => "can_promote_members",
        }
    }
}
