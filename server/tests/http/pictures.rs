//! Identity pictures on their way out: who sees which, and what is left of it.

use backend::ids::{Ids as _, RandomIds};
use backend::pool::MIGRATOR;
use backend::session::NewOwner;
use domain::review::Role;
use sqlx::PgPool;

use crate::authority::{REFERENCE, applicant, offices, request, reset, session, staff};
use crate::stage::{Stage, photo};

async fn audited(pool: &PgPool) -> i64 {
    sqlx::query_scalar("select count(*) from audit where action = 'picture.seen'")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn staff_see_a_marked_copy_each_time_anew_and_the_owner_the_picture_itself(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    let officer = staff(&stage, "zhang.li", Role::Officer, Some("centre")).await;
    let picture = RandomIds.id();
    reset(&pool, owner, picture).await;
    let blobs = &stage.portal.backend.blobs;
    blobs.put("portrait.jpg", photo()).await.unwrap();
    let path = format!("/api/documents/{picture}");

    let token = session(&stage, NewOwner::Applicant(owner)).await;
    let own = stage.send(request("GET", &path, "", Some(&token))).await;
    assert_eq!((own.status.as_u16(), &own.body), (200, &photo()));
    assert_eq!(audited(&pool).await, 0);

    let token = session(&stage, officer).await;
    for views in 1..=2 {
        let mut asked = request("GET", &path, "", Some(&token));
        // What a browser that kept a copy would say.
        let headers = asked.headers_mut();
        headers.insert("if-none-match", "*".parse().unwrap());
        headers.insert(
            "if-modified-since",
            "Tue, 24 Nov 2099 00:00:00 GMT".parse().unwrap(),
        );
        let seen = stage.send(asked).await;
        assert_eq!(seen.status, 200);
        assert_eq!(seen.header("cache-control"), "private, no-store");
        assert_eq!(
            (seen.header("etag"), seen.header("last-modified")),
            ("", "")
        );
        assert_ne!(seen.body, photo(), "it is marked");
        let marked = image::load_from_memory(&seen.body).unwrap();
        assert_eq!((marked.width(), marked.height()), (320, 200));
        assert_eq!(audited(&pool).await, views);
    }
    let whole = stage.portal.backend.verify_audit(None).await.unwrap();
    assert!(whole.unwrap().entries >= 2);
}

#[sqlx::test(migrator = "MIGRATOR")]
async fn pages_say_that_pictures_were_deleted_and_when(pool: PgPool) {
    let stage = Stage::new(pool.clone());
    offices(&pool).await;
    let owner = applicant(&pool, "owner").await;
    reset(&pool, owner, RandomIds.id()).await;
    let officer = staff(&stage, "zhang.li", Role::Officer, Some("centre")).await;
    let pages = [
        (format!("/staff/cases/{REFERENCE}"), officer),
        (
            format!("/applications/{REFERENCE}"),
            NewOwner::Applicant(owner),
        ),
    ];
    let shown = async |(path, who): &(String, NewOwner)| {
        let token = session(&stage, *who).await;
        let page = stage.send(request("GET", path, "", Some(&token))).await;
        assert_eq!(page.status, 200, "{path}");
        String::from_utf8(page.body).unwrap()
    };
    sqlx::raw_sql("update application set state = 'approved', decided_at = now()")
        .execute(&pool)
        .await
        .unwrap();
    let event = "证件照片已删除";
    assert!(!shown(&pages[0]).await.contains(event));
    assert!(shown(&pages[1]).await.contains("180天后删除"));
    sqlx::raw_sql(
        "delete from document;
         insert into event (application_id, event, at, round)
         select id, 'pictures_deleted', '2027-05-23 04:00:00Z', 1 from application",
    )
    .execute(&pool)
    .await
    .unwrap();
    let case = shown(&pages[0]).await;
    assert!(case.contains(event) && case.contains("照片已过保存期限，现已删除。"));
    let own = shown(&pages[1]).await;
    assert!(own.contains(event) && own.contains("已于2027年5月23日删除"));
    assert!(!own.contains("180天后删除"));
}
