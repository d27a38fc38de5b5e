//! Proxies on the way to Telegram: one speaks HTTP (it forwards, and opens tunnels), one SOCKS5. Whatever address they are
//! asked for, they lead to the same server: what goes there by itself arrives nowhere.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional},
    net::{TcpListener, TcpStream},
};

/// An address where nobody answers (RFC 5737), for Telegram's that only a proxy finds.
pub const NOWHERE: &str = "192.0.2.1:8081";
/// Who is let in.
pub const LOGIN: &str = "desk:CANARY-password";
/// Who is not.
pub const WRONG_LOGIN: &str = "desk:CANARY-of-somebody-else";
/// [`LOGIN`] as HTTP carries it.
const BASIC: &str = "Basic ZGVzazpDQU5BUlktcGFzc3dvcmQ=";

type Client = BufReader<TcpStream>;

/// A proxy that runs as long as the test does.
pub struct Proxy {
    /// Its scheme and its address, to put a login between.
    scheme: &'static str,
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

/// What a connection needs to know.
#[derive(Clone)]
struct Gate {
    leads_to: String,
    has_login: bool,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy of this scheme (`http` or `socks5`) that leads to this address, for everybody or for [`LOGIN`] only.
    pub async fn start(scheme: &'static str, (leads_to, has_login): (&str, bool)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let asked = Arc::default();
        let leads_to = leads_to.trim_start_matches("http://").to_owned();
        let gate = Gate { leads_to, has_login, asked: Arc::clone(&asked) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (client, gate) = (BufReader::new(stream), gate.clone());
                // Whoever hangs up is gone.
                tokio::spawn(async move {
                    let _ = if scheme == "http" { gate.http(client).await } else { gate.socks(client).await };
                });
            }
        });
        Self { scheme, address, asked }
    }

    /// Its address with this login, such as PROXY_URL has it.
    pub fn url(&self, login: Option<&str>) -> String {
        let login = login.map_or_else(String::new, |login| format!("{login}@"));
        format!("{}://{login}{}", self.scheme, self.address)
    }

    /// What was asked for and let through: for each connection how, and to which address.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Gate {
    fn lets_through(&self, how: &str, to: &str) {
        self.asked.lock().unwrap().push(format!("{how} {to}"));
    }

    /// One request of a connection: forwarded, or a tunnel from then on.
    async fn http(&self, mut client: Client) -> std::io::Result<()> {
        let (mut head, mut is_in, mut length) = (Vec::new(), !self.has_login, 0);
        loop {
            let mut line = String::new();
            client.read_line(&mut line).await?;
            let (name, value) = line.split_once(':').unwrap_or((line.trim(), ""));
            match name.to_ascii_lowercase().as_str() {
                "" => break,
                "proxy-authorization" => is_in |= value.trim() == BASIC,
                "content-length" => {
                    length = value.trim().parse().unwrap();
                    head.push(line);
                }
                // Nothing else comes on this connection.
                "connection" | "proxy-connection" => {}
                _ => head.push(line),
            }
        }
        if head.is_empty() {
            return Ok(());
        }
        let request = head.remove(0);
        let parts: Vec<&str> = request.split_whitespace().collect();
        let [method, target, _] = parts[..] else { panic!("no request: {request}") };
        if !is_in {
            // Whoever is answered before he has sent everything may hear of a broken connection only.
            client.read_exact(&mut vec![0; length]).await?;
            let refusal = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\
                Content-Length: 0\r\nConnection: close\r\n\r\n";
            return client.write_all(refusal.as_bytes()).await;
        }
        let mut server = TcpStream::connect(&self.leads_to).await?;
        if method == "CONNECT" {
            self.lets_through("CONNECT", target);
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await?;
        } else {
            let (address, path) = target.strip_prefix("http://").unwrap().split_once('/').unwrap();
            self.lets_through("forward", address);
            let head = format!("{method} /{path} HTTP/1.1\r\nConnection: close\r\n{}\r\n", head.concat());
            server.write_all(head.as_bytes()).await?;
        }
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    }

    /// RFC 1928, and RFC 1929 for the login.
    async fn socks(&self, mut client: Client) -> std::io::Result<()> {
        const BY_LOGIN: u8 = 2;
        assert_eq!(client.read_u8().await?, 5);
        let methods = block(&mut client).await?;
        let method = if self.has_login { BY_LOGIN } else { 0 };
        if !methods.contains(&method) {
            return client.write_all(&[5, 0xff]).await;
        }
        client.write_all(&[5, method]).await?;
        if self.has_login {
            assert_eq!(client.read_u8().await?, 1);
            let (user, password) = (block(&mut client).await?, block(&mut client).await?);
            let is_in = [&user[..], b":", &password].concat() == LOGIN.as_bytes();
            client.write_all(&[1, u8::from(!is_in)]).await?;
            if !is_in {
                return Ok(());
            }
        }
        let mut request = [0; 4];
        client.read_exact(&mut request).await?;
        let host = match request {
            [5, 1, 0, 1] => {
                let mut address = [0; 4];
                client.read_exact(&mut address).await?;
                std::net::Ipv4Addr::from(address).to_string()
            }
            [5, 1, 0, 3] => String::from_utf8(block(&mut client).await?).unwrap(),
            other => panic!("no request of IPv4: {other:?}"),
        };
        let port = client.read_u16().await?;
        self.lets_through("socks5", &format!("{host}:{port}"));
        let mut server = TcpStream::connect(&self.leads_to).await?;
        client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;
        copy_bidirectional(&mut client, &mut server).await.map(drop)
    }
}

/// So many bytes as the first one says.
async fn block(client: &mut Client) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::from(client.read_u8().await?)];
    client.read_exact(&mut bytes).await?;
    Ok(bytes)
}
