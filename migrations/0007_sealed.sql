-- What identifies people is sealed (docs/decisions/0007-sealed-columns.md). These columns hold bytes
-- from now on. What stood there stays readable as it is until the job `seal_anew` has sealed it: a
-- sealed value begins with 0x01, JSON does not.

alter table draft
    alter column answers drop default,
    alter column sources drop default,
    alter column findings drop default,
    alter column answers type bytea using convert_to(answers::text, 'UTF8'),
    alter column sources type bytea using convert_to(sources::text, 'UTF8'),
    alter column findings type bytea using convert_to(findings::text, 'UTF8'),
    alter column answers set default '{}',
    alter column sources set default '{}',
    alter column findings set default '{}';
comment on column draft.answers is 'sealed: field id -> raw text, even when wrong';
comment on column draft.sources is
    'sealed: field id -> what a picture said, where the answer was read from it';
comment on column draft.findings is
    'sealed: field id -> [text looked at, reason] only the server can find out';

alter table submission
    alter column answers type bytea using convert_to(answers::text, 'UTF8');
comment on column submission.answers is 'sealed: field id -> canonical text';

alter table account
    alter column profile drop default,
    alter column profile type bytea using convert_to(profile::text, 'UTF8'),
    alter column profile set default '{}';
comment on column account.profile is 'sealed: the answers the account goes by';

alter table document
    alter column reading drop default,
    alter column reading type bytea using convert_to(reading::text, 'UTF8'),
    alter column reading set default '{}';
comment on column document.reading is 'sealed: field id -> what the reader found';
alter table document rename column sha256 to fingerprint;
comment on column document.fingerprint is
    'blind index of the picture (16 bytes); 32 bytes are a SHA-256 from before there was one';

drop index application_identity;
alter table application add column subject_index bytea;
-- As it stands until it is sealed: look-ups ask for the plain text too.
update application set subject_index = convert_to(subject_identity, 'UTF8')
where subject_identity is not null;
alter table application
    alter column subject_identity type bytea
        using convert_to(to_jsonb(subject_identity)::text, 'UTF8');
comment on column application.subject_identity is 'sealed: number of the person or organisation';
comment on column application.subject_index is 'blind index of subject_identity';
create index application_identity on application (subject_index) where subject_index is not null;

alter table job alter column payload type bytea using convert_to(payload::text, 'UTF8');
comment on column job.payload is 'sealed: what the job needs to know';

alter table document add column head bytea;
comment on column document.head is 'how its file begins: the key it is sealed with; null: not sealed';

create table sealing (
    one boolean primary key default true constraint sealing_one_row check (one),
    finished_at timestamptz not null
);
comment on table sealing is
    'has a row once everything from before was sealed: plain values are refused from then on';
