//! The machinery: a Postgres that can be killed, a line to it that can be cut or go silent, servers
//! that can be killed.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::ids::{Ids as _, RandomIds};
use backend::seal::Keyring;
use server::embedded_postgres::{self, EmbeddedPostgres};
use sqlx::{PgPool, postgres::PgPoolOptions};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, UnixListener, UnixStream};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, watch};

use super::wire::Sent;

/// A folder with a short path: sockets lie in it.
pub fn folder() -> PathBuf {
    let id = RandomIds.id().simple().to_string();
    let folder = PathBuf::from("/tmp").join(format!("docket-faults-{}", &id[20..]));
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What the servers of a folder seal with.
pub fn keys(folder: &Path) -> Keyring {
    let text = std::fs::read_to_string(folder.join("keys")).unwrap();
    Keyring::parse(&text, Arc::new(RandomIds)).unwrap()
}

/// A Postgres of our own.
pub struct Postgres {
    folder: PathBuf,
    running: Mutex<Option<EmbeddedPostgres>>,
    pub url: String,
}

impl Postgres {
    pub async fn start(folder: &Path) -> Self {
        let running = embedded_postgres::start(folder).await.unwrap();
        Self {
            folder: folder.to_owned(),
            url: running.roles().owner.clone(),
            running: Mutex::new(Some(running)),
        }
    }

    /// As the kernel does it when memory runs out.
    pub async fn kill_and_restart(&self) {
        let mut running = self.running.lock().await;
        let pid = std::fs::read_to_string(self.folder.join("postgres/postmaster.pid")).unwrap();
        kill("KILL", pid.lines().next().unwrap()).await;
        drop(running.take());
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            // Its children notice first that it is gone.
            if let Ok(again) = embedded_postgres::start(&self.folder).await {
                assert_eq!(again.roles().owner, self.url);
                *running = Some(again);
                return;
            }
        }
        panic!("Postgres does not start again");
    }

    pub async fn stop(self) {
        if let Some(running) = self.running.into_inner() {
            running.stop().await;
        }
    }

    /// A way past everything that is cut and silent.
    pub async fn look(&self) -> PgPool {
        PgPoolOptions::new()
            .max_connections(2)
            .connect(&self.url)
            .await
            .unwrap()
    }
}

/// The line between servers and Postgres.
#[derive(Clone)]
pub struct Line {
    cuts: Arc<watch::Sender<u32>>,
    silent: Arc<watch::Sender<bool>>,
    pub url: String,
}

impl Line {
    /// A socket in `folder` that leads to the one of `url`.
    pub fn lay(folder: &Path, url: &str) -> Self {
        let (_, rest) = url.split_once('@').expect("a Unix socket");
        let host = rest.split('/').next().unwrap();
        let near = folder.join("line");
        std::fs::create_dir_all(&near).unwrap();
        let listener = UnixListener::bind(near.join(".s.PGSQL.5432")).unwrap();
        let line = Self {
            cuts: Arc::new(watch::Sender::new(0)),
            silent: Arc::new(watch::Sender::new(false)),
            url: url.replace(host, &near.to_str().unwrap().replace('/', "%2F")),
        };
        let far = PathBuf::from(decoded(host)).join(".s.PGSQL.5432");
        let (cuts, silent) = (line.cuts.subscribe(), line.silent.subscribe());
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let (far, mut cuts, silent) = (far.clone(), cuts.clone(), silent.clone());
                cuts.mark_unchanged();
                tokio::spawn(async move {
                    tokio::select! {
                        () = carry(near, &far, silent) => {}
                        _ = cuts.changed() => {}
                    }
                });
            }
        });
        line
    }

    /// Every connection ends now, wherever it is.
    pub fn cut(&self) {
        self.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// From now on nothing gets through, and nobody is told.
    pub fn silence(&self, on: bool) {
        self.silent.send_replace(on);
    }
}

fn decoded(host: &str) -> String {
    let mut parts = host.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let byte = u8::from_str_radix(&part[..2], 16).unwrap();
        text + &char::from(byte).to_string() + &part[2..]
    })
}

async fn carry(near: UnixStream, far: &Path, silent: watch::Receiver<bool>) {
    let Ok(far) = UnixStream::connect(far).await else {
        return;
    };
    let (near_in, near_out) = near.into_split();
    let (far_in, far_out) = far.into_split();
    tokio::join!(
        pass(near_in, far_out, silent.clone()),
        pass(far_in, near_out, silent)
    );
}

