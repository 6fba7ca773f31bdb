-- A way back for whoever lost their password: the address their mails go to, and links mailed to it.

alter table account add column email text;
comment on column account.email is 'confirmed by a code; several accounts may share one';
create index account_email on account (lower(email));
update account set email = profile ->> 'email';

create table recovery (
    token_hash bytea primary key,
    account_id uuid not null constraint recovery_account_id_fkey references account on delete cascade,
    created_at timestamptz not null,
    ends_at timestamptz not null
);
create index recovery_account on recovery (account_id);
