-- What a person made of two incidents. The one that was taken in stays readable, and leads to the elder.

ALTER TABLE incident ADD COLUMN merged_into text REFERENCES incident (id);

-- merged-into | took-in | came-out-of | gave-off, the other incident, by whom and why; null where the step was a finding.
ALTER TABLE transition ADD COLUMN change jsonb;
