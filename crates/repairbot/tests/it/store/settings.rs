//! The company's settings in the database.

use std::pin::Pin;

use jiff::{SignedDuration, civil::time};
use repairbot::store::settings;
use repairbot_core::settings::{Clock, Count, Minutes, Setting, Settings, Switch, Template, Value};
use sea_orm::{ConnectionTrait, Statement};

use super::support::{ADMIN, Company, Db, at, on_every_database};

async fn loaded(company: &Company) -> Settings {
    settings::load(&company.store.read().await.unwrap()).await.unwrap()
}

/// Drives it until it waits for another transaction: on SQLite at the gate of the writers, which it comes to at once; on
/// PostgreSQL for a lock, as the server says.
async fn until_it_waits<T: std::fmt::Debug>(company: &Company, mut other: Pin<&mut impl Future<Output = T>>) {
    let raw = company.db.raw().await;
    let sql =
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let waiting = Statement::from_string(raw.get_database_backend(), sql);
    loop {
        let polled = futures_util::poll!(other.as_mut());
        assert!(polled.is_pending(), "it did not wait: {polled:?}");
        if !company.store.is_postgres() || raw.query_one_raw(waiting.clone()).await.unwrap().is_some() {
            break;
        }
    }
    raw.close().await.unwrap();
}

on_every_database! {
    async fn nothing_set_is_the_defaults(db: Db) {
        assert_eq!(loaded(&db.company().await).await, Settings::default());
    }

    async fn what_was_set_is_read_and_so_is_the_way_back(db: Db) {
        let company = db.company().await;
        company.set(Minutes::Snooze, Some(Value::Minutes(45)), 1).await;
        company.set(Clock::QuietFrom, Some(Value::Clock(time(23, 30, 0, 0))), 1).await;
        company.set(Template::Visit, Some(Value::Text("Visit {number}\nat {time}".into())), 1).await;
        let read = loaded(&company).await;
        assert_eq!(read.minutes(Minutes::Snooze), SignedDuration::from_mins(45));
        assert_eq!(read.time(Clock::QuietFrom), time(23, 30, 0, 0));
        assert_eq!(read.template(Template::Visit), Some("Visit {number}\nat {time}"));
        assert_eq!(read.minutes(Minutes::UnacceptedMaster), SignedDuration::from_mins(15));

        company.set(Minutes::Snooze, Some(Value::Minutes(50)), 2).await;
        assert_eq!(loaded(&company).await.minutes(Minutes::Snooze), SignedDuration::from_mins(50));
        company.set(Minutes::Snooze, None, 3).await;
        let read = loaded(&company).await;
        assert_eq!(read.minutes(Minutes::Snooze), SignedDuration::from_mins(30));
        assert_eq!((read.own(Minutes::Snooze.into()), read.version(Minutes::Snooze.into())), (None, 3));
    }

    async fn every_setting_comes_back_as_it_was_set(db: Db) {
        let company = db.company().await;
        let mut expected = Settings::default();
        for setting in Setting::all() {
            let value = setting.choices().last().cloned().unwrap_or_else(|| setting.default_value());
            company.set(setting, Some(value.clone()), 1).await;
            expected = expected.with(setting, Some(value));
        }
        assert_eq!(loaded(&company).await, expected);
    }

    async fn damaged_and_unknown_rows_leave_the_defaults(db: Db) {
        let company = db.company().await;
        for (code, value) in [
            ("page_size", "1000"),
            ("snooze", "soon"),
            ("quiet_from", "25:00"),
            ("unaccepted", "perhaps"),
            ("text_visit", "{shoe}"),
            ("of_a_later_release", "1"),
        ] {
            let sql = format!("INSERT INTO settings VALUES ('{code}', '{value}', 4, 0, 101)");
            company.db.sql(&sql).await;
        }
        let read = loaded(&company).await;
        assert_eq!(read.count(Count::PageSize), 10);
        assert_eq!(read.minutes(Minutes::Snooze), SignedDuration::from_mins(30));
        assert_eq!(read.time(Clock::QuietFrom), time(22, 0, 0, 0));
        assert!(read.on(Switch::Unaccepted));
        assert_eq!(read.template(Template::Visit), None);
        // Setting it mends the row.
        company.set(Count::PageSize, Some(Value::Count(20)), read.version(Count::PageSize.into()) + 1).await;
        assert_eq!(loaded(&company).await.count(Count::PageSize), 20);
    }

    async fn reading_all_of_them_is_one_statement(db: Db) {
        let company = db.company().await;
        company.set(Count::PageSize, Some(Value::Count(20)), 1).await;
        let before = company.store.statements();
        loaded(&company).await;
        assert_eq!(company.store.statements() - before, 1);
    }

    async fn who_changes_a_setting_waits_for_who_is_changing_another(db: Db) {
        let company = db.company().await;
        let one = company.store.write().await.unwrap();
        one.lock_company().await.unwrap();
        let other = async {
            let tx = company.store.write().await.unwrap();
            tx.lock_company().await.unwrap();
            settings::load(&tx).await.unwrap().count(Count::PageSize)
        };
        let mut other = std::pin::pin!(other);
        until_it_waits(&company, other.as_mut()).await;
        let change = settings::Change {
            setting: Count::PageSize.into(),
            value: Some(Value::Count(5)),
            version: 1,
            at: at(1),
            by: ADMIN,
        };
        settings::set(&one, &change).await.unwrap();
        one.commit().await.unwrap();
        assert_eq!(other.await, 5, "it read what the first had written");
    }
}
