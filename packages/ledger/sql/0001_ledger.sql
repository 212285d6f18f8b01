-- The ledger: entries that are never changed, the state folded from them, and the log that proves both.
-- Every table but the log's own leads its keys with jurisdiction, so that the schema shards as it stands.
CREATE SCHEMA ledger;

CREATE TABLE ledger.entry (
  jurisdiction text NOT NULL,
  record       uuid NOT NULL,
  n            integer NOT NULL,
  id           uuid NOT NULL,
  kind         text NOT NULL,
  type         text NOT NULL,
  happened_at  timestamptz NOT NULL,
  recorded_at  timestamptz NOT NULL,
  envelope     json NOT NULL,
  facts        json NOT NULL,
  salts        bytea NOT NULL,
  commitments  bytea NOT NULL,
  PRIMARY KEY (jurisdiction, record, n),
  CONSTRAINT entry_id UNIQUE (jurisdiction, id),
  CONSTRAINT entry_salts CHECK (length(salts) = 64),
  CONSTRAINT entry_commitments CHECK (length(commitments) = 96)
);
COMMENT ON TABLE ledger.entry IS 'One fact each, past tense. The application may insert and select, nothing else.';
COMMENT ON COLUMN ledger.entry.envelope IS 'Canonical JSON (RFC 8785), kept to the byte: json, not jsonb, so that its commitment can be recomputed.';
COMMENT ON COLUMN ledger.entry.salts IS 'Salts of envelope and facts, 32 bytes each. The particulars'' salt is sealed in the vault and goes with them.';
COMMENT ON COLUMN ledger.entry.commitments IS 'SHA-256(salt || canonical JSON) of envelope, facts and particulars.';

CREATE TABLE ledger.state (
  jurisdiction text NOT NULL,
  record       uuid NOT NULL,
  kind         text NOT NULL,
  n            integer NOT NULL,
  number       text,
  parent       uuid,
  holds        text,
  is_open      boolean NOT NULL,
  state        jsonb NOT NULL,
  opened_at    timestamptz NOT NULL,
  changed_at   timestamptz NOT NULL,
  PRIMARY KEY (jurisdiction, record)
) WITH (fillfactor = 75);
CREATE UNIQUE INDEX state_holds ON ledger.state (jurisdiction, holds) WHERE holds IS NOT NULL;
CREATE UNIQUE INDEX state_number ON ledger.state (jurisdiction, number) WHERE number IS NOT NULL;
CREATE INDEX state_open ON ledger.state (jurisdiction, kind, opened_at) WHERE is_open;
CREATE INDEX state_parent ON ledger.state (jurisdiction, parent) WHERE parent IS NOT NULL;
COMMENT ON TABLE ledger.state IS 'Folded state of each record, written in the append''s own transaction: the hot view. References and codes only.';
COMMENT ON COLUMN ledger.state.holds IS 'What the record holds exclusively, e.g. unit:<id>. The unique index decides races, not luck.';

