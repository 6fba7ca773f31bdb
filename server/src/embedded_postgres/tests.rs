//! A real Postgres in a folder of its own.

use super::binaries::major;
use super::orphan::{postmaster_pid, processes_in};
use super::*;
use std::path::PathBuf;

/// A folder that the user running Postgres can reach, gone at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new("/tmp").join(format!("docket-pg-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn connect(postgres: &EmbeddedPostgres) -> PgConnection {
    PgConnection::connect(&postgres.roles().owner)
        .await
        .unwrap()
}

async fn count(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar("select count(*) from mark")
        .fetch_one(connection)
        .await
        .unwrap()
}

#[tokio::test]
async fn keeps_its_rows_over_a_restart_and_speaks_utf8() {
    let folder = Folder::new("restart");
    let postgres = start(&folder.0).await.unwrap();
    let mut connection = connect(&postgres).await;
    let (encoding, locale): (String, String) = sqlx::query_as(
        "select pg_encoding_to_char(encoding), datctype from pg_database \
         where datname = current_database()",
    )
    .fetch_one(&mut connection)
    .await
    .unwrap();
    assert_eq!((encoding.as_str(), locale.as_str()), ("UTF8", "C.UTF-8"));
    sqlx::query("create table mark ()")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("insert into mark default values")
        .execute(&mut connection)
        .await
        .unwrap();
    postgres.stop().await;
    assert!(processes_in(&folder.0.join("postgres")).is_empty());

    let postgres = start(&folder.0).await.unwrap();
    assert_eq!(count(&mut connect(&postgres).await).await, 1);
    postgres.stop().await;
}

#[tokio::test]
async fn refuses_a_second_user_of_the_same_folder() {
    let folder = Folder::new("second");
    let postgres = start(&folder.0).await.unwrap();
    let refusal = start(&folder.0).await.unwrap_err();
    assert!(matches!(refusal, PostgresError::InUse(_)), "{refusal}");
    postgres.stop().await;
}

#[tokio::test]
async fn stops_when_it_is_dropped() {
    let folder = Folder::new("drop");
    let cluster = folder.0.join("postgres");
    drop(start(&folder.0).await.unwrap());
    let begun = Instant::now();
    while !processes_in(&cluster).is_empty() {
        assert!(begun.elapsed() < PATIENCE, "still running");
        sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn recovers_after_everything_was_killed() {
    let folder = Folder::new("killed");
    let cluster = folder.0.join("postgres");
    let postgres = start(&folder.0).await.unwrap();
    let mut connection = connect(&postgres).await;
    sqlx::query("create table mark ()")
        .execute(&mut connection)
        .await
        .unwrap();
    sqlx::query("insert into mark default values")
        .execute(&mut connection)
        .await
        .unwrap();
    signal("KILL", postmaster_pid(&cluster).unwrap()).await;
    postgres.stop().await;
    // The number in the stale file is now that of a process that lives and is no Postgres.
    let pid_file = cluster.join("postmaster.pid");
    let stale = fs::read_to_string(&pid_file).unwrap();
    let rest = stale.split_once('\n').unwrap().1;
    fs::write(&pid_file, format!("1\n{rest}")).unwrap();

    let postgres = start(&folder.0).await.unwrap();
    assert_eq!(count(&mut connect(&postgres).await).await, 1);
    postgres.stop().await;
}

#[tokio::test]
async fn ends_a_postgres_that_a_killed_run_left_behind() {
    let folder = Folder::new("orphan");
    let cluster = folder.0.join("postgres");
    start(&folder.0).await.unwrap().stop().await;
    let user = run_user(&cluster).await.unwrap();
    let installed = installed().await.unwrap();
    let log = folder.0.join("postgres.log");
    let (mut orphan, lifeline) = spawn(&installed[0], &cluster, &cluster, &log, user).unwrap();
    ready(&mut orphan, &cluster).await.unwrap();

    let postgres = start(&folder.0).await.unwrap();
    assert!(
        orphan.try_wait().unwrap().is_some(),
        "the orphan still runs"
    );
    connect(&postgres).await.ping().await.unwrap();
    postgres.stop().await;
    drop(lifeline);
}

#[tokio::test]
async fn finds_a_short_place_for_the_socket_when_the_path_is_long_or_odd() {
    let folder = Folder::new("long");
    let long = folder
        .0
        .join("a folder, with 'odd' \"marks\" 数据")
        .join("x".repeat(100));
    let postgres = start(&long).await.unwrap();
    connect(&postgres).await.ping().await.unwrap();
    let note = socket_note(&long.join("postgres"));
    let socket_directory = PathBuf::from(fs::read_to_string(&note).unwrap());
    assert!(socket_directory.exists());
    postgres.stop().await;
    assert!(!socket_directory.exists() && !note.exists());
}

#[tokio::test]
async fn refuses_a_folder_that_is_something_else_and_a_cluster_of_another_version() {
    let folder = Folder::new("other");
    let cluster = folder.0.join("postgres");
    fs::create_dir(&cluster).unwrap();
    fs::write(cluster.join("notes.txt"), "mine").unwrap();
    let refusal = start(&folder.0).await.unwrap_err();
    assert!(
        matches!(refusal, PostgresError::NotACluster(_)),
        "{refusal}"
    );
    fs::write(cluster.join("PG_VERSION"), "7\n").unwrap();
    let refusal = start(&folder.0).await.unwrap_err();
    assert!(
        matches!(refusal, PostgresError::OtherVersion { .. }),
        "{refusal}"
    );
}

#[test]
fn reads_the_version_a_server_names() {
    assert_eq!(
        major("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"),
        Some("15".into())
    );
    assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some("18".into()));
    assert_eq!(major("no such thing"), None);
}

#[test]
fn escapes_the_socket_folder_in_the_address() {
    assert_eq!(
        url(NAME, Path::new("/tmp/a-b")),
        "postgres://docket@%2Ftmp%2Fa%2Db/docket"
    );
}
