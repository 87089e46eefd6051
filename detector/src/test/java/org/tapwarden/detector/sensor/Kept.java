package org.tapwarden.detector.sensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;

/// What a sensor put out.
final class Kept implements Outlet {

    final List<Binding> bindings = new ArrayList<>();
    final List<Evidence> evidence = new ArrayList<>();
    final List<Alert> alerts = new ArrayList<>();
    final List<Asked> asked = new ArrayList<>();

    @Override
    public void endpoint(Endpoint endpoint) {}

    @Override
    public void bound(Binding binding) {
        bindings.add(binding);
    }

    @Override
    public void identified(long done, long through) {}

    @Override
    public void evidence(CaseKind kind, String segment, Evidence one) {
        evidence.add(one);
    }

    @Override
    public void alert(Alert alert, Optional<Asked> measure) {
        alerts.add(alert);
        measure.ifPresent(asked::add);
    }
}
