-- What an approval does may take its time: an application is accepted first, and completed when its
-- effect is there.

alter table application drop constraint application_state_check;
alter table application add constraint application_state_check check (
    state in ('draft', 'submitted', 'returned', 'approved', 'completing', 'completed', 'refused'
        , 'withdrawn', 'expired')
);

create table effect (
    application_id uuid primary key constraint effect_application_id_fkey references application on delete cascade,
    number uuid not null constraint effect_number_key unique,
    approved_by uuid constraint effect_approved_by_fkey references staff,
    intended_at timestamptz not null,
    begun_at timestamptz,
    completed_at timestamptz
);
comment on table effect is
    'what an approval set going that cannot be taken back: written with the approval, before anything is done';
comment on column effect.number is
    'what the act is known by wherever it is carried out, so that it is not carried out twice';
comment on column effect.begun_at is
    'when it was tried first, written before the act: whoever finds it here asks what became of the act';

create table requirement_met (
    application_id uuid not null constraint requirement_met_application_id_fkey references application on delete cascade,
    round integer not null,
    requirement text not null,
    staff_id uuid not null constraint requirement_met_staff_id_fkey references staff,
    met_at timestamptz not null,
    constraint requirement_met_pkey primary key (application_id, round, requirement)
);
comment on table requirement_met is
    'what was done so that a round of an application can be approved: the applicant was called';
