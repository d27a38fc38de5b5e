//! Who leads, on both databases, by clocks that tests own.

use std::time::Duration;

use repairbot::{
    clock::Clock,
    lease::{LASTS, LOOK_EVERY, Lease, RENEW_EVERY, Term},
    store::Store,
};

use super::support::{Db, at, on_every_database};

/// Processes over one database, on one clock.
struct Town {
    store: Store,
    clock: Clock,
}

impl Town {
    fn over(db: &Db) -> Self {
        Self { store: db.store.clone(), clock: Clock::manual(at(0)) }
    }

    fn process(&self, me: i64) -> Lease {
        Lease::new(self.store.clone(), self.clock.clone(), me)
    }

    fn wait(&self, time: Duration) {
        self.clock.advance(time);
    }
}

async fn leads(lease: &mut Lease) -> Option<Term> {
    lease.tick().await.unwrap()
}

on_every_database! {
    async fn the_first_leads_and_the_others_follow_while_he_renews(db: Db) {
        let town = Town::over(&db);
        let (mut one, mut two) = (town.process(1), town.process(2));
        let term = leads(&mut one).await.unwrap();
        for _ in 0..20 {
            assert!(leads(&mut two).await.is_none());
            town.wait(RENEW_EVERY);
            assert!(term.is_sure(), "he asks often enough");
            assert_eq!(leads(&mut one).await.unwrap().epoch(), term.epoch());
        }
    }

    async fn a_silent_leader_is_followed_by_another_and_does_not_rely_on_it_by_then(db: Db) {
        let town = Town::over(&db);
        let (mut one, mut two) = (town.process(1), town.process(2));
        let first = leads(&mut one).await.unwrap();
        assert!(leads(&mut two).await.is_none());
        let mut waited = Duration::ZERO;
        let second = loop {
            town.wait(LOOK_EVERY);
            waited += LOOK_EVERY;
            match leads(&mut two).await {
                Some(term) => break term,
                None => assert!(waited < LASTS, "he waits for ever"),
            }
        };
        assert_eq!(waited, LASTS, "no sooner, and no later than he looks");
        assert!(!first.is_sure() && second.is_sure());
        assert!(second.epoch() > first.epoch());
        // The former one is alive after all: he hears of it, and follows.
        assert!(leads(&mut one).await.is_none());
        assert!(leads(&mut one).await.is_none());
        assert_eq!(leads(&mut two).await.unwrap().epoch(), second.epoch());
    }

    async fn whoever_was_away_and_was_not_followed_leads_on(db: Db) {
        let town = Town::over(&db);
        let mut one = town.process(1);
        let term = leads(&mut one).await.unwrap();
        town.wait(LASTS * 10);
        assert!(!term.is_sure());
        assert_eq!(leads(&mut one).await.unwrap().epoch(), term.epoch());
        assert!(term.is_sure());
    }

    async fn a_lease_given_back_is_taken_at_once(db: Db) {
        let town = Town::over(&db);
        let (mut one, mut two) = (town.process(1), town.process(2));
        let first = leads(&mut one).await.unwrap();
        assert!(leads(&mut two).await.is_none());
        one.give_back().await.unwrap();
        assert!(!first.is_sure());
        let second = leads(&mut two).await.unwrap();
        assert!(second.epoch() > first.epoch());
        // Given back twice, or by one who does not lead: nothing happens.
        one.give_back().await.unwrap();
        assert_eq!(leads(&mut two).await.unwrap().epoch(), second.epoch());
    }

    async fn of_many_at_one_moment_one_leads(db: Db) {
        let town = Town::over(&db);
        for round in 0..5 {
            let mut processes: Vec<Lease> = (1..=8).map(|me| town.process(round * 10 + me)).collect();
            for process in &mut processes {
                // Of the first round's nobody has to wait, the others wait for the leader of the round before.
                assert!(round == 0 || leads(process).await.is_none());
            }
            if round > 0 {
                town.wait(LASTS);
            }
            let ticking = processes.into_iter().map(|mut process| {
                tokio::spawn(async move { process.tick().await.unwrap().is_some() })
            });
            let leading = futures_util::future::join_all(ticking).await;
            assert_eq!(leading.into_iter().filter(|leads| *leads.as_ref().unwrap()).count(), 1);
        }
    }

    async fn a_clock_that_jumps_takes_nothing_from_anybody(db: Db) {
        let town = Town::over(&db);
        let mut one = town.process(1);
        let ahead = Clock::manual("2027-01-01T00:00:00Z".parse().unwrap());
        let mut two = Lease::new(db.store.clone(), ahead, 2);
        let first = leads(&mut one).await.unwrap();
        // However far ahead his clock is, what counts is how long he saw nothing happen.
        for _ in 0..10 {
            assert!(leads(&mut two).await.is_none());
        }
        assert_eq!(leads(&mut one).await.unwrap().epoch(), first.epoch());
        one.give_back().await.unwrap();
        let second = leads(&mut two).await.unwrap();
        two.give_back().await.unwrap();
        let third = leads(&mut one).await.unwrap();
        assert!(first.epoch() < second.epoch() && second.epoch() < third.epoch(), "epochs only grow");
    }
}
