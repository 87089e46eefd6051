package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.ApprovedList;

/// The approved list as it is on the disk. The standings are kept in memory, too: the deciding
/// thread looks at them all the time.
final class KeptApprovals {

    private final CommittedReader reader;
    private volatile Map<Long, Standing> standings;

    KeptApprovals(CommittedReader reader) {
        this.reader = reader;
        this.standings = read();
    }

    private record Row(long mac, Standing standing) {}

    private Map<Long, Standing> read() {
        Map<Long, Standing> found = new HashMap<>();
        reader.select(
                        r -> new Row(r.getLong(1), Standing.valueOf(r.getString(2))),
                        "SELECT mac, standing FROM approved")
                .forEach(r -> found.put(r.mac(), r.standing()));
        return Map.copyOf(found);
    }

    /// An import was committed. Nothing is read again here: the writer thread calls this, and must
    /// not fail because of a reader.
    void changed(ApprovedList.Difference difference) {
        Map<Long, Standing> now = new HashMap<>(standings);
        difference.added().forEach(e -> now.put(e.mac().bits(), Standing.APPROVED));
        difference.changed().forEach(e -> now.put(e.mac().bits(), Standing.APPROVED));
        difference.retired().forEach(e -> now.put(e.mac().bits(), Standing.RETIRED));
        standings = Map.copyOf(now);
    }

    /// By MAC; another object when the list changed.
    Map<Long, Standing> standings() {
        return standings;
    }

    Standing standing(long mac) {
        return standings.getOrDefault(mac, Standing.UNKNOWN);
    }

    /// What an import of this list would change.
    ApprovedList.Difference difference(List<ApprovedList.Entry> list) {
        Map<Mac, ApprovedList.Entry> known = new LinkedHashMap<>();
        reader.select(
                        KeptApprovals::entry,
                        "SELECT * FROM approved WHERE standing = 'APPROVED' ORDER BY mac")
                .forEach(e -> known.put(e.mac(), e));
        return ApprovedList.difference(known, list);
    }

    private static ApprovedList.Entry entry(ResultSet row) throws SQLException {
        return new ApprovedList.Entry(
                new Mac(row.getLong("mac")),
                row.getString("name"),
                row.getString("owner"),
                row.getString("segment"),
                row.getString("kind"));
    }
}
