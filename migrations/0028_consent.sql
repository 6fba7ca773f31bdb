-- What a kind asks to be agreed to before its first step is kept beside what is accepted with each
-- round.

comment on column acceptance.round is
    'the round it was accepted with; 0: before the first step was shown';
alter table acceptance add constraint acceptance_round_check check (round >= 0);
