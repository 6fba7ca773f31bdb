//! The key file as the process sees it, a change of keys from the command line, and the two roles
//! of the database.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::Output;

use backend::ids::{Ids as _, RandomIds};
use backend::pool::{MIGRATOR, role};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, PgPool};

use crate::process::{Running, address, command, refusal};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("keys-{}", RandomIds.id()))
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
    let login = format!("works_{}", RandomIds.id().simple());
    let create = format!("create role {login} login password 'x'");
    owner.execute(AssertSqlSafe(create)).await.unwrap();
    let options = owner.connect_options();
    let portal = options.as_ref().clone().username(&login).password("x");
    let portal = portal.to_url_lossy().to_string();
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
    let server = Running::start(&address(&owner));
    assert_eq!(server.status_of("/readyz").await, "200");
    let pool = backend::pool::connect(&address(&owner), 1, Some(role::PORTAL))
        .await
        .unwrap();
    assert!(!role::can_bend_audit(&pool).await.unwrap());
    pool.close().await;
}
