//! What `/metrics` tells of a desk that has worked: every figure of the specification, counted by the desk itself.

use std::{collections::BTreeSet, time::Duration};

use repairbot::web;
use telegram_sim::{Fault, FaultKind};

use super::web::{get, served};
use crate::{
    scenarios::creates_order,
    support::{TestDesk, scenarios},
};

/// The metrics of SPEC §14: what each is, and its labels.
const METRICS: [(&str, &str, &[&str]); 14] = [
    ("orders_created_total", "counter", &[]),
    ("orders_by_status", "gauge", &["status"]),
    ("handler_duration_seconds", "histogram", &["handler"]),
    ("updates_total", "counter", &["kind", "result"]),
    ("outbox_pending", "gauge", &[]),
    ("outbox_sent_total", "counter", &["result"]),
    ("outbox_lag_seconds", "gauge", &[]),
    ("telegram_requests_total", "counter", &["method", "code"]),
    ("telegram_retry_after_total", "counter", &[]),
    ("rate_limited_total", "counter", &[]),
    ("jobs_total", "counter", &["job", "result"]),
    ("dialogues_open", "gauge", &[]),
    ("db_query_duration_seconds", "histogram", &["query"]),
    ("build_info", "gauge", &["version"]),
];
/// What there is nothing of when all is well.
const MAY_BE_NONE: [&str; 2] = ["outbox_pending", "outbox_lag_seconds"];

/// The samples of a metric: the names of their labels, and their values.
fn samples<'a>(page: &'a str, name: &str) -> Vec<(BTreeSet<&'a str>, f64)> {
    let sample = |line: &'a str| {
        let (series, value) = line.rsplit_once(' ')?;
        let (called, labels) = series.split_once('{').unwrap_or((series, ""));
        let part = called.strip_prefix(name)?;
        if !["", "_bucket", "_sum", "_count"].contains(&part) {
            return None;
        }
        let names = labels.split("=\"").map(|part| part.rsplit(['"', ',']).next().unwrap());
        Some((names.filter(|name| !name.is_empty() && *name != "}").collect(), value.parse().unwrap()))
    };
    page.lines().filter(|line| !line.starts_with('#')).filter_map(sample).collect()
}

/// An order is created, another one begun; somebody writes too much, Telegram asks to wait, the evening comes.
async fn works(desk: &mut TestDesk) {
    let cast = desk.cast_without_group().await;
    creates_order(desk, &cast.anna).await;
    let kind = FaultKind::TooManyRequests { retry_after: 1 };
    desk.sim.fault(Fault { method: Some("sendMessage".to_owned()), chat: None, kind, times: Some(1) });
    cast.anna.says(desk, "/new").await;
    for _ in 0..20 {
        desk.sim.send_text(cast.pyotr.user, cast.pyotr.chat, "/my");
    }
    desk.settle().await;
    desk.wait(Duration::from_secs(12 * 3600));
    desk.settle().await;
}

scenarios! {
    async fn every_metric_of_the_specification_is_counted_and_explained(desk: &mut TestDesk) {
        works(desk).await;
        let told = desk.desk().private();
        let (status, page) = get(&format!("{}/metrics", served(web::private(vec![told])).await)).await;
        assert_eq!(status, 200);
        for (name, kind, labels) in METRICS {
            assert_eq!(page.matches(&format!("# HELP {name} ")).count(), 1, "{name}\n{page}");
            assert_eq!(page.matches(&format!("# TYPE {name} {kind}\n")).count(), 1, "{name}\n{page}");
            let samples = samples(&page, name);
            assert!(!samples.is_empty(), "{name}: there is none\n{page}");
            for (mut found, _) in samples.clone() {
                found.remove("le");
                assert_eq!(found, labels.iter().copied().collect::<BTreeSet<_>>(), "{name}");
            }
            let some = samples.iter().any(|(_, value)| *value > 0.0) || MAY_BE_NONE.contains(&name);
            assert!(some, "{name}: nothing was counted\n{page}");
        }
        assert!(page.contains("orders_by_status{status=\"NEW\"} 1\n"), "{page}");
        assert!(page.contains("\ndialogues_open 1\n"), "{page}");
        for secret in ["Борис", "Анна", "Ольга", "Ленина", "3456789", "345-67-89"] {
            assert!(!page.contains(secret), "{secret} is in the figures: {page}");
        }
        // `tests/deploy/run` lets Prometheus's own program look at it.
        if let Some(file) = std::env::var_os("METRICS_PAGE").filter(|_| !desk.store().is_postgres()) {
            std::fs::write(file, page).unwrap();
        }
    }
}
