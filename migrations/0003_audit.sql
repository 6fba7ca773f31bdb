-- Who saw and decided what. Each entry carries a hash over itself and the one before it.

create table audit (
    number bigint primary key,
    at timestamptz not null,
    actor text not null,
    action text not null,
    subject text not null,
    details text not null,
    hash bytea not null
);
comment on column audit.number is '1, 2, 3, … without a gap';
comment on column audit.actor is 'staff:<id>';
comment on column audit.subject is '<table>:<id>';

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit log is append-only';
end
$$;
create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only();
