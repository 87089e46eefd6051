package org.tapwarden.detector.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Rows that each carry SHA-256 over the hash before them and their own record, so that a changed
/// or missing row in the middle shows. A cut-off end shows only against a head kept elsewhere.
public final class AuditTrail {

    /// @param record canonical JSON, keys sorted
    public record Row(long number, String record, String hash) {}

    /// @param rows how many were read
    /// @param head the last hash that was right, to be compared with one kept elsewhere
    /// @param firstBad the first row that is not as it was written
    public record Verdict(long rows, String head, OptionalLong firstBad) {

        public boolean intact() {
            return firstBad.isEmpty();
        }
    }

    private static final String BEGINNING = "0".repeat(64);
    private static final ObjectMapper JSON =
            new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private AuditTrail() {}

    /// Call it in the transaction of the act.
    ///
    /// @param actor the program's part that acts, such as `enforcer`, or the account of the person
    public static void append(
            Connection connection,
            Instant at,
            String actor,
            String act,
            Map<String, String> particulars)
            throws SQLException {
        long number = 1;
        String previous = BEGINNING;
        try (Statement statement = connection.createStatement();
                ResultSet last =
                        statement.executeQuery(
                                "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")) {
            if (last.next()) {
                number = last.getLong(1) + 1;
                previous = last.getString(2);
            }
        }
        var fields = new TreeMap<>(particulars);
        fields.put("act", act);
        fields.put("actor", actor);
        fields.put("at", at.toString());
        fields.put("number", Long.toString(number));
        String record = json(fields);
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO audit (number, record, hash) VALUES (?, ?, ?)")) {
            insert.setLong(1, number);
            insert.setString(2, record);
            insert.setString(3, hash(previous, record));
            insert.executeUpdate();
        }
    }

    public static Verdict verify(Connection connection) throws SQLException {
        String previous = BEGINNING;
        long rows = 0;
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT number, record, hash FROM audit ORDER BY number")) {
            while (row.next()) {
                rows++;
                long number = row.getLong(1);
                String expected = hash(previous, row.getString(2));
                if (number != rows || !expected.equals(row.getString(3))) {
                    return new Verdict(rows, previous, OptionalLong.of(rows));
                }
                previous = expected;
            }
        }
        return new Verdict(rows, previous, OptionalLong.empty());
    }

    public static List<Row> after(Connection connection, long number, int limit)
            throws SQLException {
        var rows = new ArrayList<Row>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT number, record, hash FROM audit WHERE number > ? ORDER BY number LIMIT ?")) {
            select.setLong(1, number);
            select.setInt(2, limit);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), row.getString(2), row.getString(3)));
                }
            }
        }
        return rows;
    }

    private static String json(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(fields);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings are always JSON", e);
        }
    }

    private static String hash(String previous, String record) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(previous.getBytes(StandardCharsets.UTF_8));
            digest.update(record.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
