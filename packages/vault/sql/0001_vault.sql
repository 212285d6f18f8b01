-- Personal data, apart from the ledger: deleting rows here is what erases a person, and the tree stays whole.
CREATE SCHEMA vault;

CREATE TABLE vault.key (
  jurisdiction text NOT NULL,
  record       uuid NOT NULL,
  kind         text NOT NULL,
  wrapped      bytea NOT NULL,
  PRIMARY KEY (jurisdiction, record)
);
CREATE INDEX key_kind ON vault.key (jurisdiction, kind, record);
COMMENT ON TABLE vault.key IS 'One data key per record, wrapped by the master key, which is a file outside the database.';
COMMENT ON COLUMN vault.key.wrapped IS 'Version, id of the master key, nonce, ciphertext, tag: 65 bytes.';

CREATE TABLE vault.particular (
  jurisdiction text NOT NULL,
  record       uuid NOT NULL,
  n            integer NOT NULL,
  sealed       bytea NOT NULL,
  PRIMARY KEY (jurisdiction, record, n)
);
ALTER TABLE vault.particular ALTER COLUMN sealed SET STORAGE EXTERNAL;
COMMENT ON TABLE vault.particular IS 'Particulars of one entry with their salt, sealed under the record''s data key. Gone after an erasure.';
COMMENT ON COLUMN vault.particular.sealed IS 'Version, nonce, ciphertext, tag. Ciphertext does not compress, so no attempt is made.';

CREATE TABLE vault.blind (
  jurisdiction text NOT NULL,
  kind         text NOT NULL,
  digest       bytea NOT NULL,
  record       uuid NOT NULL,
  PRIMARY KEY (jurisdiction, kind, digest, record)
);
CREATE INDEX blind_record ON vault.blind (jurisdiction, record);
COMMENT ON TABLE vault.blind IS 'Keyed digests of searchable values. One key per kind: equal numbers of two kinds have unequal digests.';

-- Rows are sealed once and deleted once. Nothing is updated.
DO $$
DECLARE app text := current_setting('kuaiji.application_role');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA vault TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, DELETE ON ALL TABLES IN SCHEMA vault TO %I', app);
END
$$;
