-- What somebody began who was not signed in belongs to the session of the browser, however many there
-- are, and goes on belonging to it when somebody signs in there.

create table begun_signed_out (
    application_id uuid
        constraint begun_signed_out_pkey primary key
        constraint begun_signed_out_application_id_fkey references application on delete cascade,
    token_hash bytea not null
        constraint begun_signed_out_token_hash_fkey references session on delete cascade
);
create index begun_signed_out_session on begun_signed_out (token_hash);
comment on table begun_signed_out is
    'drafts without an account, and the only session that opens each';

insert into begun_signed_out (application_id, token_hash)
select signed_out_id, token_hash from (
    select distinct on (signed_out_id) signed_out_id, token_hash from session
    where signed_out_id is not null
    order by signed_out_id, created_at desc
) held;
alter table session drop column signed_out_id;
