package org.tapwarden.webconsole;

import java.util.Optional;
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
import org.tapwarden.history.payload.PayloadDesk;

/// What the owners publish and the console shows.
///
/// @param packets kept of alerts
/// @param payload orders of whole payload; empty where the settings name nobody who may give any
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
        Optional<PayloadDesk> payload,
        Enforcement enforcement,
        Supplier<String> metrics) {}
