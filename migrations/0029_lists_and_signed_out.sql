-- The list of an account reads its applications from the newest on.

drop index application_account;
create index application_account on application (account_id, created_at desc, id desc);

-- Somebody who cannot sign in begins an application in a browser that may hold the draft of a
-- registration, too.

alter table session add column signed_out_id uuid
    constraint session_signed_out_id_fkey references application on delete set null;
comment on column session.signed_out_id is
    'what a visitor began who has an account and cannot sign in';
