-- When an address was typed, so that one without a code is forgotten after as long.

alter table email_change add typed_at timestamptz not null default now();
