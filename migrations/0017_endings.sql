-- Applications nobody goes on with end, and what was never sent does not fill the disk.

alter table application add column warned_at timestamptz;
comment on column application.warned_at is 'when its applicant was told that it will end';

alter table document add column unsent_by bytea;
comment on column document.unsent_by is
    'blind index of whoever it is charged to, until it is sent with an application that never was';
create index document_unsent on document (unsent_by) include (bytes) where unsent_by is not null;
create index document_blob_key on document (blob_key);
