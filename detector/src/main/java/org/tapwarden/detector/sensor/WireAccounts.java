package org.tapwarden.detector.sensor;

import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling.AccountUsed;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.identity.HostNamePattern;
import org.tapwarden.detector.identity.Identification;
import org.tapwarden.detector.identity.Identification.Source;
import org.tapwarden.detector.identity.Identification.What;
import org.tapwarden.detector.identity.Persons;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// Turns what the wire tells of accounts into identifications. Owned by the deciding thread.
final class WireAccounts {

    private final Segments segments;
    private final Endpoints endpoints;
    private final Persons persons;

    /// The office's pattern of host names that carry a person's name; null when it has none.
    private @Nullable HostNamePattern pattern;

    WireAccounts(Segments segments, Endpoints endpoints, Persons persons) {
        this.segments = segments;
        this.endpoints = endpoints;
        this.persons = persons;
    }

    void pattern(HostNamePattern office) {
        pattern = office;
    }

    void used(Sighting.Frame frame, AccountUsed used) {
        long at = frame.atNanos() / 1_000_000L;
        switch (used.by()) {
            case RADIUS_ACCOUNTING -> persons.see(seen(used, at));
            case KERBEROS -> granted(frame, used, at);
        }
    }

    private static Identification seen(AccountUsed used, long at) {
        Source source = Source.RADIUS_SEEN;
        return new Identification(
                used.mac(),
                used.address(),
                used.account(),
                switch (used.part()) {
                    case BEGAN -> What.BEGAN;
                    case GOES_ON -> What.GOES_ON;
                    case ENDED -> What.ENDED;
                },
                source,
                source.confidence(),
                at,
                used.server().isEmpty()
                        ? null
                        : new Place(
                                used.server(),
                                used.port(),
                                "",
                                used.vlan(),
                                Place.Source.RADIUS,
                                at));
    }

    /// The reply goes to whoever asked. A machine's own account is its name, no person.
    private void granted(Sighting.Frame frame, AccountUsed used, long at) {
        Address client = frame.receiver();
        Segment segment = client == null ? null : segments.of(frame, client);
        if (client == null || segment == null) {
            return;
        }
        Endpoint endpoint = endpoints.holder(segment.space(), client);
        Source source = Source.KERBEROS;
        var what =
                new Identification(
                        0,
                        client,
                        used.account(),
                        What.GOES_ON,
                        source,
                        source.confidence(),
                        at,
                        null);
        if (!what.isMachine()) {
            if (endpoint == null) {
                persons.see(what);
            } else {
                persons.see(endpoint, what);
            }
        } else if (endpoint != null) {
            String name = machine(used.account());
            if (!name.isEmpty()) {
                endpoints.hostName(endpoint, name, frame.atNanos(), source.word());
            }
        }
    }

    /// `PC1$@SCHOOL.EXAMPLE` is PC1; a service's name is not the host's own.
    private static String machine(String account) {
        int dollar = account.indexOf('$');
        return dollar < 0 ? "" : account.substring(0, dollar);
    }

    /// A host name may carry a person's, by the office's pattern.
    void named(Endpoint endpoint, String hostName, long atNanos) {
        if (pattern == null) {
            return;
        }
        Source source = Source.DHCP_NAME;
        pattern.person(hostName)
                .ifPresent(person ->
                        persons.see(
                                endpoint,
                                new Identification(
                                        endpoint.mac(),
                                        null,
                                        person,
                                        What.GOES_ON,
                                        source,
                                        source.confidence(),
                                        atNanos / 1_000_000L,
                                        null)));
    }

    /// Host names for which the pattern took too long.
    long givenUp() {
        return pattern == null ? 0 : pattern.givenUp();
    }
}
