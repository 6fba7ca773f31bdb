-- A worker hears of a job as soon as the transaction that causes it is committed, in whichever
-- instance it runs. Of upkeep, which nobody waits for, it hears by looking.
create function job_wakes() returns trigger language plpgsql as $$
begin
    perform pg_notify('docket_job', new.priority::text);
    return null;
end;
$$;
create trigger job_wakes after insert on job for each row
    when (new.priority < 3) execute function job_wakes();
