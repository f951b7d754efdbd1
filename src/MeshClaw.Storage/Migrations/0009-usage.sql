-- What calls of models came to, one row for each attempt. A row that is held has the worst case in counted and cost.
CREATE TABLE model_calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    run INTEGER,                                 -- null outside of a run
    agent TEXT,                                  -- null for the owner's own calls
    trigger TEXT NOT NULL,                       -- its kind
    connection TEXT NOT NULL,
    model TEXT NOT NULL,
    answered_by TEXT,
    attempt INTEGER NOT NULL,
    place INTEGER NOT NULL,                      -- in the chain of models
    state TEXT NOT NULL,
    outcome TEXT,
    day TEXT NOT NULL,                           -- the owner's, 2026-11-23
    started TEXT NOT NULL,
    expires TEXT NOT NULL,
    settled TEXT,
    prompt INTEGER NOT NULL,                     -- tokens, as estimated
    prompt_cost INTEGER,
    input INTEGER NOT NULL DEFAULT 0,
    cached INTEGER NOT NULL DEFAULT 0,
    cache_written INTEGER NOT NULL DEFAULT 0,
    output INTEGER NOT NULL DEFAULT 0,
    reasoning INTEGER NOT NULL DEFAULT 0,
    counted INTEGER NOT NULL,                    -- tokens that count against budgets
    cost INTEGER,                                -- nano-dollars; null where the price is unknown
    price TEXT NOT NULL,
    price_version TEXT,
    reported INTEGER NOT NULL DEFAULT 0,
    tokens_allowed INTEGER NOT NULL,             -- its tokens are of the run's allowance, no budget's
    cost_allowed INTEGER NOT NULL
) STRICT;

-- With all that budgets sum up, so that a sum reads no rows.
CREATE INDEX model_calls_by_run ON model_calls (run, tokens_allowed, cost_allowed, counted, cost);
CREATE INDEX model_calls_by_day ON model_calls (day, agent, tokens_allowed, cost_allowed, counted, cost);
CREATE INDEX model_calls_held ON model_calls (expires) WHERE state = 'held';

-- What the owner lets runs spend beyond their budgets.
CREATE TABLE run_allowances (
    run INTEGER PRIMARY KEY REFERENCES runs (id),
    tokens INTEGER NOT NULL,
    cost INTEGER NOT NULL
) STRICT;

PRAGMA user_version = 9;
