//! The screens about people in both languages, as an admin, a dispatcher, a master and a stranger get them.

use std::fmt::Write as _;

use repairbot::{
    store::{
        applications::{self, Application, ApplicationState, Decision},
        people,
    },
    texts::Lang,
};
use repairbot_core::{
    actor::Role,
    callback::{Leaving, UserList},
    dialogue::{AddMaster, Dialogue, Draft, PersonField, PersonForm, PersonQuestion},
    ids::{ApplicationId, DraftId, PersonId},
    order::Status,
    phone::Phone,
    pii::{FreeText, PersonName},
    screen::{PeopleScreen, PersonToast, Screen, Toast},
    staff::StaffRefusal,
};

use super::screens::{drawn, is_as_before};
use crate::support::{TestDesk, scenarios};

/// An application in each state, of this person.
async fn applications_of(desk: &TestDesk, person: PersonId, by: PersonId) -> Vec<ApplicationId> {
    let tx = desk.store().write().await.unwrap();
    let reason = FreeText::from_stored("Мастеров <пока> хватает".to_owned());
    let states = [ApplicationState::Approved, ApplicationState::Rejected, ApplicationState::Withdrawn];
    let mut ids = Vec::new();
    for (id, state) in (1..).zip(states.into_iter().chain([ApplicationState::Open])) {
        let application = Application {
            id: ApplicationId(id),
            person,
            name: PersonName::parse("Иван <Петров>").unwrap(),
            phone: Phone::from_e164("+79120001122").unwrap(),
            specialization: FreeText::from_stored("плиты & духовки".to_owned()),
            state: ApplicationState::Open,
            created_at: desk.clock.now(),
            decided_by: None,
            reason: None,
        };
        applications::insert(&tx, &application).await.unwrap();
        if state != ApplicationState::Open {
            let reason = (state == ApplicationState::Rejected).then_some(&reason);
            let decision = Decision { state, by: Some(by), at: desk.clock.now(), reason };
            applications::decide(&tx, application.id, &decision).await.unwrap();
        }
        ids.push(application.id);
    }
    tx.commit().await.unwrap();
    ids
}

/// The questions about people, at their beginnings.
fn questions(person: PersonId, application: ApplicationId) -> Vec<Screen> {
    let fields = [PersonField::Name, PersonField::Phone, PersonField::Specialization];
    let change = fields.map(|field| PersonQuestion::Change { person, field });
    let about = change.into_iter().chain([PersonQuestion::Reject { application }]);
    let forms = about.map(|about| Dialogue::Person(PersonForm::about(about)));
    forms
        .chain([Dialogue::Apply(AddMaster::application())])
        .map(|form| Screen::Question { draft: Box::new(Draft::new(DraftId(1), form)), problem: None })
        .collect()
}

fn toasts(lang: Lang) -> String {
    let refused = [
        StaffRefusal::AlreadySo,
        StaffRefusal::FromEnvironment,
        StaffRefusal::LastAdmin,
        StaffRefusal::NoMaster,
        StaffRefusal::Inactive,
    ];
    let all = refused.map(PersonToast::Refused).into_iter().chain([
        PersonToast::Done,
        PersonToast::AlreadySo,
        PersonToast::NotPossible,
        PersonToast::AlreadyDecided,
        PersonToast::HasOrders,
        PersonToast::TryAgain,
    ]);
    let text = |toast| repairbot::outbox::render::toast(lang, &Toast::Person(toast)).unwrap();
    let lines: Vec<_> = all.map(text).collect();
    assert!(lines.iter().all(|line| line.chars().count() < 200 && !line.contains("Unknown")), "{lines:?}");
    lines.join("\n")
}

scenarios! {
    async fn all_screens_about_people(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        desk.order_in(Status::Onsite, &cast).await;
        let order = desk.order(1).await.order.id;
        let (boris, pyotr, vera) =
            (desk.person(&cast.boris).await, desk.person(&cast.pyotr).await, desk.person(&cast.vera).await);
        let passer = desk.person(&stranger).await;
        let tx = desk.store().write().await.unwrap();
        people::set_active(&tx, vera, false).await.unwrap();
        people::set_phone(&tx, pyotr, Some(&Phone::from_e164("+79120003344").unwrap())).await.unwrap();
        tx.commit().await.unwrap();
        let applied = applications_of(desk, passer, boris).await;

        let (orders, month) = (vec![order], jiff::civil::date(2026, 11, 1));
        let mut screens: Vec<PeopleScreen> = vec![
            PeopleScreen::Users { list: UserList::Staff, page: 0 },
            PeopleScreen::Users { list: UserList::Strangers, page: 0 },
            PeopleScreen::User { person: pyotr },
            PeopleScreen::User { person: passer },
            PeopleScreen::User { person: vera },
            PeopleScreen::User { person: PersonId(999) },
            PeopleScreen::Masters { active: true, page: 0 },
            PeopleScreen::Masters { active: false, page: 0 },
            PeopleScreen::Inherited { from: vera, orders: orders.clone() },
            PeopleScreen::RightsChanged,
            PeopleScreen::Deactivated,
            PeopleScreen::ApplicationSent { fresh: true },
            PeopleScreen::ApplicationSent { fresh: false },
            PeopleScreen::Changed { person: pyotr },
            PeopleScreen::Settings,
            PeopleScreen::LanguageChanged,
            PeopleScreen::MyStats { month },
            PeopleScreen::AskRole { person: vera, role: Role::Admin, on: true },
            PeopleScreen::AskRole { person: boris, role: Role::Admin, on: false },
        ];
        for leaving in [Leaving::Company, Leaving::Masters] {
            screens.push(PeopleScreen::AskLeaving { person: pyotr, leaving, from_master: false });
            screens.push(PeopleScreen::AskLeaving { person: vera, leaving, from_master: true });
            screens.push(PeopleScreen::Heirs { person: vera, leaving, page: 0, from_master: false });
            for heir in [None, Some(pyotr)] {
                let orders = orders.clone();
                screens.push(PeopleScreen::Left { person: vera, leaving, by: boris, heir, orders });
            }
        }
        for application in &applied {
            screens.push(PeopleScreen::Application { application: *application });
            screens.push(PeopleScreen::ApplicationDecided { application: *application });
        }
        let mut all: Vec<Screen> = screens.into_iter().map(Screen::People).collect();
        all.extend(questions(pyotr, applied[0]));
        all.push(Screen::Welcome);

        let readers = [
            ("admin", &cast.boris), ("dispatcher", &cast.anna), ("master", &cast.pyotr), ("former", &cast.vera),
            ("stranger", &stranger),
        ];
        for lang in Lang::ALL {
            for (who, chat) in readers {
                let person = desk.person(chat).await;
                let mut out = String::new();
                for screen in &all {
                    let shown = drawn(desk, (chat, Some(person)), lang, screen).await;
                    let name = format!("{screen:?}");
                    let name = name.trim_start_matches("People(").split([' ', '(', ')']).next().unwrap();
                    write!(out, "=== {name}\n{shown}\n").unwrap();
                }
                is_as_before(&format!("people_{who}"), lang, &out);
            }
            is_as_before("people_toasts", lang, &toasts(lang));
        }
    }
}
