//! Files of accounts, on a real database.

use sqlx::PgPool;

use super::*;
use crate::Error;
use crate::testing::{HERE, Kit, kit};

const EXAMPLE: &str = include_str!("../../../../docs/accounts.example.csv");

async fn ready(pool: PgPool) -> Kit {
    let kit = kit(pool);
    crate::demo::seed(&kit.backend).await.unwrap();
    // The one of docs/platform.example.toml.
    sqlx::query(
        "insert into office (id, city, names, postal_address, telephone, fax)
         select 'centre', city, names, postal_address, telephone, fax
         from office where id = 'zhengzhou-centre'",
    )
    .execute(&kit.backend.pool)
    .await
    .unwrap();
    kit
}

async fn import(kit: &Kit, file: &str, partial: bool) -> Imported {
    kit.backend
        .import_accounts(file.as_bytes(), partial)
        .await
        .unwrap()
}

async fn count(kit: &Kit, table: &'static str) -> i64 {
    let query = format!("select count(*) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(query))
        .fetch_one(&kit.backend.pool)
        .await
        .unwrap()
}

/// What is wrong, in words: line and sentence.
fn said(imported: &Imported) -> Vec<String> {
    let lines = imported.wrong.iter();
    lines
        .flat_map(|(line, problems)| problems.iter().map(move |it| format!("{line} {it}")))
        .collect()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_example_is_imported_with_and_without_a_mark_and_twice_is_once(pool: PgPool) {
    let kit = ready(pool).await;
    let first = import(&kit, &format!("\u{feff}{EXAMPLE}"), false).await;
    assert_eq!((first.added, first.known, said(&first)), (2, 0, vec![]));
    let again = import(&kit, EXAMPLE, false).await;
    assert_eq!((again.added, again.known, said(&again)), (0, 2, vec![]));
    for (table, rows) in [
        ("account", 2),
        ("imported_account", 2),
        ("mailbox", 3),
        ("account_key", 1),
    ] {
        assert_eq!(count(&kit, table).await, rows, "{table}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whom_an_import_added_can_be_asked_and_one_that_added_nobody_is_not_logged(pool: PgPool) {
    let kit = ready(pool).await;
    for _ in 0..2 {
        import(&kit, EXAMPLE, false).await;
    }
    let stored: Vec<String> =
        sqlx::query_scalar("select details from audit where action = 'account.imported'")
            .fetch_all(&kit.backend.pool)
            .await
            .unwrap();
    let names: Vec<String> = sqlx::query_scalar(
        "select user_name from account join imported_account on account_id = id",
    )
    .fetch_all(&kit.backend.pool)
    .await
    .unwrap();
    assert_eq!((stored.len(), names.len()), (1, 2));
    for name in names {
        assert!(!stored[0].contains(&name), "{stored:?}");
        let filter = crate::audit::Filter {
            subject: Some(name.clone()),
            ..Default::default()
        };
        let (entries, _) = kit.backend.read_audit(0, &filter).await.unwrap().unwrap();
        assert_eq!(entries.len(), 1, "{name}");
        let details = &entries[0].details;
        assert!(
            details.starts_with("accounts: 2; ") && details.contains(&name),
            "{details}"
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_imported_account_is_open_has_no_password_and_its_owners_data(pool: PgPool) {
    let kit = ready(pool).await;
    import(&kit, EXAMPLE, false).await;
    let backend = &kit.backend;
    let press = backend
        .account_of_key("CN=Older CA, O=Example", "0xABC01")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        backend
            .account_of_key("CN=Other CA", "ABC01")
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        backend
            .account_of_key("CN=Older CA, O=Example", "?")
            .await
            .unwrap(),
        None
    );
    let profile = backend.profile(press).await.unwrap();
    assert_eq!(profile.user_name, "zhongyuan.press");
    assert_eq!(profile.name, "中原示例出版有限公司");
    assert_eq!(profile.answers.get("office_city"), Some("4101"));
    assert!(profile.opened_at.is_some());
    for password in ["", "Initial-9911", "Older-5521"] {
        let refused = backend.sign_in("zhongyuan.press", password, HERE).await;
        assert!(
            matches!(refused, Err(Error::WrongCredentials)),
            "{refused:?}"
        );
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn only_an_address_the_older_platform_made_sure_of_is_confirmed(pool: PgPool) {
    let kit = ready(pool).await;
    import(&kit, EXAMPLE, false).await;
    let confirmed: Vec<(String, Option<String>)> =
        sqlx::query_as("select user_name, email from account order by user_name")
            .fetch_all(&kit.backend.pool)
            .await
            .unwrap();
    let expected = [
        ("zhongyuan.press", Some("press@mail.example")),
        ("zhou.siyu", None),
    ];
    let expected = expected.map(|(name, email)| (name.to_owned(), email.map(str::to_owned)));
    assert_eq!(confirmed, expected);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn neither_numbers_nor_passwords_can_be_read_in_the_database(pool: PgPool) {
    let kit = ready(pool).await;
    import(&kit, EXAMPLE, false).await;
    let stored: Vec<Vec<u8>> = sqlx::query_scalar(
        "select identity from imported_account union all
         select identity_index from imported_account union all
         select secret from mailbox union all select profile from account",
    )
    .fetch_all(&kit.backend.pool)
    .await
    .unwrap();
    assert_eq!(stored.len(), 9);
    for secret in [
        "11010519491231002X",
        "Initial-7788",
        "Initial-9911",
        "8f1bb04d",
    ] {
        let holds = |bytes: &Vec<u8>| {
            bytes
                .windows(secret.len())
                .any(|it| it == secret.as_bytes())
        };
        assert!(!stored.iter().any(holds), "{secret}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn every_wrong_line_is_named_and_nothing_is_imported(pool: PgPool) {
    let kit = ready(pool).await;
    let file = "user_name,type,name,id_number,email,office,mailbox_1,mailbox_1_password,key_issuer,key_serial,email_proven\n\
        li.hua,person,李华,,,,,,,,\n\
        \n\
        9lives,person,李华,110105194912310021,nowhere,moon,a@b.example,,CN=A,,maybe\n\
        li.hua,robot,李华,,,,,,,,\n\
        li.hua,person,李华,,,,,,,,\n\
        wang.wu,person\n\
        zhao.liu,,,,,,x,{md5}ab,CN=A,zz,\n\
        Officer7,person,李华,,,,,,,,\n";
    let imported = import(&kit, file, false).await;
    assert_eq!(imported.added, 0);
    let said = said(&imported);
    for wanted in [
        "4 user_name: Start with a letter",
        "4 id_number: ",
        "4 email: ",
        "4 office: there is no office with this id",
        "4 mailbox_1: a mailbox needs its password",
        "4 a key needs both",
        "4 email_proven: this is none of yes, no",
        "5 type: this is none of person, enterprise, organisation",
        "6 user_name: line 2 has the same",
        "7 it has 2 columns and the first line has 11",
        "8 type: ",
        "8 name: ",
        "8 mailbox_1: ",
        "8 mailbox_1_password: a hash is written",
        "8 key_serial: a serial number",
        "9 user_name: this name is kept for staff",
    ] {
        let found = said.iter().any(|line| line.starts_with(wanted));
        assert!(found, "{wanted}\n{said:#?}");
    }
    assert_eq!(count(&kit, "account").await, 0);

    let partial = import(&kit, file, true).await;
    assert_eq!(
        (partial.added, partial.wrong.len()),
        (1, 6),
        "{:?}",
        partial.wrong
    );
    assert_eq!(count(&kit, "account").await, 1);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_takes_a_name_a_mailbox_or_a_key_that_is_somebodys(pool: PgPool) {
    let kit = ready(pool).await;
    import(&kit, EXAMPLE, false).await;
    kit.account("zhang.san", None).await;
    let file = "user_name,type,name,mailbox_1,mailbox_1_password,key_issuer,key_serial\n\
        zhang.san,person,张三,,,,\n\
        li.hua,person,李华,ZHOU@older.example,secret,,\n\
        li.na,person,李娜,,,\"CN=Older CA, O=Example\",abc01\n";
    let imported = import(&kit, file, false).await;
    assert_eq!(
        said(&imported),
        [
            "2 user_name: another account has this already",
            "3 mailbox: another account has this already",
            "4 key_serial: another account has this already",
        ]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_file_with_other_columns_or_another_encoding_says_so(pool: PgPool) {
    let kit = ready(pool).await;
    for (file, wanted) in [
        ("", "line 1: the file is empty"),
        (
            "user_name;type;name\n",
            "line 1: there is no column \"user_name;type;name\"",
        ),
        ("user_name,type\n", "line 1: the column name is missing"),
        (
            "user_name,type,name,name\n",
            "line 1: the column name is there twice",
        ),
        (
            "user_name,type,name,mailbox_1\n",
            "line 1: the column mailbox_1_password is missing",
        ),
    ] {
        let refused = kit
            .backend
            .import_accounts(file.as_bytes(), false)
            .await
            .unwrap_err();
        assert_eq!(refused.to_string(), wanted);
    }
    // 李 as GBK writes it.
    let file = b"user_name,type,name\nli.hua,person,\xC0\xEE\n";
    let imported = kit.backend.import_accounts(file, false).await.unwrap();
    assert_eq!(said(&imported), ["2 it is not encoded in UTF-8"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn rows_that_were_emptied_in_a_spreadsheet_are_none(pool: PgPool) {
    let kit = ready(pool).await;
    let file = ",,\r\n\
        user_name,type,name\r\n\
        ,,\r\n\
        li.hua,person,李华\r\n\
        , \u{3000},\r\n\
        ,,,,,\r\n\
        \"\",\"\",\"\"\r\n\
        \r\n\
        li.na,person,李3娜\r\n\
        ,,\r\n";
    let refused = import(&kit, file, false).await;
    let wrong = refused.wrong.iter().map(|(line, _)| *line);
    assert_eq!(wrong.collect::<Vec<_>>(), [9], "{:?}", said(&refused));
    let imported = import(&kit, &file.replace('3', ""), false).await;
    assert_eq!((imported.added, said(&imported)), (2, vec![]));
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_quotation_mark_alone_is_told_with_its_line_and_nothing_is_imported(pool: PgPool) {
    let kit = ready(pool).await;
    for (name, line) in [("\"李娜", 3), ("李娜\"", 3), ("\"李\"娜", 3)] {
        let file = format!(
            "user_name,type,name\n\
             li.hua,person,李华\n\
             li.na,person,{name}\n\
             wang.wu,person,王五\n"
        );
        for partial in [false, true] {
            let refused = kit.backend.import_accounts(file.as_bytes(), partial).await;
            let told = refused.unwrap_err().to_string();
            let begin = format!("line {line}: a quotation mark stands alone");
            assert!(told.starts_with(&begin), "{told}");
            assert_eq!(count(&kit, "account").await, 0);
        }
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_mailbox_is_one_however_its_domain_is_spelled(pool: PgPool) {
    let kit = ready(pool).await;
    let file = "user_name,type,name,mailbox_1,mailbox_1_password\n\
        li.hua,person,李华,li@例子.中国,secret\n\
        li.na,person,李娜,li@xn--fsqu00a.xn--fiqs8s,secret\n";
    let imported = import(&kit, file, false).await;
    assert_eq!(said(&imported), ["3 mailbox: line 2 has the same"]);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn ten_thousand_lines_take_seconds(pool: PgPool) {
    use std::fmt::Write as _;
    let kit = ready(pool).await;
    let mut file = String::from("user_name,type,name,address,mailbox_1,mailbox_1_password\n");
    for n in 0..10_000 {
        writeln!(
            file,
            "user{n},person,李华,金水区花园路1号,user{n}@older.example,secret{n}"
        )
        .unwrap();
    }
    let begun = std::time::Instant::now();
    let imported = import(&kit, &file, false).await;
    assert_eq!((imported.added, said(&imported)), (10_000, vec![]));
    // Unoptimised and beside other tests; 100,000 lines take as long in service.
    let took = begun.elapsed();
    assert!(took.as_secs() < 60, "{took:?}");
}
