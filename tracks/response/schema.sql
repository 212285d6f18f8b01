-- Dumped from a migrated database by `npm run schema`; changes are new files in sql/.
CREATE SCHEMA response;

CREATE TABLE response."position" (
  jurisdiction text NOT NULL,
  unit uuid NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  reported_at timestamp with time zone NOT NULL,
  CONSTRAINT position_on_globe CHECK ((((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)) AND ((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision)))),
  CONSTRAINT position_pkey PRIMARY KEY (jurisdiction, unit)
) WITH (fillfactor=50);

COMMENT ON TABLE response."position" IS 'One overwritten row for a unit on duty, deleted when it leaves duty; no history, and of a vehicle, never of a person.';
GRANT USAGE ON SCHEMA response TO application;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE response."position" TO application;
