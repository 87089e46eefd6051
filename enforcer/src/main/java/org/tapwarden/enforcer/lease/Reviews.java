package org.tapwarden.enforcer.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Optional;
import org.tapwarden.enforcer.ladder.NeverListReview;
import org.tapwarden.enforcer.ladder.NeverListReview.Point;

/// Who went through the never-list of which segment. Rows are added and never changed.
public final class Reviews {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Reviews() {}

    public static void add(Connection connection, NeverListReview review) throws SQLException {
        ObjectNode said = JSON.createObjectNode();
        review.said().forEach((point, text) -> said.put(point.name(), text));
        try (PreparedStatement insert =
                connection.prepareStatement(
                        "INSERT INTO review (segment, who, at_wall, said) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, review.segment());
            insert.setString(2, review.who());
            insert.setString(3, review.at().toString());
            insert.setString(4, said.toString());
            insert.executeUpdate();
        }
    }

    public static Optional<NeverListReview> newest(Connection connection, String segment)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT who, at_wall, said FROM review WHERE segment = ?"
                                + " ORDER BY number DESC LIMIT 1")) {
            select.setString(1, segment);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                JsonNode said = JSON.readTree(row.getString(3));
                var points = new EnumMap<Point, String>(Point.class);
                for (Point point : Point.values()) {
                    points.put(point, said.path(point.name()).asText());
                }
                return Optional.of(
                        new NeverListReview(
                                segment,
                                row.getString(1),
                                Instant.parse(row.getString(2)),
                                points));
            } catch (JsonProcessingException e) {
                throw new SQLException("a review is not as it was written", e);
            }
        }
    }
}
