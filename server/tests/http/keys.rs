//! The key file as the process sees it, a change of keys from the command line, and the two roles
//! of the database.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Output;

use backend::ids::{Ids as _, RandomIds};
use backend::pool::{MIGRATOR, role};
use backend::session::NewOwner;
use backend::testing::emptied;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, PgPool};

use crate::authority::{applicant, session};
use crate::process::{Running, address, command, refusal};
use crate::stage::Stage;

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{}", RandomIds.id()))
}

/// A role with a login of its own, and the address of the owner's database for it.
async fn login(owner: &PgPool) -> (String, String) {
    let login = format!("works_{}", RandomIds.id().simple());
    let create = format!("create role {login} login password 'x'");
    owner.execute(AssertSqlSafe(create)).await.unwrap();
    let options = owner.connect_options();
    let address = options.as_ref().clone().username(&login).password("x");
    (login, address.to_url_lossy().to_string())
}

fn said(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn without_a_key_file_it_does_not_start_and_says_so_in_one_sentence(pool: PgPool) {
    let database = address(&pool);
    let none = command(&database)
        .env_remove("DOCKET_KEYS")
        .output()
        .unwrap();
    assert_eq!(
        refusal(&none),
        "DOCKET_KEYS names no key file, and nothing is stored unsealed: `admin new-key FILE` makes one."
    );
    let keys = file();
    let start = || {
        command(&database)
            .env("DOCKET_KEYS", &keys)
            .output()
            .unwrap()
    };
    assert!(refusal(&start()).starts_with("The keys cannot be used: "));
    std::fs::write(&keys, "one two three\n").unwrap();
    std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o644)).unwrap();
    assert!(
        refusal(&start()).contains("everybody on this machine may open it"),
        "{}",
        refusal(&start())
    );
    std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o600)).unwrap();
    let wrong = refusal(&start());
    assert!(
        wrong.ends_with("line 1 is not an id, a space and 32 bytes in Base64."),
        "{wrong}"
    );
    assert!(!wrong.contains("two"), "{wrong}");
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn keys_are_made_added_and_changed_from_the_command_line(pool: PgPool) {
    let database = address(&pool);
    let keys = file();
    let admin = |words: &[&str]| {
        let mut command = command(&database);
        command
            .env("DOCKET_KEYS", &keys)
            .arg("admin")
            .args(words)
            .output()
            .unwrap()
    };
    let printed = said(&admin(&["new-key"]));
    assert_eq!(printed.lines().count(), 2);
    let name = keys.to_str().unwrap().to_owned();
    said(&admin(&["new-key", &name]));
    assert_eq!(
        std::fs::metadata(&keys).unwrap().permissions().mode() & 0o777,
        0o600
    );
    // Whoever serves is in its group: a new key does not shut them out.
    std::fs::set_permissions(&keys, PermissionsExt::from_mode(0o640)).unwrap();
    let first = std::fs::read_to_string(&keys).unwrap();
    sqlx::query(
        "insert into account (id, user_name, password_hash, language, profile, created_at)
         values (gen_random_uuid(), 'lin', 'x', 'en', '{\"real_name\": \"lin\"}', now())",
    )
    .execute(&pool)
    .await
    .unwrap();
    assert!(said(&admin(&["rotate-keys"])).starts_with("sealed: 1\nleft: 0\n"));
    said(&admin(&["new-key", &name]));
    let both = std::fs::read_to_string(&keys).unwrap();
    assert!(both.ends_with(&first) && both.lines().count() == 3);
    let mode = std::fs::metadata(&keys).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert!(said(&admin(&["rotate-keys"])).starts_with("sealed: 1\nleft: 0\n"));
    assert!(said(&admin(&["rotate-keys", "--index"])).starts_with("sealed: 1\nleft: 0\n"));
    let lines: Vec<&str> = both.lines().collect();
    // A key file of another portal.
    let other = file();
    server::keys::add(&other, &RandomIds).unwrap();
    let strange = command(&database)
        .env("DOCKET_KEYS", &other)
        .output()
        .unwrap();
    assert!(
        refusal(&strange).contains("sealed with a key that is not in the file"),
        "{}",
        refusal(&strange)
    );
    // The old sealing key leaves.
    std::fs::write(&keys, format!("{}\n{}\n", lines[0], lines[2])).unwrap();
    assert!(said(&admin(&["rotate-keys"])).starts_with("sealed: 0\nleft: 0\n"));
}

#[sqlx::test(migrations = false)]
async fn with_an_owner_beside_it_the_portal_serves_as_a_role_that_owns_nothing(owner: PgPool) {
    emptied(&owner).await;
    let (login, portal) = login(&owner).await;
    let server = Running::start_with(&portal, &[("DOCKET_OWNER_DATABASE_URL", &address(&owner))]);
    assert_eq!(server.status_of("/readyz").await, "200");
    let pool = backend::pool::connect(&portal, 1, None).await.unwrap();
    assert!(!role::can_bend_audit(&pool).await.unwrap());
    pool.close().await;
    drop(server);
    owner
        .execute(AssertSqlSafe(format!(
            "drop owned by {login}; drop role {login}"
        )))
        .await
        .unwrap();
}

