//! What was acceptable and seldom meant is shown to whoever decides; papers of people from
//! elsewhere come through whole.

use std::collections::BTreeMap;

use domain::form::Warning;
use sqlx::PgPool;

use crate::application::tests::applicant::{
    BASIC, Browser, CONTACT, DOCUMENTS, go, officer, ready,
};
use crate::testing::Kit;
use domain::application::view::{StepAction, StepOutcome};

/// These answers with others in their place, and further ones.
fn with<'a>(
    answers: &[(&'a str, &'a str)],
    others: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let answers: BTreeMap<&str, &str> = answers.iter().chain(others).copied().collect();
    answers.into_iter().collect()
}

/// Registers somebody and returns what the officer is told: field → answer and warning.
async fn told(
    kit: &Kit,
    basic: &[(&str, &str)],
    pictures: &[&str],
    documents: &[(&str, &str)],
    contact: &[(&str, &str)],
) -> BTreeMap<String, (String, Option<Warning>)> {
    let mut browser = Browser::new(kit);
    assert_eq!(
        browser.save("basic", &with(BASIC, basic)).await,
        go("documents")
    );
    for field in pictures {
        browser.upload(field).await;
    }
    assert_eq!(
        browser.save("documents", &with(DOCUMENTS, documents)).await,
        go("contact")
    );
    let mut contact = with(CONTACT, contact);
    let sent = browser.act("contact", &contact, StepAction::SendCode).await;
    assert!(matches!(sent, StepOutcome::CodeSent { .. }), "{sent:?}");
    let code = browser.code().await;
    contact.push(("email_code", &code));
    assert_eq!(browser.save("contact", &contact).await, go("confirm"));
    let reference = browser.submit().await.unwrap();
    let officer = officer(kit, "zhengzhou-centre").await;
    let case = kit.backend.case(&officer, &reference).await.unwrap();
    case.steps
        .into_iter()
        .flat_map(|(_, items)| items)
        .map(|item| (item.field, (item.value, item.warning)))
        .collect()
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_officer_sees_what_the_applicant_was_asked_to_look_at_again(pool: PgPool) {
    let kit = ready(pool).await;
    let items = told(
        &kit,
        &[
            ("applicant_type", "enterprise"),
            ("document_type", "business_licence"),
            ("user_name", "dahe.press"),
        ],
        &["licence"],
        &[
            ("organisation_name", "大河出版有限公司"),
            ("credit_code", "91350203m0001qkt19"),
            ("legal_representative", "李华"),
        ],
        &[("email", "li@qq.con")],
    )
    .await;
    let (code, warning) = &items["credit_code"];
    assert_eq!(code, "91350203M0001QKT19");
    assert_eq!(*warning, Some(Warning::CheckCharacter));
    let meant = "li@qq.com".to_owned();
    assert_eq!(items["email"].1, Some(Warning::Domain { meant }));
    let others = items
        .iter()
        .filter(|(field, _)| !["credit_code", "email"].contains(&field.as_str()));
    for (field, (_, warning)) in others {
        assert_eq!(*warning, None, "{field}");
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn a_permanent_resident_registers_with_the_card_and_numbers_from_abroad(pool: PgPool) {
    let kit = ready(pool).await;
    let items = told(
        &kit,
        &[
            ("document_type", "permanent_residence"),
            ("user_name", "john.smith"),
        ],
        &["portrait", "emblem", "handheld"],
        &[
            ("real_name", "John Smith"),
            ("id_number", "911124 19810803 0024"),
            ("region_province", ""),
            ("region_city", ""),
            ("region_district", ""),
        ],
        &[
            ("contact_person", "John Smith"),
            ("postcode", "sw1a 1aa"),
            ("landline", "+44 (0)20 7946 0958"),
            ("email", "john@xn--fsqu00a.xn--fiqs8s"),
        ],
    )
    .await;
    for (field, kept) in [
        ("id_number", "911124198108030024"),
        ("postcode", "SW1A 1AA"),
        ("landline", "+442079460958"),
        ("email", "john@例子.中国"),
    ] {
        assert_eq!(items[field].0, kept, "{field}");
    }
}
