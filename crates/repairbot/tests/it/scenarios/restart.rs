//! P13: a dialogue survives the end of the process at every step, and ends as if nothing had happened.

use crate::support::{
    CLOSE, COMMENT, CORRECT, CREATE, Cast, DECLINE, DELETE, EDIT, LONG_REPAIR, REFUSE, RESCHEDULE, Redis,
    SMALL_CLOSE, Script, Setup, TestDesk, essence, scenarios,
};

/// Everything anybody sees, and the order.
async fn outcome(desk: &TestDesk, cast: &Cast) -> (Vec<String>, String) {
    let chats = [&cast.boris, &cast.anna, &cast.pyotr, &cast.vera];
    (chats.map(|chat| chat.transcript(desk)).to_vec(), essence(&desk.order(1).await))
}

async fn is_the_same_after_restarts(desk: &mut TestDesk, script: &Script) {
    let mut calm = desk.another().await;
    let cast = script.set_up(&mut calm).await;
    script.open(&mut calm, &cast).await;
    script.finish(&mut calm, &cast, 0).await;
    let expected = outcome(&calm, &cast).await;
    calm.end().await;

    let cast = script.set_up(desk).await;
    desk.restart().await;
    script.open(desk, &cast).await;
    for step in 0..script.steps.len() {
        desk.restart().await;
        script.answer(desk, &cast, step).await;
    }
    desk.restart().await;
    desk.settle().await;
    assert_eq!(outcome(desk, &cast).await, expected);
}

/// The same with dialogues in Redis: every update comes twice, too.
async fn is_the_same_in_redis(desk: &mut TestDesk, script: &Script) {
    let Some(mut redis) = Redis::place() else { return };
    redis.start().await;
    let setup = Setup { redis: Some(redis.url()), dialogues_in_redis: true, ..desk.setup.clone() };
    desk.restart_with(setup).await;
    desk.echo = true;
    is_the_same_after_restarts(desk, script).await;
    assert!(redis.asks(&["info", "commandstats"]).contains("cmdstat_hset:"));
    let kept = redis.asks(&["keys", "repairbot:*:draft:*"]);
    assert_eq!(kept.trim(), "", "what is over is let go of");
}

/// The process ends after the press was committed and before a single message was sent.
async fn is_the_same_when_it_ends_before_sending(desk: &mut TestDesk, script: &Script) {
    let mut calm = desk.another().await;
    let cast = script.set_up(&mut calm).await;
    script.open(&mut calm, &cast).await;
    script.finish(&mut calm, &cast, 0).await;
    let expected = outcome(&calm, &cast).await;
    calm.end().await;

    let cast = script.set_up(desk).await;
    desk.fragile = true;
    script.open(desk, &cast).await;
    for step in 0..script.steps.len() {
        script.answer(desk, &cast, step).await;
    }
    desk.fragile = false;
    assert_eq!(outcome(desk, &cast).await, expected);
}

/// Declares the restarts of one dialogue.
macro_rules! restarted {
    ($($name:ident: $script:ident),* $(,)?) => { $(
        mod $name {
            use super::*;

            scenarios! {
                async fn after_every_step(desk: &mut TestDesk) {
                    is_the_same_after_restarts(desk, &$script).await;
                }

                async fn in_redis(desk: &mut TestDesk) {
                    is_the_same_in_redis(desk, &$script).await;
                }

                async fn between_commit_and_sending(desk: &mut TestDesk) {
                    is_the_same_when_it_ends_before_sending(desk, &$script).await;
                }
            }
        }
    )* };
}

/// Adding a master and choosing his group, each line one step; the process is started anew after each, or not.
async fn a_master_is_added(desk: &mut TestDesk, disturbed: bool) -> Vec<String> {
    let boris = desk.admin("Борис").await;
    let group = desk.sim.add_group("Работа Петра", &[boris.user]);
    let steps: [(&str, &str); 9] = [
        ("👥 Мастера", "Мастеров пока нет"),
        ("➕ Добавить мастера", "Как зовут мастера"),
        ("Пётр Мастеров", "Телефон мастера?"),
        ("8 912 000-11-22", "Что он ремонтирует?"),
        ("холодильники", "+7 912 000-11-22"),
        ("✅ Подтвердить", "https://t.me/desk_bot?start="),
        ("👥 Мастера", "👥 Мастера и их загрузка"),
        ("Пётр Мастеров (холодильники) · 0 в работе", "Пётр Мастеров"),
        ("💬 Установить рабочую группу", "Нажмите «💬 Выбрать группу»"),
    ];
    for (act, then) in steps {
        match boris.with_button(desk, act) {
            Some(_) => drop(boris.taps(desk, act).await),
            None => boris.says(desk, act).await,
        }
        boris.sees(desk, then);
        if disturbed {
            desk.restart().await;
        }
    }
    boris.picks_group(desk, group).await;
    boris.sees(desk, "✅ Рабочая группа установлена: Пётр Мастеров");
    let shown = [&boris, &boris.in_group(group)].map(|chat| chat.transcript(desk));
    // The code of his invitation is drawn anew by each process.
    shown
        .iter()
        .flat_map(|text| text.lines())
        .filter(|line| !line.contains("start"))
        .map(str::to_owned)
        .collect()
}

scenarios! {
    async fn adding_a_master_and_his_group(desk: &mut TestDesk) {
        let mut calm = desk.another().await;
        let expected = a_master_is_added(&mut calm, false).await;
        calm.end().await;
        assert_eq!(a_master_is_added(desk, true).await, expected);
    }
}

restarted! {
    creating: CREATE,
    closing: CLOSE,
    closing_small: SMALL_CLOSE,
    long_repair: LONG_REPAIR,
    rescheduling: RESCHEDULE,
    declining: DECLINE,
    refusing: REFUSE,
    editing: EDIT,
    commenting: COMMENT,
    deleting: DELETE,
    correcting: CORRECT,
}
