//! Buttons of the company's settings.

use std::collections::BTreeSet;

use proptest::prelude::*;
use repairbot_core::{
    callback::{Press, SettingsPress},
    settings::{Clock, Group, Minutes, Setting, Switch},
};

#[test]
fn buttons_of_settings_are_written_so() {
    // Buttons in old messages outlive releases: a changed line here needs a new version of the format.
    let snooze = Setting::from(Minutes::Snooze);
    let table = [
        (SettingsPress::Groups, "1Sa"),
        (SettingsPress::Group { group: Group::Sla }, "1Sg7Dqmw6"),
        (SettingsPress::Show { setting: snooze }, "1So5mEgn8"),
        (SettingsPress::Ask { setting: Clock::BackupAt.into() }, "1Sw6um4oU"),
        (SettingsPress::Set { setting: Switch::Sla.into(), version: 3, value: 1 }, "1Ss7Dqmw6.6.2"),
        (SettingsPress::Reset { setting: snooze, version: 3 }, "1Sd5mEgn8.6"),
    ];
    for (press, written) in table {
        assert_eq!(Press::Settings(press).encode(), written, "{press:?}");
        assert_eq!(Press::decode(written), Ok(Press::Settings(press)));
    }
    for garbage in ["1S", "1Sz", "1Sa1", "1Sg", "1Sg0", "1So0", "1Ss0.0.0", "1Sd0"] {
        assert!(Press::decode(garbage).is_err(), "{garbage}");
    }
}

/// Numbers in buttons follow from codes: a code that gives the number of another has to be another one.
#[test]
fn no_two_settings_and_no_two_groups_share_a_number() {
    let shown = |setting| Press::Settings(SettingsPress::Show { setting }).encode();
    assert_eq!(Setting::all().map(shown).collect::<BTreeSet<_>>().len(), Setting::all().count());
    let shown = |group| Press::Settings(SettingsPress::Group { group }).encode();
    assert_eq!(Group::ALL.map(shown).into_iter().collect::<BTreeSet<_>>().len(), Group::ALL.len());
}

fn presses() -> impl Strategy<Value = SettingsPress> {
    let setting = || prop::sample::select(Setting::all().collect::<Vec<_>>());
    prop_oneof![
        Just(SettingsPress::Groups),
        prop::sample::select(Group::ALL.to_vec()).prop_map(|group| SettingsPress::Group { group }),
        setting().prop_map(|setting| SettingsPress::Show { setting }),
        setting().prop_map(|setting| SettingsPress::Ask { setting }),
        (setting(), any::<i64>(), any::<i64>()).prop_map(|(setting, version, value)| SettingsPress::Set {
            setting,
            version,
            value
        }),
        (setting(), any::<i64>()).prop_map(|(setting, version)| SettingsPress::Reset { setting, version }),
    ]
}

proptest! {
    #[test]
    fn any_press_fits_and_comes_back(press in presses()) {
        let written = Press::Settings(press).encode();
        prop_assert!(written.len() <= 64 && written.is_ascii(), "{}", written);
        prop_assert_eq!(Press::decode(&written), Ok(Press::Settings(press)));
    }
}
