-- What waits for a second officer, what officer and applicant write to each other, and what is
-- decided together. What people write to each other and about each other is sealed.

create table proposal (
    application_id uuid primary key constraint proposal_application_id_fkey references application on delete cascade,
    id uuid not null,
    version integer not null,
    decision bytea not null,
    proposed_by uuid not null constraint proposal_proposed_by_fkey references staff,
    proposed_at timestamptz not null,
    rejected_at timestamptz
);
comment on column proposal.decision is 'sealed: what was decided, with every word';
comment on table proposal is 'the last decision somebody proposed; it waits while its version is that of the application and nobody rejected it';

create table message (
    id uuid primary key,
    application_id uuid not null constraint message_application_id_fkey references application on delete cascade,
    staff_id uuid constraint message_staff_id_fkey references staff,
    body bytea not null,
    written_at timestamptz not null,
    read_at timestamptz,
    sent_key bytea not null,
    constraint message_sent_key unique (application_id, sent_key)
);
comment on column message.body is 'sealed: the text';
comment on column message.staff_id is 'null: the applicant wrote it';
comment on column message.read_at is 'when the other side first had it on a page';
comment on column message.sent_key is 'a hash over the number of the form and the text: sent twice, it is there once';
create index message_application on message (application_id, written_at, id);
create index message_to_staff_unread on message (application_id) where staff_id is null and read_at is null;

create table message_kept (
    id uuid primary key,
    application_id uuid not null constraint message_kept_application_id_fkey references application on delete cascade,
    staff_id uuid constraint message_kept_staff_id_fkey references staff,
    body bytea not null,
    constraint message_kept_key unique nulls not distinct (application_id, staff_id)
);
comment on column message_kept.body is 'sealed: the text';
comment on table message_kept is 'what somebody wrote without scripts and could not send: it is in the form again';

create table bulk (
    id uuid primary key,
    staff_id uuid not null constraint bulk_staff_id_fkey references staff,
    decision bytea not null,
    planned_at timestamptz not null,
    confirmed_at timestamptz
);
comment on column bulk.decision is 'sealed: what is decided, with every word';
create index bulk_planned on bulk (planned_at);

create table bulk_case (
    bulk_id uuid not null constraint bulk_case_bulk_id_fkey references bulk on delete cascade,
    application_id uuid not null constraint bulk_case_application_id_fkey references application on delete cascade,
    position integer not null,
    version integer not null,
    result jsonb,
    constraint bulk_case_pkey primary key (bulk_id, application_id)
);
comment on column bulk_case.version is 'the one the officer was shown';
comment on column bulk_case.result is 'null: not tried yet';
