//! Who may be given and who may lose what.

use proptest::prelude::*;
use repairbot_core::{
    actor::{Role, Roles},
    screen::{MenuItem, commands, menu},
    staff::{
        StaffChange::{Deactivate, Grant, Reactivate, Revoke},
        StaffRefusal::{AlreadySo, FromEnvironment, Inactive, LastAdmin, NoMaster},
        Standing, check,
    },
};

use crate::support::cases;

fn of(roles: &[Role]) -> Roles {
    roles.iter().copied().collect()
}

fn standing(roles: &[Role]) -> Standing {
    Standing { roles: of(roles), from_environment: Roles::NONE, active: true, other_admin: true }
}

#[test]
fn roles_and_leaving() {
    use Role::{Admin, Dispatcher, Master, SeniorMaster};
    let configured = Standing { from_environment: of(&[Admin]), ..standing(&[Admin, Master]) };
    let alone = Standing { other_admin: false, ..standing(&[Admin, Master]) };
    let left = Standing { active: false, ..standing(&[Admin, Master]) };
    let table = [
        (Grant(Dispatcher), standing(&[]), Ok(())),
        (Grant(Dispatcher), standing(&[Dispatcher]), Err(AlreadySo)),
        (Grant(SeniorMaster), standing(&[Master]), Ok(())),
        (Grant(SeniorMaster), standing(&[Admin]), Err(NoMaster)),
        (Grant(Dispatcher), left, Err(Inactive)),
        (Revoke(Master), standing(&[Admin, Master]), Ok(())),
        (Revoke(Dispatcher), standing(&[Admin]), Err(AlreadySo)),
        (Revoke(Admin), standing(&[Admin]), Ok(())),
        (Revoke(Admin), configured, Err(FromEnvironment)),
        (Revoke(Master), configured, Ok(())),
        (Revoke(Admin), alone, Err(LastAdmin)),
        (Revoke(Master), alone, Ok(())),
        (Revoke(Admin), Standing { other_admin: false, ..left }, Ok(())),
        (Deactivate, standing(&[]), Ok(())),
        (Deactivate, standing(&[Admin]), Ok(())),
        (Deactivate, configured, Err(FromEnvironment)),
        (Deactivate, alone, Err(LastAdmin)),
        (Deactivate, left, Err(AlreadySo)),
        (Reactivate, left, Ok(())),
        (Reactivate, standing(&[Master]), Err(AlreadySo)),
    ];
    for (change, standing, expected) in table {
        assert_eq!(check(change, &standing), expected, "{change:?} {standing:?}");
    }
}

#[test]
fn the_menus_are_those_of_the_specification() {
    use MenuItem::{
        AllOrders, BecomeMaster, Contact, CreateOrder, Information, Masters, MyOrders, MyStats, Reports,
        Search, Settings, Users,
    };
    use Role::{Admin, Dispatcher, Master};
    let office = [vec![AllOrders, CreateOrder], vec![Search, Masters]];
    let own = vec![MyOrders, MyStats];
    let table = [
        (of(&[Admin]), [&office[..], &[vec![Reports, Users], vec![Settings]]].concat()),
        (of(&[Dispatcher]), [&office[..], &[vec![Reports, Settings]]].concat()),
        (of(&[Master]), vec![own.clone(), vec![Settings]]),
        (
            of(&[Admin, Dispatcher, Master]),
            [&office[..], &[vec![Reports, Users], own.clone(), vec![Settings]]].concat(),
        ),
        (of(&[Dispatcher, Master]), [&office[..], &[vec![Reports, Settings], own]].concat()),
        (Roles::NONE, vec![vec![BecomeMaster], vec![Information, Contact]]),
    ];
    for (roles, expected) in table {
        assert_eq!(menu(roles), expected, "{roles:?}");
    }
    assert_eq!(commands(Roles::NONE), ["start", "help", "cancel"]);
    assert_eq!(commands(of(&[Master])), ["start", "my", "stats", "settings", "order", "help", "cancel"]);
}

fn roles() -> impl Strategy<Value = Roles> {
    prop::collection::vec(prop::sample::select(Role::ALL.to_vec()), 0..4)
        .prop_map(|roles| roles.into_iter().collect())
}

proptest! {
    #![proptest_config(cases())]

    /// Several roles: everything of each, nothing twice, nothing of others.
    #[test]
    fn the_menu_of_several_roles_is_the_union(one in roles(), other in roles()) {
        let both: Roles = one.iter().chain(other.iter()).collect();
        let items = |roles| menu(roles).concat();
        let union = items(both);
        let twice = union.iter().any(|item| union.iter().filter(|same| *same == item).count() > 1);
        prop_assert!(!twice);
        if !one.is_unknown() && !other.is_unknown() {
            for item in MenuItem::ALL {
                let of_one = items(one).contains(&item) || items(other).contains(&item);
                prop_assert_eq!(union.contains(&item), of_one);
            }
        }
        for item in union {
            prop_assert!(item.command().is_none_or(|command| commands(both).contains(&command)));
        }
    }

    #[test]
    fn without_takes_what_with_gives(held in roles(), role in prop::sample::select(Role::ALL.to_vec())) {
        prop_assert!(!held.with(role).without(role).has(role));
        prop_assert_eq!(held.without(role).with(role), held.with(role));
    }
}
