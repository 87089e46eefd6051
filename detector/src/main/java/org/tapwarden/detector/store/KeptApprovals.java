package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices.Asset;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;

/// The approved list as it is on the disk. What it says of each MAC is kept in memory, too: the
/// deciding thread looks at it all the time.
final class KeptApprovals {

    private static final String ALL =
            "SELECT mac, name, owner, segment, kind, standing, since_ms, source, asset_tag, serial,"
                    + " ownership, assignees, site, expires_ms, origin FROM approved ";

    private final CommittedReader reader;
    private volatile Map<Long, Approval> approvals;

    KeptApprovals(CommittedReader reader) {
        this.reader = reader;
        this.approvals = read();
    }

    private record Row(long mac, Approval approval) {}

    private Map<Long, Approval> read() {
        Map<Long, Approval> found = new HashMap<>();
        reader.select(
                        r -> new Row(r.getLong("mac"), approval(r)),
                        "SELECT mac, kind, standing, expires_ms, asset_tag, serial, origin FROM"
                                + " approved")
                .forEach(r -> found.put(r.mac(), r.approval()));
        return Map.copyOf(found);
    }

    private static Approval approval(ResultSet row) throws SQLException {
        String tag = row.getString("asset_tag");
        String serial = row.getString("serial");
        String device = tag.isEmpty() ? serial.isEmpty() ? "" : "serial:" + serial : "asset:" + tag;
        return new Approval(
                Standing.valueOf(row.getString("standing")),
                row.getLong("expires_ms"),
                device,
                Approval.role(row.getString("kind")),
                Approval.Origin.valueOf(row.getString("origin")));
    }

    /// An import was committed. Nothing is read again here: the writer thread calls this, and must
    /// not fail because of a reader.
    void changed(ApprovedList.Difference difference, Approval.Origin origin) {
        Map<Long, Approval> now = new HashMap<>(approvals);
        difference
                .added()
                .forEach(e -> now.put(e.mac().bits(), Approval.of(e, Standing.APPROVED, origin)));
        difference
                .changed()
                .forEach(e -> now.put(e.mac().bits(), Approval.of(e, Standing.APPROVED, origin)));
        difference
                .retired()
                .forEach(e -> now.put(e.mac().bits(), Approval.of(e, Standing.RETIRED, origin)));
        approvals = Map.copyOf(now);
    }

    private static @Nullable Instant instant(long millis) {
        return millis == Approval.NEVER ? null : Instant.ofEpochMilli(millis);
    }

    /// By MAC; another object when the list changed.
    Map<Long, Approval> approvals() {
        return approvals;
    }

    Standing standing(long mac, long atMillis) {
        Approval approval = mac == 0 ? null : approvals.get(mac);
        return approval == null ? Standing.UNKNOWN : approval.at(atMillis);
    }

    /// Whether a list of the office was imported yet.
    boolean isEmpty() {
        return approvals.values().stream().noneMatch(a -> a.origin() == Approval.Origin.OFFICE);
    }

    /// What an import of this list would change. Machines that proved themselves are no matter of
    /// the list.
    ApprovedList.Difference difference(List<ApprovedList.Entry> list) {
        Map<Mac, ApprovedList.Entry> known = new LinkedHashMap<>();
        reader.select(
                        KeptApprovals::entry,
                        ALL + "WHERE standing = 'APPROVED' AND origin <> 'MACHINE' ORDER BY mac")
                .forEach(e -> known.put(e.mac(), e));
        return ApprovedList.difference(known, list);
    }

    /// What the office says of this MAC, or said until it was retired. Machines that proved
    /// themselves are no matter of the office.
    Optional<ApprovedList.Entry> entry(Mac mac) {
        return reader
                .select(
                        KeptApprovals::entry,
                        ALL + "WHERE mac = ? AND origin <> 'MACHINE'",
                        mac.bits())
                .stream()
                .findFirst();
    }

    private static ApprovedList.Entry entry(ResultSet row) throws SQLException {
        return new ApprovedList.Entry(
                new Mac(row.getLong("mac")),
                row.getString("name"),
                row.getString("owner"),
                row.getString("segment"),
                row.getString("kind"),
                row.getString("asset_tag"),
                row.getString("serial"),
                row.getString("ownership"),
                row.getString("assignees"),
                row.getString("site"),
                instant(row.getLong("expires_ms")));
    }

    /// What the inventory says of the device with this MAC.
    Optional<Asset> asset(long mac) {
        return approvals.containsKey(mac)
                ? reader.select(this::asset, ALL + "WHERE mac = ?", mac).stream().findFirst()
                : Optional.empty();
    }

    private Asset asset(ResultSet row) throws SQLException {
        return new Asset(
                row.getString("asset_tag"),
                row.getString("serial"),
                row.getString("name"),
                row.getString("owner"),
                row.getString("ownership"),
                row.getString("assignees"),
                row.getString("site"),
                Optional.ofNullable(instant(row.getLong("expires_ms"))),
                row.getString("source"),
                Instant.ofEpochMilli(row.getLong("since_ms")),
                List.of(new Mac(row.getLong("mac")).toString()));
    }

    /// The same with all MACs of the device.
    Optional<Asset> wholeAsset(long mac) {
        return asset(mac)
                .map(a ->
                        new Asset(
                                a.tag(),
                                a.serial(),
                                a.name(),
                                a.owner(),
                                a.ownership(),
                                a.group(),
                                a.site(),
                                a.expires(),
                                a.source(),
                                a.since(),
                                macs(a)));
    }

    private List<String> macs(Asset asset) {
        List<Long> macs = new ArrayList<>();
        if (!asset.tag().isEmpty()) {
            macs.addAll(macsWith("asset_tag", asset.tag()));
        } else if (!asset.serial().isEmpty()) {
            macs.addAll(macsWith("serial", asset.serial()));
        }
        return macs.isEmpty()
                ? asset.macs()
                : macs.stream().map(m -> new Mac(m).toString()).toList();
    }

    /// MACs whose asset tag, serial or inventory name is this, upper and lower case alike.
    List<Long> macsOf(String text) {
        for (String column : List.of("asset_tag", "serial", "name")) {
            List<Long> macs = macsWith(column, text);
            if (!macs.isEmpty()) {
                return macs;
            }
        }
        return List.of();
    }

    private List<Long> macsWith(String column, String text) {
        return reader.select(
                r -> r.getLong(1),
                "SELECT mac FROM approved WHERE lower(" + column + ") = ? ORDER BY mac LIMIT 100",
                text.toLowerCase(Locale.ROOT));
    }
}
