//! What the desk answers over HTTP: the webhook on the public side, signs of life and figures on the private one.

mod private;
mod public;

use std::{io, net::SocketAddr};

use axum::Router;
use tokio::{net::TcpListener, sync::watch};

pub use private::{Private, private};
pub use public::public;

use crate::fault::Fault;

/// Listens on this address.
///
/// # Errors
/// It is taken, or not one of this machine: named by the setting it comes from.
pub async fn listen(setting: &'static str, address: SocketAddr) -> Result<TcpListener, Fault> {
    let listener =
        TcpListener::bind(address).await.map_err(|error| Fault::Listen { setting, address, error })?;
    tracing::info!(setting, address = %listener.local_addr().unwrap_or(address), "listening");
    Ok(listener)
}

/// Answers until it is told to stop; what is under way then is finished.
pub async fn serve(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) -> io::Result<()> {
    let stopped = async move { drop(stop.wait_for(|stopped| *stopped).await) };
    axum::serve(listener, router).with_graceful_shutdown(stopped).await
}
