//! What admins read about troubles of the installation.

use repairbot_core::{actor::Role, screen::TroubleScreen};

use super::{Rendered, Scene};
use crate::texts::Args;

impl Scene<'_> {
    /// That one lasts, or is over.
    pub(super) fn trouble(&self, screen: &TroubleScreen) -> Rendered {
        if !self.roles().has(Role::Admin) {
            return Rendered::text(self.text("no-access"));
        }
        Rendered::text(match screen {
            TroubleScreen::Lasts { trouble, since, says } => {
                let args = Args::new().raw("since", self.moment(*since)).text("says", says);
                self.text_with(&format!("trouble-{}", trouble.code()), &args)
            }
            TroubleScreen::Over { trouble } => self.text(&format!("trouble-{}-over", trouble.code())),
        })
    }
}
