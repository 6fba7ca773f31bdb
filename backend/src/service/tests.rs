//! Customer service, on a real database.

use chrono::TimeDelta;
use domain::review::Role;
use sqlx::PgPool;

use super::*;
use crate::testing::owner::PASSWORD;
use crate::testing::{HERE, Kit, kit};

const OLD: &str = "old@mail.example";

async fn supervisor(kit: &Kit) -> Caller {
    kit.staff("supervisor", Role::Supervisor, None).await
}

async fn names(kit: &Kit, caller: &Caller, search: &str) -> Vec<String> {
    let found = kit.backend.find_accounts(caller, search).await.unwrap();
    found
        .accounts
        .into_iter()
        .map(|found| found.user_name)
        .collect()
}

async fn audited(kit: &Kit) -> Vec<(String, String)> {
    sqlx::query_as(
        "select action, subject from audit where action like 'account.%' order by number",
    )
    .fetch_all(&kit.backend.pool)
    .await
    .unwrap()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_account_is_found_by_name_number_mailbox_and_address(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    kit.account("zhang.san", Some(OLD)).await;
    let file = "user_name,type,name,id_number,mailbox_1,mailbox_1_password\n\
        ouyang,person,欧阳娜娜,11010519491231002X,ou@older.example,Initial-1\n";
    kit.backend
        .import_accounts(file.as_bytes(), false)
        .await
        .unwrap();
    for (search, name) in [
        ("ZHANG.SAN", "zhang.san"),
        ("Old@mail.example", "zhang.san"),
        ("ouyang", "ouyang"),
        ("11010519491231002x", "ouyang"),
        ("１１０１０５１９４９１２３１００２Ｘ", "ouyang"),
        ("OU@older.example", "ouyang"),
        ("欧阳", "ouyang"),
        ("阳娜娜", "ouyang"),
    ] {
        assert_eq!(names(&kit, &caller, search).await, [name], "{search}");
    }
    for search in ["zhang", "1101051949", "nobody@mail.example", "王五"] {
        assert!(names(&kit, &caller, search).await.is_empty(), "{search}");
    }
    let short = kit.backend.find_accounts(&caller, "欧").await.unwrap();
    assert!(short.is_too_short && short.accounts.is_empty());
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_password_of_an_only_mailbox_is_said_to_be_good_and_of_several_none(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let file = "user_name,type,name,id_number,mailbox_1,mailbox_1_password,mailbox_2,mailbox_2_password\n\
        ouyang,person,欧阳娜娜,11010519491231002X,ou@older.example,Initial-1,,\n\
        zhou,person,周思雨,110105198001010016,one@older.example,Initial-2,two@older.example,Initial-3\n";
    let imported = kit.backend.import_accounts(file.as_bytes(), false).await;
    assert_eq!(imported.unwrap().added, 2);
    let good = async |name: &str| {
        let found = kit.backend.find_accounts(&caller, name).await.unwrap();
        let id = found.accounts[0].id;
        let account = kit.backend.served_account(&caller, id).await.unwrap();
        let good = account.mailboxes.into_iter().map(|(_, good)| good);
        good.collect::<Vec<_>>()
    };
    assert_eq!(good("ouyang").await, [true]);
    assert_eq!(good("zhou").await, [false, false]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn every_search_and_every_look_is_audited_by_ids_alone(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    names(&kit, &caller, "zhang.san").await;
    kit.backend.served_account(&caller, id).await.unwrap();
    let seen = [
        ("account.searched", "account".to_owned()),
        ("account.seen", format!("account:{id}")),
    ];
    assert_eq!(
        audited(&kit).await,
        seen.map(|(action, subject)| (action.to_owned(), subject))
    );
    let details: Vec<String> = sqlx::query_scalar("select details from audit order by number")
        .fetch_all(&kit.backend.pool)
        .await
        .unwrap();
    assert!(
        details.contains(&id.to_string()) && !details.concat().contains("zhang"),
        "{details:?}"
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn officers_and_applicants_serve_nobody(pool: PgPool) {
    let kit = kit(pool);
    crate::demo::seed(&kit.backend).await.unwrap();
    let id = kit.account("zhang.san", Some(OLD)).await;
    let officer = kit
        .staff("o.one", Role::Officer, Some("zhengzhou-centre"))
        .await;
    let owner = kit.browser_of(id).await;
    let backend = &kit.backend;
    for (caller, is_staff) in [(&officer, true), (&owner, false)] {
        let answers = [
            backend.find_accounts(caller, "zhang.san").await.map(drop),
            backend.served_account(caller, id).await.map(drop),
            backend
                .serve(caller, id, ServiceOrder::Pause, "")
                .await
                .map(drop),
        ];
        for answer in answers {
            let is_refused = match is_staff {
                true => matches!(answer, Err(Error::Forbidden)),
                false => matches!(answer, Err(Error::SignedOut)),
            };
            assert!(is_refused, "{answer:?}");
        }
    }
    let administrator = kit.staff("admin.one", Role::Administrator, None).await;
    backend.served_account(&administrator, id).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_state_of_an_account_is_told(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let backend = &kit.backend;
    let view = backend.served_account(&caller, id).await.unwrap();
    assert_eq!((view.signed_in_at, view.sessions), (None, 0));
    assert_eq!(
        (view.password, view.paused_seconds),
        (PasswordState::Own, 0)
    );
    kit.browser_of(id).await;
    for _ in 0..5 {
        backend
            .sign_in("zhang.san", "wrong", HERE)
            .await
            .unwrap_err();
    }
    let view = backend.served_account(&caller, id).await.unwrap();
    assert_eq!(view.signed_in_at.as_deref(), Some("2026-11-23 09:00"));
    assert_eq!((view.sessions, view.paused_seconds), (1, 60));
    let nobody = AccountId(backend.ids.id());
    let unknown = backend.served_account(&caller, nobody).await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_password_is_shown_once_the_owner_told_and_the_note_sealed(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let backend = &kit.backend;
    let order = ServiceOrder::Password { by_mail: false };
    let missing = backend.serve(&caller, id, order.clone(), " ").await;
    let Err(Error::Answers(reasons)) = missing else {
        panic!("{missing:?}")
    };
    assert_eq!(reasons["note"], FieldError::Required);
    let password = backend
        .serve(&caller, id, order, "护照已核对")
        .await
        .unwrap()
        .unwrap();
    let signed_in = backend.sign_in("zhang.san", &password, HERE).await.unwrap();
    assert_eq!(signed_in.landing, domain::account::Landing::Password);
    let mails = kit.new_mails().await;
    let [(to, text)] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(to, OLD);
    assert!(text.contains("zhang.san") && text.contains("2026-12-23") && !text.contains(&password));

    let view = backend.served_account(&caller, id).await.unwrap();
    assert!(matches!(
        view.password,
        PasswordState::Initial {
            is_expired: false,
            ..
        }
    ));
    let record = &view.records[0];
    assert_eq!(
        (record.by.as_str(), record.act, record.note.as_str()),
        ("supervisor", Act::Password, "护照已核对")
    );
    let stored: Vec<u8> = sqlx::query_scalar("select note from service_record")
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    let note = "护照".as_bytes();
    assert!(!stored.windows(note.len()).any(|part| part == note));
    assert_eq!(audited(&kit).await[0].0, "account.password");
    kit.clock.advance(TimeDelta::days(30));
    let view = backend.served_account(&caller, id).await.unwrap();
    assert!(matches!(
        view.password,
        PasswordState::Initial {
            is_expired: true,
            ..
        }
    ));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_password_can_go_to_the_confirmed_address_and_nowhere_else(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let without = kit.account("li.si", None).await;
    let backend = &kit.backend;
    let order = ServiceOrder::Password { by_mail: true };
    let nowhere = backend.serve(&caller, without, order.clone(), "seen").await;
    assert!(matches!(nowhere, Err(Error::Answers(_))), "{nowhere:?}");
    backend.sign_in("li.si", PASSWORD, HERE).await.unwrap();
    assert_eq!(
        backend.serve(&caller, id, order, "seen").await.unwrap(),
        None
    );
    let mails = kit.new_mails().await;
    let [(to, text)] = mails.as_slice() else {
        panic!("{mails:?}")
    };
    assert_eq!(to, OLD);
    let password = text
        .lines()
        .find(|line| line.len() == 19 && line.contains('-'))
        .unwrap();
    backend.sign_in("zhang.san", password, HERE).await.unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_pause_is_lifted_at_once(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let backend = &kit.backend;
    for _ in 0..5 {
        backend
            .sign_in("zhang.san", "wrong", HERE)
            .await
            .unwrap_err();
    }
    backend
        .sign_in("zhang.san", PASSWORD, HERE)
        .await
        .unwrap_err();
    backend
        .serve(&caller, id, ServiceOrder::Pause, "")
        .await
        .unwrap();
    backend.sign_in("zhang.san", PASSWORD, HERE).await.unwrap();
    assert_eq!(kit.new_mails().await.len(), 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_corrected_address_is_told_to_both_and_ends_sessions(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let browser = kit.browser_of(id).await.token.unwrap();
    let backend = &kit.backend;
    let order = |email: &str| ServiceOrder::Email(email.to_owned());
    for wrong in ["nobody", OLD] {
        let refused = backend.serve(&caller, id, order(wrong), "seen").await;
        let Err(Error::Answers(reasons)) = refused else {
            panic!("{refused:?}")
        };
        assert!(reasons.contains_key("email"), "{wrong}: {reasons:?}");
    }
    backend
        .serve(&caller, id, order("new@mail.example"), "seen")
        .await
        .unwrap();
    let mut told: Vec<String> = kit
        .new_mails()
        .await
        .into_iter()
        .map(|(to, _)| to)
        .collect();
    told.sort();
    assert_eq!(told, ["new@mail.example", OLD]);
    assert!(backend.find_session(&browser).await.unwrap().is_none());
    let profile = backend.profile(id).await.unwrap();
    assert_eq!(profile.email.as_deref(), Some("new@mail.example"));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_gathers_accounts_one_after_the_other(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    for _ in 0..120 {
        kit.backend.find_accounts(&caller, "nobody").await.unwrap();
    }
    let more = kit.backend.served_account(&caller, id).await;
    assert!(matches!(more, Err(Error::TooMany { .. })), "{more:?}");
    kit.backend
        .serve(&caller, id, ServiceOrder::Pause, "")
        .await
        .unwrap();
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_lost_second_factor_is_taken_away_and_the_owner_told(pool: PgPool) {
    let kit = kit(pool);
    let caller = supervisor(&kit).await;
    let id = kit.account("zhang.san", Some(OLD)).await;
    let backend = &kit.backend;
    let none = backend
        .serve(&caller, id, ServiceOrder::Factor, "seen")
        .await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    sqlx::query(
        "insert into second_factor (id, account_id, secret, last_step, created_at)
         values ($1, $2, '\\x01', 0, now())",
    )
    .bind(backend.ids.id())
    .bind(id.0)
    .execute(&backend.pool)
    .await
    .unwrap();
    let browser = kit.browser_of(id).await.token.unwrap();
    assert!(
        backend
            .served_account(&caller, id)
            .await
            .unwrap()
            .has_factor
    );
    backend
        .serve(&caller, id, ServiceOrder::Factor, "seen")
        .await
        .unwrap();
    assert!(
        !backend
            .served_account(&caller, id)
            .await
            .unwrap()
            .has_factor
    );
    assert!(backend.find_session(&browser).await.unwrap().is_none());
    let mails = kit.new_mails().await;
    assert_eq!((mails.len(), mails[0].0.as_str()), (1, OLD));
}