#[sqlx::test(migrations = false)]
async fn with_one_address_its_connections_own_nothing_either(owner: PgPool) {
    emptied(&owner).await;
    let server = Running::start(&address(&owner));
    assert_eq!(server.status_of("/readyz").await, "200");
    let pool = backend::pool::connect(&address(&owner), 1, Some(role::PORTAL))
        .await
        .unwrap();
    assert!(!role::can_bend_audit(&pool).await.unwrap());
    pool.close().await;
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn keys_change_while_the_portal_serves(pool: PgPool) {
    let database = address(&pool);
    let keys = file();
    server::keys::add(&keys, &RandomIds).unwrap();
    let name = keys.to_str().unwrap().to_owned();
    let admin = |words: &[&str]| {
        let mut command = command(&database);
        let command = command.env("DOCKET_KEYS", &keys).arg("admin").args(words);
        command.output().unwrap()
    };
    let stage = Stage::new(pool.clone());
    let owner = applicant(&pool, "owner").await;
    sqlx::query(
        "update account set profile = convert_to('{\"real_name\": \"Lin Xiaoan\"}', 'UTF8')",
    )
    .execute(&pool)
    .await
    .unwrap();
    let token = session(&stage, NewOwner::Applicant(owner)).await;
    let server = Running::start_with(&database, &[("DOCKET_KEYS", &name)]);
    said(&admin(&["rotate-keys"]));
    let page = async || {
        let cookie = format!("docket={token}");
        server.answer_to("/account", &cookie).await
    };
    let before = page().await;
    assert!(before.contains("Lin Xiaoan"), "{before}");
    for _ in 0..2 {
        said(&admin(&["new-key", &name]));
        let told = said(&admin(&["rotate-keys"]));
        assert!(told.contains("left: 0\nOnly the first key"), "{told}");
        let after = page().await;
        assert!(
            after.starts_with("HTTP/1.1 200") && after.contains("Lin Xiaoan"),
            "{after}"
        );
    }
    let rotated: i64 =
        sqlx::query_scalar("select count(*) from audit where action = 'keys.rotated'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(rotated, 3);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn keys_of_another_portal_and_files_that_hold_none_are_refused(pool: PgPool) {
    let database = address(&pool);
    let (ours, others) = (file(), file());
    for keys in [&ours, &others] {
        server::keys::add(keys, &RandomIds).unwrap();
    }
    let admin = |keys: &PathBuf, words: &[&str]| {
        let mut command = command(&database);
        let command = command.env("DOCKET_KEYS", keys).arg("admin").args(words);
        command.output().unwrap()
    };
    applicant(&pool, "owner").await;
    sqlx::query("update account set profile = convert_to('{\"real_name\": \"lin\"}', 'UTF8')")
        .execute(&pool)
        .await
        .unwrap();
    said(&admin(&ours, &["rotate-keys"]));
    let list = file();
    std::fs::write(&list, "user_name,type,name\nli.hua,person,李华\n").unwrap();
    for words in [
        &["rotate-keys"][..],
        &["rotate-keys", "--index"],
        &["import-accounts", list.to_str().unwrap()],
    ] {
        let refused = admin(&others, words);
        assert_eq!(
            refusal(&refused),
            "The keys cannot be used: what is in the database was sealed with a key that is not \
             in the file."
        );
        let stderr = String::from_utf8_lossy(&refused.stderr);
        assert!(!stderr.contains("ERROR"), "{stderr}");
    }
    let before = format!("# ours\n{}", std::fs::read_to_string(&ours).unwrap());
    std::fs::write(&ours, format!("{before}half a line\n")).unwrap();
    let refused = refusal(&admin(&ours, &["new-key", ours.to_str().unwrap()]));
    assert!(
        refused.ends_with(": line 4 is not an id, a space and 32 bytes in Base64."),
        "{refused}"
    );
    assert!(
        std::fs::read_to_string(&ours)
            .unwrap()
            .ends_with("half a line\n")
    );
    // A file somebody made beforehand, to close it, becomes a key file.
    std::fs::write(&others, "").unwrap();
    said(&admin(&others, &["new-key", others.to_str().unwrap()]));
    assert_eq!(std::fs::read_to_string(&others).unwrap().lines().count(), 2);
}

#[sqlx::test(migrations = false)]
async fn an_owner_of_another_database_is_refused_before_its_schema_changes(pool: PgPool) {
    emptied(&pool).await;
    let name = format!("beside_{}", RandomIds.id().simple());
    let create = format!("create database {name} template template0");
    pool.execute(AssertSqlSafe(create)).await.unwrap();
    let options = pool.connect_options();
    let other = options.as_ref().clone().database(&name);
    let other = other.to_url_lossy().to_string();
    let refused = command(&address(&pool))
        .env("DOCKET_OWNER_DATABASE_URL", &other)
        .output()
        .unwrap();
    assert_eq!(
        refusal(&refused),
        "DOCKET_OWNER_DATABASE_URL and DATABASE_URL name different databases; they must be two \
         ways into the same one."
    );
    let look = backend::pool::connect(&other, 1, None).await.unwrap();
    let tables: i64 =
        sqlx::query_scalar("select count(*) from pg_tables where schemaname = 'public'")
            .fetch_one(&look)
            .await
            .unwrap();
    assert_eq!(tables, 0);
    look.close().await;
    let drop = format!("drop database {name} with (force)");
    pool.execute(AssertSqlSafe(drop)).await.unwrap();
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn a_role_that_may_not_change_the_schema_is_told_whose_address_is_missing(owner: PgPool) {
    let (login, portal) = login(&owner).await;
    let alone = refusal(&command(&portal).output().unwrap());
    assert!(
        alone.ends_with(
            ": the role of DATABASE_URL may not change the schema, so DOCKET_OWNER_DATABASE_URL \
             must name the owner of its tables."
        ),
        "{alone}"
    );
    owner
        .execute(AssertSqlSafe(format!("drop role {login}")))
        .await
        .unwrap();
}
