-- Dumped from a migrated database by `npm run schema`; changes are new files in sql/.
CREATE SCHEMA vault;

CREATE TABLE vault.blind (
  jurisdiction text NOT NULL,
  kind text NOT NULL,
  digest bytea NOT NULL,
  record uuid NOT NULL,
  CONSTRAINT blind_pkey PRIMARY KEY (jurisdiction, kind, digest, record)
);

CREATE TABLE vault.key (
  jurisdiction text NOT NULL,
  record uuid NOT NULL,
  kind text NOT NULL,
  wrapped bytea NOT NULL,
  CONSTRAINT key_pkey PRIMARY KEY (jurisdiction, record)
);

CREATE TABLE vault.particular (
  jurisdiction text NOT NULL,
  record uuid NOT NULL,
  n integer NOT NULL,
  sealed bytea NOT NULL STORAGE EXTERNAL,
  CONSTRAINT particular_pkey PRIMARY KEY (jurisdiction, record, n)
);

CREATE INDEX blind_record ON vault.blind USING btree (jurisdiction, record);
CREATE INDEX key_kind ON vault.key USING btree (jurisdiction, kind, record);
COMMENT ON TABLE vault.blind IS 'Keyed digests of searchable values. One key per kind: equal numbers of two kinds have unequal digests.';
COMMENT ON TABLE vault.key IS 'One data key per record, wrapped by the master key, which is a file outside the database.';
COMMENT ON COLUMN vault.key.wrapped IS 'Version, id of the master key, nonce, ciphertext, tag: 65 bytes.';
COMMENT ON TABLE vault.particular IS 'Particulars of one entry with their salt, sealed under the record''s data key. Gone after an erasure.';
COMMENT ON COLUMN vault.particular.sealed IS 'Version, nonce, ciphertext, tag. Ciphertext does not compress, so no attempt is made.';
GRANT USAGE ON SCHEMA vault TO application;
GRANT DELETE, INSERT, SELECT ON TABLE vault.blind TO application;
GRANT DELETE, INSERT, SELECT ON TABLE vault.key TO application;
GRANT DELETE, INSERT, SELECT ON TABLE vault.particular TO application;
