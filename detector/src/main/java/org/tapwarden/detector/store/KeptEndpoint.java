package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// An endpoint's row, as far as questions about the past need it.
record KeptEndpoint(
        long mac,
        String segment,
        String hostName,
        List<String> addresses,
        List<String> confirmed,
        long firstNanos,
        long lastNanos) {

    private static final long NANOS_PER_MILLI = 1_000_000L;

    static Optional<KeptEndpoint> read(CommittedReader reader, long endpoint) {
        return reader
                .select(
                        KeptEndpoint::of,
                        "SELECT mac, segment, host_name, addresses, confirmed, first_ns, last_ns"
                                + " FROM endpoint WHERE id = ?",
                        endpoint)
                .stream()
                .findFirst();
    }

    private static KeptEndpoint of(ResultSet row) throws SQLException {
        return new KeptEndpoint(
                row.getLong("mac"),
                row.getString("segment"),
                row.getString("host_name"),
                row.getString("addresses").lines().toList(),
                row.getString("confirmed").lines().toList(),
                row.getLong("first_ns"),
                row.getLong("last_ns"));
    }

    boolean has(String address) {
        return addresses.contains(address);
    }

    /// When it was last seen with the address, 0 when it has not got it any more.
    long confirmedMillis(String address) {
        int at = addresses.indexOf(address);
        if (at < 0) {
            return 0;
        }
        long nanos = at < confirmed.size() ? Long.parseLong(confirmed.get(at)) : lastNanos;
        return nanos / NANOS_PER_MILLI;
    }
}