async fn pass(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut silent: watch::Receiver<bool>,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes).await {
        if count == 0 || silent.wait_for(|silent| !silent).await.is_err() {
            break;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            break;
        }
    }
    let _ = to.shutdown().await;
}

/// A portal, as its operator starts it.
pub struct Portal {
    pub address: SocketAddr,
    database: String,
    folder: PathBuf,
    child: Mutex<Child>,
}

impl Portal {
    pub async fn start(folder: &Path, database: &str) -> Self {
        let site = folder.join("site");
        std::fs::create_dir_all(site.join("pkg")).unwrap();
        std::fs::write(site.join("pkg/docket.css"), "body { margin: 0 }").unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let mut command = command(folder, database);
        let child = command
            .args(["--listen", &address.to_string()])
            .spawn()
            .unwrap();
        let portal = Self {
            address,
            database: database.to_owned(),
            folder: folder.to_owned(),
            child: Mutex::new(child),
        };
        portal.ready(Duration::from_secs(60)).await;
        portal
    }

    /// Waits until it says that it can serve.
    pub async fn ready(&self, patience: Duration) {
        let begun = Instant::now();
        loop {
            let asked = Sent::new("GET", "/readyz", "192.0.2.1", None);
            if asked
                .to(self.address)
                .await
                .is_ok_and(|answer| answer.status == 200)
            {
                return;
            }
            assert!(begun.elapsed() < patience, "it is not ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    pub async fn kill_and_restart(&self) {
        let mut child = self.child.lock().await;
        child.kill().await.unwrap();
        // Postgres may be away at this very moment; then an operator's supervisor tries again.
        for _ in 0..100 {
            *child = command(&self.folder, &self.database)
                .args(["--listen", &self.address.to_string()])
                .spawn()
                .unwrap();
            for _ in 0..100 {
                tokio::time::sleep(Duration::from_millis(50)).await;
                let asked = Sent::new("GET", "/healthz", "192.0.2.1", None);
                if asked.to(self.address).await.is_ok() {
                    return;
                }
                if child.try_wait().unwrap().is_some() {
                    break;
                }
            }
        }
        panic!("the server does not start again");
    }

    pub async fn admin(&self, words: &[&str]) -> String {
        let output = command(&self.folder, &self.database)
            .arg("admin")
            .args(words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .output()
            .await
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// The code mailed to an address last, once it is there.
    pub async fn code(&self, email: &str) -> String {
        let outbox = self.folder.join("data/outbox");
        for _ in 0..600 {
            let mails = std::fs::read_dir(&outbox).unwrap().flatten();
            let mut found: Vec<(String, String)> = mails
                .filter(|mail| {
                    mail.path()
                        .extension()
                        .is_some_and(|extension| extension == "json")
                })
                .filter_map(|mail| {
                    let text = std::fs::read_to_string(mail.path()).ok()?;
                    let mail: serde_json::Value = serde_json::from_str(&text).ok()?;
                    let text = mail["text"].as_str()?;
                    let code = text
                        .split(|c: char| !c.is_ascii_digit())
                        .find(|digits| digits.len() == 6)?;
                    (mail["to"] == email).then(|| {
                        (
                            mail["id"].as_str().unwrap_or_default().to_owned(),
                            code.to_owned(),
                        )
                    })
                })
                .collect();
            found.sort();
            if let Some((_, code)) = found.pop() {
                return code;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("no code for {email}");
    }

    pub async fn stop(self) {
        let mut child = self.child.into_inner();
        if let Some(pid) = child.id() {
            kill("TERM", &pid.to_string()).await;
        }
        let _ = child.wait().await;
    }
}

fn command(folder: &Path, database: &str) -> Command {
    let log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(folder.join("server.log"))
        .unwrap();
    let keys = folder.join("keys");
    if !keys.exists() {
        server::keys::add(&keys, &RandomIds).unwrap();
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command
        .env_clear()
        .env("DOCKET_KEYS", keys)
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DATABASE_URL", database)
        .env("DOCKET_DATA_DIR", folder.join("data"))
        .env("DOCKET_SITE_ROOT", folder.join("site"))
        .env("DOCKET_TRUSTED_PROXIES", "127.0.0.1")
        .env("DOCKET_TEXT_READER", "off")
        .stdout(Stdio::null())
        .stderr(log)
        .kill_on_drop(true);
    command
}

async fn kill(signal: &str, pid: &str) {
    let _ = Command::new("kill")
        .args(["-s", signal, pid])
        .status()
        .await;
}
