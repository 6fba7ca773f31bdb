-- The queue at any size: every order it offers is an index, and a part of a name of one, two or
-- three characters is found by another.

-- With bodies that are read when they are made, so that they mean the same wherever they are
-- called from, a restore included.
create function folded(name text) returns text
    language sql immutable parallel safe strict
    return lower(regexp_replace(normalize(name, nfkc), '\s', '', 'g'));
comment on function folded is 'a name as it is compared: width, case and spaces do not matter';

create function grams(name text, longest integer) returns text[]
    language sql immutable parallel safe strict
    return (
        select coalesce(array_agg(distinct substr(folded(name), first, n)), '{}')
        from generate_series(1, longest) as n
           , generate_series(1, length(folded(name)) - n + 1) as first
    );
comment on function grams is 'every run of one, two … up to `longest` characters of a name';

create function needles(text text) returns text[]
    language sql immutable parallel safe strict
    return case
        when length(folded(text)) <= 3 then array[folded(text)]
        else (
            select array_agg(distinct substr(folded(text), first, 3))
            from generate_series(1, length(folded(text)) - 2) as first
        )
    end;
comment on function needles is 'what the grams of a name hold when the name holds this text';

alter table application
    add column name_grams text[] generated always as (grams(subject_name, 3)) stored,
    add column name_folded text generated always as (folded(subject_name)) stored;

drop index application_queue;
create index application_by_due on application (state, due_on, reference) where submitted_at is not null;
create index application_by_office_due on application (office_id, state, due_on, reference)
    where submitted_at is not null;
create index application_by_sent on application (submitted_at, reference) where submitted_at is not null;
create index application_by_state_sent on application (state, submitted_at, reference)
    where submitted_at is not null;
create index application_by_office_sent on application (office_id, submitted_at, reference)
    where submitted_at is not null;
create index application_by_holder on application (claimed_by) where claimed_by is not null;
create index application_by_grams on application using gin (name_grams) with (fastupdate = off)
    where submitted_at is not null;
create index application_by_reference on application (reference text_pattern_ops);
