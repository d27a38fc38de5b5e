//! The catalogues: admins add, rename, hide, order, merge; everybody else meets the result.

use repairbot::{store::people, texts::Lang};
use repairbot_core::{
    callback::{Answer, CataloguePress, HistoryPress, Press},
    catalogue::{CatalogueEntry, CatalogueKind, Merging},
    ids::{EquipmentId, ReasonId},
    order::Status,
};

use super::presses::denials;
use crate::support::{Chat, DENIED, TestDesk, alert, audit_actions, scenarios};

const WASHERS: EquipmentId = EquipmentId(1);
const TV: EquipmentId = EquipmentId(9);

pub fn press(what: CataloguePress) -> String {
    Press::History(HistoryPress::Catalogue(what)).encode()
}

/// The button that merges two types.
fn merges(from: EquipmentId, into: EquipmentId) -> String {
    press(CataloguePress::Merge { merging: Merging::Types { from, into } })
}

/// Opens an entry of a catalogue.
pub async fn opens(desk: &mut TestDesk, admin: &Chat, catalogue: &str, entry: &str) {
    admin.says(desk, "/catalogue").await;
    admin.taps(desk, catalogue).await;
    admin.taps(desk, entry).await;
}

const TYPES: &str = "🔧 Виды техники";
pub const DECLINES: &str = "🙅 Причины отказа мастера";

/// What is offered when an order is created.
async fn offered(desk: &mut TestDesk, chat: &Chat) -> Vec<String> {
    chat.says(desk, "/new").await;
    let offered = chat.buttons(desk);
    chat.says(desk, "/cancel").await;
    offered
}

/// Anna takes a call up to the review screen.
async fn nearly_creates(desk: &mut TestDesk, anna: &Chat, kind: &str) {
    let phone = format!("8 913 000 01 {:02}", desk.next_id());
    anna.says(desk, "/new").await;
    anna.taps(desk, kind).await;
    for text in ["Нет звука", phone.as_str(), "Иван", "Мира 7"] {
        anna.says(desk, text).await;
    }
    anna.taps(desk, "⏭️ Пропустить").await;
    anna.taps(desk, "⏭️ Пропустить").await;
    anna.sees(desk, "Проверьте заявку");
}

