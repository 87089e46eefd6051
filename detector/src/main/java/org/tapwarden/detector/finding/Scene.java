package org.tapwarden.detector.finding;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// What a detector may ask, and where it puts what it found. Lives on the deciding thread.
public interface Scene {

    Segments segments();

    Endpoints endpoints();

    /// Whose frame it is: the endpoint that sent it, not a gateway that handed it on; null when
    /// that cannot be told.
    @Nullable Endpoint sender(Sighting.Frame frame);

    /// The segment of the wire that the frame was on; null when it cannot be told.
    @Nullable Segment wire(Sighting.Frame frame);

    /// The endpoint with this MAC on the frame's wire, null when it is not known there.
    @Nullable Endpoint atMac(Sighting.Frame frame, long mac);

    /// Where the device with this MAC is plugged in, the most reliable source first; empty when
    /// nobody said.
    List<Place> places(Segment where, long mac);

    /// Reports evidence about an endpoint. Evidence adds up by kind of case; each reason counts
    /// once an endpoint and kind. What speaks against (see {@link Reason#speaksAgainst}) is kept
    /// with it.
    ///
    /// Nothing is to be done about endpoints that the office approved for what they do: the case
    /// book knows them (see {@link #isOffices}).
    void report(CaseKind kind, Endpoint about, Evidence evidence);

    /// Reports evidence about a whole segment.
    void report(CaseKind kind, Segment where, Evidence evidence);

    /// Whether the office says of the endpoint that it may play this role: by its approved list, or
    /// by the segments file.
    boolean isOffices(Endpoint endpoint, Role role);

    /// The same for a MAC that may be no endpoint's: a bridge's own, a chassis's.
    boolean isOffices(Segment where, long mac, Role role);

    /// Whether the office said of this segment who plays the role there; without that, nobody can
    /// be a stranger to it.
    boolean isDeclared(Segment segment, Role role);
}
