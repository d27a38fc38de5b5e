//! What goes wrong on the way to Telegram while people work.

use std::time::Duration;

use rand::RngExt as _;
use rand::rngs::StdRng;
use sea_orm::{ConnectionTrait as _, DatabaseConnection, Statement};
use telegram_sim::{Fault, FaultKind, Sim};

/// What is asked again and again until the doubts are over.
const DOUBTFUL: &str = "SELECT id FROM outbox WHERE state IN ('pending', 'claimed') \
     AND (ambiguous OR state = 'claimed' AND claim_epoch < ";
/// A doubt is over when its message was repeated, a second after its answer was lost.
const PATIENCE: Duration = Duration::from_secs(60);

/// A troublemaker, with an eye on the outbox.
pub struct Trouble {
    database: DatabaseConnection,
    /// Answers lost on purpose: each may cost one extra copy.
    pub lost: usize,
    /// Refusals, resets and hanging requests.
    pub others: usize,
}

impl Trouble {
    /// Over the program's database.
    pub async fn over(url: &str) -> Self {
        Self { database: sea_orm::Database::connect(url).await.unwrap(), lost: 0, others: 0 }
    }

    /// Makes some trouble, or none.
    ///
    /// A second lost answer to one message makes it a dead letter, which is the rule and not what is tested here: so
    /// no answer is lost while another message is in doubt, from before `epoch` or in its own.
    pub async fn make(&mut self, sim: &Sim, (dice, epoch): (&mut StdRng, i64)) {
        let method = ["sendMessage", "sendMessage", "editMessageText", "getUpdates"][dice.random_range(0..4)];
        let kind = match dice.random_range(0..8) {
            0 => FaultKind::TooManyRequests { retry_after: dice.random_range(1..=2) },
            1 => FaultKind::ServerError,
            2 | 3 => FaultKind::LoseAnswer,
            4 => FaultKind::ResetBefore,
            // Hanging updates would hold up everybody for the length of a long poll.
            5 if method != "getUpdates" => FaultKind::Hang,
            _ => return,
        };
        let doubtful = matches!(kind, FaultKind::LoseAnswer | FaultKind::ResetBefore | FaultKind::Hang);
        if doubtful {
            self.until_sure(sim, epoch).await;
        }
        let lost = kind == FaultKind::LoseAnswer && method == "sendMessage";
        *(if lost { &mut self.lost } else { &mut self.others }) += 1;
        let times = if doubtful { 1 } else { dice.random_range(1..=2) };
        sim.fault(Fault { method: Some(method.to_owned()), chat: None, kind, times: Some(times) });
    }

    /// Lets the next process lead at once.
    pub async fn frees_the_lease(&self) {
        self.database.execute_unprepared("UPDATE leases SET holder = 0").await.unwrap();
    }

    /// Waits until no message is in doubt.
    async fn until_sure(&self, sim: &Sim, epoch: i64) {
        let mut changes = sim.subscribe();
        let sure = async {
            while self.is_doubtful(epoch).await {
                // Settling rings no bell out here, so one looks again after a while.
                drop(tokio::time::timeout(Duration::from_millis(50), changes.changed()).await);
            }
        };
        assert!(tokio::time::timeout(PATIENCE, sure).await.is_ok(), "a message stays in doubt");
    }

    async fn is_doubtful(&self, epoch: i64) -> bool {
        let sql = format!("{DOUBTFUL}{epoch}) LIMIT 1");
        let wanted = Statement::from_string(self.database.get_database_backend(), sql);
        self.database.query_one_raw(wanted).await.unwrap().is_some()
    }
}
