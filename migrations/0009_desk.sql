-- The desk of an officer: who a case is given to, what colleagues note about it, what it has in
-- common with others, and the standard texts of the reasons.

alter table application
    add column assigned_to uuid constraint application_assigned_to_fkey references staff;
comment on column application.assigned_to is 'whom a supervisor gave it to; the claim is the lock beside it';
create index application_by_assignee on application (assigned_to) where assigned_to is not null;

create table remark (
    id bigint generated always as identity,
    application_id uuid not null constraint remark_application_id_fkey references application on delete cascade,
    staff_id uuid not null constraint remark_staff_id_fkey references staff,
    at timestamptz not null,
    text bytea not null,
    key uuid not null,
    constraint remark_pkey primary key (application_id, staff_id, key)
);
comment on table remark is 'for staff only; no page of an applicant reads it';
comment on column remark.id is 'in the order they were written';
comment on column remark.text is 'sealed: what a colleague wrote';
comment on column remark.key is 'of the page it was written on: the same one again adds nothing';

-- Only its seal may change, and what is sealed opens for this case, author and key alone.
create function remark_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'an internal note is not changed';
end
$$;
create trigger remark_is_append_only before update on remark
    for each row when ((old.application_id, old.staff_id, old.at, old.key)
        is distinct from (new.application_id, new.staff_id, new.at, new.key))
    execute function remark_is_append_only();

create table likeness (
    application_id uuid not null constraint likeness_application_id_fkey references application on delete cascade,
    clue text not null,
    key bytea not null,
    constraint likeness_pkey primary key (clue, key, application_id)
);
comment on table likeness is 'what an application, as it was last sent, may have in common with another';
comment on column likeness.key is 'a keyed hash, never the text itself';
create index likeness_application on likeness (application_id);

create table standard_text (
    subject text not null,
    reason text not null,
    texts jsonb not null,
    version integer not null,
    changed_by uuid not null constraint standard_text_changed_by_fkey references staff,
    changed_at timestamptz not null,
    constraint standard_text_pkey primary key (subject, reason)
);
comment on table standard_text is 'what an administrator wrote instead of the instruction that ships with a reason';

-- What was sent before is gone through once.
insert into job (name, payload, priority, run_at)
select 'liken', 'null'::bytea, 2, now() where exists (select from application where round > 0);
