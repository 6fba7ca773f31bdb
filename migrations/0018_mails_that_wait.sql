-- A job that is given up says so itself, however often it was tried, and the page that waits for a
-- mailed code can say what becomes of its mail.

alter table job add column given_up_at timestamptz;
comment on column job.given_up_at is 'it waits for the operator from then on: admin jobs';
update job set given_up_at = run_at where tries >= 12;
create index job_given_up on job (given_up_at) where given_up_at is not null;

alter table email_code
    add column mail_job bigint,
    add column mail_state text not null default 'sent'
        constraint email_code_mail_state_check check (mail_state in ('waiting', 'delayed', 'sent', 'refused'));
comment on column email_code.mail_job is 'the job that mails the code; gone once the mail left';
create index email_code_by_mail on email_code (mail_job) where mail_job is not null;

alter table email_change
    add column mail_job bigint,
    add column mail_state text not null default 'sent'
        constraint email_change_mail_state_check check (mail_state in ('waiting', 'delayed', 'sent', 'refused'));
comment on column email_change.mail_job is 'the job that mails the code; gone once the mail left';
create index email_change_by_mail on email_change (mail_job) where mail_job is not null;
