package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Past;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// Devices as they are on the disk, and what was found about each.
final class KeptDevices implements Devices {

    private final CommittedReader reader;
    private final Segments segments;
    private final KeptApprovals approvals;
    private final LongSupplier nowMillis;
    private final KeptPast past;

    /// @param segments to find the segment of an endpoint by its name
    /// @param nowMillis event time of what was seen last, by which approvals end
    KeptDevices(
            CommittedReader reader,
            Segments segments,
            KeptApprovals approvals,
            LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
        this.past = new KeptPast(reader, approvals);
        this.reader = reader;
        this.segments = segments;
        this.approvals = approvals;
    }

    @Override
    public boolean learning() {
        return approvals.isEmpty();
    }

    @Override
    public List<Device> all(int limit) {
        return reader.select(
                this::device,
                "SELECT * FROM endpoint ORDER BY last_ns DESC, id LIMIT ?",
                Math.min(limit, CommittedReader.MOST_ANSWERED));
    }

    @Override
    public Optional<Device> byEndpoint(long endpoint) {
        return reader.select(this::device, "SELECT * FROM endpoint WHERE id = ?", endpoint).stream()
                .findFirst()
                .map(this::withAsset);
    }

    @Override
    public Optional<Device> byMac(Mac mac) {
        return mac.bits() == 0
                ? Optional.empty()
                : reader
                        .select(
                                this::device,
                                "SELECT * FROM endpoint WHERE mac = ?"
                                        + " ORDER BY last_ns DESC, id LIMIT 1",
                                mac.bits())
                        .stream()
                        .findFirst()
                        .map(this::withAsset);
    }

    @Override
    public Standing standing(Mac mac) {
        return approvals.standing(mac.bits(), nowMillis.getAsLong());
    }

    /// Read in a statement of its own: the reader runs one at a time.
    private Device withAsset(Device device) {
        long identity = device.mac().map(Mac::bits).orElseGet(() -> toldMac(device.endpoint()));
        return new Device(
                device.endpoint(),
                device.mac(),
                device.randomised(),
                device.maker(),
                device.hostName(),
                device.fingerprint(),
                device.kind(),
                device.grounds(),
                device.standing(),
                device.segment(),
                device.site(),
                device.building(),
                device.firstSeen(),
                device.lastSeen(),
                device.addresses(),
                approvals.wholeAsset(identity));
    }

    private long toldMac(long endpoint) {
        return reader
                .select(
                        KeptDevices::identity,
                        "SELECT mac, facts FROM endpoint WHERE id = ?",
                        endpoint)
                .stream()
                .findFirst()
                .orElse(0L);
    }

    @Override
    public Past past() {
        return past;
    }

    @Override
    public Set<Long> suspected() {
        return Set.copyOf(
                reader.select(
                        r -> r.getLong(1),
                        "SELECT DISTINCT endpoint FROM alert WHERE severity <> 'low' AND"
                                + " endpoint <> 0 AND id NOT IN (SELECT alert FROM disposition"
                                + " WHERE disposition <> 'CONFIRMED' AND number IN (SELECT"
                                + " MAX(number) FROM disposition GROUP BY alert)) LIMIT "
                                + CommittedReader.MOST_ANSWERED));
    }

    /// By the MAC that DHCP told, for an endpoint behind a router; as its row keeps it.
    private static long identity(ResultSet row) throws SQLException {
        long mac = row.getLong("mac");
        String facts = mac == 0 ? row.getString("facts") : "";
        return facts.isEmpty() ? mac : Endpoint.identity(facts);
    }

