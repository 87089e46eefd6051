package org.tapwarden.enforcer.lease;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// The tables of `enforcer.db`, version by version. Each version is one transaction.
final class Schema {

    private static final String FIRST =
            """
            CREATE TABLE note (
              name TEXT PRIMARY KEY, value TEXT NOT NULL);
            CREATE TABLE audit (
              number INTEGER PRIMARY KEY, record TEXT NOT NULL, hash TEXT NOT NULL);
            CREATE TABLE lease (
              id TEXT PRIMARY KEY, state TEXT NOT NULL, driver TEXT NOT NULL, subject TEXT NOT NULL,
              segment TEXT NOT NULL, automatic INTEGER NOT NULL, order_text TEXT NOT NULL,
              step TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
              begun_wall TEXT NOT NULL, until_wall TEXT NOT NULL,
              boot TEXT NOT NULL, begun INTEGER NOT NULL, deadline INTEGER NOT NULL,
              seen_left INTEGER NOT NULL);
            CREATE INDEX lease_state ON lease (state);
            CREATE INDEX lease_begun ON lease (boot, begun);
            CREATE TABLE protection (
              entry TEXT PRIMARY KEY, why TEXT NOT NULL, since TEXT NOT NULL);
            CREATE TABLE incident (
              id INTEGER PRIMARY KEY, incident_key TEXT NOT NULL, token TEXT NOT NULL UNIQUE,
              rule_site TEXT NOT NULL, boot TEXT NOT NULL, opened INTEGER NOT NULL,
              last_wall TEXT NOT NULL, told TEXT NOT NULL, mails INTEGER NOT NULL,
              suppressed INTEGER NOT NULL, parent INTEGER NOT NULL);
            CREATE INDEX incident_key ON incident (incident_key);
            CREATE INDEX incident_storm ON incident (rule_site, boot, opened);
            CREATE TABLE outbox (
              id INTEGER PRIMARY KEY, incident INTEGER NOT NULL, message_id TEXT NOT NULL,
              refers_to TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
              body TEXT NOT NULL, queued_wall TEXT NOT NULL, boot TEXT NOT NULL,
              queued INTEGER NOT NULL, due INTEGER NOT NULL, attempts INTEGER NOT NULL,
              state TEXT NOT NULL, last_error TEXT NOT NULL);
            CREATE INDEX outbox_state ON outbox (state, due)
            """;

    /// Drivers that did not work, and the rails: what was learnt and reviewed, what is frozen, what
    /// waits for a second person, what would have happened.
    private static final String SECOND =
            """
            ALTER TABLE lease ADD COLUMN tried TEXT NOT NULL DEFAULT '';
            ALTER TABLE lease ADD COLUMN anchors TEXT NOT NULL DEFAULT '';
            CREATE TABLE segment (
              name TEXT PRIMARY KEY, since INTEGER NOT NULL);
            CREATE TABLE review (
              number INTEGER PRIMARY KEY, segment TEXT NOT NULL, who TEXT NOT NULL,
              at_wall TEXT NOT NULL, said TEXT NOT NULL);
            CREATE INDEX review_segment ON review (segment);
            CREATE TABLE frozen (
              segment TEXT PRIMARY KEY, why TEXT NOT NULL, since TEXT NOT NULL);
            CREATE TABLE request (
              id TEXT PRIMARY KEY, order_text TEXT NOT NULL, asked_wall TEXT NOT NULL,
              until_wall TEXT NOT NULL, boot TEXT NOT NULL, deadline INTEGER NOT NULL,
              state TEXT NOT NULL, decided_by TEXT NOT NULL);
            CREATE INDEX request_state ON request (state);
            CREATE TABLE undone (
              number INTEGER PRIMARY KEY, subject TEXT NOT NULL, rule TEXT NOT NULL,
              endpoint INTEGER NOT NULL, order_text TEXT NOT NULL, kind TEXT NOT NULL,
              reason TEXT NOT NULL, detail TEXT NOT NULL, at_wall TEXT NOT NULL,
              times INTEGER NOT NULL, UNIQUE (subject, rule));
            CREATE INDEX undone_endpoint ON undone (endpoint)
            """;

    /// By which cases a lease is renewed, and how much longer. What was held before keeps its end.
    private static final String THIRD =
            """
            ALTER TABLE lease ADD COLUMN claims TEXT NOT NULL DEFAULT '';
            ALTER TABLE lease ADD COLUMN room INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE lease ADD COLUMN granted INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE lease ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0
            """;

    /// What one confirmation is for.
    private static final String FOURTH =
            """
            ALTER TABLE request ADD COLUMN together TEXT NOT NULL DEFAULT '';
            CREATE INDEX request_together ON request (together)
            """;

    /// What was done about a device is found again however much was done about others.
    private static final String FIFTH = "CREATE INDEX lease_subject ON lease (subject)";

    private static final List<String> VERSIONS = List.of(FIRST, SECOND, THIRD, FOURTH, FIFTH);

    private Schema() {}

    /// @throws SQLException when the file was written by a newer version of this program
    static void migrate(Statement statement, Path file) throws SQLException {
        int version;
        try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
            version = row.next() ? row.getInt(1) : 0;
        }
        if (version > VERSIONS.size()) {
            throw new SQLException(
                    file + " has schema " + version + ", this program knows " + VERSIONS.size());
        }
        while (version < VERSIONS.size()) {
            statement.execute("BEGIN");
            for (String change : VERSIONS.get(version).split(";", -1)) {
                if (!change.isBlank()) {
                    statement.execute(change);
                }
            }
            version++;
            statement.execute("PRAGMA user_version=" + version);
            statement.execute("COMMIT");
        }
    }
}
