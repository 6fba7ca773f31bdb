-- An application may be about a record of its account, such as a contract that is renewed.

alter table application
    add column record_kind text,
    add column record_id uuid,
    add constraint application_record_is_whole check ((record_kind is null) = (record_id is null)),
    add constraint application_record_has_owner check (record_id is null or account_id is not null);
comment on column application.record_kind is 'the type of the record it is about, whose rows record_id is in';
create index application_record on application (record_id) where record_id is not null;

-- Of two drafts of the same the one that was begun last goes on: they were begun in the same moment.
-- The other is withdrawn, so that its pictures go when those of what is closed do.
with ended as (
    update application a set state = 'withdrawn', version = version + 1, changed_at = now()
    where state = 'draft' and exists (
        select from application b
        where b.account_id = a.account_id and b.kind = a.kind and b.state = 'draft'
          and (b.created_at, b.id) > (a.created_at, a.id)
    )
    returning id, round, changed_at
)
insert into event (application_id, event, at, round) select id, 'withdrawn', changed_at, round from ended;
create unique index application_one_draft on application (account_id, kind, record_id) nulls not distinct
    where state = 'draft' and account_id is not null;
