//! What the desk counts about itself, for Prometheus (SPEC §14). No label carries anything about a person.
//!
//! Counters are counted where things happen; what stands in the database is read when somebody asks.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Duration,
};

use prometheus::{
    Gauge, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry,
    TextEncoder, core::Collector, proto::MetricFamily,
};

use crate::fault::Fault;

/// Where a bucket of durations ends, in seconds: from a statement to a report.
const DURATIONS: [f64; 12] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// The desk's metrics. Cheap to clone; all clones count into the same ones.
#[derive(Clone)]
pub struct Metrics(Arc<Parts>);

struct Parts {
    /// What is counted.
    counted: Registry,
    /// What is read from the database when somebody asks.
    standing: Registry,
    updates: IntCounterVec,
    handlers: HistogramVec,
    created: IntCounter,
    sent: IntCounterVec,
    calls: IntCounterVec,
    told_to_wait: IntCounter,
    limited: IntCounter,
    jobs: IntCounterVec,
    queries: HistogramVec,
    by_status: IntGaugeVec,
    pending: IntGauge,
    lag: Gauge,
    dialogues: IntGauge,
    leader: IntGauge,
}

/// What stands in the database.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Standing {
    /// How many orders there are in each state, by its code.
    pub by_status: Vec<(&'static str, u64)>,
    /// Messages that wait to be sent.
    pub pending: u64,
    /// For how long the oldest of those that could be sent has waited.
    pub lag: Duration,
    /// Dialogues under way.
    pub dialogues: u64,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

impl Metrics {
    /// Metrics that begin with nothing.
    ///
    /// # Errors
    /// A name or a label is not one: a mistake here.
    pub fn new() -> Result<Self, Fault> {
        Self::of(None)
    }

    /// The same of one of several bots: its name is a label of each.
    ///
    /// # Errors
    /// As [`Metrics::new`].
    pub fn of(bot: Option<&str>) -> Result<Self, Fault> {
        Self::registered(bot).map_err(|error| broken(&error))
    }

    fn registered(bot: Option<&str>) -> Result<Self, prometheus::Error> {
        let registry = || {
            let labels = bot.map(|bot| HashMap::from([("bot".to_owned(), bot.to_owned())]));
            Registry::new_custom(None, labels)
        };
        let (counted, standing) = (registry()?, registry()?);
        let counters = |name: &str, help: &str, labels: &[&str]| {
            register(&counted, IntCounterVec::new(Opts::new(name, help), labels)?)
        };
        let counter = |name: &str, help: &str| register(&counted, IntCounter::new(name, help)?);
        let histogram = |name: &str, help: &str, label: &str| {
            let opts = HistogramOpts::new(name, help).buckets(DURATIONS.to_vec());
            register(&counted, HistogramVec::new(opts, &[label])?)
        };
        let build = IntGaugeVec::new(Opts::new("build_info", "Which release runs: always 1."), &["version"])?;
        register(&counted, build)?.with_label_values(&[env!("CARGO_PKG_VERSION")]).set(1);
        Ok(Self(Arc::new(Parts {
            updates: counters(
                "updates_total",
                "Updates from Telegram, by kind and by what became of them.",
                &["kind", "result"],
            )?,
            handlers: histogram(
                "handler_duration_seconds",
                "How long an update's use case took, without the commit.",
                "handler",
            )?,
            created: counter("orders_created_total", "Orders created by this process.")?,
            sent: counters(
                "outbox_sent_total",
                "Messages by what became of an attempt to send them.",
                &["result"],
            )?,
            calls: counters(
                "telegram_requests_total",
                "Requests to Telegram, by method and by the code of the answer.",
                &["method", "code"],
            )?,
            told_to_wait: counter("telegram_retry_after_total", "How often Telegram asked us to wait.")?,
            limited: counter(
                "rate_limited_total",
                "Updates that were passed over because somebody sent too many.",
            )?,
            jobs: counters(
                "jobs_total",
                "Work that is due by itself, by job and by what became of it.",
                &["job", "result"],
            )?,
            queries: histogram(
                "db_query_duration_seconds",
                "How long statements took, by their verb and table.",
                "query",
            )?,
            by_status: register(
                &standing,
                IntGaugeVec::new(Opts::new("orders_by_status", "Orders in each state."), &["status"])?,
            )?,
            pending: register(&standing, IntGauge::new("outbox_pending", "Messages that wait to be sent.")?)?,
            lag: register(
                &standing,
                Gauge::new(
                    "outbox_lag_seconds",
                    "For how long the oldest message that could be sent has waited.",
                )?,
            )?,
            dialogues: register(
                &standing,
                IntGauge::new("dialogues_open", "Dialogues under way, set aside or not.")?,
            )?,
            leader: register(
                &counted,
                IntGauge::new("leader", "1 while this process leads: it sends, schedules and polls.")?,
            )?,
            counted,
            standing,
        })))
    }

    /// Whether this process leads.
    pub fn leads(&self, leads: bool) {
        self.0.leader.set(i64::from(leads));
    }

    /// An update of this kind, and what became of it.
    pub fn update(&self, kind: &str, result: &str) {
        self.0.updates.with_label_values(&[kind, result]).inc();
    }

    /// A use case took so long.
    pub fn handled(&self, handler: &str, took: Duration) {
        self.0.handlers.with_label_values(&[handler]).observe(took.as_secs_f64());
    }

    /// So many orders more.
    pub fn created(&self, orders: u64) {
        self.0.created.inc_by(orders);
    }

    /// A message, and what became of an attempt to send it.
    pub fn sent(&self, result: &str) {
        self.0.sent.with_label_values(&[result]).inc();
    }

    /// A request to Telegram, and the code of its answer: a number, or a word where there was none.
    pub fn called(&self, method: &str, code: &str) {
        self.0.calls.with_label_values(&[method, code]).inc();
    }

    /// Telegram asked us to wait.
    pub fn told_to_wait(&self) {
        self.0.told_to_wait.inc();
    }

    /// An update was passed over because its sender sends too many.
    pub fn limited(&self) {
        self.0.limited.inc();
    }

    /// Something that was due by itself, and what became of it.
    pub fn job(&self, job: &str, result: &str) {
        self.0.jobs.with_label_values(&[job, result]).inc();
    }

    /// A statement took so long.
    pub fn query(&self, sql: &str, took: Duration) {
        self.0.queries.with_label_values(&[&kind_of(sql)]).observe(took.as_secs_f64());
    }

    /// All there is to tell. Without `standing` what stands in the database is left out: no answer is better than an old one.
    #[must_use]
    pub fn families(&self, standing: Option<&Standing>) -> Vec<MetricFamily> {
        let mut families = self.0.counted.gather();
        if let Some(standing) = standing {
            let whole = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
            for (status, count) in &standing.by_status {
                self.0.by_status.with_label_values(&[status]).set(whole(*count));
            }
            self.0.pending.set(whole(standing.pending));
            self.0.lag.set(standing.lag.as_secs_f64());
            self.0.dialogues.set(whole(standing.dialogues));
            families.extend(self.0.standing.gather());
        }
        families
    }
}

/// In Prometheus's text format: of several bots each family once, with the metrics of all.
///
/// # Errors
/// They cannot be written: a mistake here.
pub fn text(of_bots: impl IntoIterator<Item = Vec<MetricFamily>>) -> Result<String, Fault> {
    let mut families: BTreeMap<String, MetricFamily> = BTreeMap::new();
    for mut family in of_bots.into_iter().flatten() {
        match families.get_mut(family.name()) {
            Some(known) => known.mut_metric().extend(family.take_metric()),
            None => drop(families.insert(family.name().to_owned(), family)),
        }
    }
    let families: Vec<MetricFamily> = families.into_values().collect();
    TextEncoder::new().encode_to_string(&families).map_err(|error| broken(&error))
}

fn register<T: Collector + Clone + 'static>(registry: &Registry, metric: T) -> Result<T, prometheus::Error> {
    registry.register(Box::new(metric.clone()))?;
    Ok(metric)
}

