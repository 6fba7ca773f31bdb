//! The demo: only for who asks for it, only on its machine. Commands that start nothing, and files
//! that nobody else reads.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::testing::emptied;
use http::StatusCode;
use sqlx::{AssertSqlSafe, Executor as _, PgPool};

use crate::process::{Running, address, command, refusal};
use crate::stage::{Stage, get};

/// A folder that is gone at the end, in a place that the user who runs Postgres for root can reach.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        let path = std::env::temp_dir().join(format!("docket-demo-{}", RandomIds.id()));
        std::fs::create_dir(&path).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        Self(path)
    }

    fn data(&self) -> PathBuf {
        self.0.join("data")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The program without a database.
fn bare(folder: &Folder) -> Command {
    let mut command = command("");
    command
        .env_remove("DOCKET_KEYS")
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("DOCKET_DATA_DIR", folder.data());
    command
}

#[test]
fn without_a_database_it_ends_with_one_sentence_and_makes_nothing() {
    let folder = Folder::new();
    for words in [&[][..], &["serve"], &["admin", "rotate-keys"]] {
        for more in [
            &[][..],
            &[
                ("DOCKET_LISTEN", "0.0.0.0:0"),
                ("DOCKET_PUBLIC_URL", "https://portal.example"),
            ],
        ] {
            let mut command = bare(&folder);
            let ended = command.args(words).envs(more.iter().copied()).output();
            let ended = ended.unwrap();
            assert_eq!(ended.status.code(), Some(2));
            let said = String::from_utf8_lossy(&ended.stderr);
            assert_eq!(said.lines().count(), 1, "{said}");
            assert!(
                said.starts_with("DATABASE_URL names no Postgres: "),
                "{said}"
            );
        }
    }
    assert!(!folder.data().exists());
}

#[sqlx::test(migrations = false)]
async fn a_command_prepares_no_database(pool: PgPool) {
    emptied(&pool).await;
    let database = address(&pool);
    let admin = || {
        let mut command = command(&database);
        let words = ["admin", "create-staff", "wang.li", "--role", "supervisor"];
        command.args(words).output().unwrap()
    };
    let said = refusal(&admin());
    assert!(
        said.starts_with("There is nothing in the database of DATABASE_URL yet: "),
        "{said}"
    );
    let tables = "select count(*) from pg_tables where schemaname = 'public'";
    let tables: i64 = sqlx::query_scalar(tables).fetch_one(&pool).await.unwrap();
    assert_eq!(tables, 0);
    drop(Running::start(&database));
    assert!(admin().status.success());

    let last = MIGRATOR.iter().last().unwrap().version;
    let forget = format!("delete from _sqlx_migrations where version = {last}");
    pool.execute(AssertSqlSafe(forget)).await.unwrap();
    let said = refusal(&admin());
    assert!(said.contains("is that of an older version"), "{said}");
    let later = format!(
        "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
         values ({last}, 'another', true, '\\x00', 0)"
    );
    pool.execute(AssertSqlSafe(later)).await.unwrap();
    let said = refusal(&admin());
    assert!(said.contains("is that of another version"), "{said}");
}

/// Whatever is open to others, below a folder or itself. What a link leads to counts, too.
fn open_to_others(path: &Path, found: &mut Vec<String>) {
    let Ok(metadata) = std::fs::metadata(path) else {
        return;
    };
    if metadata.mode() & 0o077 != 0 {
        found.push(format!("{} {:o}", path.display(), metadata.mode()));
    }
    for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
        open_to_others(&entry.path(), found);
    }
}

#[tokio::test]
async fn a_demo_is_private_also_in_a_folder_that_was_open_and_commands_join_it() {
    let folder = Folder::new();
    // As one of before.
    let outbox = folder.data().join("outbox");
    std::fs::create_dir_all(&outbox).unwrap();
    std::fs::write(outbox.join("1.eml"), "a code").unwrap();
    for path in [folder.data(), outbox.clone()] {
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
    }
    let admin = |words: &[&str]| {
        let mut command = bare(&folder);
        command.arg("admin").args(words).output().unwrap()
    };
    let create = ["create-staff", "wang.li", "--role", "supervisor", "--demo"];
    let said = refusal(&admin(&create));
    assert!(said.starts_with("No demo is running in `"), "{said}");
    assert!(!folder.data().join("postgres").exists() && !folder.data().join("keys").exists());

    let mut command = bare(&folder);
    let demo = Running::of(command.arg("--demo"));
    assert_eq!(demo.status_of("/readyz").await, "200");
    let made = admin(&create);
    assert!(
        made.status.success(),
        "{}",
        String::from_utf8_lossy(&made.stderr)
    );
    // Somebody is on the way, who gets a code.
    assert_eq!(demo.status_of("/outbox").await, "200");
    let mut found = Vec::new();
    open_to_others(&folder.data(), &mut found);
    // Root lets the user who runs Postgres pass through, and nothing more.
    found.retain(|line| *line != format!("{} 40710", folder.data().display()));
    assert!(found.is_empty(), "{found:#?}");
    demo.stop();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_demo_answers_nobody_elsewhere(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    let ask = async |stage: &Stage, path: &str, name: &'static str, value: &str| {
        let mut request = get(path);
        request.headers_mut().insert(name, value.parse().unwrap());
        stage.send(request).await
    };
    for path in ["/", "/outbox", "/readyz", "/pkg/docket.css", "/healthz"] {
        for (name, value) in [
            ("x-forwarded-for", "192.0.2.1"),
            ("x-forwarded-host", "portal.example"),
            ("x-forwarded-proto", "http"),
            ("forwarded", "for=192.0.2.1"),
            ("via", "1.1 proxy"),
            ("host", "other.example"),
            ("host", "192.0.2.1:3000"),
        ] {
            let refused = ask(&stage, path, name, value).await;
            let status = refused.status;
            assert_eq!(status, StatusCode::MISDIRECTED_REQUEST, "{path} {name}");
            for language in ["演示", "デモ", "This is a demo"] {
                assert!(refused.text().contains(language), "{path} {name}");
            }
        }
        assert_eq!(stage.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(
            ask(&stage, path, "host", "localhost:3000").await.status,
            200
        );
    }
    let portal = Stage::new(pool).with(|settings| settings.demo = false);
    let heard = ask(&portal, "/", "x-forwarded-for", "192.0.2.1").await;
    assert_eq!(heard.status, StatusCode::OK);
}
