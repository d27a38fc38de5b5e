//! Every button about people, forged by everybody whose it is not: a clear answer, a line in the audit trail, and
//! nothing happens.

use repairbot::store::people::{self, Person};
use repairbot_core::{
    actor::Role,
    callback::{Leaving, PeoplePress, Press, UserList},
    dialogue::PersonField,
    ids::{ApplicationId, PersonId},
    order::Status,
};

use crate::support::{Chat, DENIED, TestDesk, alert, audit_actions, scenarios};

/// All of them, about this person and this application.
fn presses(person: PersonId, application: ApplicationId) -> Vec<PeoplePress> {
    let (leaving, page) = (Leaving::Company, 0);
    vec![
        PeoplePress::Users { list: UserList::Staff, page },
        PeoplePress::Users { list: UserList::Strangers, page },
        PeoplePress::User { person },
        PeoplePress::SetRole { person, role: Role::Admin, on: true },
        PeoplePress::SetRole { person, role: Role::Master, on: false },
        PeoplePress::SetSenior { master: person, on: true },
        PeoplePress::AskRole { person, role: Role::Admin, on: true },
        PeoplePress::AskLeaving { person, leaving, from_master: false },
        PeoplePress::Leave { person, leaving },
        PeoplePress::Heirs { person, leaving, page, from_master: true },
        PeoplePress::LeaveTo { person, leaving, heir: PersonId(1) },
        PeoplePress::Reactivate { person },
        PeoplePress::Edit { person, field: PersonField::Name },
        PeoplePress::RenewInvitation { person },
        PeoplePress::RevokeInvitation { person },
        PeoplePress::Application { application },
        PeoplePress::Approve { application },
        PeoplePress::Reject { application },
    ]
}

async fn everybody(desk: &TestDesk) -> Vec<Person> {
    let tx = desk.store().read().await.unwrap();
    let ids: Vec<PersonId> = (1..50).map(PersonId).collect();
    people::many(&tx, &ids).await.unwrap()
}

/// A stranger's open application.
async fn applied(desk: &mut TestDesk) -> ApplicationId {
    let ivan = desk.stranger("vanya1990").await;
    ivan.taps(desk, "📝 Стать мастером").await;
    for text in ["Иван Петров", "8 912 000-11-22", "плиты"] {
        ivan.says(desk, text).await;
    }
    ivan.taps(desk, "✅ Подтвердить").await;
    let tx = desk.store().read().await.unwrap();
    repairbot::store::applications::open(&tx, 1).await.unwrap()[0].id
}

async fn is_denied(desk: &mut TestDesk, who: &Chat, presses: &[PeoplePress]) {
    let carrier = who.last(desk).unwrap().id;
    for press in presses {
        let (lines, shown) = (audit_actions(desk).await.len(), desk.sim.messages(who.chat).len());
        let answer = who.forges(desk, carrier, &Press::People(*press).encode()).await;
        assert_eq!(answer, alert(DENIED), "{}: {press:?}", who.name);
        assert_eq!(audit_actions(desk).await.len() - lines, 1, "{}: {press:?}", who.name);
        assert_eq!(desk.sim.messages(who.chat).len(), shown, "{}: {press:?}", who.name);
    }
}

scenarios! {
    async fn nobody_but_an_admin_in_private_manages_people(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        desk.order_in(Status::Accepted, &cast).await;
        let application = applied(desk).await;
        let stranger = desk.stranger("Прохожий").await;
        let before = everybody(desk).await;
        let person = desk.person(&cast.pyotr).await;
        let own = desk.person(&cast.anna).await;
        for about in [person, own] {
            let presses = presses(about, application);
            for who in [&cast.anna, &cast.vera, &cast.pyotr, &cast.work, &stranger] {
                is_denied(desk, who, &presses).await;
            }
            is_denied(desk, &cast.boris.in_group(cast.work.chat), &presses).await;
        }
        let masters = [PeoplePress::Masters { active: true, page: 0 }, PeoplePress::Masters { active: false, page: 0 }];
        for who in [&cast.vera, &cast.work, &stranger] {
            is_denied(desk, who, &masters).await;
        }
        is_denied(desk, &stranger, &[PeoplePress::Settings, PeoplePress::SetLanguage { language: 1 }]).await;
        assert_eq!(everybody(desk).await, before);
        assert_eq!(desk.order(1).await.order.master, Some(person));
        stranger.never_saw(desk, "Пётр");
    }

    async fn nonsense_about_people_is_answered(desk: &mut TestDesk) {
        let boris = desk.admin("Борис").await;
        let nobody = PersonId(999_999);
        boris.says(desk, "/settings").await;
        let carrier = boris.last(desk).unwrap().id;
        for press in presses(nobody, ApplicationId(999_999)) {
            boris.forges(desk, carrier, &Press::People(press).encode()).await;
        }
        for press in [
            PeoplePress::SetLanguage { language: 200 },
            PeoplePress::Masters { active: true, page: u32::MAX },
            PeoplePress::Masters { active: false, page: 7 },
        ] {
            boris.forges(desk, carrier, &Press::People(press).encode()).await;
        }
        let own = desk.person(&boris).await;
        let to_himself = PeoplePress::LeaveTo { person: own, leaving: Leaving::Company, heir: own };
        boris.forges(desk, carrier, &Press::People(to_himself).encode()).await;
        boris.taps(desk, "👤 Пользователи").await;
        boris.sees(desk, "👤 Сотрудники: 1");
    }

    async fn unknown_text_gets_a_hint_in_private_only(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        stranger.says(desk, "что это?").await;
        stranger.sees(desk, "Я не жду здесь текста");
        let there = stranger.in_group(cast.work.chat);
        let before = desk.sim.messages(cast.work.chat).iter().filter(|one| one.from_bot).count();
        there.says(desk, "что это?").await;
        assert_eq!(desk.sim.messages(cast.work.chat).iter().filter(|one| one.from_bot).count(), before);
        there.says(desk, "/orders").await;
        there.sees(desk, DENIED);
    }
}
