-- What figures are reckoned from: one row per call, order and incident, with each time and the leaf index of its entry.
-- Built from entries alone; may be emptied and built again from leaf 0. No row is about a person.
CREATE TABLE response.figure_call (
  jurisdiction   text NOT NULL,
  record         uuid NOT NULL,
  channel        text NOT NULL,
  received_at    timestamptz NOT NULL,
  received_leaf  bigint NOT NULL,
  answered_at    timestamptz,
  answered_leaf  bigint,
  abandoned_at   timestamptz,
  abandoned_leaf bigint,
  PRIMARY KEY (jurisdiction, record)
);
CREATE INDEX figure_call_received ON response.figure_call (jurisdiction, received_at);
COMMENT ON TABLE response.figure_call IS 'A call as figures count it. Answered means claimed while it rang; a call-back is no answer.';

CREATE TABLE response.figure_order (
  jurisdiction        text NOT NULL,
  record              uuid NOT NULL,
  incident            uuid NOT NULL,
  ordered_at          timestamptz NOT NULL,
  ordered_leaf        bigint NOT NULL,
  signed_at           timestamptz,
  signed_leaf         bigint,
  signed_source       text,
  acknowledged_at     timestamptz,
  acknowledged_leaf   bigint,
  acknowledged_source text,
  cancelled_at        timestamptz,
  cancelled_leaf      bigint,
  PRIMARY KEY (jurisdiction, record)
);
CREATE INDEX figure_order_ordered ON response.figure_order (jurisdiction, ordered_at);
COMMENT ON TABLE response.figure_order IS 'An order to a unit as figures count it: neither unit, seat nor crew stands here.';

CREATE TABLE response.figure_incident (
  jurisdiction   text NOT NULL,
  record         uuid NOT NULL,
  type           text,
  grade          integer,
  district       text,
  urban          boolean,
  opened_at      timestamptz,
  opened_leaf    bigint,
  crew_reported  boolean NOT NULL,
  located_leaf   bigint,
  received_at    timestamptz,
  received_leaf  bigint,
  answered_at    timestamptz,
  answered_leaf  bigint,
  orders         integer NOT NULL,
  ordered_at     timestamptz,
  ordered_leaf   bigint,
  arrived_at     timestamptz,
  arrived_leaf   bigint,
  arrived_source text,
  cancelled      integer NOT NULL,
  cancelled_at   timestamptz,
  cancelled_leaf bigint,
  feedback_at    timestamptz,
  feedback_leaf  bigint,
  PRIMARY KEY (jurisdiction, record)
);
CREATE INDEX figure_incident_opened ON response.figure_incident (jurisdiction, opened_at);
CREATE INDEX figure_incident_received ON response.figure_incident (jurisdiction, received_at);
CREATE INDEX figure_incident_ordered ON response.figure_incident (jurisdiction, ordered_at);
COMMENT ON TABLE response.figure_incident IS 'An incident as figures count it, from its own entries and those of its calls and orders.';
COMMENT ON COLUMN response.figure_incident.grade IS 'Grade at opening: a later change of grade does not move it to another figure.';
COMMENT ON COLUMN response.figure_incident.opened_at IS 'NULL for the moment in which a call or order of an incident is folded before its opening.';
COMMENT ON COLUMN response.figure_incident.received_at IS 'Of the earliest call attached; answered_at is of the same call.';
COMMENT ON COLUMN response.figure_incident.arrived_at IS 'The first unit on scene, whichever order it came by.';

DO $$
DECLARE app text := current_setting('kuaiji.application_role');
BEGIN
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON response.figure_call, response.figure_order, response.figure_incident TO %I', app);
END
$$;
