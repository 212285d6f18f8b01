-- What the response track keeps beside the ledger: where units are now, and nothing of where they have been.
CREATE SCHEMA response;

CREATE TABLE response.position (
  jurisdiction text NOT NULL,
  unit         uuid NOT NULL,
  lon          double precision NOT NULL,
  lat          double precision NOT NULL,
  reported_at  timestamptz NOT NULL,
  PRIMARY KEY (jurisdiction, unit),
  CONSTRAINT position_on_globe CHECK (lon BETWEEN -180 AND 180 AND lat BETWEEN -90 AND 90)
) WITH (fillfactor = 50);
COMMENT ON TABLE response.position IS 'One overwritten row for a unit on duty, deleted when it leaves duty; no history, and of a vehicle, never of a person.';

DO $$
DECLARE app text := current_setting('kuaiji.application_role');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA response TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON response.position TO %I', app);
END
$$;
