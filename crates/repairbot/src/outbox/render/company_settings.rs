//! The company's settings as admins see them: groups, the settings of one, one of them; values in words.

use repairbot_core::{
    callback::{Press, SettingsPress},
    money::Kopecks,
    screen::SettingsScreen,
    settings::{Group, Placeholder, Problem, Setting, Settings, Template, Value},
};

use super::{
    Rendered, Scene,
    format::{money, within},
    keyboard::Inline,
};
use crate::{
    fault::Fault,
    texts::{Args, Lang, escape, text, text_with},
};

/// Values in a row of buttons.
const IN_ROW: usize = 3;
/// Characters of a text in a line of the audit trail, where many stand together.
const OF_TEXT: usize = 60;
const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

impl Scene<'_> {
    /// A page of settings, if the reader may see it.
    ///
    /// # Errors
    /// The database could not be read; this holds for all functions here.
    pub(super) async fn company_settings(&self, screen: SettingsScreen) -> Result<Rendered, Fault> {
        if !self.is_admin_in_private() {
            return Ok(Rendered::text(self.text("no-access")));
        }
        let settings = self.snapshot.settings().await?;
        Ok(match screen {
            SettingsScreen::Groups => self.setting_groups(),
            SettingsScreen::Group { group, overtaken } => self.setting_group(settings, group, overtaken),
            SettingsScreen::One { setting, overtaken } => self.one_setting(settings, setting, overtaken),
        })
    }

    fn setting_groups(&self) -> Rendered {
        let open = |group: Group| {
            (self.text(&format!("settings-group-{}", group.code())), press(SettingsPress::Group { group }))
        };
        let markup = Inline::new().grid(1, Group::ALL.map(open).into()).markup();
        Rendered { text: self.text("settings-groups"), markup }
    }

    /// Each setting is a row: a switch is turned by its button, the others are opened by theirs.
    fn setting_group(&self, settings: &Settings, group: Group, overtaken: bool) -> Rendered {
        let title = self.text(&format!("settings-group-{}", group.code()));
        let mut lines: Vec<String> = overtaken.then(|| self.text("settings-overtaken")).into_iter().collect();
        lines.push(self.text_with("setting-title", &Args::new().raw("name", title)));
        lines.push(self.text(&format!("settings-group-{}-about", group.code())));
        let switches = group.settings().iter().filter(|setting| matches!(setting, Setting::Switch(_)));
        lines.extend(switches.map(|setting| {
            let args = Args::new().raw("name", name(self.lang, *setting));
            self.text_with("settings-switch-line", &args.raw("about", about(self.lang, *setting)))
        }));
        let row = |setting: &Setting| {
            let (setting, version) = (*setting, settings.version(*setting));
            let args = Args::new().raw("name", name(self.lang, setting));
            match settings.value(setting) {
                Value::Switch(on) => {
                    let key = if on { "button-setting-on" } else { "button-setting-off" };
                    let turn = SettingsPress::Set { setting, version, value: i64::from(!on) };
                    (self.text_with(key, &args), press(turn))
                }
                value => {
                    let args = args.raw("value", briefly(self.lang, &value));
                    (self.text_with("button-setting", &args), press(SettingsPress::Show { setting }))
                }
            }
        };
        let markup = Inline::new()
            .grid(1, group.settings().iter().map(row).collect())
            .row([(self.text("button-back"), press(SettingsPress::Groups))])
            .markup();
        Rendered { text: lines.join("\n"), markup }
    }

    fn one_setting(&self, settings: &Settings, setting: Setting, overtaken: bool) -> Rendered {
        let mut lines: Vec<String> = overtaken.then(|| self.text("settings-overtaken")).into_iter().collect();
        lines.push(self.about_setting(settings, setting));
        let (version, now) = (settings.version(setting), settings.value(setting));
        let choice = |value: &Value| {
            let label = briefly(self.lang, value);
            let chosen = Args::new().raw("value", &label);
            let label = if *value == now { self.text_with("button-setting-chosen", &chosen) } else { label };
            Some((label, press(SettingsPress::Set { setting, version, value: value.number()? })))
        };
        let ask = (self.text("button-setting-change"), press(SettingsPress::Ask { setting }));
        let reset = settings
            .own(setting)
            .is_some()
            .then(|| (self.text("button-setting-reset"), press(SettingsPress::Reset { setting, version })));
        let group = setting.group();
        let markup = Inline::new()
            .grid(IN_ROW, setting.choices().iter().filter_map(choice).collect())
            .row([ask].into_iter().chain(reset))
            .row([(self.text("button-back"), press(SettingsPress::Group { group }))])
            .markup();
        Rendered { text: lines.join("\n"), markup }
    }

    /// What a setting is, what is allowed, what it is now and was at first.
    fn about_setting(&self, settings: &Settings, setting: Setting) -> String {
        let named = |key: &str, value: String| self.text_with(key, &Args::new().raw("value", value));
        let mut lines = vec![
            self.text_with("setting-title", &Args::new().raw("name", name(self.lang, setting))),
            about(self.lang, setting),
        ];
        lines.push(match settings.value(setting) {
            Value::Text(own) if !own.is_empty() => {
                format!("{}\n<blockquote>{}</blockquote>", self.text("setting-now-text"), escape(&own))
            }
            value => named("setting-now", briefly(self.lang, &value)),
        });
        lines.push(named("setting-default", briefly(self.lang, &setting.default_value())));
        if let Some(args) = range(self.lang, setting) {
            lines.push(self.text_with("setting-range", &args));
        }
        if let Setting::Template(template) = setting {
            let limit = i64::try_from(Template::LONGEST).unwrap_or(i64::MAX);
            lines.push(self.text_with("setting-text-limit", &Args::new().number("limit", limit)));
            let places = Args::new().raw("places", places(self.lang, template));
            lines.push(self.text_with("setting-placeholders", &places));
        }
        lines.join("\n")
    }

    /// What an admin is asked to write.
    pub(super) async fn ask_setting(&self, setting: Setting) -> Result<String, Fault> {
        let about = self.about_setting(self.snapshot.settings().await?, setting);
        Ok(format!("{about}\n\n{} {}", self.text("setting-ask"), self.example(setting)))
    }

    fn example(&self, setting: Setting) -> String {
        let named = |key: &str, value: String| self.text_with(key, &Args::new().raw("example", value));
        match setting {
            // Switches are never asked for.
            Setting::Switch(_) => String::new(),
            Setting::Minutes(_) => self.text("setting-ask-minutes"),
            Setting::Clock(_) => self.text("setting-ask-clock"),
            Setting::DayOfWeek(_) => self.text("setting-ask-weekday"),
            Setting::Amount(_) => self.text("setting-ask-amount"),
            Setting::Count(_) | Setting::DayOfMonth(_) => {
                named("setting-ask-count", setting.default_value().encode())
            }
            Setting::Template(_) => {
                named("setting-ask-text", escape(&self.text(&format!("{}-example", key(setting)))))
            }
        }
    }
}

