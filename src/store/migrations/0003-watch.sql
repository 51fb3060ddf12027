-- What the watch over a brand carries from minute to minute beside its series; written with the alerts and transitions that follow from it.
CREATE TABLE watch (
  brand  text PRIMARY KEY,
  minute int4 NOT NULL, -- last minute that was judged with it
  body   jsonb NOT NULL -- standing alarms with their recovery tests; where evidence was forgotten
);
