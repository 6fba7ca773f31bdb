//! The standard texts of reasons: what is sent where nothing is written, and who may change them.

use std::collections::BTreeMap;

use domain::review::instruction::ReasonSubject;
use domain::review::instruction::shipped;
use domain::review::{Decision, Finding, MAX_INSTRUCTION, Role};
use domain::text::Language;
use sqlx::PgPool;

use crate::Error;
use crate::application::tests::applicant::{Browser, officer, posted, ready};

fn finding(item: &str, reason: &str, instruction: &str) -> Finding {
    Finding {
        item: item.to_owned(),
        reason: reason.to_owned(),
        instruction: instruction.to_owned(),
    }
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn an_empty_instruction_sends_the_standard_text_in_the_applicant_s_language(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let administrator = kit.staff("admin", Role::Administrator, None).await;
    backend
        .put_standard_text(
            &administrator,
            "picture",
            "glare",
            0,
            posted(&[("zh-CN", "请在窗边重拍。"), ("en", "By the window.")])
                .into_iter()
                .collect(),
        )
        .await
        .unwrap();
    let mut browser = Browser::new(&kit);
    browser.fill_in("ouyang").await;
    let reference = browser.submit().await.unwrap();
    let officer = officer(&kit, "zhengzhou-centre").await;
    backend.claim(&officer, &reference).await.unwrap();
    let case = backend.case(&officer, &reference).await.unwrap();
    assert_eq!(case.desk.applicant_language, Language::Chinese);
    assert_eq!(case.desk.instructions["picture.glare"], "请在窗边重拍。");
    let decision = Decision::Return {
        reason: String::new(),
        findings: vec![
            finding("address", "incomplete", " \r\n "),
            finding("mobile", "wrong", "少一位。"),
            finding("portrait", "glare", ""),
        ],
    };
    backend
        .decide(&officer, &reference, 1, decision)
        .await
        .unwrap();
    let findings = backend.case(&officer, &reference).await.unwrap().findings;
    assert_eq!(
        Some(findings["address"].instruction.as_str()),
        shipped(Language::Chinese, ReasonSubject::Field, "incomplete")
    );
    assert_eq!(findings["mobile"].instruction, "少一位。");
    assert_eq!(findings["portrait"].instruction, "请在窗边重拍。");
    crate::job_list::run_due(backend).await;
    let mail = kit.letterbox.mails().pop().unwrap();
    assert!(mail.text.contains("请在窗边重拍。"), "{}", mail.text);
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn administrators_change_them_one_after_the_other_and_can_go_back(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let administrator = kit.staff("admin", Role::Administrator, None).await;
    let put = async |version: i32, texts: &[(&str, &str)]| {
        backend
            .put_standard_text(
                &administrator,
                "field",
                "wrong",
                version,
                posted(texts).into_iter().collect(),
            )
            .await
    };
    put(0, &[("ja", "直してください。")]).await.unwrap();
    let stale = put(0, &[("ja", "別の文")]).await;
    assert!(matches!(stale, Err(Error::Stale { .. })), "{stale:?}");
    let early = put(7, &[("ja", "別の文")]).await;
    assert!(matches!(early, Err(Error::Stale { .. })), "{early:?}");
    let now = async || {
        let all = backend.standard_texts(&administrator).await.unwrap();
        all.into_iter()
            .find(|text| text.subject == ReasonSubject::Field && text.reason == "wrong")
            .unwrap()
    };
    let text = now().await;
    assert_eq!(text.version, 1);
    assert_eq!(text.own, [false, true, false]);
    assert_eq!(text.texts[1], "直してください。");
    let long = "字".repeat(MAX_INSTRUCTION + 1);
    let refused = put(1, &[("en", &long)]).await;
    assert!(matches!(refused, Err(Error::Answers(errors)) if errors.contains_key("en")));
    let standard = shipped(Language::English, ReasonSubject::Field, "wrong").unwrap();
    let in_force = put(1, &[("ja", ""), ("en", standard)]).await.unwrap();
    assert_eq!(in_force.own, [false, false, false]);
    let japanese = shipped(Language::Japanese, ReasonSubject::Field, "wrong").unwrap();
    assert_eq!(in_force.texts[1], japanese, "the text supplied is back");
    assert_eq!(now().await, in_force);
    let logged: Vec<String> = sqlx::query_scalar(
        "select subject || ' ' || details from audit where action = 'standard_text.changed'",
    )
    .fetch_all(&backend.pool)
    .await
    .unwrap();
    assert_eq!(
        logged,
        [
            "standard_text:field.wrong version:0->1",
            "standard_text:field.wrong version:1->2"
        ]
    );
}

#[sqlx::test(migrator = "crate::pool::MIGRATOR")]
async fn nobody_else_changes_them_and_what_needs_words_has_none(pool: PgPool) {
    let kit = ready(pool).await;
    let backend = &kit.backend;
    let administrator = kit.staff("admin", Role::Administrator, None).await;
    let supervisor = kit.staff("boss", Role::Supervisor, None).await;
    let none = BTreeMap::new;
    let refused = backend
        .put_standard_text(&supervisor, "field", "wrong", 0, none())
        .await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    let refused = backend.standard_texts(&supervisor).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    for (subject, reason) in [("field", "other"), ("field", "glare"), ("x", "wrong")] {
        let refused = backend
            .put_standard_text(&administrator, subject, reason, 0, none())
            .await;
        assert!(matches!(refused, Err(Error::Malformed(_))), "{refused:?}");
    }
}
