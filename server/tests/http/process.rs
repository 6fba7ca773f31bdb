//! The process itself: starting, stopping, and what it says when it cannot start.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::testing::emptied;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgPool};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub fn command(database: &str) -> Command {
    let data = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(RandomIds.id().to_string());
    let site = data.join("site");
    std::fs::create_dir_all(site.join("pkg")).unwrap();
    std::fs::write(site.join("pkg/docket.css"), "body { margin: 0 }").unwrap();
    let keys = data.join("keys");
    server::keys::add(&keys, &RandomIds).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command
        .env_clear()
        .env("DOCKET_KEYS", keys)
        .env("DOCKET_SITE_ROOT", site)
        .env("DATABASE_URL", database)
        .env("DOCKET_DATA_DIR", data)
        .env("DOCKET_LISTEN", "127.0.0.1:0")
        .env("DOCKET_TEXT_READER", "off");
    command
}

pub fn address(pool: &PgPool) -> String {
    pool.connect_options().to_url_lossy().to_string()
}

/// A server that is ready, and what it said.
pub struct Running {
    child: Child,
    welcome: String,
}

impl Running {
    pub fn start(database: &str) -> Self {
        Self::start_with(database, &[])
    }

    pub fn start_with(database: &str, more: &[(&str, &str)]) -> Self {
        Self::of(command(database).envs(more.iter().copied()))
    }

