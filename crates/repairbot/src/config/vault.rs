//! Secrets from `HashiCorp` Vault: one secret of a KV store (version 2), read once at the start; a token that was given is
//! kept alive for the next start (ADR 0031).
//!
//! No problem repeats what was read or what a server said: either may be, or quote, a secret.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode, header::HeaderValue, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use super::errors::{Fault, Problem};
use super::sources::Merged;
use super::value;

/// How long one request may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);
/// The header with the token.
const TOKEN: &str = "X-Vault-Token";
/// Vault keeps no secret that is larger.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// Where the secret is, and what opens it.
pub(super) struct Access {
    address: String,
    login: Login,
    mount: String,
    path: String,
}

/// A token that was given, and runs out unless it is renewed.
#[derive(Debug, Clone)]
pub struct VaultToken {
    address: String,
    token: SecretString,
}

/// How one proves to Vault who one is.
enum Login {
    Token(SecretString),
    AppRole { role: SecretString, secret: SecretString },
}

impl Login {
    /// The setting to look at when Vault refuses.
    fn name(&self) -> &'static str {
        match self {
            Self::Token(_) => "VAULT_TOKEN",
            Self::AppRole { .. } => "VAULT_ROLE_ID",
        }
    }
}

impl Merged {
    /// What the settings say about Vault; `None` when it is not used, or not usably.
    pub(super) fn vault(&mut self) -> Option<Access> {
        if !self.values.contains_key("VAULT_ADDR") {
            let useless = self.values.keys().filter(|name| name.starts_with("VAULT_"));
            let warnings = useless.map(|name| format!("{name} has no effect without VAULT_ADDR"));
            self.warnings.extend(warnings);
            return None;
        }
        let address = self.optional("VAULT_ADDR", value::base_url);
        let login = self.login();
        let mount = self.or("VAULT_MOUNT", path, "secret".to_owned());
        let path = self.or("VAULT_PATH", path, "repairbot".to_owned());
        let access = address.zip(login).map(|(address, login)| Access { address, login, mount, path });
        // What is missing may be in Vault.
        self.incomplete |= access.is_none();
        access
    }

    fn login(&mut self) -> Option<Login> {
        let token = self.optional("VAULT_TOKEN", credential);
        let role = self.optional("VAULT_ROLE_ID", credential);
        let secret = self.optional("VAULT_SECRET_ID", credential);
        if let Some(token) = token {
            return Some(Login::Token(token));
        }
        if let (Some(role), Some(secret)) = (role, secret) {
            return Some(Login::AppRole { role, secret });
        }
        let has = |name: &str| self.values.contains_key(name);
        let missing = match (has("VAULT_TOKEN"), has("VAULT_ROLE_ID"), has("VAULT_SECRET_ID")) {
            (false, true, false) => "VAULT_SECRET_ID",
            (false, false, true) => "VAULT_ROLE_ID",
            (false, false, false) => "VAULT_TOKEN",
            // What is there is wrong, and has been reported.
            _ => return None,
        };
        let mend = "give VAULT_TOKEN, or VAULT_ROLE_ID and VAULT_SECRET_ID, or remove VAULT_ADDR";
        self.problems.push(Problem::new(missing, "is not set although VAULT_ADDR is", mend));
        None
    }
}

/// A token or one half of an `AppRole`: it has to fit a header.
fn credential(text: &str) -> Result<SecretString, Fault> {
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.into());
    }
    Err(Fault::new(
        "holds what no such secret holds",
        "copy it again: Latin letters, digits and signs, no spaces",
    ))
}

/// The path of a store or of a secret, as part of an address.
fn path(text: &str) -> Result<String, Fault> {
    let path = text.trim_matches('/');
    let plain = |part: &str| {
        let known = part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        known && !part.is_empty() && part != "." && part != ".."
    };
    if path.split('/').all(plain) {
        return Ok(path.to_owned());
    }
    Err(Fault::new(
        "is not a path",
        "write Latin letters, digits, -, _ and . with / between, like desks/north",
    ))
}

