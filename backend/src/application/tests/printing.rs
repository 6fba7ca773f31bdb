//! The forms of a case: what stands on them, whose they are, and that the same content is the same
//! file.

use domain::application::view::{StepAction, Target};
use domain::form::RawAnswers;
use domain::review::{Decision, Role};
use sqlx::PgPool;

use super::applicant::{go, officer, photo, posted, ready};
use crate::Error;
use crate::account::sql::profiles;
use crate::application::submit::Accepted;
use crate::caller::Caller;
use crate::testing::Kit;

const FORM: &str = "information-change-form";

/// Whoever is signed in, and the reference of the change of name they sent.
async fn renamed(kit: &Kit, user_name: &str) -> (Caller, String) {
    let backend = &kit.backend;
    let account = kit.account(user_name, Some("post@mail.example")).await;
    let owner = kit.browser_of(account).await;
    let known = [
        ("applicant_type", "enterprise"),
        ("organisation_name", "郑州石榴科技有限公司"),
        ("legal_representative", "林䶮𠮷"),
        ("email", "post@mail.example"),
        ("office_city", "4101"),
        ("office", "zhengzhou-centre"),
    ];
    let profile = backend.part_of_profile(&RawAnswers::from_iter(known));
    let mut conn = backend.pool.acquire().await.unwrap();
    profiles::replace_profile(&mut conn, &backend.keys, account, &profile.unwrap())
        .await
        .unwrap();
    drop(conn);
    let reference = backend.start(&owner, "company-name-change").await.unwrap();
    let place = Target::Reference(reference.clone());
    backend
        .store_picture(&owner, &place, "approval_scan", None, photo())
        .await
        .unwrap();
    let answers = posted(&[
        ("old_name", "郑州石榴科技有限公司"),
        ("new_name", "河南石榴科技（集团）有限公司"),
        ("change_reason", "集团化重组"),
        ("approved_on", "2026-11-02"),
    ]);
    let saved = backend.save_step(&owner, &place, "name", answers, StepAction::Next);
    assert_eq!(saved.await.unwrap().value, go("confirm"));
    let draft = backend.draft(&owner, &place).await.unwrap();
    let terms = draft.terms.unwrap();
    let accepted = Accepted {
        version: terms.version,
        sha256: terms.sha256,
    };
    backend
        .submit(&owner, &place, draft.round, Some(accepted))
        .await
        .unwrap();
    (owner, reference)
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn the_forms_of_a_case_are_printed_for_its_owner_and_its_office_alone(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let (owner, reference) = renamed(&kit, "pomegranate").await;
    let all = backend.print(&owner, &reference, None).await.unwrap();
    assert!(all.pdf.starts_with(b"%PDF-"), "a PDF");
    assert_eq!(all.name, format!("{reference}-forms.pdf"));
    let one = backend.print(&owner, &reference, Some(FORM)).await.unwrap();
    assert_eq!(one.name, format!("{reference}-{FORM}.pdf"));
    assert!(one.pdf.len() < all.pdf.len(), "no list of papers on top");
    let again = backend.print(&owner, &reference, Some(FORM)).await.unwrap();
    assert!(again.pdf == one.pdf, "the same content is the same file");

    let desk = officer(&kit, "zhengzhou-centre").await;
    let seen = backend.print(&desk, &reference, Some(FORM)).await.unwrap();
    assert!(seen.pdf == one.pdf, "staff see what was sent");
    let looks = "select count(*) from audit where action = 'case.seen'";
    let looks: i64 = sqlx::query_scalar(looks)
        .fetch_one(&backend.pool)
        .await
        .unwrap();
    assert_eq!(looks, 1, "and that they looked is on record");

    let (other, _) = renamed(&kit, "somebody").await;
    let elsewhere = kit.staff("far", Role::Officer, Some("luoyang-west")).await;
    for stranger in [&other, &elsewhere] {
        for form in [None, Some(FORM)] {
            let refused = backend.print(stranger, &reference, form).await;
            assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
        }
    }
    let unknown = backend
        .print(&owner, &reference, Some("no-such-form"))
        .await;
    assert!(matches!(unknown, Err(Error::NotFound)), "{unknown:?}");
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn whoever_sends_papers_is_told_where_to_until_the_case_is_decided(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let (owner, reference) = renamed(&kit, "pomegranate").await;
    let place = Target::Reference(reference.clone());
    let status = backend.status(&owner, &place).await.unwrap();
    let listed: Vec<_> = status
        .papers
        .iter()
        .map(|paper| (paper.id.as_str(), paper.is_printed))
        .collect();
    let expected = [
        (FORM, true),
        ("registry-approval", false),
        ("organisation-code", false),
        ("business-licence", false),
    ];
    assert_eq!(listed, expected);
    let to = status.send_to.expect("an office");
    assert!(
        !to.postal_address.is_empty() && !to.fax.is_empty(),
        "{to:?}"
    );

    let desk = officer(&kit, "zhengzhou-centre").await;
    backend.claim(&desk, &reference).await.unwrap();
    let case = backend.case(&desk, &reference).await.unwrap();
    backend
        .decide(&desk, &reference, case.version, Decision::Approve)
        .await
        .unwrap();
    let status = backend.status(&owner, &place).await.unwrap();
    assert_eq!(status.papers.len(), expected.len(), "the list stays");
    assert!(status.send_to.is_none(), "nothing is sent any more");
}
