-- What happened on the brand's own side: a deploy, a promotion, something else worth seeing beside the reports.

CREATE TABLE marker (
  id         bigserial PRIMARY KEY,
  brand      text NOT NULL,
  kind       text NOT NULL, -- deploy | promotion | other
  at         int8 NOT NULL,
  note       text NOT NULL,
  created_at int8 NOT NULL,
  name       text NOT NULL,
  actor      text NOT NULL
);
CREATE INDEX marker_brand ON marker (brand, at);
