//! `repairbot healthcheck`: asks the running desk whether it is alive, for containers.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::{Exit, answer, complain};

/// How long the desk may take to answer.
const PATIENCE: Duration = Duration::from_secs(5);
/// More than the answer has.
const LARGEST: u64 = 4096;

/// Asks.
pub(super) async fn run(listen: SocketAddr) -> Exit {
    let address = reachable(listen);
    match timeout(PATIENCE, status(address)).await {
        Ok(Ok(line)) if line.split(' ').nth(1) == Some("200") => {
            answer(format_args!("alive"));
            Exit::Done
        }
        Ok(Ok(line)) => {
            complain(format_args!("METRICS_LISTEN {address} answers: {line}"));
            Exit::Fault
        }
        Ok(Err(error)) => {
            complain(format_args!("METRICS_LISTEN {address} does not answer: {error}"));
            Exit::Fault
        }
        Err(_) => {
            complain(format_args!(
                "METRICS_LISTEN {address} does not answer within {} s",
                PATIENCE.as_secs()
            ));
            Exit::Fault
        }
    }
}

/// Where a desk that listens on all addresses is reached from this machine.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

/// The first line of the answer.
async fn status(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").await?;
    let mut answer = Vec::new();
    stream.take(LARGEST).read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_addresses_are_reached_by_the_loopback() {
        let cases = [
            ("0.0.0.0:8000", "127.0.0.1:8000"),
            ("[::]:8000", "[::1]:8000"),
            ("10.1.2.3:8000", "10.1.2.3:8000"),
        ];
        for (listen, expected) in cases {
            assert_eq!(reachable(listen.parse().unwrap()).to_string(), expected);
        }
    }
}
