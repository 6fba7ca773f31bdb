//! The addresses of staff who decide and serve.

use super::Row;

pub const TABLE: &[Row] = &[
    // Pages.
    ("GET /staff/accounts", "", ">>>--++"),
    ("GET /staff/accounts/{account}", "", ">>>--++"),
    ("GET /staff/bulk", "case={reference}", ">>>++++"),
    // A plan is its maker's: the officer's.
    ("GET /staff/bulk/{id}", "", ">>>+---"),
    ("GET /staff/cases/{reference}", "", ">>>+-++"),
    ("GET /staff/figures", "", ">>>--++"),
    ("GET /staff/figures.csv", "days=30", ">>>--++"),
    ("GET /staff/queue", "", ">>>++++"),
    ("GET /staff/next", "case={reference}", ">>>+-++"),
    ("GET /staff/settings/reasons", "", ">>>---+"),
    // Of staff. An officer sees the cases of one office; an administrator decides none.
    ("GET /api/bulk", "id={bulk}", ">>>+---"),
    ("GET /api/bulk_choice", "references={reference}", ">>>++++"),
    ("POST /api/carry_out_bulk", "id={bulk}", ">>>+---"),
    (
        "POST /api/plan_bulk",
        "references={reference}&ticked[case-{reference}]=unopened&decision=approve",
        ">>>+-+-",
    ),
    ("GET /api/case", "reference={reference}", ">>>+-++"),
    ("GET /api/figures", "days=30", ">>>--++"),
    ("GET /api/next_case", "reference={reference}", ">>>+-++"),
    ("GET /api/queue", "", ">>>++++"),
    ("GET /api/queue_offices", "", ">>>++++"),
    ("GET /api/standard_texts", "", ">>>---+"),
    // Supervisors give cases to colleagues.
    (
        "POST /api/assign",
        "reference={reference}&version=1&to=officer",
        ">>>--+-",
    ),
    ("GET /api/find_accounts", "search=owner", ">>>--++"),
    ("GET /api/served_account", "account={account}", ">>>--++"),
    ("POST /staff/accounts/{account}", "action=pause", ">>>--++"),
    ("POST /api/claim", "reference={reference}", ">>>+-+-"),
    (
        "POST /api/decide",
        "reference={reference}&version=1&decision=approve",
        ">>>+-+-",
    ),
    (
        "POST /api/meet_requirement",
        "reference={reference}&requirement=telephone",
        ">>>+-+-",
    ),
    ("POST /api/renew_claim", "reference={reference}", ">>>+-+-"),
    ("POST /api/release", "reference={reference}", ">>>+-++"),
    (
        "POST /api/remark",
        "reference={reference}&key=00000000-0000-7000-8000-000000000000&text=x",
        ">>>+-++",
    ),
    (
        "POST /api/keep_written",
        "form=remark&reference={reference}&written={}",
        ">>>+-++",
    ),
    (
        "POST /api/save_standard_text",
        "subject=field&reason=wrong&version=0&texts[en]=x",
        ">>>---+",
    ),
    (
        "POST /api/write_to_applicant",
        "reference={reference}&form=1&text=x",
        ">>>+-+-",
    ),
    // A second officer: the officer proposed, who is told that another one must answer, and who
    // alone may take it back.
    (
        "POST /api/confirm_proposal",
        "reference={reference}&proposal={proposal}",
        ">>>+-+-",
    ),
    (
        "POST /api/reject_proposal",
        "reference={reference}&proposal={proposal}&note=x",
        ">>>+-+-",
    ),
    (
        "POST /api/withdraw_proposal",
        "reference={reference}&proposal={proposal}",
        ">>>+---",
    ),
];