fn press(what: SettingsPress) -> Press {
    Press::Settings(what)
}

fn key(setting: Setting) -> String {
    format!("setting-{}", setting.code().replace('_', "-"))
}

/// What a setting is called.
pub(super) fn name(lang: Lang, setting: Setting) -> String {
    text(lang, &key(setting))
}

fn about(lang: Lang, setting: Setting) -> String {
    text(lang, &format!("{}-about", key(setting)))
}

/// A value in few words.
pub(super) fn briefly(lang: Lang, value: &Value) -> String {
    let number = |key: &str, name, number| text_with(lang, key, &Args::new().number(name, number));
    match value {
        Value::Switch(true) => text(lang, "setting-on"),
        Value::Switch(false) => text(lang, "setting-off"),
        Value::Minutes(minutes) if *minutes >= DAY && minutes % DAY == 0 => {
            number("setting-days", "days", minutes / DAY)
        }
        Value::Minutes(minutes) if *minutes < HOUR => number("setting-minutes", "minutes", *minutes),
        Value::Minutes(minutes) if minutes % HOUR == 0 => number("setting-hours", "hours", minutes / HOUR),
        Value::Minutes(minutes) => {
            let args = Args::new().number("hours", minutes / HOUR).number("minutes", minutes % HOUR);
            text_with(lang, "setting-hours-minutes", &args)
        }
        Value::Count(count) => count.to_string(),
        Value::Clock(_) => value.encode(),
        Value::Weekday(day) => text(lang, &format!("weekday-{}", day.to_monday_one_offset())),
        Value::Day(day) => number("setting-day-of-month", "day", *day),
        Value::Amount(sum) => money(lang, *sum),
        Value::Text(own) if own.is_empty() => text(lang, "setting-built-in"),
        Value::Text(_) => text(lang, "setting-own-text"),
    }
}

