package org.tapwarden.detector.finding;

import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.segment.Segment;

/// Whom a finding is about, as of the finding: an endpoint, or a whole segment. Texts may come from
/// the network.
///
/// @param id of the endpoint, 0 for a segment
/// @param mac 48 bits, 0 when there is none
/// @param infrastructure it serves others, so no automatic step touches it
public record Subject(
        long id,
        long mac,
        List<Address> addresses,
        String maker,
        String hostName,
        Segment segment,
        boolean infrastructure) {

    public Subject {
        addresses = List.copyOf(addresses);
    }

    public static Subject of(Endpoint endpoint) {
        return new Subject(
                endpoint.id(),
                endpoint.mac(),
                List.copyOf(endpoint.addresses()),
                endpoint.maker(),
                endpoint.hostName(),
                endpoint.segment(),
                endpoint.isInfrastructure());
    }

    /// A segment is nobody to act against.
    public static Subject of(Segment segment) {
        return new Subject(0, 0, List.of(), "", "", segment, true);
    }

    public boolean isSegment() {
        return id == 0;
    }
}
