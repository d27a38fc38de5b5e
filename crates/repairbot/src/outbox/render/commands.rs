//! What Telegram lists when a person types a slash, and what `/help` says about it.

use repairbot_core::{actor::Roles, screen};
use serde_json::{Value, json};

use super::{Rendered, Scene};
use crate::texts::{Args, Lang, text};

/// The commands of a group: the order of its card, and dropping what was begun there.
const IN_GROUPS: [&str; 2] = ["order", "cancel"];

/// The commands of somebody with these roles, as `setMyCommands` wants them.
#[must_use]
pub fn commands(lang: Lang, roles: Roles) -> Value {
    list(lang, &screen::commands(roles))
}

/// The commands of groups.
#[must_use]
pub fn group_commands(lang: Lang) -> Value {
    list(lang, &IN_GROUPS)
}

fn list(lang: Lang, names: &[&str]) -> Value {
    let command =
        |name: &&str| json!({ "command": name, "description": text(lang, &format!("command-{name}")) });
    names.iter().map(command).collect()
}

impl Scene<'_> {
    /// Everything the viewer can do by a command.
    pub fn help(&self) -> Rendered {
        let roles = self.roles();
        let mut lines = Vec::new();
        if roles.is_unknown() {
            lines.push(self.text("help-stranger"));
        } else if roles.has(repairbot_core::actor::Role::Master) {
            lines.push(self.text("help-master"));
        }
        lines.push(self.text("help-title"));
        lines.extend(screen::commands(roles).into_iter().map(|name| {
            let what = self.text(&format!("command-{name}"));
            let name = if name == "order" { "order 12" } else { name };
            self.text_with("help-line", &Args::new().raw("command", name).raw("what", what))
        }));
        self.with_menu(lines.join("\n"))
    }
}