CREATE TABLE ledger.queue (
  jurisdiction text NOT NULL,
  position     bigint GENERATED ALWAYS AS IDENTITY,
  record       uuid NOT NULL,
  n            integer NOT NULL,
  commitments  bytea NOT NULL,
  PRIMARY KEY (jurisdiction, position)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
COMMENT ON TABLE ledger.queue IS 'Committed entries that have no leaf index yet. Position orders a record''s own entries; the log decides all else.';

CREATE TABLE ledger.counter (
  jurisdiction text NOT NULL,
  series       text NOT NULL,
  year         integer NOT NULL,
  last         bigint NOT NULL,
  PRIMARY KEY (jurisdiction, series, year)
);
COMMENT ON TABLE ledger.counter IS 'Last public number of a series and year; its row lock in the append''s transaction leaves neither gap nor twin.';

CREATE TABLE ledger.idempotency (
  jurisdiction text NOT NULL,
  actor        text NOT NULL,
  key          text NOT NULL,
  request      bytea NOT NULL,
  status       integer NOT NULL,
  answer       jsonb NOT NULL,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (jurisdiction, actor, key)
);
CREATE INDEX idempotency_age ON ledger.idempotency (jurisdiction, recorded_at);
COMMENT ON TABLE ledger.idempotency IS 'Answers of committed commands, kept 7 days: ids and versions, never a body. A refusal keeps nothing.';

CREATE TABLE ledger.timer (
  jurisdiction text NOT NULL,
  record       uuid NOT NULL,
  name         text NOT NULL,
  kind         text NOT NULL,
  due_at       timestamptz NOT NULL,
  PRIMARY KEY (jurisdiction, record, name)
);
CREATE INDEX timer_due ON ledger.timer (jurisdiction, due_at);
COMMENT ON TABLE ledger.timer IS 'Wake-ups set in the append''s transaction. Firing appends an entry and removes the row in one transaction.';

CREATE TABLE ledger.outbox (
  jurisdiction text NOT NULL,
  position     bigint GENERATED ALWAYS AS IDENTITY,
  task         text NOT NULL,
  payload      jsonb NOT NULL,
  recorded_at  timestamptz NOT NULL,
  PRIMARY KEY (jurisdiction, position)
);
COMMENT ON TABLE ledger.outbox IS 'Chores owed because of an append; a relay hands them to graphile-worker. References only.';

-- The log's own tables live on one node and are keyed by log.
CREATE TABLE ledger.log (
  log        text PRIMARY KEY,
  origin     text NOT NULL UNIQUE,
  key        text NOT NULL,
  simulated  boolean NOT NULL,
  opened_at  timestamptz NOT NULL
);
COMMENT ON TABLE ledger.log IS 'Origin and verifier key of a log, fixed at its first start.';

CREATE TABLE ledger.leaf (
  log          text NOT NULL,
  index        bigint NOT NULL,
  jurisdiction text NOT NULL,
  record       uuid NOT NULL,
  n            integer NOT NULL,
  commitments  bytea NOT NULL,
  PRIMARY KEY (log, index)
);
CREATE UNIQUE INDEX leaf_entry ON ledger.leaf (jurisdiction, record, n);
COMMENT ON TABLE ledger.leaf IS 'The one order: dense from 0. Commitments stand here again so that the public log needs no other table.';

CREATE TABLE ledger.tile (
  log    text NOT NULL,
  level  integer NOT NULL,
  index  bigint NOT NULL,
  root   bytea NOT NULL,
  hashes bytea NOT NULL,
  PRIMARY KEY (log, level, index),
  CONSTRAINT tile_full CHECK (length(hashes) = 8192)
);
ALTER TABLE ledger.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
COMMENT ON TABLE ledger.tile IS 'Full tiles only, written once. Partial ones are read off the leaves and the roots of the level below.';

CREATE TABLE ledger.head (
  log  text PRIMARY KEY,
  size bigint NOT NULL,
  root bytea NOT NULL
);
COMMENT ON TABLE ledger.head IS 'Size and root of the tree: a compare-and-swap on this row decides between integrators.';

CREATE TABLE ledger.checkpoint (
  log          text NOT NULL,
  size         bigint NOT NULL,
  note         text NOT NULL,
  published_at timestamptz NOT NULL,
  PRIMARY KEY (log, size)
);
COMMENT ON TABLE ledger.checkpoint IS 'Signed tree heads, durable before they are served. Nothing past the newest is served.';

CREATE TABLE ledger.lease (
  name       text PRIMARY KEY,
  holder     uuid NOT NULL,
  expires_at timestamptz NOT NULL
);
COMMENT ON TABLE ledger.lease IS 'Who integrates at present. Saves work only; correctness rests on the head.';

CREATE TABLE ledger.follower (
  name    text PRIMARY KEY,
  version integer NOT NULL,
  next    bigint NOT NULL
);
COMMENT ON TABLE ledger.follower IS 'Next leaf index each view has to fold, moved in the transaction of the fold.';

-- Takes the next public number; the caller holds the counter''s row until its append commits.
CREATE FUNCTION ledger.take_number(p_jurisdiction text, p_series text, p_year integer) RETURNS bigint
LANGUAGE sql AS $$
  INSERT INTO ledger.counter AS c (jurisdiction, series, year, last)
  VALUES (p_jurisdiction, p_series, p_year, 1)
  ON CONFLICT (jurisdiction, series, year) DO UPDATE SET last = c.last + 1
  RETURNING last
$$;

-- Commits all or none of the changes of one or more commands, in one call. Records come sorted by id, so that appends
-- that touch the same records lock them in one order. Times and ids are parameters. Errors:
--   KJ409 stale version (detail: records and their present n) · 23505 on state_holds, state_pkey, idempotency_pkey.
CREATE FUNCTION ledger.append(
  p_jurisdiction text,
  r_record uuid[], r_kind text[], r_expected integer[], r_n integer[], r_number text[], r_parent uuid[],
  r_holds text[], r_open boolean[], r_state text[], r_wrapped bytea[], r_at timestamptz[],
  e_record uuid[], e_kind text[], e_n integer[], e_id uuid[], e_type text[], e_happened_at timestamptz[],
  e_recorded_at timestamptz[], e_envelope text[], e_facts text[], e_salts bytea[], e_commitments bytea[], e_sealed bytea[],
  p_extra jsonb
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  opening integer := (SELECT count(*) FROM unnest(r_expected) AS x WHERE x = 0);
  changing integer := cardinality(r_record) - opening;
  written integer := 0;
BEGIN
  -- Row by row, in order of record: a join with unnest is planned as a scan of all states (measured: 5 times the cost).
  FOR i IN 1 .. CASE changing WHEN 0 THEN 0 ELSE cardinality(r_record) END LOOP
    CONTINUE WHEN r_expected[i] = 0;
    UPDATE ledger.state SET n = r_n[i], holds = r_holds[i], is_open = r_open[i], parent = r_parent[i],
           state = r_state[i]::jsonb, changed_at = r_at[i]
     WHERE jurisdiction = p_jurisdiction AND record = r_record[i] AND n = r_expected[i];
    IF FOUND THEN
      written := written + 1;
    END IF;
  END LOOP;
  IF written <> changing THEN
    RAISE EXCEPTION USING ERRCODE = 'KJ409', MESSAGE = 'stale version', DETAIL = (
      SELECT coalesce(json_agg(json_build_object('record', u.record, 'expected', u.expected, 'n', s.n)), '[]')
        FROM unnest(r_record, r_expected) AS u (record, expected)
        LEFT JOIN ledger.state s ON s.jurisdiction = p_jurisdiction AND s.record = u.record
       WHERE u.expected > 0 AND s.n IS DISTINCT FROM u.expected
    )::text;
  END IF;
  IF opening > 0 THEN
    INSERT INTO ledger.state (jurisdiction, record, kind, n, number, parent, holds, is_open, state, opened_at, changed_at)
    SELECT p_jurisdiction, u.record, u.kind, u.n, u.number, u.parent, u.holds, u.open, u.state::jsonb, u.at, u.at
      FROM unnest(r_record, r_kind, r_expected, r_n, r_number, r_parent, r_holds, r_open, r_state, r_at)
           AS u (record, kind, expected, n, number, parent, holds, open, state, at)
     WHERE u.expected = 0;
    INSERT INTO vault.key (jurisdiction, record, kind, wrapped)
    SELECT p_jurisdiction, u.record, u.kind, u.wrapped FROM unnest(r_record, r_kind, r_wrapped) AS u (record, kind, wrapped)
     WHERE u.wrapped IS NOT NULL;
  END IF;

  INSERT INTO ledger.entry (jurisdiction, record, n, id, kind, type, happened_at, recorded_at, envelope, facts, salts, commitments)
  SELECT p_jurisdiction, u.record, u.n, u.id, u.kind, u.type, u.happened_at, u.recorded_at, u.envelope::json, u.facts::json, u.salts, u.commitments
    FROM unnest(e_record, e_kind, e_n, e_id, e_type, e_happened_at, e_recorded_at, e_envelope, e_facts, e_salts, e_commitments)
         AS u (record, kind, n, id, type, happened_at, recorded_at, envelope, facts, salts, commitments);
  INSERT INTO ledger.queue (jurisdiction, record, n, commitments)
  SELECT p_jurisdiction, u.record, u.n, u.commitments FROM unnest(e_record, e_n, e_commitments) AS u (record, n, commitments);
  INSERT INTO vault.particular (jurisdiction, record, n, sealed)
  SELECT p_jurisdiction, u.record, u.n, u.sealed FROM unnest(e_record, e_n, e_sealed) AS u (record, n, sealed);
  IF p_extra IS NOT NULL THEN
    PERFORM ledger.append_extra(p_jurisdiction, p_extra);
  END IF;
END
$$;

-- What only some commands bring: idempotent answers, timers, blind index rows and chores.
CREATE FUNCTION ledger.append_extra(p_jurisdiction text, p_extra jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF p_extra ? 'answers' THEN
    INSERT INTO ledger.idempotency (jurisdiction, actor, key, request, status, answer, recorded_at)
    SELECT p_jurisdiction, i.actor, i.key, decode(i.request, 'hex'), i.status, i.answer, i.recorded_at
      FROM jsonb_to_recordset(p_extra -> 'answers')
           AS i (actor text, key text, request text, status integer, answer jsonb, recorded_at timestamptz);
  END IF;
  IF p_extra ? 'timers' THEN
    DELETE FROM ledger.timer t USING jsonb_to_recordset(p_extra -> 'timers') AS x (record uuid, name text, due_at timestamptz)
     WHERE t.jurisdiction = p_jurisdiction AND t.record = x.record AND t.name = x.name AND x.due_at IS NULL;
    INSERT INTO ledger.timer (jurisdiction, record, name, kind, due_at)
    SELECT p_jurisdiction, x.record, x.name, x.kind, x.due_at
      FROM jsonb_to_recordset(p_extra -> 'timers') AS x (record uuid, name text, kind text, due_at timestamptz)
     WHERE x.due_at IS NOT NULL
    ON CONFLICT (jurisdiction, record, name) DO UPDATE SET due_at = excluded.due_at;
  END IF;
  IF p_extra ? 'blinds' THEN
    INSERT INTO vault.blind (jurisdiction, kind, digest, record)
    SELECT p_jurisdiction, x.kind, decode(x.digest, 'hex'), x.record
      FROM jsonb_to_recordset(p_extra -> 'blinds') AS x (kind text, digest text, record uuid)
    ON CONFLICT DO NOTHING;
  END IF;
  IF p_extra ? 'outbox' THEN
    INSERT INTO ledger.outbox (jurisdiction, task, payload, recorded_at)
    SELECT p_jurisdiction, x.task, x.payload, x.recorded_at
      FROM jsonb_to_recordset(p_extra -> 'outbox') AS x (task text, payload jsonb, recorded_at timestamptz);
  END IF;
END
$$;

-- The application role: entries, leaves, tiles and checkpoints are written once, and no grant says otherwise.
DO $$
DECLARE app text := current_setting('kuaiji.application_role');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA ledger TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT ON ledger.entry, ledger.leaf, ledger.tile, ledger.checkpoint, ledger.log TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON ledger.state, ledger.counter, ledger.head, ledger.lease, ledger.follower TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON ledger.queue, ledger.idempotency TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ledger.timer, ledger.outbox TO %I', app);
  EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA ledger FROM PUBLIC');
  EXECUTE format('GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ledger TO %I', app);
END
$$;
