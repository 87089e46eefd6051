package org.tapwarden.detector.place;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/// Who speaks LLDP at a switch's ports, as the switch has heard it (`lldpRemTable`, IEEE
/// 802.1AB-2005, annex H).
final class LldpNeighbours {

    /// Numbers a switch's ports as its bridge does.
    @FunctionalInterface
    interface Ports {

        /// @param number that LLDP has for the port
        /// @param called what LLDP calls it; empty when nothing
        int bridgePort(int number, String called);
    }

    private static final String REMOTE = "1.0.8802.1.1.2.1.4.1.1.";
    private static final OID LOCAL_PORT_ID = new OID("1.0.8802.1.1.2.1.3.7.1.3");
    private static final List<OID> COLUMNS =
            List.of(
                    new OID(REMOTE + "4"),
                    new OID(REMOTE + "5"),
                    new OID(REMOTE + "6"),
                    new OID(REMOTE + "7"),
                    new OID(REMOTE + "12"));

    private static final int CHASSIS_KIND = 0;
    private static final int CHASSIS = 1;
    private static final int PORT_KIND = 2;
    private static final int PORT = 3;
    private static final int CAPABILITIES = 4;

    /// `macAddress`; the kinds of chassis and of ports are numbered apart.
    private static final int CHASSIS_MAC = 4;

    private static final int PORT_MAC = 3;

    private static final int LONGEST_NAME = 64;

    private record Row(int port, int number) {}

    private static final class Neighbour {
        private boolean chassisIsMac;
        private long chassis = -1;
        private boolean portIsMac;
        private long port = -1;
        private boolean bridges;
    }

    private final Set<Integer> bridging = new HashSet<>();
    private final Map<Integer, Set<Long>> macs = new HashMap<>();
    private int malformed;

    private LldpNeighbours() {}

    /// @throws NoAnswer when the switch stops to answer, or has not told all in time
    static LldpNeighbours read(TableWalk walk, Ports ports) throws NoAnswer {
        var read = new LldpNeighbours();
        Map<Row, Neighbour> rows = new HashMap<>();
        walk.of(
                BridgeReader.MOST_PORTS,
                COLUMNS,
                (column, index, value) -> {
                    if (index.length == 3) {
                        var row = new Row(index[1], index[2]);
                        take(rows.computeIfAbsent(row, _ -> new Neighbour()), column, value);
                    } else {
                        read.malformed++;
                    }
                });
        if (rows.isEmpty()) {
            return read;
        }
        Map<Integer, String> called = new HashMap<>();
        walk.of(
                BridgeReader.MOST_PORTS,
                List.of(LOCAL_PORT_ID),
                (_, index, value) -> {
                    if (index.length == 1) {
                        called.put(index[0], Cell.text(value, LONGEST_NAME));
                    }
                });
        rows.forEach((row, neighbour) ->
                read.add(
                        ports.bridgePort(row.port(), called.getOrDefault(row.port(), "")),
                        neighbour));
        return read;
    }

    private static void take(Neighbour neighbour, int column, Variable value) {
        switch (column) {
            case CHASSIS_KIND -> neighbour.chassisIsMac = Cell.number(value) == CHASSIS_MAC;
            case CHASSIS -> neighbour.chassis = Cell.mac(value);
            case PORT_KIND -> neighbour.portIsMac = Cell.number(value) == PORT_MAC;
            case PORT -> neighbour.port = Cell.mac(value);
            case CAPABILITIES -> neighbour.bridges = Cell.bridges(value);
            default -> throw new IllegalStateException("no such column: " + column);
        }
    }

    private void add(int port, Neighbour neighbour) {
        if (neighbour.bridges) {
            bridging.add(port);
        }
        if (neighbour.chassisIsMac && neighbour.chassis > 0) {
            macs.computeIfAbsent(port, _ -> new HashSet<>()).add(neighbour.chassis);
        }
        if (neighbour.portIsMac && neighbour.port > 0) {
            macs.computeIfAbsent(port, _ -> new HashSet<>()).add(neighbour.port);
        }
    }

    /// Ports of the bridge to a neighbour that says that it bridges.
    Set<Integer> bridging() {
        return bridging;
    }

    /// The MACs that neighbours at this port of the bridge say are their own.
    Set<Long> at(int port) {
        return macs.getOrDefault(port, Set.of());
    }

    int malformed() {
        return malformed;
    }
}
