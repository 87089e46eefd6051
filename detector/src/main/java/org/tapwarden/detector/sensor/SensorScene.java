package org.tapwarden.detector.sensor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.endpoint.Endpoints;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.Segments;

/// What detectors see of the sensor.
final class SensorScene implements Scene {

    /// Takes evidence about an endpoint.
    interface Reports {
        void report(CaseKind kind, Endpoint about, Evidence evidence);
    }

    private final Segments segments;
    private final Endpoints endpoints;
    private final Attribution whose;
    private final Roles roles;
    private final Cases cases;
    private final Whereabouts whereabouts;
    private final Reports reports;

    SensorScene(
            Segments segments,
            Endpoints endpoints,
            Attribution whose,
            Roles roles,
            Cases cases,
            Whereabouts whereabouts,
            Reports reports) {
        this.segments = segments;
        this.endpoints = endpoints;
        this.whose = whose;
        this.roles = roles;
        this.cases = cases;
        this.whereabouts = whereabouts;
        this.reports = reports;
    }

    @Override
    public Segments segments() {
        return segments;
    }

    @Override
    public Endpoints endpoints() {
        return endpoints;
    }

    @Override
    public @Nullable Endpoint sender(Sighting.Frame frame) {
        return whose.sender(frame);
    }

    @Override
    public @Nullable Segment wire(Sighting.Frame frame) {
        return whose.wire(frame);
    }

    @Override
    public @Nullable Endpoint atMac(Sighting.Frame frame, long mac) {
        return endpoints.known(segments.spaceOf(frame), mac);
    }

    @Override
    public List<Place> places(Segment where, long mac) {
        Endpoint known = endpoints.known(where.space(), mac);
        return known == null ? whereabouts.of(mac) : whereabouts.of(known);
    }

    @Override
    public void report(CaseKind kind, Endpoint about, Evidence evidence) {
        reports.report(kind, about, evidence);
    }

    @Override
    public void report(CaseKind kind, Segment where, Evidence evidence) {
        cases.report(kind, where, evidence);
    }

    @Override
    public boolean isOffices(Endpoint endpoint, Role role) {
        return roles.isOffices(endpoint, role);
    }

    @Override
    public boolean isOffices(Segment where, long mac, Role role) {
        return roles.isOffices(where, mac, role);
    }

    @Override
    public boolean isDeclared(Segment segment, Role role) {
        return roles.isDeclared(segment, role);
    }
}
