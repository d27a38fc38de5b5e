//! What one process of a bot does for all of them, while it leads.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use super::loops;
use crate::{
    clock::Clock,
    copies::Copies,
    intake::{Poller, Process},
    lease::{LOOK_EVERY, Lease, RENEW_EVERY, Term},
    outbox::{Sender, SenderParts, Wake},
    pulse::Pulse,
    schedule::{Backups, Scheduler},
    store::Store,
    telegram::Telegram,
};

/// What a leader works with.
pub(super) struct Leader {
    pub(super) store: Store,
    pub(super) telegram: Telegram,
    pub(super) process: Arc<dyn Process>,
    pub(super) sender: SenderParts,
    pub(super) scheduler: Arc<Scheduler>,
    pub(super) backups: Option<Backups>,
    pub(super) copies: Option<Copies>,
    pub(super) clock: Clock,
    pub(super) wake: Wake,
    pub(super) pulse: Pulse,
    /// Whether updates are polled; else any process takes what is posted.
    pub(super) polls: bool,
    /// When this process opened its database, by [`Clock::uptime`].
    pub(super) opened: Duration,
}

impl Leader {
    /// Leads whenever it is this process's turn, until it is asked to end.
    pub(super) async fn run(&self, lease: &mut Lease, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            match lease.tick().await {
                Ok(Some(term)) => self.lead((lease, term), &stop).await,
                Ok(None) => self.pulse.stands_by(self.polls),
                Err(error) => {
                    tracing::warn!(%error, "it cannot be seen who leads");
                    // The database is away, and starting this process again would not bring it back.
                    self.pulse.stands_by(self.polls);
                }
            }
            loops::pause(LOOK_EVERY, &mut stop).await;
        }
    }

    /// One term. What is under way is finished before another process may lead, and meanwhile the term goes on.
    async fn lead(&self, (lease, term): (&mut Lease, Term), stop: &watch::Receiver<bool>) {
        self.pulse.leads(true);
        let (end, over) = watch::channel(false);
        tokio::select! {
            () = self.work(term, over) => {}
            () = renew(lease, (&end, stop.clone())) => {}
        }
        self.pulse.leads(false);
        if let Err(error) = lease.give_back().await {
            tracing::warn!(%error, "the lease is not given back: another process leads when it is over");
        }
    }

    /// What a leader does until its term is over.
    async fn work(&self, term: Term, over: watch::Receiver<bool>) {
        let Self { store, telegram, process, sender, scheduler, clock, wake, pulse, polls, .. } = self;
        let polling = async {
            if *polls {
                let poller = Poller::new(telegram.clone(), Arc::clone(process), clock.clone());
                loops::poll_loop((poller, telegram), pulse, over.clone()).await;
            }
        };
        let around = (clock, wake);
        let sender = Sender::for_term(sender.clone(), term);
        // On the heap: what all of them keep while they wait is too much for a thread's stack.
        tokio::join!(
            Box::pin(polling),
            Box::pin(loops::send_loop((store, sender), (around, pulse), over.clone())),
            Box::pin(loops::schedule_loop((store, scheduler), (around, pulse), over.clone())),
            Box::pin(loops::keep_loop(((store, scheduler), self.opened), around, over.clone())),
            Box::pin(loops::backup_loop(self.backups.as_ref(), around, over.clone())),
            Box::pin(loops::copy_loop(self.copies.as_ref(), over.clone())),
        );
    }
}

/// Renews the lease while this process leads, and tells those who work when their time is over. Never ends by itself.
async fn renew(lease: &mut Lease, (end, mut stop): (&watch::Sender<bool>, watch::Receiver<bool>)) {
    let asked_to_end = async {
        if stop.wait_for(|stopped| *stopped).await.is_ok() {
            end.send_replace(true);
        }
    };
    let renewing = async {
        // Also while they finish, which may take a while.
        let (_goes_on, mut never) = watch::channel(false);
        loop {
            loops::pause(RENEW_EVERY, &mut never).await;
            match lease.tick().await {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => tracing::warn!(%error, "the lease could not be renewed"),
            }
        }
        end.send_replace(true);
    };
    tokio::join!(asked_to_end, renewing);
    std::future::pending().await
}
