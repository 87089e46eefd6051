package org.tapwarden.detector.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.tapwarden.detector.Alerts.Alert;
import org.tapwarden.detector.Devices.Device;
import org.tapwarden.detector.Dispositions.Disposed;
import org.tapwarden.detector.approved.Approval;
import org.tapwarden.detector.approved.ApprovedList;
import org.tapwarden.detector.endpoint.Binding;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Evidence;
import org.tapwarden.detector.identity.PersonsList;
import org.tapwarden.detector.sensor.Asked;

/// What the writer thread writes.
sealed interface Change {

    /// A copy of an endpoint's row; a later one replaces it.
    record Row(
            long id,
            int space,
            long mac,
            String maker,
            String segment,
            String hostName,
            String vendorClass,
            String parameters,
            String services,
            String addresses,
            String confirmed,
            String facts,
            boolean infrastructure,
            boolean client,
            String kind,
            String grounds,
            long firstNanos,
            long lastNanos)
            implements Change {

        static Row of(Endpoint endpoint) {
            Device device = endpoint.snapshot();
            return new Row(
                    endpoint.id(),
                    endpoint.segment().space(),
                    endpoint.mac(),
                    endpoint.maker(),
                    endpoint.segment().name(),
                    endpoint.hostName(),
                    endpoint.vendorClass(),
                    endpoint.parameters(),
                    String.join("\n", endpoint.services()),
                    String.join("\n", endpoint.addresses().stream().map(Object::toString).toList()),
                    String.join(
                            "\n",
                            endpoint.addresses().stream()
                                    .map(a -> Long.toString(endpoint.confirmedNanos(a)))
                                    .toList()),
                    endpoint.factLines(),
                    endpoint.isInfrastructure(),
                    endpoint.isClient(),
                    device.kind(),
                    String.join("\n", device.grounds()),
                    endpoint.firstNanos(),
                    endpoint.lastNanos());
        }
    }

    record Bound(Binding binding) implements Change {}

    record Found(CaseKind kind, String segment, Evidence evidence) implements Change {}

    /// What a person found out about an alert.
    record Judged(Disposed disposed) implements Change {}

    record Told(Alert alert) implements Change {}

    record Ordered(Asked asked) implements Change {}

    /// Ids up to here may be given out once this is committed.
    record Reserved(long through) implements Change {}

    /// An import of the approved list, or a machine that proved itself.
    record Imported(
            ApprovedList.Difference difference,
            String source,
            long atMillis,
            Approval.Origin origin)
            implements Change {}

    /// How far the console's journal was read.
    record Identified(long done, long through) implements Change {}

    /// An import of the office's list of persons, which replaces the one before.
    record Listed(List<PersonsList.Entry> list) implements Change {
        public Listed {
            list = List.copyOf(list);
        }
    }

    /// What a person did, for the audit; together with the act in one {@link All}.
    record Noted(String who, String act, Map<String, String> particulars, Instant at)
            implements Change {
        public Noted {
            particulars = Map.copyOf(particulars);
        }
    }

    /// Several that belong together.
    record All(List<Change> parts) implements Change {
        public All {
            parts = List.copyOf(parts);
        }
    }
}
