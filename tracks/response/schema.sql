-- Dumped from a migrated database by `npm run schema`; changes are new files in sql/.
CREATE SCHEMA response;

CREATE TABLE response.figure_call (
  jurisdiction text NOT NULL,
  record uuid NOT NULL,
  channel text NOT NULL,
  received_at timestamp with time zone NOT NULL,
  received_leaf bigint NOT NULL,
  answered_at timestamp with time zone,
  answered_leaf bigint,
  abandoned_at timestamp with time zone,
  abandoned_leaf bigint,
  CONSTRAINT figure_call_pkey PRIMARY KEY (jurisdiction, record)
);

CREATE TABLE response.figure_incident (
  jurisdiction text NOT NULL,
  record uuid NOT NULL,
  type text,
  grade integer,
  district text,
  urban boolean,
  opened_at timestamp with time zone,
  opened_leaf bigint,
  crew_reported boolean NOT NULL,
  located_leaf bigint,
  received_at timestamp with time zone,
  received_leaf bigint,
  answered_at timestamp with time zone,
  answered_leaf bigint,
  orders integer NOT NULL,
  ordered_at timestamp with time zone,
  ordered_leaf bigint,
  arrived_at timestamp with time zone,
  arrived_leaf bigint,
  arrived_source text,
  cancelled integer NOT NULL,
  cancelled_at timestamp with time zone,
  cancelled_leaf bigint,
  feedback_at timestamp with time zone,
  feedback_leaf bigint,
  CONSTRAINT figure_incident_pkey PRIMARY KEY (jurisdiction, record)
);

CREATE TABLE response.figure_order (
  jurisdiction text NOT NULL,
  record uuid NOT NULL,
  incident uuid NOT NULL,
  ordered_at timestamp with time zone NOT NULL,
  ordered_leaf bigint NOT NULL,
  signed_at timestamp with time zone,
  signed_leaf bigint,
  signed_source text,
  acknowledged_at timestamp with time zone,
  acknowledged_leaf bigint,
  acknowledged_source text,
  cancelled_at timestamp with time zone,
  cancelled_leaf bigint,
  CONSTRAINT figure_order_pkey PRIMARY KEY (jurisdiction, record)
);

CREATE TABLE response."position" (
  jurisdiction text NOT NULL,
  unit uuid NOT NULL,
  lon double precision NOT NULL,
  lat double precision NOT NULL,
  reported_at timestamp with time zone NOT NULL,
  CONSTRAINT position_on_globe CHECK ((((lon >= ('-180'::integer)::double precision) AND (lon <= (180)::double precision)) AND ((lat >= ('-90'::integer)::double precision) AND (lat <= (90)::double precision)))),
  CONSTRAINT position_pkey PRIMARY KEY (jurisdiction, unit)
) WITH (fillfactor=50);

CREATE INDEX figure_call_received ON response.figure_call USING btree (jurisdiction, received_at);
CREATE INDEX figure_incident_opened ON response.figure_incident USING btree (jurisdiction, opened_at);
CREATE INDEX figure_incident_ordered ON response.figure_incident USING btree (jurisdiction, ordered_at);
CREATE INDEX figure_incident_received ON response.figure_incident USING btree (jurisdiction, received_at);
CREATE INDEX figure_order_ordered ON response.figure_order USING btree (jurisdiction, ordered_at);
COMMENT ON TABLE response.figure_call IS 'A call as figures count it. Answered means claimed while it rang; a call-back is no answer.';
COMMENT ON TABLE response.figure_incident IS 'An incident as figures count it, from its own entries and those of its calls and orders.';
COMMENT ON COLUMN response.figure_incident.grade IS 'Grade at opening: a later change of grade does not move it to another figure.';
COMMENT ON COLUMN response.figure_incident.opened_at IS 'NULL for the moment in which a call or order of an incident is folded before its opening.';
COMMENT ON COLUMN response.figure_incident.received_at IS 'Of the earliest call attached; answered_at is of the same call.';
COMMENT ON COLUMN response.figure_incident.arrived_at IS 'The first unit on scene, whichever order it came by.';
COMMENT ON TABLE response.figure_order IS 'An order to a unit as figures count it: neither unit, seat nor crew stands here.';
COMMENT ON TABLE response."position" IS 'One overwritten row for a unit on duty, deleted when it leaves duty; no history, and of a vehicle, never of a person.';
GRANT USAGE ON SCHEMA response TO application;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE response."position" TO application;
GRANT DELETE, INSERT, SELECT ON TABLE response.figure_call TO application;
GRANT DELETE, INSERT, SELECT ON TABLE response.figure_incident TO application;
GRANT DELETE, INSERT, SELECT ON TABLE response.figure_order TO application;
