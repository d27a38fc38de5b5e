//! What scenarios are written with.

mod cast;
mod chat;
mod database;
mod desk;
mod dice;
mod media;
mod script;

pub use cast::{Call, Cast, audit_actions};
pub use chat::{Chat, alert, toast};
pub use database::{Database, Kind};
pub use desk::{Setup, TOKEN, TestDesk};
pub use dice::{Round, number_from_environment, rounds};
pub use media::{picture, picture_of};
pub use script::{
    CLOSE, COMMENT, CORRECT, CREATE, DECLINE, DELETE, EDIT, LONG_REPAIR, REFUSE, RESCHEDULE, Reply,
    SMALL_CLOSE, Script, essence,
};

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
