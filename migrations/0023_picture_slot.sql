-- Which attempt changed the picture in a slot last: what arrives later and is older changes nothing.

create table picture_slot (
    application_id uuid not null
        constraint picture_slot_application_id_fkey references application on delete cascade,
    field text not null,
    attempt bigint not null,
    constraint picture_slot_pkey primary key (application_id, field)
);
comment on column picture_slot.attempt is
    'of the newest change, an upload or a removal; later ones have greater numbers';
