//! The company's settings, for admins in private.

use repairbot_core::{
    audit::Audited,
    audit::Denied,
    callback::SettingsPress,
    dialogue::{Dialogue, Problem, SetSetting},
    screen::{PersonToast, Screen, SettingsScreen, Toast},
    settings::{Setting, Value},
};

use super::{Request, conclude::Ending, dialogue};
use crate::{fault::Fault, outcome::Outcome, store::settings};

/// A setting that somebody wants to be another one.
struct Wanted {
    setting: Setting,
    /// How often it had been set when he saw it.
    version: i64,
    /// `None` is back to the default.
    value: Option<Value>,
}

/// What came of it.
enum Answer {
    Changed,
    AsItWas,
    /// Somebody else was quicker.
    Overtaken,
    Refused(Problem),
}

/// A press on a page of settings.
///
/// # Errors
/// The database could not be read or written.
pub async fn pressed(rq: &Request<'_>, press: SettingsPress) -> Result<Outcome, Fault> {
    if !rq.is_admin() || rq.in_group() {
        return rq.no_access(Denied::Settings).await;
    }
    match press {
        SettingsPress::Groups => Ok(show(rq, SettingsScreen::Groups)),
        SettingsPress::Group { group } => Ok(show(rq, SettingsScreen::Group { group, overtaken: false })),
        SettingsPress::Show { setting } => Ok(shown(rq, setting, false)),
        SettingsPress::Ask { setting: Setting::Switch(_) } => Ok(Outcome::toast(Toast::OldQuestion)),
        SettingsPress::Ask { setting } => {
            let version = settings::load(rq.tx).await?.version(setting);
            dialogue::start(rq, Dialogue::SetSetting(SetSetting::new(setting, version))).await
        }
        SettingsPress::Set { setting, version, value } => match Value::from_number(setting, value) {
            Some(value) => by_press(rq, Wanted { setting, version, value: Some(value) }).await,
            None => Ok(Outcome::toast(Toast::OldQuestion)),
        },
        SettingsPress::Reset { setting, version } => {
            by_press(rq, Wanted { setting, version, value: None }).await
        }
    }
}

/// The value was written.
///
/// # Errors
/// The database could not be read or written.
pub async fn finish(rq: &Request<'_>, form: &SetSetting) -> Result<Ending, Fault> {
    if !rq.is_admin() {
        return Ok(Ending::Done(rq.no_access(Denied::Settings).await?));
    }
    let Some(value) = form.value() else {
        return Err(Fault::Damaged("a finished form lacks an answer".to_owned()));
    };
    let setting = form.setting;
    Ok(match change(rq, Wanted { setting, version: form.version, value: Some(value) }).await? {
        Answer::Changed | Answer::AsItWas => Ending::Done(shown(rq, setting, false)),
        Answer::Overtaken => Ending::Done(shown(rq, setting, true)),
        Answer::Refused(problem) => Ending::Reopen(problem),
    })
}

async fn by_press(rq: &Request<'_>, wanted: Wanted) -> Result<Outcome, Fault> {
    let setting = wanted.setting;
    Ok(match change(rq, wanted).await? {
        Answer::Changed => shown(rq, setting, false).with_toast(Toast::Person(PersonToast::Done)),
        Answer::AsItWas => shown(rq, setting, false).with_toast(Toast::Person(PersonToast::AlreadySo)),
        Answer::Overtaken => shown(rq, setting, true),
        Answer::Refused(problem) => Outcome::toast(Toast::Problem(problem)),
    })
}

fn show(rq: &Request<'_>, screen: SettingsScreen) -> Outcome {
    rq.show(Screen::Settings(screen)).with_toast(Toast::Silent)
}

/// The setting as it is now. A switch is seen among its neighbours.
fn shown(rq: &Request<'_>, setting: Setting, overtaken: bool) -> Outcome {
    show(
        rq,
        match setting {
            Setting::Switch(_) => SettingsScreen::Group { group: setting.group(), overtaken },
            _ => SettingsScreen::One { setting, overtaken },
        },
    )
}

/// Judges and writes. Nobody else changes settings until this update is done.
async fn change(rq: &Request<'_>, wanted: Wanted) -> Result<Answer, Fault> {
    rq.tx.lock_company().await?;
    let before = settings::load(rq.tx).await?;
    let Wanted { setting, version, value } = wanted;
    let same = match &value {
        Some(value) => *value == before.value(setting),
        None => before.own(setting).is_none(),
    };
    if same {
        return Ok(Answer::AsItWas);
    }
    if version != before.version(setting) {
        return Ok(Answer::Overtaken);
    }
    if let Err(problem) = before.check(setting, value.as_ref()) {
        return Ok(Answer::Refused(Problem::Setting { setting, problem }));
    }
    let (at, by) = (rq.now, rq.person.id);
    let change = settings::Change { setting, value, version: version.saturating_add(1), at, by };
    settings::set(rq.tx, &change).await?;
    let now = change.value.unwrap_or_else(|| setting.default_value());
    let what = Audited::SettingChanged {
        name: setting.code().to_owned(),
        from: before.value(setting).encode(),
        to: now.encode(),
    };
    rq.audited(&what).await?;
    Ok(Answer::Changed)
}
