//! What scenarios are written with.

use repairbot::store::{ReadTx, verify::Check};

mod cast;
mod chat;
mod database;
mod desk;
mod dice;
mod media;
mod private;
mod program;
mod proxy;
mod redis;
mod script;

pub use cast::{Call, Cast, audit_actions};
pub use chat::{Chat, alert, toast};
pub use database::{Database, Kind};
pub use desk::{Setup, TOKEN, TestDesk, company};
pub use dice::{number_from_environment, rounds};
pub use media::{picture, picture_of};
pub use private::Private;
pub use program::alone;
pub use proxy::{LOGIN, NOWHERE, Proxy, WRONG_LOGIN};
pub use redis::{Redis, common_redis};
pub use script::{
    CLOSE, COMMENT, CORRECT, CREATE, DECLINE, DELETE, EDIT, LONG_REPAIR, REFUSE, RESCHEDULE, Reply,
    SMALL_CLOSE, Script, essence,
};

/// What whoever may not is told.
pub const DENIED: &str = "❌ У вас нет доступа к этой функции.";

/// What these checks of `repairbot verify` find.
pub async fn deviations(tx: &ReadTx, checks: &[Check]) -> Vec<String> {
    let mut lines = Vec::new();
    for check in checks {
        check.run(tx, &mut |line| lines.push(format!("{check:?}: {line}"))).await.unwrap();
    }
    lines
}

/// Compares with the snapshot of this name.
pub fn snapshot(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

/// Declares each scenario as two tests: on SQLite and on PostgreSQL.
macro_rules! scenarios {
    ($($(#[$attribute:meta])* async fn $name:ident($desk:ident: &mut TestDesk) $body:block)*) => { $(
        mod $name {
            use super::*;

            $(#[$attribute])*
            #[tokio::test]
            async fn sqlite() {
                $crate::support::TestDesk::play($crate::support::Kind::Sqlite, play).await;
            }

            $(#[$attribute])*
            #[tokio::test]
            async fn postgres() {
                $crate::support::TestDesk::play($crate::support::Kind::Postgres, play).await;
            }

            fn play($desk: &mut TestDesk) -> futures_util::future::LocalBoxFuture<'_, ()> {
                Box::pin(async move { $body })
            }
        }
    )* };
}
pub(crate) use scenarios;
