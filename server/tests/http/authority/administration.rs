//! The addresses of administrators.

use sqlx::PgPool;

use super::Row;

pub const TABLE: &[Row] = &[
    ("GET /staff/settings", "", ">>>---+"),
    ("GET /staff/settings/holidays", "", ">>>---+"),
    ("GET /staff/settings/holidays/preview", "", ">>>---+"),
    ("GET /staff/settings/industries", "", ">>>---+"),
    ("GET /staff/settings/industries/{id}", "", ">>>---+"),
    ("GET /staff/settings/offices", "", ">>>---+"),
    ("GET /staff/settings/offices/{id}", "", ">>>---+"),
    ("GET /staff/settings/platform", "", ">>>---+"),
    ("GET /staff/settings/staff", "", ">>>---+"),
    ("GET /staff/settings/staff/{id}", "", ">>>---+"),
    ("GET /staff/settings/terms", "", ">>>---+"),
    ("GET /staff/settings/terms/{id}/draft", "", ">>>---+"),
    (
        "GET /staff/settings/terms/{id}/draft/preview",
        "",
        ">>>---+",
    ),
    ("GET /staff/settings/terms/{id}/{version}", "", ">>>---+"),
    // Each of staff is made to have planned something: see below.
    ("GET /api/load_holiday_plan", "", ">>>---+"),
    ("GET /api/load_holidays", "", ">>>---+"),
    ("GET /api/load_industries", "", ">>>---+"),
    ("GET /api/load_industry", "id=A", ">>>---+"),
    ("GET /api/load_member", "name=officer", ">>>---+"),
    ("GET /api/load_members", "", ">>>---+"),
    (
        "GET /api/load_notice",
        "id=registration-notice&version=1",
        ">>>---+",
    ),
    (
        "GET /api/load_notice_draft",
        "id=registration-notice",
        ">>>---+",
    ),
    (
        "GET /api/load_notice_preview",
        "id=registration-notice",
        ">>>---+",
    ),
    ("GET /api/load_notices", "", ">>>---+"),
    ("GET /api/load_office", "id=centre", ">>>---+"),
    ("GET /api/load_offices", "", ">>>---+"),
    ("GET /api/load_overview", "", ">>>---+"),
    ("GET /api/load_platform", "", ">>>---+"),
    ("POST /api/add_member", "answers[member_role]=1", ">>>---+"),
    (
        "POST /api/begin_notice",
        "id=registration-notice",
        ">>>---+",
    ),
    (
        "POST /api/change_member",
        "name=officer&version=99&answers[member_role]=supervisor",
        ">>>---+",
    ),
    ("POST /api/close_office", "id=centre&version=99", ">>>---+"),
    (
        "POST /api/discard_notice",
        "id=registration-notice&version=99",
        ">>>---+",
    ),
    (
        "POST /api/dismiss_member",
        "name=officer&version=99",
        ">>>---+",
    ),
    (
        "POST /api/move_cases",
        "id=centre&version=99&successor=elsewhere",
        ">>>---+",
    ),
    (
        "POST /api/move_industry",
        "id=A&position=99&way=up",
        ">>>---+",
    ),
    (
        "POST /api/plan_holidays",
        "answers[holiday_lines]=",
        ">>>---+",
    ),
    (
        "POST /api/publish_notice",
        "id=registration-notice&version=99",
        ">>>---+",
    ),
    (
        "POST /api/put_holidays",
        "seen=x&text=2027-01-01",
        ">>>---+",
    ),
    (
        "POST /api/renew_member_password",
        "name=officer&version=99",
        ">>>---+",
    ),
    ("POST /api/reopen_office", "id=centre&version=99", ">>>---+"),
    // An officer has none.
    ("POST /api/reset_member_factor", "name=officer", ">>>---+"),
    ("POST /api/retire_industry", "id=A&version=99", ">>>---+"),
    ("POST /api/save_industry", "version=0", ">>>---+"),
    (
        "POST /api/save_notice",
        "id=registration-notice&version=99",
        ">>>---+",
    ),
    ("POST /api/save_office", "version=0", ">>>---+"),
    ("POST /api/set_platform", "version=99", ">>>---+"),
];

/// The same word stands for different things in these addresses.
pub fn filled(path: &str) -> String {
    path.replace("industries/{id}", "industries/A")
        .replace("offices/{id}", "offices/centre")
        .replace("staff/{id}", "staff/officer")
        .replace("terms/{id}", "terms/registration-notice")
        .replace("{version}", "1")
}

/// An industry, a notice and the draft of its next version, and holidays that wait to be looked at:
/// of everybody, so that whoever is refused is so for who they are and not for lack of a plan.
pub async fn lists(pool: &PgPool) {
    sqlx::raw_sql(
        r#"insert into industry (id, names, position) values ('A', '{}', 1);
           insert into terms (id, version, texts, sha256, published_at)
           values ('registration-notice', 1, '{"title": {}, "text": {}}', '', now());
           insert into terms_draft (id, based_on, texts, saved_at, saved_by)
           select 'registration-notice', 1, '{"title": {}, "text": {}}', now(), id from staff limit 1;
           insert into typed_form (staff_id, form, answers, errors, typed_at)
           select id, 'holidays', '{"holiday_lines": "2027-01-01 off"}', '{}', now() from staff;"#,
    )
    .execute(pool)
    .await
    .unwrap();
}
