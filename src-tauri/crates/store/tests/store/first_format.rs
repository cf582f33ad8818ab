//! A database as the first Carat left it, made from its own SQL, which is kept here because no later change may touch it.

use std::path::Path;

use rusqlite::Connection;

const SCHEMA: &str = r"
CREATE TABLE conversations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    title_by_person INTEGER NOT NULL DEFAULT 0,
    pinned INTEGER NOT NULL DEFAULT 0,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    options TEXT NOT NULL,
    leaf TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
    deleted_at INTEGER
) STRICT;
CREATE INDEX conversations_by_leaf ON conversations (leaf);
CREATE TABLE messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    conversation TEXT NOT NULL REFERENCES conversations (id) DEFERRABLE INITIALLY DEFERRED,
    parent TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    error TEXT,
    created INTEGER NOT NULL,
    model TEXT,
    sampling TEXT,
    usage TEXT,
    left_out INTEGER NOT NULL DEFAULT 0,
    writer TEXT,
    deleted_at INTEGER,
    hidden INTEGER NOT NULL DEFAULT 0,
    parts TEXT NOT NULL
) STRICT;
CREATE INDEX messages_by_place ON messages (conversation, parent, role);
CREATE INDEX messages_by_parent ON messages (parent);
CREATE INDEX messages_streaming ON messages (writer) WHERE state = 'streaming';
CREATE INDEX messages_deleted ON messages (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE settings (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
PRAGMA application_id = 1131569524;
PRAGMA user_version = 1;
";

const ROWS: &str = r#"
BEGIN;
INSERT INTO conversations (id, title, title_by_person, pinned, created, updated, options, leaf) VALUES
    ('0198f000-0000-7000-8000-000000000001', '東京旅行', 1, 1, 1000, 2000,
     '{"system_prompt":"Be brief.","sampling":null,"thinking":false}', '0198f000-0000-7000-8000-0000000000a2');
INSERT INTO messages (id, conversation, parent, role, parts, state, created, model, sampling, usage) VALUES
    ('0198f000-0000-7000-8000-0000000000a1', '0198f000-0000-7000-8000-000000000001', NULL, 'user',
     '[{"type":"text","text":"Where is the 猫 café?"}]', 'complete', 1000, NULL, NULL, NULL),
    ('0198f000-0000-7000-8000-0000000000a2', '0198f000-0000-7000-8000-000000000001', '0198f000-0000-7000-8000-0000000000a1',
     'assistant', '[{"type":"thought","text":"hm"},{"type":"text","text":"In Ueno."}]', 'complete', 2000, 'starter',
     '{"temperature":1.0,"top_k":64,"top_p":0.95,"min_p":0.0,"repeat_penalty":1.0,"seed":null}',
     '{"prompt_tokens":9,"reused_tokens":0,"generated_tokens":4,"first_token_ms":80.5,"prefill_ms":70.0,"decode_ms":40.0}'),
    ('0198f000-0000-7000-8000-0000000000a3', '0198f000-0000-7000-8000-000000000001', '0198f000-0000-7000-8000-0000000000a1',
     'assistant', '[{"type":"text","text":"Half an ans"}]', 'streaming', 3000, 'starter', NULL, NULL);
INSERT INTO settings VALUES ('theme', '"dark"');
COMMIT;
"#;

/// Makes the database at `path`.
pub(crate) fn make(path: &Path) {
    let connection = Connection::open(path).unwrap();
    connection.pragma_update(None, "journal_mode", "WAL").unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    connection.execute_batch(ROWS).unwrap();
}
