-- What the brand tells its customers: proposed by a person from a draft, approved by a person, never changed afterwards.

CREATE TABLE statement (
  id                  bigserial PRIMARY KEY,
  incident_id         text NOT NULL REFERENCES incident (id),
  kind                text NOT NULL, -- holding | recovering | all-clear
  en                  text NOT NULL,
  es                  text NOT NULL,
  next_update_minutes int4,          -- after the approval; null: no further update is promised
  proposed_at         int8 NOT NULL,
  proposed_by         text NOT NULL,
  approved_at         int8,
  approved_by         text
);
CREATE INDEX statement_incident ON statement (incident_id, id);
