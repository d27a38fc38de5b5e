//! Faults reported to Sentry: what is logged as an error, with what happened before it. Masked as log lines are, and only
//! where an address is configured (ADR 0034).

use std::{sync::Arc, time::Duration};

use repairbot_core::pii::mask;
use secrecy::{ExposeSecret as _, SecretString};
use sentry::{
    Client, ClientOptions, Hub, TransactionContext,
    integrations::tracing::{BreadcrumbLayer, ErrorLayer},
    protocol::{Breadcrumb, Context, Event},
    transports::DefaultTransportFactory,
};
use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{Layer, registry::LookupSpan};

use super::mask_value;

/// How long the end of the process waits for what is still to be sent.
const FLUSH: Duration = Duration::from_secs(2);
/// The part of all traces that is sent.
const TRACES: f32 = 0.1;

/// Reports faults until it is dropped; then sends what is still to be sent.
pub struct Faults(Arc<Client>);

impl Drop for Faults {
    fn drop(&mut self) {
        if !self.0.close(Some(FLUSH)) {
            tracing::warn!("not every fault could be reported");
        }
    }
}

/// Reports the faults of this process from now on, as those of this environment. Nothing but these arguments decides where
/// to and how: the library's own variables of the environment are not read. A cryptography provider must be installed.
#[must_use]
pub fn report(dsn: &SecretString, environment: &'static str) -> Option<Faults> {
    let Ok(dsn) = dsn.expose_secret().parse() else {
        tracing::warn!("SENTRY_DSN is no address of a project: faults are not reported");
        return None;
    };
    let mut options = options(environment).transport(DefaultTransportFactory);
    options.dsn = Some(dsn);
    let client = Arc::new(Client::with_options(options));
    Hub::main().bind_client(Some(Arc::clone(&client)));
    Some(Faults(client))
}

/// How faults of this environment are reported, wherever they go.
fn options(environment: &'static str) -> ClientOptions {
    ClientOptions::new()
        .release(concat!("repairbot@", env!("CARGO_PKG_VERSION")))
        .environment(environment)
        .traces_sample_rate(TRACES)
        .shutdown_timeout(FLUSH)
        .before_send(|event| Some(masked(event)))
        .before_breadcrumb(|crumb| Some(masked_crumb(crumb)))
}

/// What hands errors to [`report`], and what happened before them.
pub(super) fn layers<S>() -> impl Layer<S> + Send + Sync
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    let errors = ErrorLayer::new().with_filter(LevelFilter::ERROR);
    errors.and_then(BreadcrumbLayer::new().with_filter(LevelFilter::INFO))
}

/// Work of this name from now until this is dropped, as a trace: its name and how long it took, nothing else.
pub struct Trace(Option<sentry::Transaction>);

impl Drop for Trace {
    fn drop(&mut self) {
        if let Some(trace) = self.0.take() {
            trace.finish();
        }
    }
}

/// Begins a trace; nothing where faults are not reported.
#[must_use]
pub fn trace(name: &'static str) -> Trace {
    let reported = Hub::current().client().is_some();
    Trace(reported.then(|| sentry::start_transaction(TransactionContext::new(name, "task"))))
}

fn hide(text: &mut Option<String>) {
    if let Some(text) = text {
        *text = mask(text);
    }
}

fn masked(mut event: Event<'static>) -> Event<'static> {
    hide(&mut event.message);
    hide(&mut event.culprit);
    hide(&mut event.transaction);
    if let Some(entry) = &mut event.logentry {
        entry.message = mask(&entry.message);
        entry.params.iter_mut().for_each(mask_value);
    }
    for exception in &mut event.exception.values {
        hide(&mut exception.value);
    }
    event.extra.values_mut().for_each(mask_value);
    event.tags.values_mut().for_each(|tag| *tag = mask(tag));
    for context in event.contexts.values_mut() {
        if let Context::Other(fields) = context {
            fields.values_mut().for_each(mask_value);
        }
    }
    // None of them is ever set here, and all are for personal data.
    (event.user, event.request, event.server_name) = (None, None, None);
    let crumbs = std::mem::take(&mut event.breadcrumbs.values);
    event.breadcrumbs.values = crumbs.into_iter().map(masked_crumb).collect();
    event
}

fn masked_crumb(mut crumb: Breadcrumb) -> Breadcrumb {
    hide(&mut crumb.message);
    crumb.data.values_mut().for_each(mask_value);
    crumb
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use sentry::{
        Transport,
        protocol::{Envelope, EnvelopeItem},
    };

    use super::*;

    /// Names of the traces that were sent.
    #[derive(Default)]
    struct Sent(Mutex<Vec<String>>);

    impl Transport for Sent {
        fn send_envelope(&self, envelope: Envelope) {
            let names = envelope.items().filter_map(|item| match item {
                EnvelopeItem::Transaction(trace) => trace.name.clone(),
                _ => None,
            });
            self.0.lock().unwrap().extend(names);
        }
    }

    #[test]
    fn one_trace_of_ten_is_sent() {
        const TRACED: usize = 4_000;
        let sent: Arc<Sent> = Arc::default();
        let mut options = options("test").transport(Arc::clone(&sent));
        options.dsn = Some("http://public@127.0.0.1:9/1".parse().unwrap());
        let client = Arc::new(Client::with_options(options));
        let hub = Arc::new(Hub::new(Some(client), Arc::default()));
        Hub::run(hub, || (0..TRACED).for_each(|_| drop(trace("a backup"))));
        let sent = sent.0.lock().unwrap();
        assert!(sent.iter().all(|name| name == "a backup"), "{sent:?}");
        // Once in 10^20 by chance it is less or more.
        assert!((200..=600).contains(&sent.len()), "{} of {TRACED}", sent.len());
    }
}
