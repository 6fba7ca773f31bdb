//! A backup that was never restored is none: both scripts, on a portal that has work in it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use domain::review::Role;
use sqlx::{ConnectOptions as _, Connection as _, PgConnection, PgPool};

use crate::authority::{applicant, offices, request, reset, session, staff};
use crate::stage::{Stage, photo};

/// As Postgres' own programs understand it.
fn plain(url: &str) -> String {
    let (address, parameters) = url.split_once('?').unwrap_or((url, ""));
    let known: Vec<&str> = parameters
        .split('&')
        .filter(|parameter| parameter.starts_with("host="))
        .collect();
    format!("{address}?{}", known.join("&"))
}

fn run(script: &str, to: &Path, database: &str, data: &Path) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    Command::new(root.join("script").join(script))
        .arg(to)
        .env("DATABASE_URL", plain(database))
        .env("DOCKET_DATA_DIR", data)
        .env_remove("DOCKET_BLOBS")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn admin(database: &str, data: &Path, words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_server"))
        .env_clear()
        .env("DATABASE_URL", database)
        .env("DOCKET_DATA_DIR", data)
        .env("DOCKET_KEYS", keys())
        .env("DOCKET_TEXT_READER", "off")
        .arg("admin")
        .args(words)
        .output()
        .unwrap()
}

/// Beside the data, where a backup does not reach; the same for both portals.
fn keys() -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("backup-keys-{}", std::process::id()));
    if !path.exists() {
        server::keys::add(&path, &RandomIds).unwrap();
    }
    path
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(RandomIds.id().to_string());
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// An officer looks at a photo.
async fn in_the_audit_log(pool: &PgPool) {
    let stage = Stage::new(pool.clone());
    offices(pool).await;
    let owner = applicant(pool, "owner").await;
    let officer = staff(&stage, "zhang.li", Role::Officer, Some("centre")).await;
    let token = session(&stage, officer).await;
    let picture = RandomIds.id();
    reset(pool, owner, picture).await;
    let blobs = &stage.portal.backend.blobs;
    blobs.put("portrait.jpg", photo()).await.unwrap();
    let path = format!("/api/documents/{picture}");
    let seen = stage.send(request("GET", &path, "", Some(&token))).await;
    assert_eq!(seen.status, 200);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn what_was_backed_up_comes_back_whole(pool: PgPool) {
    let (data, database) = (folder(), pool.connect_options());
    let url = database.to_url_lossy().to_string();
    std::fs::create_dir_all(data.join("blobs/ab")).unwrap();
    std::fs::write(data.join("blobs/ab/photo.jpg"), b"a photo").unwrap();
    let made = admin(
        &url,
        &data,
        &["create-staff", "wang.li", "--role", "supervisor"],
    );
    assert!(made.status.success(), "{}", said(&made));
    in_the_audit_log(&pool).await;
    let kept = String::from_utf8(admin(&url, &data, &["audit", "verify"]).stdout).unwrap();
    let kept = kept.lines().last().unwrap().to_owned();

    let backup = data.join("backup");
    let done = run("backup", &backup, &url, &data);
    assert!(done.status.success(), "{}", said(&done));
    let nowhere = database.as_ref().clone().database("none");
    let nowhere = nowhere.to_url_lossy().to_string();
    let failed = run("backup", &data.join("failed"), &nowhere, &data);
    assert!(!failed.status.success());
    for left in ["failed", "failed.part", "backup.part"] {
        assert!(!data.join(left).exists(), "{left}");
    }
    let again = run("backup", &backup, &url, &data);
    assert!(said(&again).contains("exists already"), "{}", said(&again));

    // Not over something that is there.
    let refused = run("restore", &backup, &url, &folder());
    assert!(
        said(&refused).contains("is not empty"),
        "{}",
        said(&refused)
    );

    let name = format!("restored_{}", RandomIds.id().simple());
    let mut conn = pool.acquire().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "create database {name} template template0"
    )))
    .execute(&mut *conn)
    .await
    .unwrap();
    let other = database.as_ref().clone().database(&name);
    let (other_url, other_data) = (other.to_url_lossy().to_string(), folder());
    let restored = run("restore", &backup, &other_url, &other_data);
    assert!(restored.status.success(), "{}", said(&restored));
    let photo = std::fs::read(other_data.join("blobs/ab/photo.jpg")).unwrap();
    assert_eq!(photo, b"a photo");
    let whole = admin(&other_url, &other_data, &["verify-audit", "--kept", &kept]);
    assert!(whole.status.success(), "{}", said(&whole));
    let mut look = PgConnection::connect_with(&other).await.unwrap();
    let staff: Vec<String> = sqlx::query_scalar("select user_name from staff order by user_name")
        .fetch_all(&mut look)
        .await
        .unwrap();
    assert_eq!(staff, ["wang.li", "zhang.li"]);
    look.close().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("drop database {name}")))
        .execute(&mut *conn)
        .await
        .unwrap();
}
