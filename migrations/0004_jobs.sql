-- What is worth nothing after a time is not tried after it, and its secret does not stay.

alter table job add column not_after timestamptz;
comment on column job.not_after is 'a code or link in it is dead from then on: it is not run any more';
create index job_not_after on job (not_after) where not_after is not null;
