-- Accounts given back to their owners: addresses that change, passwords that are handed out,
-- accounts of an older platform, and what customer service did.

alter table account
    add column initial_until timestamptz,
    add column signed_in_at timestamptz;
comment on column account.initial_until is
    'the password was handed out: it must be changed, and signs in no more from then on';
comment on column account.signed_in_at is 'when somebody signed in last';

alter table session add column proved_at timestamptz;
comment on column session.proved_at is
    'when the password was given again, after signing in';

create table email_change (
    account_id uuid primary key constraint email_change_account_id_fkey references account on delete cascade,
    typed text not null,
    address text,
    code_hash bytea,
    sent_at timestamptz,
    expires_at timestamptz,
    tries integer not null default 0
);
comment on table email_change is 'an address an account is to have, not confirmed yet';
comment on column email_change.typed is 'as it was typed, also when it was no address';
comment on column email_change.address is 'the one a code was mailed to';

-- What an account of the older platform is found by; others are found by their applications.
create table imported_account (
    account_id uuid primary key constraint imported_account_account_id_fkey references account on delete cascade,
    imported_at timestamptz not null,
    name text not null,
    name_grams text[] generated always as (grams(name, 3)) stored,
    name_folded text generated always as (folded(name)) stored,
    identity bytea,
    identity_index bytea
);
comment on column imported_account.identity is 'sealed: ID number or credit code';
comment on column imported_account.identity_index is 'blind index of identity';
create index imported_account_by_grams on imported_account using gin (name_grams) with (fastupdate = off);
create index imported_account_by_identity on imported_account (identity_index)
    where identity_index is not null;

create table mailbox (
    address text primary key,
    account_id uuid not null constraint mailbox_account_id_fkey references account on delete cascade,
    secret bytea
);
comment on column mailbox.address is 'in small letters';
comment on column mailbox.secret is 'sealed: what its password is compared with; null once the account has a password of its own';
create index mailbox_account on mailbox (account_id);

create table account_key (
    issuer text not null,
    serial text not null,
    account_id uuid not null constraint account_key_account_id_fkey references account on delete cascade,
    constraint account_key_pkey primary key (issuer, serial)
);
comment on table account_key is 'certificates that say whose account it is; hexadecimal serial';
create index account_key_account on account_key (account_id);

alter table recovery add column mailbox text
    constraint recovery_mailbox_fkey references mailbox on delete cascade;
comment on column recovery.mailbox is 'not mailed: somebody knew the password of this mailbox';

create table service_record (
    id uuid primary key,
    account_id uuid not null constraint service_record_account_id_fkey references account on delete cascade,
    staff_id uuid not null constraint service_record_staff_id_fkey references staff,
    at timestamptz not null,
    act text not null constraint service_record_act_check
        check (act in ('password', 'pause', 'factor', 'email')),
    note bytea not null
);
comment on column service_record.note is 'sealed: how it was made sure who asked';
create index service_record_account on service_record (account_id, id);
