//! Versions of the rates: which is in force when, what can be withdrawn, and what two admins at once come to.

use jiff::Timestamp;
use repairbot::store::{Store, StoreError, rates};
use repairbot_core::{
    ids::RatesId,
    split::{BasisPoints, Rates},
};

use super::support::{ADMIN, Company, Db, at, on_every_database};

fn rules(floor: u32) -> Rates {
    Rates { senior_floor: BasisPoints(floor), ..Rates::default_rules() }
}

async fn enters(store: &Store, floor: u32, from: Timestamp, now: Timestamp) -> RatesId {
    let tx = store.write().await.unwrap();
    let id = rates::insert(&tx, &rules(floor), from, (ADMIN, now)).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn withdraws(store: &Store, id: RatesId, now: Timestamp) -> bool {
    let tx = store.write().await.unwrap();
    let withdrawn = rates::withdraw(&tx, id, (ADMIN, now)).await.unwrap();
    tx.commit().await.unwrap();
    withdrawn
}

/// The version in force at this second.
async fn in_force(company: &Company, second: i64) -> RatesId {
    let tx = company.store.read().await.unwrap();
    rates::at(&tx, at(second)).await.unwrap().id
}

on_every_database! {
    async fn the_last_that_has_begun_is_in_force(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        let one = enters(store, 5_100, at(10), at(10)).await;
        let two = enters(store, 5_200, at(100), at(20)).await;
        assert_eq!((one, two), (RatesId(1), RatesId(2)));
        for (second, id) in [(0, RatesId::DEFAULT), (9, RatesId::DEFAULT), (10, one), (99, one), (100, two), (9_999, two)] {
            assert_eq!(in_force(&company, second).await, id, "{second}");
        }
        let tx = store.read().await.unwrap();
        assert_eq!(rates::latest(&tx).await.unwrap().id, two);
        let found = rates::by_id(&tx, two).await.unwrap().unwrap();
        assert_eq!((found.rates, found.valid_from, found.created_by), (rules(5_200), at(100), Some(ADMIN)));
        assert_eq!(rates::by_id(&tx, RatesId(77)).await.unwrap(), None);
        let ids = |page: Vec<rates::Version>| page.into_iter().map(|version| version.id.0).collect::<Vec<_>>();
        assert_eq!(ids(rates::page(&tx, None, 2).await.unwrap()), [2, 1]);
        assert_eq!(ids(rates::page(&tx, Some(one), 2).await.unwrap()), [0]);
    }

    async fn only_what_has_not_begun_is_withdrawn_and_once(db: Db) {
        let company = db.company().await;
        let store = &company.store;
        let planned = enters(store, 5_100, at(100), at(10)).await;
        assert!(!withdraws(store, RatesId::DEFAULT, at(20)).await, "in force");
        assert!(withdraws(store, planned, at(99)).await);
        assert!(!withdraws(store, planned, at(99)).await, "withdrawn before");
        assert_eq!(in_force(&company, 200).await, RatesId::DEFAULT);
        let next = enters(store, 5_200, at(300), at(120)).await;
        assert_eq!(next, RatesId(2), "no number is given twice");
        assert!(!withdraws(store, next, at(300)).await, "it begins at this very moment");
        let tx = store.read().await.unwrap();
        let kept = rates::by_id(&tx, planned).await.unwrap().unwrap();
        assert_eq!(kept.withdrawn_at, Some(at(99)));
    }

    async fn two_at_once_never_share_a_number(db: Db) {
        let company = db.company().await;
        let enter = |floor: u32| {
            let store = company.store.clone();
            tokio::spawn(async move {
                let tx = store.write().await?;
                let id = rates::insert(&tx, &rules(floor), at(10), (ADMIN, at(10))).await?;
                tx.commit().await?;
                Ok::<_, StoreError>(id)
            })
        };
        let (one, two) = (enter(5_100), enter(5_200));
        let mut ids = Vec::new();
        for entered in [one.await.unwrap(), two.await.unwrap()] {
            match entered {
                Ok(id) => ids.push(id.0),
                Err(error) => assert!(matches!(error, StoreError::Conflict(_)), "{error:?}"),
            }
        }
        ids.sort_unstable();
        assert!(ids == [1, 2] || ids == [1], "{ids:?}");
    }
}