    /// Of this command.
    pub fn of(command: &mut Command) -> Self {
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut welcome = String::new();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            welcome.push_str(&line);
            welcome.push('\n');
            if line.contains(" is ready at ") {
                break;
            }
        }
        Self { child, welcome }
    }

    /// Host and port.
    pub fn host(&self) -> &str {
        let (_, rest) = self.welcome.split_once("http://").expect("it is ready");
        rest.split_whitespace().next().unwrap()
    }

    pub async fn status_of(&self, path: &str) -> String {
        let answer = self.answer_to(path, "").await;
        answer.split_whitespace().nth(1).unwrap().to_owned()
    }

    /// Head and body of the answer; `cookie` as it is sent.
    pub async fn answer_to(&self, path: &str, cookie: &str) -> String {
        let mut stream = TcpStream::connect(self.host()).await.unwrap();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\naccept: text/html\r\ncookie: {cookie}\r\n\
             connection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Resident memory at this moment, and the most it was, in bytes.
    pub fn memory(&self) -> (usize, usize) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let of = |name: &str| {
            let line = status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap();
            let kilobytes: usize = line.trim().trim_end_matches(" kB").parse().unwrap();
            kilobytes * 1024
        };
        (of("VmRSS:"), of("VmHWM:"))
    }

    /// Asks it to stop, and waits for its end.
    pub fn stop(mut self) {
        self.signal("TERM");
        assert!(self.child.wait().unwrap().success());
    }

    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let told = Command::new("kill")
            .args(["-s", name, &pid])
            .status()
            .unwrap();
        assert!(told.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What is said when it cannot start.
pub fn refusal(output: &Output) -> String {
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    text.lines().last().unwrap_or_default().to_owned()
}

#[sqlx::test(migrations = false)]
async fn two_servers_started_at_once_on_an_empty_database_are_both_ready(pool: PgPool) {
    emptied(&pool).await;
    let database = address(&pool);
    let both: Vec<Running> = std::thread::scope(|scope| {
        let starting: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| Running::start(&database)))
            .collect();
        starting
            .into_iter()
            .map(|one| one.join().unwrap())
            .collect()
    });
    for server in &both {
        assert_eq!(server.status_of("/readyz").await, "200");
        assert_eq!(server.status_of("/outbox").await, "404", "this is no demo");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn asked_to_stop_it_ends_well(pool: PgPool) {
    for signal in ["TERM", "INT"] {
        let mut server = Running::start(&address(&pool));
        assert_eq!(server.status_of("/healthz").await, "200");
        server.signal(signal);
        assert!(server.child.wait().unwrap().success(), "{signal}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn killed_and_started_again_it_is_ready_again(pool: PgPool) {
    let server = Running::start(&address(&pool));
    server.signal("KILL");
    drop(server);
    assert_eq!(
        Running::start(&address(&pool)).status_of("/readyz").await,
        "200"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_keeps_it_from_starting_is_one_sentence(pool: PgPool) {
    let database = address(&pool);
    let nowhere = PgConnectOptions::clone(&pool.connect_options()).database("none");
    let nowhere = nowhere.to_url_lossy().to_string();
    let server = Running::start(&database);
    let taken = command(&database)
        .env("DOCKET_LISTEN", server.host())
        .output()
        .unwrap();
    assert!(
        refusal(&taken).starts_with("Cannot listen on 127.0.0.1:"),
        "{}",
        refusal(&taken)
    );
    let wrong = command(&database)
        .env("DOCKET_HOME_PROVINCE", "99")
        .output()
        .unwrap();
    assert!(
        refusal(&wrong).starts_with("DOCKET_HOME_PROVINCE: "),
        "{}",
        refusal(&wrong)
    );
    let none = command(&nowhere).output().unwrap();
    assert_eq!(
        refusal(&none),
        "The database of DATABASE_URL cannot be used: there is no database of that name."
    );
    let nobody = PgConnectOptions::clone(&pool.connect_options()).username("nobody_here");
    let nobody = command(nobody.to_url_lossy().as_ref()).output().unwrap();
    assert_eq!(
        refusal(&nobody),
        "The database of DATABASE_URL cannot be used: role \"nobody_here\" does not exist."
    );
    let place = command(&database)
        .env("DOCKET_BLOBS", "/proc/none")
        .output()
        .unwrap();
    assert!(
        refusal(&place).starts_with("Photos cannot be kept: "),
        "{}",
        refusal(&place)
    );
    let unbuilt = command(&database)
        .env("DOCKET_SITE_ROOT", "/proc")
        .output()
        .unwrap();
    assert!(
        refusal(&unbuilt).starts_with("The built site is not in /proc: "),
        "{}",
        refusal(&unbuilt)
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn offices_and_notices_are_put_from_a_file(pool: PgPool) {
    let put = |file: &Path| {
        command(&address(&pool))
            .args(["admin", "put-lists"])
            .arg(file)
            .output()
            .unwrap()
    };
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/platform.example.toml");
    for _ in 0..2 {
        let done = put(&example);
        assert_eq!(
            String::from_utf8(done.stdout).unwrap(),
            "offices: 1\nholidays: 2\nregistration-notice: version 1\n",
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
    let text = std::fs::read_to_string(&example).unwrap();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for (from, to, why) in [
        (
            "4101",
            "9901",
            "office centre: office_city_code: Choose one from the list.",
        ),
        (
            "ja = \"登録",
            "fr = \"登録",
            "notice registration-notice: notice_title_ja: ",
        ),
        ("telephone", "phone", "line 10: unknown field `phone`"),
    ] {
        let file = folder.join(format!("{}.toml", RandomIds.id()));
        std::fs::write(&file, text.replacen(from, to, 1)).unwrap();
        let said = refusal(&put(&file));
        assert!(said.contains(why), "{said}");
    }
}

/// The first line of the log that has this text in it.
fn logged(database: &str, wanted: &str) -> String {
    let mut server = command(database)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(server.stderr.take().unwrap()).lines();
    let told = lines.find_map(|line| line.ok().filter(|line| line.contains(wanted)));
    let _ = server.kill();
    let _ = server.wait();
    told.unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_missing_is_told_with_the_command_that_puts_it(pool: PgPool) {
    let program = format!(": {} admin put-lists FILE", env!("CARGO_BIN_EXE_server"));
    let told = logged(&address(&pool), "put-lists");
    assert!(told.contains(&program), "{told}");
}

#[test]
fn while_the_database_does_not_answer_it_says_why() {
    let told = logged(
        "postgres://docket@127.0.0.1:9/docket",
        "does not answer yet",
    );
    let why = "the database of DATABASE_URL does not answer yet";
    assert!(
        told.contains(why) && told.contains("the connection was refused"),
        "{told}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_file_of_accounts_with_a_wrong_line_is_refused_with_the_line(pool: PgPool) {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = folder.join(format!("{}.csv", RandomIds.id()));
    std::fs::write(&file, "user_name,type,name\nOfficer7,person,李华\n").unwrap();
    let refused = command(&address(&pool))
        .args(["admin", "import-accounts"])
        .arg(&file)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&refused.stdout);
    assert_eq!(told, "line 2: user_name: this name is kept for staff\n");
    let said = refusal(&refused);
    assert!(
        said.ends_with(
            ": nothing was imported (wrong lines: 1): correct them, or import the others with \
             --partial."
        ),
        "{said}"
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn staff_are_made_from_the_command_line(pool: PgPool) {
    let create = |name: &str| {
        let mut command = command(&address(&pool));
        command
            .args(["admin", "create-staff", name, "--role", "supervisor"])
            .output()
            .unwrap()
    };
    // Told as it is stored, not as it was typed.
    let made = create("\u{200b}Ｗang.Li ");
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    let told = String::from_utf8(made.stdout).unwrap();
    let (name, password) = told.trim().split_once("  ").unwrap();
    assert_eq!((name, password.len()), ("wang.li", 19));
    assert_eq!(
        refusal(&create("wang.li")),
        "user name is not acceptable (taken)."
    );
    let reset = |name: &str| {
        let mut command = command(&address(&pool));
        command
            .args(["admin", "reset-password", name])
            .output()
            .unwrap()
    };
    let told = String::from_utf8(reset("WANG.LI\u{200b}").stdout).unwrap();
    let (name, new) = told.trim().split_once("  ").unwrap();
    assert_eq!((name, new.len()), ("wang.li", 19));
    assert_ne!(new, password);
    assert_eq!(
        refusal(&reset("nobody.here")),
        "Nobody on the staff is called nobody.here."
    );
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_waits_is_measured(pool: PgPool) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let internal = free.local_addr().unwrap().to_string();
    drop(free);
    let mut server = command(&address(&pool))
        .env("DOCKET_INTERNAL_LISTEN", &internal)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = String::new();
    for _ in 0..200 {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let Ok(mut stream) = TcpStream::connect(&internal).await else {
            continue;
        };
        let request = "GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.unwrap();
        stream.read_to_string(&mut told).await.unwrap();
        break;
    }
    let _ = server.kill();
    let _ = server.wait();
    for line in [
        "docket_database_up 1",
        "docket_review_waiting 0",
        "docket_review_overdue 0",
        "docket_offices_without_officer 0",
        "docket_jobs_given_up 0",
        "docket_pool_connections{state=\"busy\"}",
    ] {
        assert!(told.contains(line), "{line}: {told}");
    }
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_is_stuck_is_listed_and_tried_again(pool: PgPool) {
    let jobs = |words: &[&str]| {
        let mut command = command(&address(&pool));
        command
            .args(["admin", "jobs"])
            .args(words)
            .output()
            .unwrap()
    };
    let said = |done: std::process::Output| {
        assert!(
            done.status.success(),
            "{}",
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8(done.stdout).unwrap()
    };
    assert_eq!(said(jobs(&["list"])), "Nothing waits\n");
    let letter = serde_json::json!({
        "to": "zhang@example.com", "language": "en", "template": "approved",
        "values": { "reference": "2222-2223-Z6", "reason": "张三" }, "at": "2026-11-23T01:00:00Z",
    });
    let id: i64 = sqlx::query_scalar(
        "insert into job (name, payload, priority, run_at, tries, last_error, given_up_at)
         values ('send_mail', convert_to($1::text, 'utf8'), 1, '2026-11-23', 128
               , 'unavailable: no connection to the relay', '2026-11-23') returning id",
    )
    .bind(letter.to_string())
    .fetch_one(&pool)
    .await
    .unwrap();
    let table = said(jobs(&["list"]));
    let row: Vec<&str> = table.lines().nth(1).unwrap().split("  ").collect();
    let row: Vec<&str> = row.into_iter().filter(|cell| !cell.is_empty()).collect();
    let number = id.to_string();
    let wanted = [
        number.as_str(),
        "send_mail",
        "approved 2222-2223-Z6",
        "given up",
        "128",
        "-",
        "unavailable: no connection to the relay",
    ];
    assert_eq!(
        row.iter().map(|cell| cell.trim()).collect::<Vec<_>>(),
        wanted
    );
    assert!(
        !table.contains("zhang") && !table.contains("张三"),
        "{table}"
    );
    assert!(refusal(&jobs(&["retry", "4711"])).contains("not there: 4711"));
    assert_eq!(said(jobs(&["retry", &number])), "tried again: 1\n");
    let (tries, is_given_up): (i32, bool) =
        sqlx::query_as("select tries, given_up_at is not null from job where id = $1")
            .bind(id)
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!((tries, is_given_up), (0, false));
    assert_eq!(said(jobs(&["retry", "--all"])), "tried again: 0\n");
    assert!(!jobs(&["retry"]).status.success());
}