/// The bounds of a setting as the variables of a text.
fn range(lang: Lang, setting: Setting) -> Option<Args> {
    let (min, max) = setting.bounds()?;
    let shown = |number: i64| match setting {
        Setting::Minutes(_) => briefly(lang, &Value::Minutes(number)),
        Setting::Amount(_) => money(lang, Kopecks(number)),
        _ => number.to_string(),
    };
    Some(Args::new().raw("min", shown(min)).raw("max", shown(max)))
}

/// What can be filled into a text, as it is written in the reader's language.
fn places(lang: Lang, template: Template) -> String {
    let written: Vec<String> = template.placeholders().iter().map(|place| written(lang, *place)).collect();
    written.join(", ")
}

fn written(lang: Lang, place: Placeholder) -> String {
    let names = place.names();
    let name = match lang {
        Lang::Ru => names.first(),
        Lang::En => names.last(),
    };
    format!("{{{}}}", name.map(String::as_str).unwrap_or_default())
}

/// Why a setting can't be set so.
pub(super) fn problem(lang: Lang, setting: Setting, problem: Problem) -> String {
    let args = match (problem, setting) {
        (Problem::Money(error), _) => {
            return text(lang, &format!("problem-money-{}", error.code().replace('_', "-")));
        }
        (Problem::TooLong { max }, _) => {
            let limit = Args::new().number("limit", i64::try_from(max).unwrap_or(i64::MAX));
            return text_with(lang, "problem-too-long", &limit);
        }
        (Problem::LessThan(other) | Problem::MoreThan(other) | Problem::SameAs(other), _) => {
            Args::new().raw("other", name(lang, other))
        }
        (Problem::UnknownPlaceholder | Problem::OpenBrace, Setting::Template(template)) => {
            let example = template.placeholders().first().map(|place| written(lang, *place));
            Args::new().raw("places", places(lang, template)).raw("example", example.unwrap_or_default())
        }
        _ => range(lang, setting).unwrap_or_default(),
    };
    text_with(lang, &format!("problem-setting-{}", problem.code().replace('_', "-")), &args)
}

/// What is told of a changed setting in the audit trail: its name, and both values in words. A setting or a value of
/// another release is told as it was written.
pub(super) fn changed(lang: Lang, [setting, from, to]: [&str; 3]) -> Args {
    let known = Setting::from_code(setting);
    let shown = |written: &str| match known.and_then(|setting| Value::decode(setting, written)) {
        Some(Value::Text(own)) if !own.is_empty() => within(&own.replace('\n', " "), OF_TEXT),
        Some(value) => briefly(lang, &value),
        None => written.to_owned(),
    };
    let title = known.map_or_else(|| setting.to_owned(), |setting| name(lang, setting));
    Args::new().raw("name", title).raw("from", shown(from)).raw("to", shown(to))
}
