package org.tapwarden.enforcer.snmp;

import java.nio.file.Path;
import java.util.List;

/// What the driver is given: {@link SnmpSettings} with what their files hold.
///
/// @param mostMacs a port behind which more devices are leads to another switch
public record SnmpNetwork(Path record, int mostMacs, List<Switch> switches) {

    public SnmpNetwork {
        switches = List.copyOf(switches);
    }
}