impl Access {
    /// Reads the secret: its keys and what they hold.
    pub(super) async fn read(&self, patience: Duration) -> Result<serde_json::Map<String, Value>, Problem> {
        let client = client(patience)?;
        let token = match &self.login {
            Login::Token(token) => token.clone(),
            Login::AppRole { role, secret } => self.token(&client, role, secret).await?,
        };
        let url = format!("{}/v1/{}/data/{}", self.address, self.mount, self.path);
        let (status, mut answer) = ask(client.get(url).header(TOKEN, header(&token)?)).await?;
        match status {
            StatusCode::OK => match answer.pointer_mut("/data/data").map(Value::take) {
                Some(Value::Object(secret)) => Ok(secret),
                _ => Err(not_vault()),
            },
            StatusCode::FORBIDDEN => Err(Problem::new(
                self.login.name(),
                "does not open the secret: it has expired, or has no right to read it",
                "give it a policy with `read` on VAULT_MOUNT/data/VAULT_PATH, or a new one",
            )),
            StatusCode::NOT_FOUND => Err(Problem::new(
                "VAULT_PATH",
                "there is no such secret in Vault, or its last version is deleted",
                "write it with `vault kv put -mount=VAULT_MOUNT VAULT_PATH bot_token=...`; VAULT_MOUNT must be a KV \
                 store of version 2",
            )),
            other => Err(refused(other, &answer)),
        }
    }

    /// The token to keep alive. What `AppRole` gives is made anew at each start.
    pub(super) fn given(&self) -> Option<VaultToken> {
        match &self.login {
            Login::Token(token) => Some(VaultToken { address: self.address.clone(), token: token.clone() }),
            Login::AppRole { .. } => None,
        }
    }

    /// Logs in by `AppRole`.
    async fn token(
        &self,
        client: &Client,
        role: &SecretString,
        secret: &SecretString,
    ) -> Result<SecretString, Problem> {
        let body = json!({ "role_id": role.expose_secret(), "secret_id": secret.expose_secret() });
        let login = client.post(format!("{}/v1/auth/approle/login", self.address)).json(&body);
        let (status, answer) = ask(login).await?;
        match status {
            StatusCode::OK => {
                let token = answer.pointer("/auth/client_token").and_then(Value::as_str);
                token.map(SecretString::from).ok_or_else(not_vault)
            }
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN | StatusCode::NOT_FOUND => Err(Problem::new(
                "VAULT_ROLE_ID",
                "Vault does not accept it with VAULT_SECRET_ID",
                "make a new secret id (`vault write -f auth/approle/role/NAME/secret-id`) and look that AppRole is \
                 enabled at auth/approle",
            )),
            other => Err(refused(other, &answer)),
        }
    }
}

impl VaultToken {
    /// Renews it: how long it holds from now on. `None` for one that does not run out, or that nobody may renew.
    ///
    /// # Errors
    /// Vault can't be asked, or does not answer as Vault does.
    pub async fn renew(&self) -> Result<Option<Duration>, Problem> {
        let url = format!("{}/v1/auth/token/renew-self", self.address);
        let request = client(PATIENCE)?.post(url).header(TOKEN, header(&self.token)?);
        let (status, answer) = ask(request).await?;
        match status {
            StatusCode::OK => {
                let seconds = answer.pointer("/auth/lease_duration").and_then(Value::as_u64);
                let holds = seconds.ok_or_else(not_vault).map(Duration::from_secs)?;
                let renewable = answer.pointer("/auth/renewable").and_then(Value::as_bool) == Some(true);
                Ok(Some(holds).filter(|holds| renewable && !holds.is_zero()))
            }
            StatusCode::BAD_REQUEST | StatusCode::FORBIDDEN => Ok(None),
            other => Err(refused(other, &answer)),
        }
    }
}

/// The token as a header.
fn header(token: &SecretString) -> Result<HeaderValue, Problem> {
    let mut token = HeaderValue::from_str(token.expose_secret()).map_err(|_| not_vault())?;
    token.set_sensitive(true);
    Ok(token)
}

fn client(patience: Duration) -> Result<Client, Problem> {
    crate::telegram::install_crypto();
    // A redirection would carry the token to another server, and a proxy for Telegram is none for Vault.
    let client = Client::builder().redirect(redirect::Policy::none()).timeout(patience).no_proxy();
    client.build().map_err(|_| unreachable_because("this machine's certificates can't be read"))
}

/// Sends one request; gives the status and the JSON of the answer.
async fn ask(request: RequestBuilder) -> Result<(StatusCode, Value), Problem> {
    let mut response =
        request.header("X-Vault-Request", "true").send().await.map_err(|error| lost(&error))?;
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() > LARGEST_ANSWER {
            return Err(not_vault());
        }
    }
    // Only what was granted is read: what a refusal says is for nobody's eyes.
    Ok((response.status(), serde_json::from_slice(&body).unwrap_or(Value::Null)))
}

