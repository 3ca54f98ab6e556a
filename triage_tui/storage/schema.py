"""What the tables of a workspace became after the first ones, step by step. Times and lists are as there."""

from __future__ import annotations

from triage_tui.domain.outbox import PENDING
from triage_tui.storage.tables import FIRST

APPLICATION_ID = 0x54726941
"""``TriA``: how a workspace file is told from any other SQLite file."""

VERSION = 4
"""What ``user_version`` says when every step in `triage_tui.storage.steps` was taken."""

SORTED = ("by_due", "by_age", "by_sev", "by_score", "by_priority")
"""The columns that the queue is sorted by."""

CARRIED = ("appeal", "hidden", "opinion", "report", "spans", "tools")
"""What ``case_head.has`` may say."""

CAUSES = (
    "SELECT DISTINCT case_head.n, value FROM standing JOIN case_head USING (n, version), json_each(standing.causes)"
)
"""What ``case_cause`` holds, worked out from the decisions."""

SECOND = (
    # The queue of the few that were touched or tagged; empty while cases come in, so that an import hardly pays.
    *(
        f"CREATE INDEX case_touched_{key} ON case_head ({key}, n, state, outcome, outbox, reviewer)"
        " WHERE state <> 'open'"
        for key in SORTED
    ),
    *(f"CREATE INDEX case_tagged_{key} ON case_head ({key}, n, state) WHERE tagged" for key in SORTED),
    *(f"CREATE INDEX case_has_{word} ON case_head (n) WHERE instr(has, ' {word} ') > 0" for word in CARRIED),
    # Pieces of the index are laid together two by two, see `triage_tui.storage.words`.
    "INSERT INTO case_text (case_text, rank) VALUES ('usermerge', 2)",
    """
    CREATE TABLE case_label (             -- what `case_head.labels` lists, by label
      value TEXT NOT NULL,
      n INTEGER NOT NULL REFERENCES case_head ON DELETE CASCADE,
      PRIMARY KEY (value, n)
    ) STRICT, WITHOUT ROWID
    """,
    "INSERT INTO case_label SELECT DISTINCT value, n FROM case_head, json_each(labels) WHERE labels <> '[]'",
    """
    CREATE TABLE case_cause (             -- root causes of the standing decisions about the newest version
      n INTEGER NOT NULL REFERENCES case_head ON DELETE CASCADE,
      value TEXT NOT NULL,
      PRIMARY KEY (n, value)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX case_cause_value ON case_cause (value, n)",
    f"INSERT INTO case_cause {CAUSES}",
    """
    CREATE TRIGGER case_labelled AFTER INSERT ON case_head WHEN NEW.labels <> '[]'
    BEGIN INSERT INTO case_label SELECT DISTINCT value, NEW.n FROM json_each(NEW.labels); END
    """,
    """
    CREATE TRIGGER case_relabelled AFTER UPDATE OF labels ON case_head WHEN NEW.labels <> OLD.labels
    BEGIN
      DELETE FROM case_label WHERE n = NEW.n AND value IN (SELECT o.value FROM json_each(OLD.labels) AS o);
      INSERT INTO case_label SELECT DISTINCT value, NEW.n FROM json_each(NEW.labels);
    END
    """,
)
"""What the second version adds: shorter ways to what few cases are, have, or are labelled with."""

WAITING = ", ".join(f"'{state.value}'" for state in PENDING)
"""The decisions that the source has not answered yet, as the index on them spells it."""

SKIPS = """
    CREATE TABLE IF NOT EXISTS skip (     -- those that the source has not been told of yet
      seq INTEGER PRIMARY KEY REFERENCES journal,
      n INTEGER NOT NULL REFERENCES case_head ON DELETE CASCADE,
      attempts INTEGER NOT NULL DEFAULT 0, next_try_ms INTEGER, tried_ms INTEGER
    ) STRICT
"""

THIRD = (
    """
    CREATE TABLE source (                 -- where cases are pulled from and decisions sent to
      url TEXT PRIMARY KEY,
      cursor TEXT,                        -- where pulling goes on; null to read everything from the beginning
      round INTEGER NOT NULL DEFAULT 1,   -- how often everything was read from the beginning
      whole INTEGER NOT NULL DEFAULT 0,   -- the round of the last full reading that came to its end
      pulled_ms INTEGER,
      capabilities BLOB                   -- what it said last, as JSON
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE pulled (                 -- what a source said of a case besides the case itself
      n INTEGER PRIMARY KEY REFERENCES case_head ON DELETE CASCADE,
      round INTEGER NOT NULL,             -- the last one in which the source named it
      closed INTEGER NOT NULL DEFAULT 0,  -- 1 once the source wants no decision about it any more
      fence INTEGER                       -- of the lease that we have
    ) STRICT
    """,
    "CREATE INDEX pulled_leased ON pulled (n) WHERE fence IS NOT NULL",
    "ALTER TABLE outbox ADD COLUMN seq INTEGER",  # of the decision
    "ALTER TABLE outbox ADD COLUMN answer BLOB",  # a receipt or problem as JSON
    "ALTER TABLE outbox ADD COLUMN fence INTEGER",  # of the lease it was taken under
    "ALTER TABLE outbox ADD COLUMN tried_ms INTEGER",  # when it was sent last
    "UPDATE outbox SET seq = (SELECT seq FROM decision WHERE id = decision_id)",
    f"CREATE INDEX outbox_pending ON outbox (seq) WHERE state IN ({WAITING})",
    SKIPS,
)
"""What the third version adds: sources, and what is known of a decision's way to one."""

FOURTH = (
    """
    CREATE TABLE checkpoint (             -- signed notes about the log, see `triage_tui.signing.note`
      seq INTEGER PRIMARY KEY REFERENCES journal, -- the entry that was the last one then
      made_ms INTEGER NOT NULL,
      note BLOB NOT NULL,
      witnessed INTEGER NOT NULL DEFAULT 0 -- 1 once the source has put its signature under it
    ) STRICT
    """,
    """
    CREATE TRIGGER checkpoint_stays BEFORE DELETE ON checkpoint
    BEGIN SELECT raise(ABORT, 'what vouches for the log stays'); END
    """,
    """
    CREATE TRIGGER checkpoint_keeps BEFORE UPDATE OF seq ON checkpoint
    BEGIN SELECT raise(ABORT, 'what vouches for the log stays'); END
    """,
    """
    CREATE TABLE bundle (                 -- the ones that were sealed here
      id TEXT PRIMARY KEY,
      made_ms INTEGER NOT NULL,
      expires_ms INTEGER NOT NULL,
      manifest BLOB NOT NULL              -- as it was signed, without the envelope
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE bundle_case (            -- which versions went out: they stay, for decisions about them come back
      n INTEGER NOT NULL REFERENCES case_head ON DELETE CASCADE,
      version INTEGER NOT NULL,
      bundle_id TEXT NOT NULL REFERENCES bundle,
      PRIMARY KEY (n, version, bundle_id)
    ) STRICT, WITHOUT ROWID
    """,
    "CREATE INDEX journal_merge ON journal (seq) WHERE type = 'merge'",
    # When its text was forgotten; 0 where it never was kept, null while it is here.
    "ALTER TABLE case_head ADD COLUMN purged_ms INTEGER",
    "CREATE INDEX case_expires ON case_head (expires_ms) WHERE expires_ms IS NOT NULL AND purged_ms IS NULL",
    """
    CREATE TABLE forgetting (             -- the cases of a purge that is not over, see `triage_tui.storage.purging`
      n INTEGER PRIMARY KEY REFERENCES case_head ON DELETE CASCADE
    ) STRICT
    """,
)
"""What the fourth version adds: what vouches for the log, what left in bundles, and what was forgotten."""

EVERY = (*FIRST, *SECOND, *THIRD, *FOURTH)
"""Every statement of the present version."""
