-- With what somebody is signed in, for its owner to recognise.

alter table session add column browser text not null default '';
comment on column session.browser is 'names like "Chrome · Android", not what the browser sent; empty when unknown';