fn lost(error: &reqwest::Error) -> Problem {
    let mut cause = std::error::Error::source(error);
    let mut certificate = false;
    while let Some(error) = cause {
        certificate |= error.to_string().contains("certificate");
        cause = error.source();
    }
    unreachable_because(if error.is_timeout() {
        "it does not answer in time"
    } else if certificate {
        "this machine does not trust its certificate"
    } else if error.is_connect() {
        "there is no connection"
    } else {
        "the connection broke off"
    })
}

fn unreachable_because(why: &str) -> Problem {
    let mend = "check the address and that Vault runs, or remove VAULT_ADDR";
    Problem::new("VAULT_ADDR", format!("Vault can't be asked ({why})"), mend)
}

fn not_vault() -> Problem {
    let mend =
        "check the address: https://host:8200, without /v1, and that no proxy answers in Vault's place";
    Problem::new("VAULT_ADDR", "the answer is not what Vault answers", mend)
}

fn refused(status: StatusCode, answer: &Value) -> Problem {
    let sealed =
        answer.pointer("/errors/0").and_then(Value::as_str).is_some_and(|text| text.contains("sealed"));
    if sealed && status == StatusCode::SERVICE_UNAVAILABLE {
        return Problem::new(
            "VAULT_ADDR",
            "Vault is sealed",
            "unseal it (`vault operator unseal`) and start again",
        );
    }
    if status.is_redirection() {
        let mend = "name the active server itself, or the load balancer before it";
        return Problem::new("VAULT_ADDR", "points at a server that sends us to another one", mend);
    }
    if status.is_success() {
        return not_vault();
    }
    let what = format!("the server answers with status {}", status.as_u16());
    Problem::new("VAULT_ADDR", what, "look into Vault's own log, and check the address")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_vault_that_says_nothing_is_not_waited_for() {
        // Connections are taken by the system and nobody ever reads from them.
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let access = Access {
            address: format!("http://{}", silent.local_addr().unwrap()),
            login: Login::Token("hvs.hunter2hunter2".into()),
            mount: "secret".to_owned(),
            path: "repairbot".to_owned(),
        };
        let problem = access.read(Duration::from_millis(50)).await.unwrap_err();
        assert_eq!(problem.name, "VAULT_ADDR");
        assert!(problem.what.contains("does not answer in time"), "{problem}");
    }

    /// What renewing comes to when a server answers so.
    async fn renewed(status: u16, body: &str) -> Result<Option<Duration>, Problem> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, token) = (format!("http://{}", listener.local_addr().unwrap()), "hvs.hunter2".into());
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {status} X\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        let answering = async {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 4096];
            let read = tokio::io::AsyncReadExt::read(&mut stream, &mut asked).await.unwrap();
            assert!(asked[..read].starts_with(b"POST /v1/auth/token/renew-self"));
            tokio::io::AsyncWriteExt::write_all(&mut stream, answer.as_bytes()).await.unwrap();
        };
        let token = VaultToken { address, token };
        tokio::join!(token.renew(), answering).0
    }

    #[tokio::test]
    async fn a_token_is_renewed_as_far_as_it_can_be() {
        let auth = |seconds: u32, renewable: bool| {
            json!({ "auth": { "lease_duration": seconds, "renewable": renewable } }).to_string()
        };
        assert_eq!(renewed(200, &auth(3600, true)).await, Ok(Some(Duration::from_secs(3600))));
        assert_eq!(renewed(200, &auth(3600, false)).await, Ok(None), "it runs out, whatever is done");
        assert_eq!(renewed(200, &auth(0, true)).await, Ok(None), "it does not run out");
        assert_eq!(renewed(400, "{}").await, Ok(None));
        assert_eq!(renewed(403, "{}").await, Ok(None));
        for (status, body) in [(200, "hvs.hunter2"), (503, "hvs.hunter2"), (307, "")] {
            let problem = renewed(status, body).await.unwrap_err();
            assert!(problem.name == "VAULT_ADDR" && !problem.to_string().contains("hunter2"), "{problem}");
        }
    }

    #[test]
    fn a_path_stays_within_its_store() {
        for (text, expected) in
            [("repairbot", "repairbot"), ("/desks/north/", "desks/north"), ("a-1_b.c", "a-1_b.c")]
        {
            assert_eq!(path(text).unwrap(), expected);
        }
        for wrong in ["", "/", "a//b", "..", "a/../b", "a?x", "a#x", "a b", "a%2f"] {
            assert!(path(wrong).is_err(), "{wrong}");
        }
    }
}
