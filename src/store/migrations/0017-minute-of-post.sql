-- A report's minute is that of its post, also of one whose feed told another time when it was edited.
UPDATE post p SET created_at = r.minute * 60000::int8
FROM (SELECT post_id, min(minute) AS minute FROM report GROUP BY post_id) r
WHERE p.id = r.post_id AND floor(p.created_at / 60000.0) <> r.minute;
