package org.tapwarden.detector.place;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.snmp4j.smi.OID;
import org.tapwarden.capture.Caps;

/// Reads which device a switch sees behind which of its ports.
///
/// A switch sees at the port to its neighbour everything that is behind the neighbour. So a port is
/// an uplink, and tells nothing, when there are many devices behind it, or when the neighbour says
/// in LLDP (IEEE 802.1AB) that it bridges. A telephone with a socket for a computer bridges, too,
/// and is none. What pretends to bridge hides with that who is behind it, and shows itself by
/// pretending.
///
/// Of the many behind an uplink the neighbour itself, a switch or an access point, has a place: its
/// LLDP goes no further than to the other end of the cable. It may name any MAC there, so it is
/// believed only where the switch hears frames of that MAC at the very port.
final class BridgeReader {

    /// A switch for an access layer has room for as many addresses.
    static final int MOST_ROWS = Caps.of(16_384, 64);

    static final int MOST_PORTS = Caps.of(4_096, 64);

    /// Devices of one switch of which the place is kept.
    static final int MOST_PLACES = Caps.of(4_096, 64);

    private static final int MOST_INTERFACES = 2 * MOST_PORTS;
    private static final int MOST_VLANS = 4_094;

    // RFC 3418, RFC 4188, RFC 4363, RFC 2863, IEEE 802.1AB-2005 annex H.
    private static final OID SYS_NAME = new OID("1.3.6.1.2.1.1.5.0");
    private static final OID BASE_PORT_IF_INDEX = new OID("1.3.6.1.2.1.17.1.4.1.2");
    private static final OID PLAIN_PORT = new OID("1.3.6.1.2.1.17.4.3.1.2");
    private static final OID PLAIN_STATUS = new OID("1.3.6.1.2.1.17.4.3.1.3");
    private static final OID TAGGED_PORT = new OID("1.3.6.1.2.1.17.7.1.2.2.1.2");
    private static final OID TAGGED_STATUS = new OID("1.3.6.1.2.1.17.7.1.2.2.1.3");
    private static final OID VLAN_FDB_ID = new OID("1.3.6.1.2.1.17.7.1.4.2.1.3");
    private static final OID IF_NAME = new OID("1.3.6.1.2.1.31.1.1.1.1");
    private static final OID IF_ALIAS = new OID("1.3.6.1.2.1.31.1.1.1.18");

    /// `dot1qTpFdbStatus`: no longer there, and the switch's own.
    private static final Set<Integer> NO_DEVICE = Set.of(2, 4);

    private static final int MAC_LENGTH = 6;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_LABEL = 128;

    /// @param table of addresses (`dot1qFdbId`), which one or several VLANs use; 0 without VLANs
    private record Row(int table, long mac) {}

    private final SnmpSession session;
    private final TableWalk walk;
    private final int mostMacs;
    private final Map<Integer, Integer> interfaces = new LinkedHashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final Map<Integer, String> labels = new HashMap<>();
    private final Map<Row, Integer> ports = new LinkedHashMap<>();
    private final Set<Row> none = new HashSet<>();
    private final Map<Integer, Integer> vlans = new HashMap<>();
    private int malformed;

    private BridgeReader(SnmpSession session, int mostMacs, BooleanSupplier overdue) {
        this.session = session;
        this.walk = new TableWalk(session, overdue);
        this.mostMacs = mostMacs;
    }

    /// @param mostMacs behind a port that is no uplink
    /// @param overdue whether the time for this switch is up
    static Reading read(SnmpSession session, int mostMacs, BooleanSupplier overdue)
            throws NoAnswer {
        return new BridgeReader(session, mostMacs, overdue).read();
    }

    private Reading read() throws NoAnswer {
        String sysName = Cell.text(session.get(SYS_NAME), LONGEST_NAME);
        walk.of(
                MOST_PORTS,
                List.of(BASE_PORT_IF_INDEX),
                (_, index, value) -> number(interfaces, index, Cell.number(value)));
        boolean cut = addresses();
        if (interfaces.isEmpty() && ports.isEmpty()) {
            throw new NoAnswer(Failure.NO_TABLE);
        }
        none.forEach(ports::remove);
        var macs = new HashMap<Integer, Set<Long>>();
        ports.forEach(
                (row, port) -> macs.computeIfAbsent(port, _ -> new HashSet<>()).add(row.mac()));
        var uplinks = new HashSet<Integer>();
        macs.forEach((port, behind) -> {
            if (behind.size() > mostMacs) {
                uplinks.add(port);
            }
        });
        walk.of(
                MOST_INTERFACES,
                List.of(IF_NAME, IF_ALIAS),
                (column, index, value) -> {
                    if (index.length == 1 && column == 0) {
                        names.put(index[0], Cell.text(value, LONGEST_NAME));
                    } else if (index.length == 1) {
                        labels.put(index[0], Cell.text(value, LONGEST_LABEL));
                    }
                });
        var neighbours = LldpNeighbours.read(walk, this::bridgePort);
        malformed += neighbours.malformed();
        uplinks.addAll(neighbours.bridging());
        var at = new HashMap<Long, Reading.At>();
        int held = cut ? 0 : places(macs, uplinks, neighbours, at);
        return new Reading(
                sysName, interfaces.size(), ports.size(), uplinks.size(), cut, malformed, held, at);
    }

