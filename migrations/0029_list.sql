-- The list of an account reads its applications from the newest on.

drop index application_account;
create index application_account on application (account_id, created_at desc, id desc);
