package org.tapwarden.detector.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// Taking back what a transaction did.
public final class Transactions {

    private Transactions() {}

    /// Takes it back, and has the next one begun. On a full disk SQLite takes a transaction back by
    /// itself; the driver's rollback then finds none, fails, and begins none: every statement from
    /// then on would stand alone, and what is tried again would be there twice.
    ///
    /// @param connection that commits by hand
    /// @throws SQLException when it cannot be told whether something of it is still there
    public static void takeBack(Connection connection) throws SQLException {
        try {
            connection.rollback();
        } catch (SQLException e) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("BEGIN");
            } catch (SQLException again) {
                e.addSuppressed(again);
                throw e;
            }
        }
    }
}
