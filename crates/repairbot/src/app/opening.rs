//! What happens once at start: roles of the configuration, the first admin's claim code, and introducing
//! ourselves to Telegram.

use std::collections::BTreeMap;

use repairbot_core::{
    actor::{Role, Roles},
    ids::PersonId,
    screen::{PeopleScreen, Screen},
};
use serde_json::{Value, json};

use super::Options;
use crate::{
    backup,
    clock::Ids,
    company::Company,
    fault::Fault,
    outbox::{
        enqueue,
        render::{commands, group_commands},
    },
    store::{
        Store, StoreOptions,
        invitations::{self, Invitation},
        people::{self, EnvironmentRole, Person},
    },
    telegram::Telegram,
    tell,
    texts::Lang,
};

/// The database, with its schema up to date and with the people of the configuration in it.
pub(super) async fn store(ids: &Ids, options: &Options) -> Result<Store, Fault> {
    let store = Store::connect_desk(&options.store).await?;
    store.check_schema().await?;
    if options.auto_migrate {
        migrate(&store, options).await?;
    } else {
        check_migrated(&store).await?;
    }
    grant_configured(&store, ids, options).await?;
    claim_code(&store, ids, options).await?;
    Ok(store)
}

/// Brings the schema up to date. Replicas start together: the second one finds nothing left to do.
async fn migrate(store: &Store, options: &Options) -> Result<(), Fault> {
    if store.migration_status().await?.iter().all(|(_, applied)| *applied) {
        return Ok(());
    }
    if !store.is_postgres() {
        back_up_before_migrating(store, options).await?;
        return Ok(store.migrate_up().await?);
    }
    // A connection beside the pool, which may have one only.
    let apart = Store::connect(&StoreOptions { max_connections: 1, ..options.store.clone() }).await?;
    let turn = apart.lock_start().await?;
    back_up_before_migrating(store, options).await?;
    store.migrate_up().await?;
    turn.rollback().await?;
    Ok(apart.close().await?)
}

/// What a new release changes can be taken back: the database as it was is kept first (SPEC §12, AUTO_MIGRATE). Without
/// that nothing is migrated.
async fn back_up_before_migrating(store: &Store, options: &Options) -> Result<(), Fault> {
    let Some(plan) = &options.backups else { return Ok(()) };
    let status = store.migration_status().await?;
    let made_before = status.iter().any(|(_, applied)| *applied);
    if !made_before || status.iter().all(|(_, applied)| *applied) {
        return Ok(());
    }
    let made = backup::make(&plan.database, &plan.keeping, options.clock.now()).await?;
    tracing::info!(path = %made.path.display(), "a backup was made before the migrations");
    Ok(())
}

/// People named in the configuration have their roles from the start (SPEC §1). Whose rights that changes is told so.
async fn grant_configured(store: &Store, ids: &Ids, options: &Options) -> Result<(), Fault> {
    let now = options.clock.now();
    let tx = store.write().await?;
    // Replicas start together.
    tx.lock_company().await?;
    let before = people::office(&tx).await?;
    for (role, accounts) in [(Role::Admin, &options.admins), (Role::Dispatcher, &options.dispatchers)] {
        let holders = accounts.iter().map(|account| (*account, PersonId(ids.next()))).collect();
        people::sync_environment(&tx, &EnvironmentRole { role, holders, now }).await?;
    }
    let after = people::office(&tx).await?;
    let rights = |office: &[Person], id| {
        office.iter().find(|person| person.id == id).map(|person| person.roles).unwrap_or_default()
    };
    let all: BTreeMap<PersonId, &Person> =
        before.iter().chain(&after).map(|person| (person.id, person)).collect();
    for (id, person) in all {
        if rights(&before, id) != rights(&after, id) {
            let told = tell::renewed(person, Screen::People(PeopleScreen::RightsChanged));
            enqueue(&tx, &told, now).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// With AUTO_MIGRATE off the operator migrates by hand, and an old schema is refused.
async fn check_migrated(store: &Store) -> Result<(), Fault> {
    let pending = store.migration_status().await?.into_iter().filter(|(_, applied)| !applied).count();
    if pending == 0 { Ok(()) } else { Err(Fault::Pending(pending)) }
}

/// Without any admin the first one claims the office with a one-time code from the log (SPEC §1).
async fn claim_code(store: &Store, ids: &Ids, options: &Options) -> Result<(), Fault> {
    let tx = store.write().await?;
    tx.lock_company().await?;
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
/// start: links then carry the code alone, until it answers.
pub(super) async fn introduce(telegram: &Telegram, language: Lang) -> Option<String> {
    let me = match telegram.get_me().await {
        Ok(me) => me,
        Err(error) => {
            tracing::warn!(%error, "Telegram does not tell the bot's name");
            return None;
        }
    };
    for (scope, lang) in SCOPES.into_iter().flat_map(|scope| Lang::ALL.map(|lang| (scope, lang))) {
        if let Err(error) = telegram.set_my_commands(registered(scope, lang, language)).await {
            tracing::warn!(%error, "the commands were not registered");
        }
    }
    me.get("username").and_then(|name| name.as_str()).map(str::to_owned)
}

/// The same for a bot that Telegram has not introduced yet.
pub(super) async fn introduce_late(telegram: &Telegram, company: &Company) {
    if company.bot().is_none()
        && let Some(name) = introduce(telegram, company.language).await
    {
        let _ = company.bot_username.set(name);
    }
}

/// The scopes of everybody; the commands of a person's own chat follow his roles and his language.
const SCOPES: [&str; 3] = ["default", "all_private_chats", "all_group_chats"];

/// What is registered for this scope and language. The company's language is also that of all others.
fn registered(scope: &str, lang: Lang, company: Lang) -> Value {
    let commands =
        if scope == "all_group_chats" { group_commands(lang) } else { commands(lang, Roles::NONE) };
    let mut params = json!({ "commands": commands, "scope": { "type": scope } });
    if lang != company {
        params["language_code"] = json!(lang.code());
    }
    params
}
