-- Names are stored as they were typed, so what is looked for and what is found must be folded more
-- thoroughly: variants of a character, and the signs between letters, do not matter.

create function bare(name text) returns text
    language sql immutable parallel safe strict
    return regexp_replace(name,
        '[\u0001-\u0022\u0027-\u0029\u002C-\u002F\u003A\u003D\u0040\u005B\u005D\u0060\u007F-\u00A0'
        '\u00AB\u00AD\u00B4\u00B7\u00BB\u02B9\u02BB-\u02BF\u02C8\u02CA-\u02CB\u02D9\u034F\u0387'
        '\u055A\u058A\u05BE\u05F3-\u05F4\u060C\u061C\u0970\u0F0B-\u0F0C\u115F-\u1160\u1361\u1680'
        '\u16EB\u17B4-\u17B5\u1806\u180B-\u180F\u2000-\u2015\u2018-\u201F\u2022\u2024\u2027-\u202F'
        '\u2032\u2035\u2043\u205F-\u206F\u2212\u2219\u22C5\u2500\u25AA\u25CF\u25E6\u2E31\u2E33\u3000'
        '\u3002\u3008-\u3011\u3014-\u301B\u30A0\u30FB\u3164\uA789\uA78B-\uA78C\uA78F\uFE00-\uFE0F'
        '\uFE50\uFE52\uFE58\uFE63\uFE6B\uFEFF\uFF01-\uFF02\uFF07-\uFF09\uFF0C-\uFF0F\uFF1A\uFF1D'
        '\uFF20\uFF3B\uFF3D\uFF40\uFF61-\uFF63\uFF65\uFFA0\uFFF9-\uFFFB\U000E0000-\U000E0FFF]',
        '', 'g');
comment on function bare is
    'a name without what its comparison overlooks: domain::value::comparable, which has the list';

create or replace function folded(name text) returns text
    language sql immutable parallel safe strict
    return normalize(lower(bare(normalize(bare(name), nfkc))), nfkc);
comment on function folded is
    'a name as it is compared: width, case, spaces, variants and signs between letters do not matter';

-- `offset 0`: folded once, not once for each gram.
create or replace function grams(name text, longest integer) returns text[]
    language sql immutable parallel safe strict
    return (
        select coalesce(array_agg(distinct substr(whole.folded, first, n)), '{}')
        from (select folded(name) as folded offset 0) as whole
           , generate_series(1, longest) as n
           , generate_series(1, length(whole.folded) - n + 1) as first
    );

-- What is generated is generated anew, and its index made again.
alter table application drop column name_grams, drop column name_folded;
alter table application
    add column name_grams text[] generated always as (grams(subject_name, 3)) stored,
    add column name_folded text generated always as (folded(subject_name)) stored;
create index application_by_grams on application using gin (name_grams) with (fastupdate = off)
    where submitted_at is not null;

alter table imported_account drop column name_grams, drop column name_folded;
alter table imported_account
    add column name_grams text[] generated always as (grams(name, 3)) stored,
    add column name_folded text generated always as (folded(name)) stored;
create index imported_account_by_grams on imported_account using gin (name_grams) with (fastupdate = off);

-- So are the names that are compared with each other.
insert into job (name, payload, priority, run_at)
select 'liken', 'null'::bytea, 3, now() where exists (select from application where round > 0)
    and not exists (select from job where name = 'liken');
