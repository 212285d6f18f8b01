-- Dumped from a migrated database by `npm run schema`; changes are new files in sql/.
CREATE SCHEMA access;

CREATE TABLE access.account (
  jurisdiction text NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  secret text NOT NULL,
  role text NOT NULL,
  unit text NOT NULL,
  seat text NOT NULL,
  demonstration boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  disabled_at timestamp with time zone,
  CONSTRAINT account_name UNIQUE (jurisdiction, name),
  CONSTRAINT account_pkey PRIMARY KEY (jurisdiction, id)
);

CREATE TABLE access.link (
  jurisdiction text NOT NULL,
  name text NOT NULL,
  digest bytea NOT NULL,
  role text NOT NULL,
  unit text NOT NULL,
  seat text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  used_at timestamp with time zone,
  CONSTRAINT link_pkey PRIMARY KEY (jurisdiction, name)
);

CREATE TABLE access.session (
  jurisdiction text NOT NULL,
  digest bytea NOT NULL,
  account uuid NOT NULL,
  seat text NOT NULL,
  shift uuid NOT NULL,
  shift_from timestamp with time zone NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  ended_at timestamp with time zone,
  CONSTRAINT session_pkey PRIMARY KEY (jurisdiction, digest)
);

CREATE INDEX session_account ON access.session USING btree (jurisdiction, account, shift_from DESC);
CREATE INDEX session_expiry ON access.session USING btree (jurisdiction, expires_at);
COMMENT ON TABLE access.account IS 'Local accounts of the embedded default; a bureau with an identity provider of its own has none.';
COMMENT ON COLUMN access.account.secret IS 'argon2id in PHC form.';
COMMENT ON COLUMN access.account.seat IS 'Working position unless the session names another: it belongs to the post.';
COMMENT ON COLUMN access.account.demonstration IS 'Its password is published: served on the loopback only.';
COMMENT ON TABLE access.link IS 'One-time links that make an account, e.g. the first administrator''s. A new one replaces the old.';
COMMENT ON COLUMN access.session.digest IS 'SHA-256 of the token, which only the client has.';
COMMENT ON COLUMN access.session.shift IS 'Sessions of one account within one shift share it: one access entry per record, purpose and shift.';
GRANT USAGE ON SCHEMA access TO application;
GRANT INSERT, SELECT, UPDATE ON TABLE access.account TO application;
GRANT INSERT, SELECT, UPDATE ON TABLE access.link TO application;
GRANT DELETE, INSERT, SELECT, UPDATE ON TABLE access.session TO application;
