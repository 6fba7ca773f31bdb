-- What happened in a span of time, whatever it happened to.

create index event_at on event (at);
