package org.tapwarden.detector.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
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

    /// @param segments to find the segment of an endpoint by its name
    KeptDevices(CommittedReader reader, Segments segments, KeptApprovals approvals) {
        this.reader = reader;
        this.segments = segments;
        this.approvals = approvals;
    }

    @Override
    public boolean learning() {
        return approvals.standings().isEmpty();
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
                .findFirst();
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
                        .findFirst();
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

    private static Optional<Place> place(String text, String source, long fromMillis) {
        return Arrays.stream(Place.Source.values())
                .filter(one -> one.word().equals(source))
                .findFirst()
                .flatMap(one -> PlaceText.read(text, one, fromMillis));
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
                approvals.standing(mac),
                row.getString("segment"),
                segment == null ? "" : segment.site(),
                segment == null ? "" : segment.building(),
                Instant.ofEpochSecond(0, row.getLong("first_ns")),
                Instant.ofEpochSecond(0, row.getLong("last_ns")),
                lines(row.getString("addresses")).reversed());
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
        return Optional.of(
                Endpoint.kept(
                        row.getLong("id"),
                        mac,
                        row.getString("maker"),
                        segment,
                        approvals.standing(mac),
                        row.getLong("first_ns"),
                        row.getLong("last_ns"),
                        row.getString("host_name"),
                        row.getString("vendor_class"),
                        row.getString("parameters"),
                        lines(row.getString("services")),
                        addresses,
                        row.getInt("infrastructure") == 1,
                        row.getInt("client") == 1));
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
                                                r.getLong(6))),
                        "SELECT kind, segment, endpoint, reason, detail, at_ns FROM evidence"
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
                                r.getLong(3)),
                "SELECT reason, detail, at_ns FROM evidence WHERE endpoint = ?"
                        + " ORDER BY number LIMIT 100",
                endpoint);
    }
}
