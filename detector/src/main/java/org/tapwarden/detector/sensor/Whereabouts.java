package org.tapwarden.detector.sensor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.place.Located;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.detector.place.Places;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// Writes into the ledger where endpoints are plugged in. A place that is told before the device
/// was seen is remembered until it is. Owned by the deciding thread.
///
/// A place is no evidence, and excuses nobody: it says where to walk.
final class Whereabouts {

    /// By MAC, as switches know devices.
    private final Places located = new Places(Places.CAPACITY);

    /// By endpoint: one MAC may be heard at two sites.
    private final Places heard = new Places(Places.CAPACITY);

    private final Set<Integer> spaces;
    private final Endpoints.Ledger ledger;

    Whereabouts(Segments segments, Endpoints.Ledger ledger) {
        this.spaces =
                segments.all().stream().map(Segment::space).collect(Collectors.toUnmodifiableSet());
        this.ledger = ledger;
    }

    void located(List<Located> located, Endpoints endpoints) {
        for (Located one : located) {
            if (this.located.tell(one.mac(), one.place())) {
                for (int space : spaces) {
                    bind(endpoints.known(space, one.mac()), one.place());
                }
            }
        }
    }

    /// An endpoint that was seen for the first time.
    void appeared(Endpoint endpoint) {
        if (endpoint.mac() != 0) {
            located.of(endpoint.mac()).forEach(place -> bind(endpoint, place));
        }
    }

    /// What was said of an endpoint on the wire; the same again is no news.
    void told(Endpoint endpoint, Place place) {
        if (heard.tell(endpoint.id(), place)) {
            bind(endpoint, place);
        }
    }

    private void bind(@Nullable Endpoint endpoint, Place place) {
        if (endpoint != null) {
            ledger.bound(
                    new Binding(
                            endpoint.id(),
                            Binding.PLACE,
                            PlaceText.write(place),
                            place.atMillis(),
                            place.source().word(),
                            confidence(place.source())));
        }
    }

    /// Percent. A switch's own table is right up to its age; what is said in clear on the segment
    /// can be made up there.
    private static int confidence(Place.Source source) {
        return switch (source) {
            case SNMP, RADIUS -> 90;
            case OPTION_82 -> 80;
            case LLDP, CDP -> 50;
        };
    }

    /// Where the endpoint is plugged in, the most reliable source first; empty when nobody said.
    List<Place> of(Endpoint endpoint) {
        List<Place> all = new ArrayList<>(heard.of(endpoint.id()));
        if (endpoint.identity() != 0) {
            all.addAll(located.of(endpoint.identity()));
        }
        all.sort(Comparator.comparing(Place::source));
        return all;
    }

    /// The same for a MAC that is no endpoint's.
    List<Place> of(long mac) {
        return located.of(mac);
    }

    /// Places that left because of others.
    long displaced() {
        return located.displaced() + heard.displaced();
    }
}
