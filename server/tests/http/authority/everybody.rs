//! The addresses of everybody, of applicants, and of signing in.

use super::Row;

pub const TABLE: &[Row] = &[
    // Pages. Those of an applicant's own send everybody else away or say what is not there.
    ("GET /", "", "+++++++"),
    ("GET /account", "", ">++>>>>"),
    ("GET /account/email", "", ">++>>>>"),
    ("GET /account/second-factor", "", ">++>>>>"),
    ("GET /account/password", "", ">++>>>>"),
    ("GET /account/prove", "", ">++>>>>"),
    ("GET /applications", "", ">++>>>>"),
    ("GET /applications/new", "", ">++>>>>"),
    ("GET /applications/{reference}", "", ">+-----"),
    ("GET /applications/{reference}/consent", "", ">------"),
    ("GET /applications/{reference}/correction", "", ">+-----"),
    ("GET /applications/{reference}/done", "", ">+-----"),
    ("GET /applications/{reference}/{step}", "", ">+-----"),
    ("GET /recover", "", "+++++++"),
    ("GET /recover/legacy", "", "+++++++"),
    ("GET /register", "", "+++----"),
    ("GET /register/done", "", "-+-----"),
    ("GET /register/{step}", "", "+++----"),
    ("GET /sign-in", "", "+++++++"),
    // No sign-in is pending here: see pending.rs.
    ("GET /sign-in/code", "", ">>>>>>>"),
    ("GET /sign-out", "", "+++++++"),
    ("GET /staff", "", "+++++++"),
    ("GET /staff/account", "", ">>>++++"),
    ("GET /staff/second-factor", "", ">>>++++"),
    ("GET /staff/sign-in", "", "+++++++"),
    ("GET /staff/sign-in/code", "", ">>>>>>>"),
    ("GET /status", "", "+++++++"),
    // What everybody may ask.
    ("GET /api/choices/{source}", "", "+++++++"),
    ("GET /api/landing", "", "+++++++"),
    ("GET /api/leave_sign_in", "", "+++++++"),
    ("GET /api/legacy", "", "+++++++"),
    ("GET /api/recovery", "token=0", "+++++++"),
    ("GET /api/session_left", "", "+++++++"),
    ("GET /api/surroundings", "", "+++++++"),
    ("GET /healthz", "", "+++++++"),
    ("GET /readyz", "", "+++++++"),
    ("POST /api/ask_for_recovery", "email=x", "+++++++"),
    ("POST /api/judge_password", "password=x", "+++++++"),
    ("POST /api/language", "tag=ja", "+++++++"),
    ("POST /api/recover", "token=0&password=x", "+++++++"),
    ("POST /api/sign_in", "user_name=x&password=x", "+++++++"),
    // Staff are led to their own door.
    ("POST /api/sign_out", "", "+++>>>>"),
    (
        "POST /api/staff_sign_in",
        "user_name=x&password=x",
        "+++++++",
    ),
    // Who knows reference and address is told, whoever it is.
    (
        "POST /api/look_up",
        "reference={reference}&email=lin@mail.example",
        "+++++++",
    ),
    (
        "POST /recover/legacy",
        "mailbox=x&mailbox_password=x",
        "+++++++",
    ),
    (
        "POST /status",
        "reference={reference}&email=lin@mail.example",
        "+++++++",
    ),
    // Of an account.
    ("GET /api/account", "language=en", ">++>>>>"),
    ("GET /api/applications", "", ">++>>>>"),
    ("GET /api/ask_to_sign_in", "next=/", ">>>>>>>"),
    ("GET /api/email", "", ">++>>>>"),
    ("POST /api/ask_for_email", "email=x", ">++>>>>"),
    ("POST /api/ask_for_email_code", "", ">++>>>>"),
    ("POST /api/confirm_email", "email_code=1", ">++>>>>"),
    ("POST /api/keep_email", "", ">++>>>>"),
    ("POST /api/prove", "current_password=x", ">++>>>>"),
    ("POST /api/end_other_sessions", "", ">++>>>>"),
    ("GET /api/needs_account", "next=/", ">++>>>>"),
    ("GET /api/offers", "", ">++>>>>"),
    ("GET /api/needs_sign_in", "next=/", ">++>>>>"),
    (
        "POST /api/change_password",
        "current_password=x&password=a%20long%20enough%20one%207&password_again=a%20long%20enough%20one%207",
        ">++>>>>",
    ),
    (
        "POST /api/start_application",
        "kind=profile-change",
        ">++>>>>",
    ),
    ("POST /api/stay_signed_in", "", ">++++++"),
    // Of a second factor: whoever is signed in at its door. Nobody has begun to set one up.
    ("GET /api/pending_sign_in", "door=applicants", ">>>>>>>"),
    (
        "POST /api/finish_sign_in",
        "door=applicants&code=1",
        ">>>>>>>",
    ),
    ("GET /api/second_factor", "door=applicants", ">++>>>>"),
    (
        "POST /api/begin_second_factor",
        "door=applicants&password=x",
        ">++>>>>",
    ),
    (
        "POST /api/confirm_second_factor",
        "door=applicants&code=1",
        ">-->>>>",
    ),
    (
        "POST /api/renew_recovery_codes",
        "door=applicants&password=x",
        ">++>>>>",
    ),
    (
        "POST /api/settle_second_factor",
        "door=applicants",
        ">++>>>>",
    ),
    (
        "POST /api/end_second_factor",
        "door=applicants&password=x&code=1",
        ">++>>>>",
    ),
    ("GET /api/pending_sign_in", "door=staff", ">>>>>>>"),
    ("POST /api/finish_sign_in", "door=staff&code=1", ">>>>>>>"),
    ("GET /api/second_factor", "door=staff", ">>>++++"),
    (
        "POST /api/begin_second_factor",
        "door=staff&password=x",
        ">>>++++",
    ),
    (
        "POST /api/confirm_second_factor",
        "door=staff&code=1",
        ">>>----",
    ),
    (
        "POST /api/renew_recovery_codes",
        "door=staff&password=x",
        ">>>++++",
    ),
    ("POST /api/settle_second_factor", "door=staff", ">>>++++"),
    (
        "POST /api/end_second_factor",
        "door=staff&password=x&code=1",
        ">>>++++",
    ),
    // Of a member of staff.
    ("GET /api/staff_account", "", ">>>++++"),
    (
        "POST /api/change_staff_password",
        "current_password=x&password=a%20long%20enough%20one%207&password_again=a%20long%20enough%20one%207",
        ">>>++++",
    ),
    ("POST /api/end_other_staff_sessions", "", ">>>++++"),
    // Of an application: its owner's, and nobody is told that it is there.
    ("GET /api/documents/{id}", "", "-+-+-++"),
    // A registration has no forms; whose those of others are, `backend` tests.
    ("GET /api/applications/{reference}/forms", "", ">------"),
    (
        "GET /api/applications/{reference}/forms/{form}",
        "",
        ">------",
    ),
    ("GET /api/first_open_step", "", "+++----"),
    (
        "GET /api/load_correction",
        "reference={reference}",
        ">+-----",
    ),
    (
        "GET /api/load_consent",
        "reference={reference}&language=en",
        ">------",
    ),
    (
        "POST /api/agree",
        "reference={reference}&terms_version=1&terms_sha256=x",
        ">+-----",
    ),
    (
        "GET /api/load_status",
        "place={reference}&language=en",
        ">+-----",
    ),
    (
        "GET /api/load_step",
        "place={draft}&step=basic&language=en",
        ">+-----",
    ),
    ("GET /api/mailed_code", "place={draft}", ">+-----"),
    (
        "GET /api/reading",
        "place={draft}&field=portrait",
        ">+-----",
    ),
    ("GET /api/slot", "place={draft}&field=portrait", ">+-----"),
    (
        "POST /api/enter_code",
        "place={draft}&field=email_code&text=1",
        ">+-----",
    ),
    (
        "POST /api/remove_picture",
        "place={draft}&field=portrait",
        ">+-----",
    ),
    (
        "POST /api/save_correction",
        "reference={reference}&action=next",
        ">+-----",
    ),
    (
        "POST /api/save_field",
        "place={draft}&field=address&text=1",
        ">+-----",
    ),
    (
        "POST /api/save_step",
        "place={draft}&step=basic&action=next",
        ">+-----",
    ),
    ("POST /api/submit", "place={reference}&round=1", ">+-----"),
    // A picture, into the own draft; anybody may begin a registration with one, but staff.
    (
        "POST /api/uploads",
        "application={draft}&portrait=@photo",
        ">+-----",
    ),
    (
        "POST /api/uploads",
        "application=&portrait=@photo",
        "++-----",
    ),
    ("POST /api/withdraw", "reference={reference}", ">+-----"),
    (
        "POST /api/write_to_office",
        "reference={reference}&form=1&text=x",
        ">+-----",
    ),
];
