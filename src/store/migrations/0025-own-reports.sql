-- A brand's own account answers its customers, hundreds of them in an outage: what it says is told from what people say of the brand without
-- looking at the posts.
ALTER TABLE report ADD COLUMN own boolean NOT NULL DEFAULT false;
UPDATE report r SET own = true FROM post p WHERE p.id = r.post_id AND p.from_brand;