    @Override
    public List<Place> places(long endpoint) {
        return reader
                .select(
                        row -> place(row.getString(1), row.getString(2), row.getLong(3)),
                        "SELECT value, source, from_ms FROM binding WHERE number IN (SELECT"
                                + " MAX(number) FROM binding WHERE fact = ? AND endpoint = ? GROUP BY"
                                + " source)",
                        Binding.PLACE,
                        endpoint)
                .stream()
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(Place::source))
                .toList();
    }

    /// A label or a VLAN may follow, and is not asked for: it is the same port.
    @Override
    public List<Device> toldAt(String device, String port) {
        String text = PlaceText.write(new Place(device, port, "", 0, Place.Source.SNMP, 0));
        return told(Binding.PLACE, "lower(value) < lower(?2) || char(1114111)", text);
    }

    @Override
    public List<Device> provedAs(String account) {
        return told(Binding.AUTHENTICATED, "lower(value) = lower(?2)", account);
    }

    private List<Device> told(String fact, String more, String value) {
        return reader.select(
                this::device,
                "SELECT e.* FROM endpoint e JOIN (SELECT endpoint, MAX(number) AS told FROM binding"
                        + " WHERE fact = ?1 AND lower(value) >= lower(?2) AND "
                        + more
                        + " GROUP BY endpoint ORDER BY told DESC LIMIT "
                        + MOST_AT_ONE
                        + ") AS b ON b.endpoint = e.id ORDER BY b.told DESC",
                fact,
                value);
    }

    private static Optional<Place> place(String text, String source, long fromMillis) {
        return Place.Source.of(source).flatMap(one -> PlaceText.read(text, one, fromMillis));
    }

    private Device device(ResultSet row) throws SQLException {
        long mac = row.getLong("mac");
        @Nullable Segment segment = segments.byName(row.getString("segment"));
        return new Device(
                row.getLong("id"),
                mac == 0 ? Optional.empty() : Optional.of(new Mac(mac)),
                mac != 0 && new Mac(mac).isLocallyAdministered(),
                row.getString("maker"),
                row.getString("host_name"),
                row.getString("parameters"),
                row.getString("kind"),
                lines(row.getString("grounds")),
                approvals.standing(identity(row), nowMillis.getAsLong()),
                row.getString("segment"),
                segment == null ? "" : segment.site(),
                segment == null ? "" : segment.building(),
                Instant.ofEpochSecond(0, row.getLong("first_ns")),
                Instant.ofEpochSecond(0, row.getLong("last_ns")),
                lines(row.getString("addresses")).reversed(),
                Optional.empty());
    }

    /// The endpoints seen last, for the deciding thread to go on with. Those of segments that are
    /// no longer declared stay on the disk.
    List<Endpoint> endpoints() {
        return reader
                .select(
                        this::endpoint,
                        "SELECT * FROM endpoint ORDER BY last_ns DESC LIMIT ?",
                        Endpoints.CAPACITY / 2)
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Endpoint> endpoint(ResultSet row) throws SQLException {
        Segment segment = segments.byName(row.getString("segment"));
        if (segment == null) {
            return Optional.empty();
        }
        long mac = row.getLong("mac");
        List<Address> addresses =
                lines(row.getString("addresses")).stream().map(Address::parse).toList();
        Endpoint kept =
                Endpoint.kept(
                        row.getLong("id"),
                        mac,
                        row.getString("maker"),
                        segment,
                        approvals.standing(identity(row), nowMillis.getAsLong()),
                        row.getLong("first_ns"),
                        row.getLong("last_ns"),
                        row.getString("host_name"),
                        row.getString("vendor_class"),
                        row.getString("parameters"),
                        lines(row.getString("services")),
                        addresses,
                        row.getInt("infrastructure") == 1,
                        row.getInt("client") == 1);
        List<String> confirmed = lines(row.getString("confirmed"));
        Map<Address, Long> nanos = new HashMap<>();
        for (int i = 0; i < Math.min(addresses.size(), confirmed.size()); i++) {
            nanos.put(addresses.get(i), Long.parseLong(confirmed.get(i)));
        }
        kept.recall(nanos, row.getString("facts"));
        return Optional.of(kept);
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : text.lines().toList();
    }

    /// Evidence, and what it is about.
    record Suspected(CaseKind kind, String segment, Evidence evidence) {}

    /// The evidence found last, oldest first.
    List<Suspected> suspected(int limit) {
        return reader.select(
                        r ->
                                new Suspected(
                                        CaseKind.valueOf(r.getString(1)),
                                        r.getString(2),
                                        new Evidence(
                                                r.getLong(3),
                                                Reasons.named(r.getString(4)),
                                                r.getString(5),
                                                r.getLong(6),
                                                r.getLong(7),
                                                r.getString(8))),
                        "SELECT kind, segment, endpoint, reason, detail, at_ns, frame, about"
                                + " FROM evidence"
                                + " ORDER BY number DESC LIMIT ?",
                        limit)
                .reversed();
    }

    /// All evidence about an endpoint, oldest first.
    List<Evidence> evidenceOf(long endpoint) {
        return reader.select(
                r ->
                        new Evidence(
                                endpoint,
                                Reasons.named(r.getString(1)),
                                r.getString(2),
                                r.getLong(3),
                                r.getLong(4),
                                r.getString(5)),
                "SELECT reason, detail, at_ns, frame, about FROM evidence WHERE endpoint = ?"
                        + " ORDER BY number LIMIT 100",
                endpoint);
    }
}
