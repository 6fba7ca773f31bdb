-- What staff wrote into a form of a case and could not send, so that a page without scripts has it
-- again. It is about people, so it is sealed.

create table desk_form (
    staff_id uuid not null references staff on delete cascade,
    form text not null,
    written bytea not null,
    written_at timestamptz not null,
    primary key (staff_id, form)
);
comment on column desk_form.form is 'case.<reference>, remark.<reference>, rejection.<reference>, or bulk';
comment on column desk_form.written is 'sealed: name of a control -> text, until it is sent';
create index desk_form_written_at on desk_form (written_at);
