-- Tables are called what the rest of the portal calls what is in them.

alter table half_sign_in rename to pending_sign_in;
alter table pending_sign_in rename constraint half_sign_in_one_owner to pending_sign_in_one_owner;
alter index half_sign_in_account rename to pending_sign_in_account;
alter index half_sign_in_staff rename to pending_sign_in_staff;
alter index half_sign_in_pkey rename to pending_sign_in_pkey;
alter table pending_sign_in rename constraint half_sign_in_account_id_fkey to pending_sign_in_account_id_fkey;
alter table pending_sign_in rename constraint half_sign_in_staff_id_fkey to pending_sign_in_staff_id_fkey;

alter table likeness rename to duplicate_clue;
alter table duplicate_clue rename constraint likeness_pkey to duplicate_clue_pkey;
alter table duplicate_clue rename constraint likeness_application_id_fkey to duplicate_clue_application_id_fkey;
alter index likeness_application rename to duplicate_clue_application;

-- What became of a case that was decided together with others.
update bulk_case set result = (result - 'fate') || jsonb_build_object('outcome', result -> 'fate')
where result ? 'fate';
