-- What people said of reports that a model had judged. The report itself carries the verdict in force, with model = 'person'; a
-- report that an edit of its post judged anew carries a model's name again, and its label has lapsed.
CREATE TABLE label (
  id            bigserial PRIMARY KEY,
  post_id       text NOT NULL REFERENCES post (id) ON DELETE CASCADE,
  brand         text NOT NULL,
  at            int8 NOT NULL,
  actor         text NOT NULL, -- id of the key, or who sat at the machine
  reason        text NOT NULL, -- '' when none was given
  kind          text NOT NULL,
  symptoms      text[] NOT NULL,
  surfaces      text[] NOT NULL,
  old_kind      text NOT NULL, -- the verdict that was corrected, with the model that had given it
  old_p_current float4 NOT NULL,
  old_symptoms  text[] NOT NULL,
  old_surfaces  text[] NOT NULL,
  old_model     text NOT NULL,
  withdrawn_at  int8,
  withdrawn_by  text
);
CREATE UNIQUE INDEX label_standing ON label (post_id, brand) WHERE withdrawn_at IS NULL;
