//! What the portal's role can do to the audit log: read it, and add to it.

use sqlx::{AssertSqlSafe, Executor as _};

use super::*;
use crate::audit::tests::written;
use crate::ids::{Ids as _, RandomIds};
use crate::pool;
use crate::testing::{emptied, kit};

/// Where the database of a test is, for another login.
fn address(owner: &PgPool, login: &str) -> String {
    let options = owner.connect_options();
    let options = options.as_ref().clone().username(login).password("x");
    sqlx::ConnectOptions::to_url_lossy(&options).to_string()
}

/// Everything that would change what is written, or open the way to it.
const BENDING: &[&str] = &[
    "update audit set details = 'x'",
    "delete from audit where number = 1",
    "truncate audit",
    "drop table audit",
    "alter table audit disable trigger all",
    "alter table audit disable trigger audit_is_append_only",
    "alter table audit add column more text",
    "alter table audit rename to other",
    "drop trigger audit_is_append_only on audit",
    "create trigger mine before insert on audit for each row execute function audit_is_append_only()",
    "create rule mine as on insert to audit do instead nothing",
    "create or replace function audit_is_append_only() returns trigger language plpgsql as
     'begin return new; end'",
    "drop function audit_is_append_only() cascade",
    "insert into audit select * from audit where number = 1
     on conflict (number) do update set details = 'x'",
    "copy audit from program 'cat /dev/null'",
    "set session_replication_role = replica",
    "alter table audit owner to current_user",
    "create table mine ()",
    "delete from _sqlx_migrations",
    "update sealing set finished_at = now()",
    "drop schema public cascade",
];

async fn cannot_bend(portal: &PgPool) {
    // Postgres says no with a warning only.
    portal
        .execute("grant update, delete on audit to current_user")
        .await
        .unwrap();
    assert!(!can_bend_audit(portal).await.unwrap());
    for statement in BENDING {
        // In a transaction of its own, so that what succeeds is not there for the next.
        let mut tx = portal.begin().await.unwrap();
        let Err(refused) = tx.execute(*statement).await else {
            panic!("this was carried out: {statement}");
        };
        let code = match &refused {
            sqlx::Error::Database(error) => error.code().unwrap_or_default().into_owned(),
            other => other.to_string(),
        };
        assert_eq!(code, "42501", "{statement}: {refused}");
    }
}

/// What every day needs.
async fn can_work(portal: PgPool) {
    let kit = kit(portal);
    let before = kit.backend.verify_audit(None).await.unwrap().unwrap();
    let kit = written(kit).await;
    let after = kit.backend.verify_audit(None).await.unwrap().unwrap();
    assert_eq!(after.entries, before.entries + 3);
    let mut conn = kit.backend.pool.acquire().await.unwrap();
    let to = "lin@mail.example";
    let language = domain::text::Language::English;
    let notice = crate::mail::Urgency::Notice;
    kit.backend
        .mail(
            &mut conn,
            notice,
            to,
            language,
            crate::mail::Template::Code,
            &[],
        )
        .await
        .unwrap();
    for statement in ["update job set tries = 0", "delete from job"] {
        conn.execute(statement).await.unwrap();
    }
}

#[sqlx::test(migrations = false)]
async fn with_a_login_of_its_own_the_portal_works_and_cannot_bend_the_audit_log(owner: PgPool) {
    emptied(&owner).await;
    pool::migrate(&owner).await.unwrap();
    assert!(can_bend_audit(&owner).await.unwrap());
    let login = format!("portal {}", RandomIds.id().simple());
    let quoted = format!("\"{login}\"");
    owner
        .execute(AssertSqlSafe(format!(
            "create role {quoted} login password 'x'"
        )))
        .await
        .unwrap();
    for _ in 0..2 {
        admit(&owner, &login).await.unwrap();
    }
    let portal = pool::connect(&address(&owner, &login), 2, None)
        .await
        .unwrap();
    assert_eq!(name(&portal).await.unwrap(), login);
    can_work(portal.clone()).await;
    cannot_bend(&portal).await;
    portal.close().await;
    owner
        .execute(AssertSqlSafe(format!(
            "drop owned by {quoted}; drop role {quoted}"
        )))
        .await
        .unwrap();
}

#[sqlx::test(migrations = false)]
async fn what_others_keep_in_the_same_database_is_left_to_them(superuser: PgPool) {
    emptied(&superuser).await;
    let [owner, portal] = ["owner", "portal"].map(|of| format!("{of}_{}", RandomIds.id().simple()));
    superuser
        .execute(AssertSqlSafe(format!(
            "create role {owner} login password 'x'; create role {portal} login password 'x';
             grant all on schema public to {owner};
             create table public.dba_note (x int); create sequence public.dba_number;
             create view public.dba_view as select 1 as x"
        )))
        .await
        .unwrap();
    let plain = pool::connect(&address(&superuser, &owner), 2, None)
        .await
        .unwrap();
    pool::migrate(&plain).await.unwrap();
    admit(&plain, &portal).await.unwrap();
    let pool = pool::connect(&address(&superuser, &portal), 2, None)
        .await
        .unwrap();
    can_work(pool.clone()).await;
    cannot_bend(&pool).await;
    for statement in [
        "select from dba_note",
        "select from dba_view",
        "select nextval('dba_number')",
    ] {
        let refused = pool.execute(statement).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {refused}");
    }
    pool.close().await;
    plain.close().await;
    superuser
        .execute(AssertSqlSafe(format!(
            "drop owned by {portal}, {owner}; drop role {portal}, {owner}"
        )))
        .await
        .unwrap();
}

#[sqlx::test(migrations = false)]
async fn with_one_address_its_connections_take_on_a_role_that_cannot_bend_the_audit_log(
    owner: PgPool,
) {
    emptied(&owner).await;
    pool::migrate(&owner).await.unwrap();
    let both = futures::future::join(make(&owner), make(&owner)).await;
    assert!(both.0.unwrap() && both.1.unwrap());
    let options = owner.connect_options();
    let url = sqlx::ConnectOptions::to_url_lossy(options.as_ref()).to_string();
    let portal = pool::connect(&url, 2, Some(PORTAL)).await.unwrap();
    assert_eq!(name(&portal).await.unwrap(), PORTAL);
    can_work(portal.clone()).await;
    cannot_bend(&portal).await;
    // It is what connections begin with.
    let mut conn = portal.acquire().await.unwrap();
    conn.execute("reset role").await.unwrap();
    assert_eq!(sql::current_user(&mut conn).await.unwrap(), PORTAL);
}

#[sqlx::test(migrations = false)]
async fn an_owner_who_may_not_make_roles_is_told_apart(owner: PgPool) {
    emptied(&owner).await;
    let login = format!("owner_{}", RandomIds.id().simple());
    owner
        .execute(AssertSqlSafe(format!(
            "create role {login} login password 'x'; grant all on schema public to {login}"
        )))
        .await
        .unwrap();
    let plain = pool::connect(&address(&owner, &login), 2, None)
        .await
        .unwrap();
    pool::migrate(&plain).await.unwrap();
    let name = format!("nobody_{}", RandomIds.id().simple());
    let refused = sql::make_role(&mut plain.acquire().await.unwrap(), &name).await;
    assert!(refused.is_err());
    plain.close().await;
    owner
        .execute(AssertSqlSafe(format!(
            "drop owned by {login}; drop role {login}"
        )))
        .await
        .unwrap();
}
