-- What the operator sets: offices, industries, the holiday table, the notices.

create table office (
    id text primary key,
    city text not null,
    names jsonb not null,
    postal_address text not null,
    telephone text not null,
    fax text not null
);
create index office_city on office (city);

create table industry (
    id text primary key,
    names jsonb not null,
    position integer not null
);

create table holiday (
    day date primary key,
    working boolean not null
);
comment on column holiday.working is 'true: a weekend day people work to make up for a holiday';

create table terms (
    id text not null,
    version integer not null,
    texts jsonb not null,
    sha256 bytea not null,
    published_at timestamptz not null,
    primary key (id, version)
);

-- Who signs in.

create table account (
    id uuid primary key,
    user_name text not null constraint account_user_name_key unique,
    password_hash text not null,
    language text not null,
    profile jsonb not null default '{}',
    created_at timestamptz not null,
    opened_at timestamptz
);

create table staff (
    id uuid primary key,
    user_name text not null constraint staff_user_name_key unique,
    password_hash text not null,
    role text not null constraint staff_role_check check (role in ('officer', 'supervisor', 'administrator')),
    office_id text constraint staff_office_id_fkey references office,
    created_at timestamptz not null,
    constraint staff_officer_has_office check (role <> 'officer' or office_id is not null)
);

-- What applicants submit.

create table application (
    id uuid primary key,
    reference text not null constraint application_reference_key unique,
    kind text not null,
    account_id uuid constraint application_account_id_fkey references account,
    state text not null constraint application_state_check
        check (state in ('draft', 'submitted', 'returned', 'approved', 'refused', 'withdrawn', 'expired')),
    version integer not null default 0,
    round integer not null default 0,
    language text not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    submitted_at timestamptz,
    due_on date,
    decided_at timestamptz,
    subject_name text,
    subject_identity text,
    email text,
    office_id text constraint application_office_id_fkey references office,
    return_reason text,
    claimed_by uuid constraint application_claimed_by_fkey references staff,
    claimed_until timestamptz,
    constraint application_submitted_has_subject check (
        state in ('draft', 'expired', 'withdrawn')
        or (submitted_at is not null and subject_name is not null)
    )
);
comment on column application.round is 'how often it was sent; the snapshot of each is a row in submission';
create index application_account on application (account_id);
create index application_queue on application (state, office_id, due_on, id);
create index application_identity on application (subject_identity) where subject_identity is not null;

create table draft (
    application_id uuid primary key constraint draft_application_id_fkey references application on delete cascade,
    answers jsonb not null default '{}',
    sources jsonb not null default '{}',
    findings jsonb not null default '{}',
    password_hash text,
    saved_at timestamptz not null
);
comment on column draft.answers is 'field id -> raw text, even when wrong';
comment on column draft.sources is 'field id -> what a picture said, where the answer was read from it';
comment on column draft.findings is 'field id -> [text looked at, reason] only the server can find out';

create table document (
    id uuid primary key,
    application_id uuid not null constraint document_application_id_fkey references application on delete cascade,
    field text not null,
    sha256 bytea not null,
    bytes integer not null,
    width integer not null,
    height integer not null,
    blob_key text not null,
    created_at timestamptz not null,
    replaced_at timestamptz,
    reading_state text not null constraint document_reading_state_check
        check (reading_state in ('none', 'waiting', 'done', 'failed')),
    reading jsonb not null default '{}'
);
create unique index document_current_key on document (application_id, field) where replaced_at is null;

create table submission (
    application_id uuid not null constraint submission_application_id_fkey references application on delete cascade,
    round integer not null,
    answers jsonb not null,
    pictures jsonb not null,
    submitted_at timestamptz not null,
    constraint submission_pkey primary key (application_id, round)
);
comment on column submission.pictures is 'upload field id -> document id, as they were when it was sent';

create table acceptance (
    application_id uuid not null references application on delete cascade,
    round integer not null,
    terms_id text not null,
    terms_version integer not null,
    sha256 text not null,
    language text not null,
    accepted_at timestamptz not null,
    primary key (application_id, round),
    foreign key (terms_id, terms_version) references terms (id, version)
);

create table finding (
    application_id uuid not null references application on delete cascade,
    round integer not null,
    item text not null,
    reason text not null,
    instruction text not null,
    primary key (application_id, round, item)
);

create table event (
    id bigint generated always as identity primary key,
    application_id uuid not null references application on delete cascade,
    event text not null,
    at timestamptz not null,
    round integer not null,
    staff_id uuid references staff,
    note text
);
create index event_application on event (application_id, id);

create table email_code (
    application_id uuid primary key references application on delete cascade,
    address text not null,
    code_hash bytea not null,
    sent_at timestamptz not null,
    expires_at timestamptz not null,
    tries integer not null default 0,
    confirmed_at timestamptz
);

-- Sessions, limits, jobs.

create table session (
    token_hash bytea primary key,
    account_id uuid references account on delete cascade,
    staff_id uuid references staff on delete cascade,
    application_id uuid references application on delete cascade,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    ends_at timestamptz not null,
    constraint session_one_owner check (account_id is null or staff_id is null)
);
comment on column session.application_id is 'the draft of a visitor who has no account yet';
create index session_account on session (account_id) where account_id is not null;

create table attempt (
    scope text not null,
    key bytea not null,
    at timestamptz not null
);
create index attempt_key on attempt (scope, key, at);

create table job (
    id bigint generated always as identity primary key,
    name text not null,
    payload jsonb not null,
    priority integer not null,
    run_at timestamptz not null,
    tries integer not null default 0,
    last_error text
);
create index job_order on job (priority, run_at, id);
