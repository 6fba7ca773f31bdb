-- What administrators keep in order: staff, offices, industries, notices, the platform itself. Each
-- row counts its changes, so that nobody overwrites what a colleague changed meanwhile.

alter table staff
    add column version integer not null default 0,
    add column signed_in_at timestamptz,
    add column left_at timestamptz;
comment on column staff.left_at is 'from then on nobody signs in with it; the name stays in histories';

alter table office
    add column version integer not null default 0,
    add column closed_at timestamptz,
    add column successor_id text constraint office_successor_id_fkey references office;
comment on column office.closed_at is 'from then on no new application may choose it';
comment on column office.successor_id is 'where what still arrives for a closed office goes';

alter table industry
    add column version integer not null default 0,
    add column retired_at timestamptz;
comment on column industry.retired_at is 'from then on it is not offered; answers keep its name';

create table terms_draft (
    id text primary key,
    based_on integer not null,
    version integer not null default 0,
    texts jsonb not null,
    saved_at timestamptz not null,
    saved_by uuid not null constraint terms_draft_saved_by_fkey references staff
);
comment on column terms_draft.based_on is 'the version in force when it was begun; 0 when there was none';

create table platform (
    is_one boolean primary key default true constraint platform_is_one check (is_one),
    version integer not null default 0,
    chosen jsonb not null default '{}'
);
comment on column platform.chosen is 'setting -> text, where it differs from what the process was started with';
insert into platform default values;

create table typed_form (
    staff_id uuid not null references staff on delete cascade,
    form text not null,
    answers jsonb not null,
    errors jsonb not null,
    typed_at timestamptz not null,
    primary key (staff_id, form)
);
comment on table typed_form is 'what an administrator typed and was refused, until the form is sent again';

create index acceptance_terms on acceptance (terms_id, terms_version);
