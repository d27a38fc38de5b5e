//! What happens once at start: roles of the configuration, the first admin's claim code, and introducing
//! ourselves to Telegram.

use repairbot_core::{actor::Role, ids::PersonId};
use serde_json::json;

use super::Options;
use crate::{
    clock::Ids,
    fault::Fault,
    store::{
        Store,
        invitations::{self, Invitation},
        people::{self, EnvironmentRole},
    },
    telegram::Telegram,
    texts::{Lang, text},
};

/// The commands of the menu in private chats.
const COMMANDS: [&str; 8] = ["start", "help", "new", "orders", "search", "my", "order", "cancel"];

/// People named in the configuration have their roles from the start (SPEC §1).
pub(super) async fn grant_configured(store: &Store, ids: &Ids, options: &Options) -> Result<(), Fault> {
    let now = options.clock.now();
    let tx = store.write().await?;
    for (role, accounts) in [(Role::Admin, &options.admins), (Role::Dispatcher, &options.dispatchers)] {
        let holders = accounts.iter().map(|account| (*account, PersonId(ids.next()))).collect();
        people::sync_environment(&tx, &EnvironmentRole { role, holders, now }).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// With AUTO_MIGRATE off the operator migrates by hand, and an old schema is refused.
pub(super) async fn check_migrated(store: &Store) -> Result<(), Fault> {
    let pending = store.migration_status().await?.into_iter().filter(|(_, applied)| !applied).count();
    if pending == 0 {
        return Ok(());
    }
    Err(Fault::Damaged(format!(
        "{pending} migrations are not applied and AUTO_MIGRATE is off: run `repairbot migrate up`"
    )))
}

/// Without any admin the first one claims the office with a one-time code from the log (SPEC §1).
pub(super) async fn claim_code(store: &Store, ids: &Ids, options: &Options) -> Result<(), Fault> {
    let tx = store.write().await?;
    let has_admin = people::office(&tx).await?.iter().any(|person| person.roles.has(Role::Admin));
    if has_admin {
        return Ok(());
    }
    let code = match invitations::open_for_first_admin(&tx).await? {
        Some(invitation) => invitation.code,
        None => {
            let code = ids.public_id();
            let created_at = options.clock.now();
            let new = Invitation {
                code: code.clone(),
                person: None,
                role: Role::Admin,
                created_by: None,
                created_at,
            };
            invitations::insert(&tx, &new).await?;
            code
        }
    };
    tx.commit().await?;
    tracing::warn!("there is no admin yet: the first one sends the bot /start {code}");
    Ok(())
}

/// Learns the bot's name for links and registers its commands. Telegram being away is no reason not to
/// start: links then carry the code alone.
pub(super) async fn introduce(telegram: &Telegram) -> Option<String> {
    let me = match telegram.get_me().await {
        Ok(me) => me,
        Err(error) => {
            tracing::warn!(%error, "Telegram does not tell the bot's name");
            return None;
        }
    };
    for lang in Lang::ALL {
        let commands: Vec<_> = COMMANDS
            .iter()
            .map(|name| json!({ "command": name, "description": text(lang, &format!("command-{name}")) }))
            .collect();
        let mut params = json!({ "commands": commands, "scope": { "type": "all_private_chats" } });
        if lang != Lang::default() {
            params["language_code"] = json!(lang.code());
        }
        if let Err(error) = telegram.set_my_commands(params).await {
            tracing::warn!(%error, "the commands were not registered");
        }
    }
    me.get("username").and_then(|name| name.as_str()).map(str::to_owned)
}
