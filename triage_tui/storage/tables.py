"""The first tables of a workspace. Times are whole milliseconds since 1970 in UTC; lists are JSON arrays."""

from __future__ import annotations

CASES = (
    """
    CREATE TABLE case_head (              -- one row per case, at its newest version
      n INTEGER PRIMARY KEY,              -- grows in order of arrival
      id TEXT NOT NULL UNIQUE,
      version INTEGER NOT NULL,
      queue TEXT NOT NULL,
      origin TEXT NOT NULL,
      received_ms INTEGER,
      due_ms INTEGER,                     -- the source's, else the house's
      priority REAL,
      domain TEXT NOT NULL,
      language TEXT NOT NULL,
      tier TEXT NOT NULL,
      account_state TEXT,
      enforcement TEXT,                   -- its state
      model TEXT NOT NULL,
      clause TEXT,                        -- this and the next five are the leading flag's
      policy_id TEXT,                     -- as the flag says, else the default pack's
      policy_version TEXT,
      score_json TEXT,                    -- the classifier's own value
      probability REAL,                   -- the score, where it is one
      over REAL,                          -- probability minus threshold
      severity INTEGER,                   -- 0 to 4, highest of the flagged clauses that a stored pack knows
      turns INTEGER NOT NULL,
      chars INTEGER NOT NULL,             -- code points of all text
      flags INTEGER NOT NULL,
      has TEXT NOT NULL,                  -- of ' appeal hidden opinion report spans tools ': each between blanks
      snippet TEXT NOT NULL,
      labels TEXT NOT NULL,
      retention_class TEXT NOT NULL,
      expires_ms INTEGER,
      legal_hold INTEGER NOT NULL,
      default_policy_id TEXT,             -- for flags that name none, as said at import
      default_policy_version TEXT,
      -- 'decided' without an outcome is a case that its source closed, see `triage_tui.storage.state`
      state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'draft', 'skipped', 'decided')),
      skipped INTEGER NOT NULL DEFAULT 0, -- 1 while put aside
      not_before_ms INTEGER,              -- put aside until then
      tagged INTEGER NOT NULL DEFAULT 0,
      outcome TEXT,                       -- this and the next three are the standing decision's
      outbox TEXT,
      reviewer TEXT,
      decided_ms INTEGER,
      by_due INTEGER NOT NULL AS (coalesce(due_ms, 9223372036854775807)) VIRTUAL,
      by_age INTEGER NOT NULL AS (coalesce(received_ms, 9223372036854775807)) VIRTUAL,
      by_sev INTEGER NOT NULL AS (-coalesce(severity, -1)) VIRTUAL,
      by_score REAL NOT NULL AS (-coalesce(probability, -1.0)) VIRTUAL,
      by_priority REAL NOT NULL AS (-coalesce(priority, -9e999)) VIRTUAL
    ) STRICT
    """,
    # The queue is read in index order; what stands at the end of each spares the row of a case that is passed over.
    "CREATE INDEX case_by_due ON case_head (by_due, n, state, queue, language)",
    "CREATE INDEX case_by_age ON case_head (by_age, n, state)",
    "CREATE INDEX case_by_sev ON case_head (by_sev, n, state)",
    "CREATE INDEX case_by_score ON case_head (by_score, n, state)",
    "CREATE INDEX case_by_priority ON case_head (by_priority, n, state)",
    # Of these only short lists are read: a value that many cases have is met soon enough in the order of the queue.
    "CREATE INDEX case_language ON case_head (language)",
    "CREATE INDEX case_queue ON case_head (queue)",
    "CREATE INDEX case_origin ON case_head (origin)",
    "CREATE INDEX case_domain ON case_head (domain)",
    "CREATE INDEX case_tier ON case_head (tier)",
    "CREATE INDEX case_model ON case_head (model)",
    "CREATE INDEX case_outcome ON case_head (outcome) WHERE outcome IS NOT NULL",
    "CREATE INDEX case_reviewer ON case_head (reviewer) WHERE reviewer IS NOT NULL",
    "CREATE INDEX case_touched ON case_head (state) WHERE state <> 'open'",
    "CREATE INDEX case_tagged ON case_head (n) WHERE tagged",
    """
    CREATE TABLE case_flag (
      n INTEGER NOT NULL REFERENCES case_head ON DELETE CASCADE,
      f INTEGER NOT NULL,                 -- position in the case, from 0
      clause TEXT,
      policy_id TEXT,                     -- as the flag says, else the default pack's
      policy_version TEXT,                -- null where only the newest pack with the clause can tell
      classifier TEXT NOT NULL,
      probability REAL,
      severity INTEGER,                   -- 0 to 4, of the clause, where a stored pack knows it
      PRIMARY KEY (n, f)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX case_flag_clause ON case_flag (clause, n)",
    """
    CREATE TABLE case_body (              -- a version is kept while it is the newest or a decision refers to it
      n INTEGER NOT NULL REFERENCES case_head ON DELETE CASCADE,
      version INTEGER NOT NULL,
      sha256 TEXT NOT NULL,               -- of the bytes as received
      zstd BLOB NOT NULL,                 -- the bytes as received, compressed
      UNIQUE (n, version)
    ) STRICT
    """,
    # Without content: to forget a case's words the index is told them again, see `triage_tui.storage.words`.
    "CREATE VIRTUAL TABLE case_text USING fts5 (text, content='', columnsize=0)",
    # 64 MiB of words are gathered in memory before they are written: fewer, larger segments, half the time.
    "INSERT INTO case_text (case_text, rank) VALUES ('hashsize', 67108864)",
)

POLICIES = (
    """
    CREATE TABLE policy_pack (
      n INTEGER PRIMARY KEY,              -- grows in order of arrival
      id TEXT NOT NULL,
      version TEXT NOT NULL,
      sha256 TEXT NOT NULL,               -- of the canonical form
      json BLOB NOT NULL,                 -- the bytes as received
      UNIQUE (id, version)
    ) STRICT
    """,
)

DECISIONS = (
    """
    CREATE TABLE journal (                -- the chained log, see `triage_tui.domain.journal`
      seq INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,            -- of the decision or event
      type TEXT NOT NULL,                 -- 'decision', or that of a `triage_tui.domain.journal.Event`
      at_ms INTEGER NOT NULL,
      sha256 TEXT NOT NULL,
      body BLOB NOT NULL                  -- the canonical bytes that were hashed
    ) STRICT
    """,
    """
    CREATE TRIGGER journal_keeps BEFORE UPDATE ON journal
    BEGIN SELECT raise(ABORT, 'the log is only ever added to'); END
    """,
    """
    CREATE TRIGGER journal_stays BEFORE DELETE ON journal
    BEGIN SELECT raise(ABORT, 'the log is only ever added to'); END
    """,
    # INSERT OR REPLACE deletes without asking the trigger above.
    """
    CREATE TRIGGER journal_grows BEFORE INSERT ON journal
    WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM journal) OR NEW.id IN (SELECT id FROM journal)
    BEGIN SELECT raise(ABORT, 'the log is only ever added to'); END
    """,
    """
    CREATE TABLE decision (
      id TEXT PRIMARY KEY,
      seq INTEGER NOT NULL UNIQUE REFERENCES journal,
      n INTEGER NOT NULL REFERENCES case_head,
      version INTEGER NOT NULL,           -- of the case
      kind TEXT NOT NULL,
      outcome TEXT NOT NULL,
      causes TEXT NOT NULL,
      reviewer TEXT NOT NULL,
      decided_ms INTEGER NOT NULL,
      supersedes TEXT REFERENCES decision,
      FOREIGN KEY (n, version) REFERENCES case_body (n, version)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX decision_case ON decision (n, version)",
    "CREATE INDEX decision_reviewer ON decision (reviewer, seq)",
    "CREATE INDEX decision_supersedes ON decision (supersedes) WHERE supersedes IS NOT NULL",
    """
    CREATE TABLE outbox (                 -- one row per decision: how far it has come on its way to the source
      decision_id TEXT PRIMARY KEY REFERENCES decision,
      state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'sent', 'accepted', 'refused',
                                           'conflict', 'unknown', 'withdrawn')),
      created_ms INTEGER NOT NULL,
      held_until_ms INTEGER,              -- null once it is no longer held
      attempts INTEGER NOT NULL DEFAULT 0,
      next_try_ms INTEGER,
      reason TEXT NOT NULL DEFAULT ''     -- what the source said
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX outbox_state ON outbox (state, held_until_ms)",
    """
    CREATE VIEW standing AS               -- decisions neither withdrawn nor superseded by one that was not
    SELECT d.*, o.state AS outbox, o.held_until_ms FROM decision d JOIN outbox o ON o.decision_id = d.id
    WHERE o.state <> 'withdrawn' AND NOT EXISTS (
      SELECT 1 FROM decision s JOIN outbox so ON so.decision_id = s.id
      WHERE s.supersedes = d.id AND so.state <> 'withdrawn')
    """,
)

DESK = (
    """
    CREATE TABLE draft (
      n INTEGER PRIMARY KEY REFERENCES case_head ON DELETE CASCADE,
      version INTEGER NOT NULL,           -- of the case it is about
      saved_ms INTEGER NOT NULL,
      json BLOB NOT NULL
    ) STRICT
    """,
    "CREATE TABLE memory (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE workspace (log_id TEXT NOT NULL) STRICT",
)

FIRST = (*CASES, *POLICIES, *DECISIONS, *DESK)
"""Every statement of the first version."""
