-- Accounts that are not open yet pay together with their network, and an account made of a draft
-- together with whoever paid for the draft before.

alter table document add column unsent_besides bytea;
comment on column document.unsent_besides is
    'blind index of the network that is charged besides whoever unsent_by names';
create index document_unsent_besides on document (unsent_besides) include (bytes)
    where unsent_besides is not null;

comment on column application.marks is
    'what was noticed when it was last sent, or a picture of it read: disagrees. What time or a setting changes is found when it is read';
