-- Why a case wants a look before it is decided, and the queue in the order things were sent.

alter table application
    add column marks text[] not null default '{}';
comment on column application.marks is 'what was noticed when it was last sent: disagrees, warned';

-- Who has opened which round of a case. The audit log says so for ever; this is what the queue asks.
create table case_look (
    application_id uuid not null constraint case_look_application_id_fkey references application on delete cascade,
    staff_id uuid not null constraint case_look_staff_id_fkey references staff,
    round integer not null,
    constraint case_look_pkey primary key (application_id, staff_id)
);

-- The marks that stood beside the box when it was ticked; what was planned before there were any
-- is planned again.
alter table bulk_case
    add column seen text[] not null default '{}';
alter table bulk_case alter column seen drop default;

-- What is due on the same day stands in the order it was sent.
drop index application_by_due;
drop index application_by_office_due;
create index application_by_due on application (state, due_on, submitted_at, reference)
    where submitted_at is not null;
create index application_by_office_due on application (office_id, state, due_on, submitted_at, reference)
    where submitted_at is not null;

-- What was sent before is gone through once more.
insert into job (name, payload, priority, run_at)
select 'liken', 'null'::bytea, 3, now() where exists (select from application where round > 0);
