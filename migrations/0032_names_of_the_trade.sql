-- Tables are called what the rest of the portal calls what is in them.

alter table half_sign_in rename to pending_sign_in;
alter table pending_sign_in rename constraint half_sign_in_one_owner to pending_sign_in_one_owner;
alter index half_sign_in_account rename to pending_sign_in_account;
alter index half_sign_in_staff rename to pending_sign_in_staff;