/// What a statement does to which table, such as `select orders`: few enough to be a label, and nothing of its values.
fn kind_of(sql: &str) -> String {
    let mut words = sql.split_whitespace();
    let verb = words.next().unwrap_or_default().to_ascii_lowercase();
    let before_table = match verb.as_str() {
        "select" | "delete" => "from",
        "insert" => "into",
        "update" => return format!("update {}", table(words.next())),
        _ => return "other".to_owned(),
    };
    let named = words.skip_while(|word| !word.eq_ignore_ascii_case(before_table)).nth(1);
    format!("{verb} {}", table(named))
}

/// The bare name of a table; something else, such as a subquery, has none.
fn table(word: Option<&str>) -> String {
    let bare: String =
        word.unwrap_or_default().chars().filter(|letter| !matches!(letter, '"' | '`')).collect();
    let is_name = !bare.is_empty() && bare.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    if is_name { bare } else { "other".to_owned() }
}

fn broken(error: &prometheus::Error) -> Fault {
    Fault::Render(format!("the metrics: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_told_by_verb_and_table() {
        let cases = [
            (r#"SELECT "orders"."id" FROM "orders" WHERE "orders"."id" = ? LIMIT ?"#, "select orders"),
            ("INSERT INTO \"outbox\" (\"chat_id\") VALUES (?)", "insert outbox"),
            ("UPDATE people SET name = 'from orders'", "update people"),
            ("DELETE FROM `cards` WHERE id = 5", "delete cards"),
            ("SELECT 1", "select other"),
            ("SELECT COUNT(*) AS n FROM (SELECT 1 FROM \"orders\" LIMIT 101) AS x", "select other"),
            ("select x from \"Анна\"", "select other"),
            ("PRAGMA user_version", "other"),
            ("", "other"),
        ];
        for (sql, kind) in cases {
            assert_eq!(kind_of(sql), kind, "{sql}");
        }
    }

    #[test]
    fn what_stands_in_the_database_is_left_out_when_it_is_away() {
        let metrics = Metrics::new().unwrap();
        metrics.update("message", "done");
        let standing = Standing { by_status: vec![("NEW", 3)], pending: 2, ..Standing::default() };
        let whole = text([metrics.families(Some(&standing))]).unwrap();
        assert!(whole.contains("orders_by_status{status=\"NEW\"} 3") && whole.contains("outbox_pending 2"));
        let counted = text([metrics.families(None)]).unwrap();
        assert!(counted.contains("updates_total{kind=\"message\",result=\"done\"} 1"));
        assert!(!counted.contains("orders_by_status") && !counted.contains("outbox_"), "{counted}");
    }

    #[test]
    fn several_bots_share_families_and_are_told_apart() {
        let bots = ["north", "south"].map(|bot| Metrics::of(Some(bot)).unwrap());
        bots[0].update("message", "done");
        bots[1].update("message", "done");
        let told = text(bots.iter().map(|bot| bot.families(Some(&Standing::default())))).unwrap();
        for bot in ["north", "south"] {
            let line = format!("updates_total{{kind=\"message\",result=\"done\",bot=\"{bot}\"}} 1");
            assert!(told.contains(&line), "{told}");
            assert!(told.contains(&format!("outbox_pending{{bot=\"{bot}\"}} 0")), "{told}");
        }
        assert_eq!(told.matches("# TYPE updates_total ").count(), 1);
    }
}
