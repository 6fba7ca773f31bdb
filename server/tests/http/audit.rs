//! The audit log at the operator's console.

use std::process::Output;

use backend::pool::MIGRATOR;
use domain::review::Role;
use sqlx::PgPool;

use crate::authority::{applicant, offices, request, reset, session, staff};
use crate::process::{address, command, refusal};
use crate::stage::Stage;

fn said(output: &Output) -> Vec<String> {
    assert!(output.status.success(), "{}", refusal(output));
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(str::to_owned).collect()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn an_auditor_reads_who_did_what_to_what(pool: PgPool) {
    let database = address(&pool);
    let audit = |words: &[&str]| {
        let mut command = command(&database);
        command
            .args(["admin", "audit"])
            .args(words)
            .output()
            .unwrap()
    };
    let stage = Stage::new(pool.clone());
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    reset(&pool, owner, uuid::Uuid::from_u128(9)).await;
    let officer = staff(&stage, "zhang.li", Role::Officer, Some("centre")).await;
    let token = session(&stage, officer).await;
    let case = format!("/staff/cases/{}", crate::authority::REFERENCE);
    let seen = stage.send(request("GET", &case, "", Some(&token))).await;
    assert_eq!(seen.status, 200);

    // The picture of the case, and its owner's account.
    let path = format!("/api/documents/{}", uuid::Uuid::from_u128(9));
    stage.send(request("GET", &path, "", Some(&token))).await;
    let administrator = staff(&stage, "wang.wu", Role::Administrator, None).await;
    let desk = session(&stage, administrator).await;
    let path = format!("/staff/accounts/{owner}");
    let seen = stage.send(request("GET", &path, "", Some(&desk))).await;
    assert_eq!(seen.status, 200);

    let all = said(&audit(&["show"]));
    assert_eq!(all[0], "number,time,actor,action,subject,details,hash");
    let made = "console,staff.added,zhang.li,role: officer; office: centre,";
    assert!(
        all[1].starts_with("1,20") && all[1].contains(made),
        "{all:?}"
    );
    let last = all.last().unwrap();
    assert!(last.contains(",wang.wu,account.seen,owner,,"), "{last}");
    for seen in ["case.seen", "picture.seen"] {
        let line = format!(",zhang.li,{seen},{},", crate::authority::REFERENCE);
        assert!(all.iter().any(|entry| entry.contains(&line)), "{all:?}");
    }
    let an_id = "-0000-0000-0000-";
    assert!(!all.concat().contains(an_id), "{all:?}");
    assert!(!all.concat().contains(&owner.to_string()), "{all:?}");
    let newest = said(&audit(&["verify"])).pop().unwrap();
    assert!(last.ends_with(&format!(",{newest}")), "{last}");

    let of = |words: &[&str]| said(&audit(&[&["show"], words].concat())).len() - 1;
    assert_eq!(
        of(&[
            "--actor",
            "Zhang.Li",
            "--subject",
            crate::authority::REFERENCE
        ]),
        2
    );
    assert_eq!(of(&["--subject", "Owner"]), 1);
    assert_eq!(of(&["--actor", "console"]), 2);
    assert_eq!(of(&["--actor", "nobody.here"]), 0);
    assert_eq!(of(&["--until", "2020-01-01"]), 0);
    assert_eq!(of(&["--since", "2020-01-01"]), all.len() - 1);

    said(&audit(&[
        "verify",
        "--kept",
        &format!(" {} ", newest.to_uppercase()),
    ]));
    let none = refusal(&audit(&["verify", "--kept", &newest[1..]]));
    assert!(
        none.starts_with("--kept: ") && none.contains("is no hash"),
        "{none}"
    );
    let strange = refusal(&audit(&["verify", "--kept", &"0".repeat(64)]));
    assert!(
        strange.starts_with("The audit log is broken: "),
        "{strange}"
    );
}
