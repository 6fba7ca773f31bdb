-- A second factor: a secret shared with an app on somebody's phone, and codes for the day it is lost.

create table second_factor (
    id uuid primary key,
    account_id uuid constraint second_factor_account_key unique references account on delete cascade,
    staff_id uuid constraint second_factor_staff_key unique references staff on delete cascade,
    secret bytea not null,
    last_step bigint not null,
    created_at timestamptz not null,
    constraint second_factor_one_owner check (num_nonnulls(account_id, staff_id) = 1)
);
comment on column second_factor.secret is 'sealed: what an app computes codes from';
comment on column second_factor.last_step is 'the 30 seconds (RFC 6238) of the newest code that was taken: each is taken once';

create table recovery_code (
    factor_id uuid not null references second_factor on delete cascade,
    code_hash bytea not null,
    primary key (factor_id, code_hash)
);

-- Somebody gave the right password and not yet the code. It authorises nothing else, so it is no session.
create table half_sign_in (
    token_hash bytea primary key,
    account_id uuid references account on delete cascade,
    staff_id uuid references staff on delete cascade,
    ends_at timestamptz not null,
    constraint half_sign_in_one_owner check (num_nonnulls(account_id, staff_id) = 1)
);
create index half_sign_in_account on half_sign_in (account_id) where account_id is not null;
create index half_sign_in_staff on half_sign_in (staff_id) where staff_id is not null;

-- On its way: a secret that no code has confirmed, or recovery codes nobody has said they keep. Bound
-- to the browser that shows the token, so that nobody else who knows the password sees it too.
create table new_factor (
    id uuid primary key,
    token_hash bytea not null constraint new_factor_token_key unique,
    account_id uuid references account on delete cascade,
    staff_id uuid references staff on delete cascade,
    secret bytea,
    codes bytea,
    ends_at timestamptz not null,
    constraint new_factor_one_owner check (num_nonnulls(account_id, staff_id) = 1),
    constraint new_factor_one_thing check (num_nonnulls(secret, codes) = 1)
);
comment on column new_factor.secret is 'sealed: as in second_factor, not confirmed yet';
comment on column new_factor.codes is 'sealed: recovery codes that are shown';

create index session_staff on session (staff_id) where staff_id is not null;
