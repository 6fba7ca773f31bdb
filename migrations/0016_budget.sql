-- What strangers may try and begin, counted so that they take nothing from those who are known.

-- Wrong passwords and codes, until the right one comes or a day has passed.
create table wrong_try (
    door text not null,
    name bytea not null,
    origin bytea not null,
    at timestamptz not null
);
comment on column wrong_try.name is 'blind index of what somebody signs in with';
comment on column wrong_try.origin is 'blind index of the network it came from, or of a browser that is known';
create index wrong_try_name on wrong_try (door, name, at);
create index wrong_try_origin on wrong_try (door, origin, at);
delete from attempt;

-- A browser somebody has signed in with: nobody else's tries count for it.
create table known_browser (
    token_hash bytea primary key,
    account_id uuid constraint known_browser_account_id_fkey references account on delete cascade,
    staff_id uuid constraint known_browser_staff_id_fkey references staff on delete cascade,
    created_at timestamptz not null,
    ends_at timestamptz not null,
    constraint known_browser_one_owner check (num_nonnulls(account_id, staff_id) = 1)
);
create index known_browser_account on known_browser (account_id, created_at) where account_id is not null;
create index known_browser_staff on known_browser (staff_id, created_at) where staff_id is not null;

-- What was begun within the hour, and who it is charged to.
create table spending (
    kind text not null,
    payer bytea not null,
    is_stranger boolean not null,
    at timestamptz not null
);
comment on column spending.payer is 'blind index of a network, an account or a member of staff';
create index spending_payer on spending (kind, payer, at);
create index spending_strangers on spending (kind, at) where is_stranger;

-- Readings wait in a line of their own, one for each slot of an application.
alter table job add column topic text constraint job_topic_key unique;
comment on column job.topic is 'of several jobs about this only the newest is worth running';
update job set priority = 3 where priority = 2;
update job set priority = 2 where name = 'read_document';