scenarios! {
    async fn an_admin_adds_renames_and_moves_a_type(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.boris.says(desk, "/catalogue").await;
        cast.boris.taps(desk, TYPES).await;
        cast.boris.taps(desk, "➕ Добавить").await;
        cast.boris.sees(desk, "напишите новое название, от 2 до 50 символов");
        for (garbage, told) in [
            ("я", "Слишком коротко"),
            (&*"я".repeat(51), "Слишком длинно"),
            ("12345", "хотя бы одна буква"),
            ("  холодильники ", "Такое название уже есть"),
            ("СТИРАЛКА", "Такое название уже есть"),
            ("⏭️ Пропустить", "нужно ответить"),
        ] {
            cast.boris.says(desk, garbage).await;
            cast.boris.sees(desk, told);
        }
        desk.sim.send_other(cast.boris.user, cast.boris.chat, telegram_sim::OtherKind::Sticker);
        desk.settle().await;
        cast.boris.sees(desk, "нужен ответ текстом");
        cast.boris.says(desk, "Швейные <b>машинки</b> & 🧵").await;
        cast.boris.sees(desk, "Швейные <b>машинки</b> & 🧵 · 11 из 11");
        assert_eq!(offered(desk, &cast.anna).await[10], "Швейные <b>машинки</b> & 🧵");
        cast.boris.taps(desk, "🔼 Выше").await;
        cast.boris.sees(desk, "10 из 11");
        assert_eq!(offered(desk, &cast.anna).await[9], "Швейные <b>машинки</b> & 🧵");
        cast.boris.taps(desk, "✏️ Переименовать").await;
        cast.boris.says(desk, "Ёлки швейные").await;
        cast.boris.sees(desk, "Ёлки швейные · 10 из 11");
        cast.boris.taps(desk, "💬 Как ещё пишут").await;
        cast.boris.says(desk, "Зингер").await;
        cast.boris.sees(desk, "💬 Пишут и так: зингер");
        cast.boris.says(desk, "/catalogue").await;
        cast.boris.taps(desk, TYPES).await;
        for taken in ["елки ШВЕЙНЫЕ", "зИнгер"] {
            cast.boris.taps(desk, "➕ Добавить").await;
            cast.boris.says(desk, taken).await;
            cast.boris.sees(desk, "Такое название уже есть");
            cast.boris.says(desk, "/cancel").await;
        }
        cast.boris.taps(desk, "Ёлки швейные").await;
        cast.boris.taps(desk, "✖️ зингер").await;
        assert!(!cast.boris.last(desk).unwrap().text.contains("зингер"));

        nearly_creates(desk, &cast.anna, "Ёлки швейные").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        assert_eq!(desk.order(1).await.equipment_name, "Ёлки швейные");
        let actions = audit_actions(desk).await;
        for action in ["entry_added", "entry_moved", "entry_renamed", "alias_added", "alias_removed"] {
            assert_eq!(actions.iter().filter(|done| *done == action).count(), 1, "{action}: {actions:?}");
        }
        cast.boris.says(desk, "/audit").await;
        cast.boris.sees(desk, "✏️ справочник: «Швейные <b>машинки</b> & 🧵» → «Ёлки швейные»");
    }

    async fn a_type_hidden_while_somebody_fills_in_a_draft(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        nearly_creates(desk, &cast.anna, "Телевизоры").await;
        opens(desk, &cast.boris, TYPES, "Телевизоры").await;
        cast.boris.taps(desk, "🙈 Скрыть").await;
        cast.boris.sees(desk, "🙈 Скрыто");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.anna.sees(desk, "⚠️ Этого больше нет в списке. Выберите другое");
        cast.anna.sees(desk, "🔧 Телевизоры");
        cast.anna.taps(desk, "✏️ Техника").await;
        assert!(!cast.anna.buttons(desk).contains(&"Телевизоры".to_owned()));
        cast.anna.taps(desk, "Электрика").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.anna.sees(desk, "✅ Заявка #1 создана");
        assert_eq!(desk.order(1).await.equipment_name, "Электрика");

        // A button of a list drawn before.
        cast.boris.taps(desk, "👁 Показывать").await;
        cast.anna.says(desk, "/new").await;
        let (message, television) = cast.anna.data_of(desk, "Телевизоры");
        cast.boris.taps(desk, "🙈 Скрыть").await;
        cast.anna.forges(desk, message, &television).await;
        cast.anna.sees(desk, "Этого больше нет в списке");
        assert!(!cast.anna.buttons(desk).contains(&"Телевизоры".to_owned()), "drawn again");
        cast.anna.says(desk, "/cancel").await;
    }

    async fn a_merged_type_leads_orders_drafts_and_old_buttons_to_its_survivor(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        nearly_creates(desk, &cast.anna, "Телевизоры").await;
        cast.anna.taps(desk, "✅ Подтвердить").await;
        nearly_creates(desk, &cast.anna, "Телевизоры").await;
        cast.boris.says(desk, "/new").await;
        let (list, television) = cast.boris.data_of(desk, "Телевизоры");
        opens(desk, &cast.boris, TYPES, "Телевизоры").await;
        cast.boris.taps(desk, "🔗 Объединить").await;
        cast.boris.taps(desk, "Электрика").await;
        cast.boris.has_seen(desk, "Объединить «Телевизоры» с видом «Электрика»?");
        let (message, merge) = cast.boris.data_of(desk, "✅ Объединить");
        cast.boris.taps(desk, "✅ Объединить").await;
        cast.boris.has_seen(desk, "Электрика · 7 из 9");
        cast.boris.has_seen(desk, "телевизоры");
        // Again, and with what is no more.
        for data in [merge, merges(TV, TV), merges(WASHERS, TV)] {
            cast.boris.forges(desk, message, &data).await;
        }
        for dead in [CataloguePress::Rename { entry: CatalogueEntry::Equipment(TV) }, CataloguePress::AddAlias { equipment: TV }] {
            cast.boris.forges(desk, message, &press(dead)).await;
            cast.boris.has_seen(desk, "Этот вид техники объединён с видом «Электрика»");
        }
        assert_eq!(audit_actions(desk).await.iter().filter(|action| *action == "types_merged").count(), 1);

        // Orders of before, drafts of before, buttons of before.
        assert_eq!(desk.order(1).await.equipment_name, "Электрика");
        assert_eq!(desk.order(1).await.equipment_code, "electrics");
        cast.anna.taps(desk, "✅ Подтвердить").await;
        cast.anna.sees(desk, "✅ Заявка #2 создана");
        cast.boris.forges(desk, list, &television).await;
        assert!(desk.sim.message(cast.boris.chat, list).unwrap().text.contains("Опишите проблему"));
        cast.boris.says(desk, "/cancel").await;
        for number in [1, 2] {
            assert_eq!(desk.order(number).await.equipment_name, "Электрика");
        }
        cast.anna.says(desk, "/orders").await;
        cast.anna.taps_like(desk, "📂 Все открытые").await;
        assert_eq!(cast.anna.last(desk).unwrap().text.matches("Электрика").count(), 2);
        // The survivor's rate: half of it, where a television would give 40 of 100.
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "👨‍🔧 Назначить мастера").await;
        cast.anna.taps_like(desk, "Пётр").await;
        for label in ["✅ Принять", "🏠 Я на объекте", "💰 Завершить"] {
            cast.work.taps(desk, label).await;
        }
        for answer in ["2000", "0"] {
            cast.work.replies(desk, answer).await;
        }
        for label in ["💵 Наличные", "❌ Нет", "❌ Нет"] {
            cast.work.taps(desk, label).await;
        }
        cast.work.sees(desk, "Мастеру: 1\u{a0}000\u{a0}₽");
        cast.work.taps(desk, "✅ Завершить").await;
        assert_eq!(desk.order(1).await.order.settlement.unwrap().breakdown.master.0, 100_000);

        // A survivor's new name is everywhere; merging the survivor takes the merged one along.
        opens(desk, &cast.boris, TYPES, "Электрика").await;
        cast.boris.taps(desk, "✏️ Переименовать").await;
        cast.boris.says(desk, "Электроработы и ТВ").await;
        assert_eq!(desk.order(1).await.equipment_name, "Электроработы и ТВ");
        cast.boris.taps(desk, "🔗 Объединить").await;
        cast.boris.taps(desk, "Сантехника").await;
        cast.boris.taps(desk, "✅ Объединить").await;
        assert_eq!(desk.order(1).await.equipment_name, "Сантехника");
        assert_eq!(desk.order(2).await.equipment_code, "plumbing");
    }

    async fn two_admins_at_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let inna = desk.admin("Инна Вторая").await;
        for admin in [&cast.boris, &inna] {
            opens(desk, admin, TYPES, "Телевизоры").await;
            admin.taps(desk, "✏️ Переименовать").await;
            admin.sees(desk, "Как теперь называть «Телевизоры»?");
        }
        for (admin, name) in [(&cast.boris, "Телевизоры и мониторы"), (&inna, "Экраны")] {
            desk.sim.send_text(admin.user, admin.chat, name);
        }
        desk.settle().await;
        cast.boris.sees(desk, "Телевизоры и мониторы · 9 из 10");
        inna.sees(desk, "⚠️ Пока вы выбирали, здесь уже всё изменилось");
        inna.sees(desk, "Телевизоры и мониторы · 9 из 10");

        // The same new name by both: one gets it.
        for admin in [&cast.boris, &inna] {
            admin.says(desk, "/catalogue").await;
            admin.taps(desk, TYPES).await;
            admin.taps(desk, "➕ Добавить").await;
        }
        for admin in [&cast.boris, &inna] {
            desk.sim.send_text(admin.user, admin.chat, "Дроны");
        }
        desk.settle().await;
        cast.boris.sees(desk, "Дроны · 11 из 11");
        inna.sees(desk, "Такое название уже есть");
        inna.says(desk, "/cancel").await;

        // The same button pressed by both moves once.
        for admin in [&cast.boris, &inna] {
            opens(desk, admin, TYPES, "Дроны").await;
        }
        let pressed = [cast.boris.queues(desk, "🔼 Выше"), inna.queues(desk, "🔼 Выше")];
        desk.settle().await;
        assert!(pressed.iter().all(|press| desk.sim.press_answer(*press).is_some()));
        cast.boris.sees(desk, "Дроны · 10 из 11");
        inna.sees(desk, "⚠️ Пока вы выбирали");
        inna.sees(desk, "Дроны · 10 из 11");
    }

    async fn reasons_are_edited_too_and_one_always_stays(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        cast.boris.says(desk, "/catalogue").await;
        cast.boris.taps(desk, DECLINES).await;
        cast.boris.taps(desk, "➕ Добавить").await;
        cast.boris.says(desk, "Заболел").await;
        cast.boris.sees(desk, "Заболел · 5 из 5");
        desk.order_in(Status::Assigned, &cast).await;
        cast.work.taps(desk, "❌ Отказаться").await;
        let (question, busy) = cast.work.data_of(desk, "Занят");
        for reason in ["Не моя специализация", "Занят", "Далеко", "Другое"] {
            opens(desk, &cast.boris, DECLINES, reason).await;
            cast.boris.taps(desk, "🙈 Скрыть").await;
            cast.boris.sees(desk, "🙈 Скрыто");
        }
        opens(desk, &cast.boris, DECLINES, "Заболел").await;
        let answer = cast.boris.taps(desk, "🙈 Скрыть").await;
        assert_eq!(answer, alert("⚠️ Это последнее, из чего можно выбрать. Сначала добавьте или покажите другое."));
        cast.work.forges(desk, question, &busy).await;
        cast.work.sees(desk, "Этого больше нет в списке");
        cast.work.taps(desk, "Заболел").await;
        cast.anna.has_seen(desk, "Причина: Заболел");
        opens(desk, &cast.boris, DECLINES, "Заболел").await;
        cast.boris.taps(desk, "✏️ Переименовать").await;
        cast.boris.says(desk, "Болеет").await;
        cast.anna.says(desk, "/order 1").await;
        cast.anna.taps(desk, "🕓 История").await;
        cast.anna.sees(desk, "💬 Причина: Болеет");
    }

    async fn english_names_and_aliases_reach_those_they_are_for(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let ivan = desk.master("Иван Плазмин", "плазма").await;
        desk.speaks(&cast.anna, Lang::En).await;
        assert!(offered(desk, &cast.anna).await.contains(&"TV sets".to_owned()), "defaults have English names");
        opens(desk, &cast.boris, TYPES, "Телевизоры").await;
        cast.boris.sees(desk, "🌐 По-английски: TV sets");
        cast.boris.taps(desk, "💬 Как ещё пишут").await;
        cast.boris.says(desk, "Плазма").await;
        cast.boris.taps(desk, "🌐 По-английски").await;
        cast.boris.says(desk, "Screens").await;
        assert!(offered(desk, &cast.anna).await.contains(&"Screens".to_owned()));
        cast.boris.taps(desk, "✏️ Переименовать").await;
        cast.boris.says(desk, "Экраны").await;
        assert!(offered(desk, &cast.anna).await.contains(&"Screens".to_owned()));
        cast.boris.taps(desk, "🌐 По-английски").await;
        cast.boris.taps(desk, "⏭️ Пропустить").await;
        assert!(offered(desk, &cast.anna).await.contains(&"Экраны".to_owned()));

        nearly_creates(desk, &cast.boris, "Экраны").await;
        cast.boris.taps(desk, "✅ Подтвердить").await;
        cast.boris.taps(desk, "👨‍🔧 Назначить мастера").await;
        assert_eq!(cast.boris.buttons(desk)[0], format!("⭐ {} (плазма) · 0 в работе", ivan.name));
    }

    async fn nobody_but_admins_in_private_touches_it(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        let stranger = desk.stranger("Прохожий").await;
        desk.order_in(Status::Assigned, &cast).await;
        for chat in [&cast.anna, &cast.pyotr, &stranger] {
            chat.says(desk, "/catalogue").await;
            chat.sees_exactly(desk, DENIED);
        }
        let (tv, reason) = (CatalogueEntry::Equipment(TV), CatalogueEntry::Reason(ReasonId(1)));
        let types = Merging::Types { from: TV, into: WASHERS };
        let reasons = Merging::Reasons { from: ReasonId(1), into: ReasonId(2) };
        let all = [
            CataloguePress::Kinds,
            CataloguePress::List { kind: CatalogueKind::Equipment, page: 0 },
            CataloguePress::Entry { entry: tv },
            CataloguePress::Add { kind: CatalogueKind::Decline },
            CataloguePress::Rename { entry: reason },
            CataloguePress::Translate { entry: tv },
            CataloguePress::AddAlias { equipment: TV },
            CataloguePress::DropAlias { equipment: TV, alias: 1 },
            CataloguePress::Hide { entry: tv, hidden: true },
            CataloguePress::Move { entry: tv, place: 8, up: true },
            CataloguePress::MergeWith { from: tv, page: 0 },
            CataloguePress::ConfirmMerge { merging: types },
            CataloguePress::Merge { merging: types },
            CataloguePress::MergeWith { from: reason, page: 0 },
            CataloguePress::ConfirmMerge { merging: reasons },
            CataloguePress::Merge { merging: reasons },
        ];
        let in_group = cast.boris.in_group(cast.work.chat);
        let before = denials(desk, "catalogue").await;
        for visitor in [&cast.anna, &cast.pyotr, &stranger, &cast.work, &in_group] {
            let own = visitor.last(desk).unwrap();
            for what in all {
                assert_eq!(visitor.forges(desk, own.id, &press(what)).await, alert(DENIED), "{}: {what:?}", visitor.name);
            }
            assert_eq!(visitor.last(desk).unwrap().text, own.text, "{}", visitor.name);
        }
        assert_eq!(denials(desk, "catalogue").await - before, 5 * all.len());
        let entries = audit_actions(desk).await;
        assert!(!entries.iter().any(|action| action.starts_with("entry_") || action.ends_with("_merged")));

        // An admin with things that are not there, or at the edge.
        cast.boris.says(desk, "/catalogue").await;
        let own = cast.boris.last(desk).unwrap().id;
        let nothing = CatalogueEntry::Equipment(EquipmentId(404));
        let types = |from, into| CataloguePress::Merge { merging: Merging::Types { from, into } };
        let reasons = |from, into| {
            CataloguePress::Merge { merging: Merging::Reasons { from: ReasonId(from), into: ReasonId(into) } }
        };
        for (what, sees) in [
            (CataloguePress::Entry { entry: nothing }, "Такой записи в справочнике нет."),
            (CataloguePress::Rename { entry: nothing }, "Такой записи в справочнике нет."),
            (CataloguePress::Hide { entry: nothing, hidden: true }, "Такой записи в справочнике нет."),
            (types(EquipmentId(404), TV), "Такой записи в справочнике нет."),
            (types(TV, EquipmentId(404)), "⚠️ Пока вы выбирали"),
            (types(TV, TV), "⚠️ Пока вы выбирали"),
            (reasons(404, 1), "Такой записи в справочнике нет."),
            (reasons(1, 404), "⚠️ Пока вы выбирали"),
            (reasons(1, 1), "⚠️ Пока вы выбирали"),
            // A master's reason and a reason of a refused order are of different catalogues.
            (reasons(1, 6), "⚠️ Пока вы выбирали"),
            (CataloguePress::Move { entry: tv, place: 0, up: false }, "⚠️ Пока вы выбирали"),
            (CataloguePress::Move { entry: CatalogueEntry::Equipment(WASHERS), place: 0, up: true }, "Стиральные машины · 1 из 10"),
            (CataloguePress::List { kind: CatalogueKind::Equipment, page: u32::MAX }, "Виды техники"),
            (CataloguePress::DropAlias { equipment: TV, alias: i64::MAX }, "Телевизоры · 9 из 10"),
        ] {
            cast.boris.forges(desk, own, &press(what)).await;
            let seen = desk.sim.message(cast.boris.chat, own).unwrap().text;
            assert!(seen.contains(sees), "{what:?}: {seen}");
        }
    }

    async fn somebody_demoted_while_he_writes_a_name(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, TYPES, "Телевизоры").await;
        cast.boris.taps(desk, "✏️ Переименовать").await;
        desk.restart().await;
        let tx = desk.store().write().await.unwrap();
        people::revoke(&tx, desk.person(&cast.boris).await, repairbot_core::actor::Role::Admin).await.unwrap();
        tx.commit().await.unwrap();
        cast.boris.says(desk, "Экраны").await;
        cast.boris.sees_exactly(desk, DENIED);
        assert!(offered(desk, &cast.anna).await.contains(&"Телевизоры".to_owned()));
    }

    async fn a_name_is_asked_for_across_a_restart_and_taken_once(desk: &mut TestDesk) {
        let cast = desk.cast().await;
        opens(desk, &cast.boris, TYPES, "Телевизоры").await;
        cast.boris.taps(desk, "🌐 По-английски").await;
        let (question, skip) = cast.boris.data_of(desk, "⏭️ Пропустить");
        desk.restart().await;
        cast.boris.says(desk, "Screens").await;
        cast.boris.sees(desk, "🌐 По-английски: Screens");
        let answer = cast.boris.forges(desk, question, &skip).await;
        assert_eq!(answer, alert("Эта форма уже закрыта."));
        let Press::Draft { draft, .. } = Press::decode(&skip).unwrap() else { panic!("{skip}") };
        let again = Press::Draft { draft, revision: 0, answer: Answer::Confirm };
        cast.boris.forges(desk, question, &again.encode()).await;
        cast.boris.sees(desk, "🌐 По-английски: Screens");
    }
}
