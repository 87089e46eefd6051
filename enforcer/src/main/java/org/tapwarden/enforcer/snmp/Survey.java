package org.tapwarden.enforcer.snmp;

import java.util.List;
import java.util.Set;
import org.tapwarden.capture.Mac;

/// What one switch said of where the subject is.
///
/// @param own the switch's own MACs
/// @param ports those behind which it sees one of the subject's; without VLANs one for each MAC, at
///   most
record Survey(Set<Mac> own, List<Port> ports) {

    Survey {
        own = Set.copyOf(own);
        ports = List.copyOf(ports);
    }
}