    /// Reads the table with VLANs, or else the one without.
    ///
    /// @return whether it was cut
    private boolean addresses() throws NoAnswer {
        int tagged = table(List.of(TAGGED_PORT, TAGGED_STATUS), 1);
        if (tagged == 0) {
            return table(List.of(PLAIN_PORT, PLAIN_STATUS), 0) > MOST_ROWS;
        }
        // A table that two VLANs share does not say which of them it was.
        var shared = new HashSet<Integer>();
        walk.of(
                MOST_VLANS,
                List.of(VLAN_FDB_ID),
                (_, index, value) -> {
                    int table = Cell.number(value);
                    if (index.length != 2 || table < 0) {
                        malformed++;
                    } else if (vlans.put(table, index[1]) != null) {
                        shared.add(table);
                    }
                });
        shared.forEach(vlans::remove);
        return tagged > MOST_ROWS;
    }

    private int table(List<OID> columns, int before) throws NoAnswer {
        return walk.of(
                MOST_ROWS,
                columns,
                (column, index, value) -> {
                    long mac = index.length == before + MAC_LENGTH ? mac(index, before) : -1;
                    int number = Cell.number(value);
                    if (mac <= 0 || number < 0) {
                        malformed++;
                        return;
                    }
                    var row = new Row(before == 0 ? 0 : index[0], mac);
                    if (column == 0 && number > 0) {
                        ports.put(row, number); // 0: it is known behind none
                    } else if (column == 1 && NO_DEVICE.contains(number)) {
                        none.add(row);
                    }
                });
    }

    /// @return -1 when it is none, or one of a group
    private static long mac(int[] index, int from) {
        long mac = 0;
        for (int i = from; i < from + MAC_LENGTH; i++) {
            if (index[i] < 0 || index[i] > 255) {
                return -1;
            }
            mac = mac << 8 | index[i];
        }
        return (mac >> 40 & 1) == 0 ? mac : -1;
    }

    private void number(Map<Integer, Integer> into, int[] index, int value) {
        if (index.length == 1 && value >= 0) {
            into.put(index[0], value);
        } else {
            malformed++;
        }
    }

    /// The bridge's port that LLDP calls so, else the one of the interface with this number, else
    /// the one with this number itself: LLDP counts ports in a way of its own.
    private int bridgePort(int number, String called) {
        int byInterface = -1;
        for (Map.Entry<Integer, Integer> one : interfaces.entrySet()) {
            if (!called.isEmpty() && called.equals(names.get(one.getValue()))) {
                return one.getKey();
            }
            if (one.getValue() == number && byInterface < 0) {
                byInterface = one.getKey();
            }
        }
        return byInterface < 0 ? number : byInterface;
    }

    /// @return how many found no room
    private int places(
            Map<Integer, Set<Long>> macs,
            Set<Integer> uplinks,
            LldpNeighbours neighbours,
            Map<Long, Reading.At> at) {
        int held = 0;
        for (Map.Entry<Row, Integer> entry : ports.entrySet()) {
            int port = entry.getValue();
            long mac = entry.getKey().mac();
            // The neighbour itself is at the port, whatever is behind it.
            boolean neighbour = neighbours.at(port).contains(mac);
            if (!neighbour && uplinks.contains(port)) {
                continue;
            }
            int index = interfaces.getOrDefault(port, -1);
            String name = names.getOrDefault(index, "");
            var here =
                    new Reading.At(
                            name.isEmpty() ? Integer.toString(port) : name,
                            labels.getOrDefault(index, ""),
                            vlans.getOrDefault(entry.getKey().table(), 0),
                            neighbour ? 1 : macs.getOrDefault(port, Set.of()).size());
            Reading.At known = at.get(mac);
            if (known == null && at.size() >= MOST_PLACES) {
                held++;
            } else if (known == null || here.sharers() < known.sharers()) {
                at.put(mac, here);
            }
        }
        return held;
    }
}
