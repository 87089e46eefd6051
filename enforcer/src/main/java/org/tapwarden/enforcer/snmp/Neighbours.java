package org.tapwarden.enforcer.snmp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;

/// Who speaks LLDP at the ports of a switch (`lldpRemTable`, IEEE 802.1AB-2005 annex H, and
/// `lldpXMedRemCapabilitiesTable`, ANSI/TIA-1057).
///
/// LLDP counts ports in a way of its own. Where it calls one as an interface is called, that
/// counts; else the number is an interface's where a port of the bridge has such a one, else the
/// port's.
final class Neighbours {

    private static final String REMOTE = "1.0.8802.1.1.2.1.4.1.1.";
    private static final OID MED_CLASS = new OID("1.0.8802.1.1.2.1.5.4795.1.3.1.1.3");
    private static final OID LOCAL_PORT_ID = new OID("1.0.8802.1.1.2.1.3.7.1.3");
    private static final List<OID> COLUMNS =
            List.of(
                    new OID(REMOTE + "5"),
                    new OID(REMOTE + "9"),
                    new OID(REMOTE + "11"),
                    new OID(REMOTE + "12"),
                    MED_CLASS);

    private static final int MED_PHONE = 3;

    /// Time, local port and number of the neighbour.
    private static final int INDEX_LENGTH = 3;

    private static final class Row {
        private String chassis = "";
        private String name = "";
        private BitSet able = new BitSet();
        private BitSet is = new BitSet();
        private boolean medPhone;

        Neighbour told() {
            return new Neighbour(name.isEmpty() ? chassis : name, able, is, medPhone);
        }
    }

    private record Place(int port, int number) {}

    private final Map<Integer, List<Neighbour>> byLldpPort = new HashMap<>();
    private final Map<Integer, Integer> interfaces;
    private final Map<Integer, String> called = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();

    private Neighbours(Map<Integer, Integer> interfaces) {
        this.interfaces = interfaces;
    }

    /// @param interfaces of the ports of the bridge
    static Neighbours read(Walk walk, Map<Integer, Integer> interfaces) throws NoAnswer {
        var read = new Neighbours(interfaces);
        Map<Place, Row> rows = new HashMap<>();
        walk.of(
                COLUMNS,
                (column, index, value) -> {
                    if (index.length == INDEX_LENGTH) {
                        var place = new Place(index[1], index[2]);
                        take(rows.computeIfAbsent(place, _ -> new Row()), column, value);
                    }
                });
        if (rows.isEmpty()) {
            return read;
        }
        rows.forEach((place, row) ->
                read.byLldpPort
                        .computeIfAbsent(place.port(), _ -> new ArrayList<>())
                        .add(row.told()));
        walk.of(
                List.of(LOCAL_PORT_ID, Surveyor.IF_NAME),
                (column, index, value) -> {
                    if (index.length == 1) {
                        (column == 0 ? read.called : read.names).put(index[0], Cells.text(value));
                    }
                });
        return read;
    }

    private static void take(Row row, int column, Variable value) {
        switch (column) {
            case 0 -> row.chassis = Cells.mac(value).map(Object::toString).orElse("");
            case 1 -> row.name = Cells.text(value);
            case 2 -> row.able = Cells.bits(value);
            case 3 -> row.is = Cells.bits(value);
            case 4 -> row.medPhone = Cells.number(value) == MED_PHONE;
            default -> throw new IllegalStateException("no such column: " + column);
        }
    }

    /// @param port of the bridge
    List<Neighbour> at(int port) {
        @Nullable Integer index = interfaces.get(port);
        Set<String> known = new HashSet<>(names.values());
        var here = new ArrayList<Neighbour>();
        byLldpPort.forEach((number, neighbours) -> {
            String name = called.getOrDefault(number, "");
            boolean named = !name.isEmpty() && known.contains(name);
            boolean numbered =
                    interfaces.containsValue(number) ? number.equals(index) : number == port;
            if (named ? name.equals(names.get(index)) : numbered) {
                here.addAll(neighbours);
            }
        });
        return here;
    }
}
