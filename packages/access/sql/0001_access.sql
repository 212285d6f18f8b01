-- Who may sign in, and who is signed in. No password and no token stands here: only what checks them.
CREATE SCHEMA access;

CREATE TABLE access.account (
  jurisdiction  text NOT NULL,
  id            uuid NOT NULL,
  name          text NOT NULL,
  secret        text NOT NULL,
  role          text NOT NULL,
  unit          text NOT NULL,
  seat          text NOT NULL,
  demonstration boolean NOT NULL,
  created_at    timestamptz NOT NULL,
  disabled_at   timestamptz,
  PRIMARY KEY (jurisdiction, id),
  CONSTRAINT account_name UNIQUE (jurisdiction, name)
);
COMMENT ON TABLE access.account IS 'Local accounts of the embedded default; a bureau with an identity provider of its own has none.';
COMMENT ON COLUMN access.account.secret IS 'argon2id in PHC form.';
COMMENT ON COLUMN access.account.seat IS 'Working position unless the session names another: it belongs to the post.';
COMMENT ON COLUMN access.account.demonstration IS 'Its password is published: served on the loopback only.';

CREATE TABLE access.session (
  jurisdiction text NOT NULL,
  digest       bytea NOT NULL,
  account      uuid NOT NULL,
  seat         text NOT NULL,
  shift        uuid NOT NULL,
  shift_from   timestamptz NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  ended_at     timestamptz,
  PRIMARY KEY (jurisdiction, digest)
);
CREATE INDEX session_account ON access.session (jurisdiction, account, shift_from DESC);
CREATE INDEX session_expiry ON access.session (jurisdiction, expires_at);
COMMENT ON COLUMN access.session.digest IS 'SHA-256 of the token, which only the client has.';
COMMENT ON COLUMN access.session.shift IS 'Sessions of one account within one shift share it: one access entry per record, purpose and shift.';

CREATE TABLE access.link (
  jurisdiction text NOT NULL,
  name         text NOT NULL,
  digest       bytea NOT NULL,
  role         text NOT NULL,
  unit         text NOT NULL,
  seat         text NOT NULL,
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz NOT NULL,
  used_at      timestamptz,
  PRIMARY KEY (jurisdiction, name)
);
COMMENT ON TABLE access.link IS 'One-time links that make an account, e.g. the first administrator''s. A new one replaces the old.';

-- Accounts are disabled, never deleted: entries speak of them by id.
DO $$
DECLARE app text := current_setting('kuaiji.application_role');
BEGIN
  EXECUTE format('GRANT USAGE ON SCHEMA access TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE ON access.account, access.link TO %I', app);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON access.session TO %I', app);
END
$$;
