package org.tapwarden.webconsole;

import java.util.function.Supplier;
import org.tapwarden.detector.Alerts;
import org.tapwarden.detector.Approvals;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.Dispositions;
import org.tapwarden.detector.Health;
import org.tapwarden.detector.Users;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.packets.KeptPackets;

/// What the owners publish and the console shows.
///
/// @param packets kept of alerts
/// @param metrics the text for Prometheus
public record Published(
        Health health,
        Alerts alerts,
        Dispositions dispositions,
        Devices devices,
        Users users,
        Approvals approvals,
        FlowSearch search,
        KeptPackets packets,
        Enforcement enforcement,
        Supplier<String> metrics) {}
