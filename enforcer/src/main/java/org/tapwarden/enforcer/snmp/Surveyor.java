package org.tapwarden.enforcer.snmp;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Reads from a switch behind which ports it sees the subject, and who else is there.
///
/// The whole table of addresses is read at the time of the act, with VLANs and without: a device
/// that is left out could be hit. A switch that does not see the subject is asked nothing else.
final class Surveyor {

    // RFC 4188, RFC 4363, RFC 2863, IEEE 802.1AB-2005 annex H.
    private static final OID BASE_ADDRESS = new OID("1.3.6.1.2.1.17.1.1.0");
    private static final OID BASE_PORT_IF_INDEX = new OID("1.3.6.1.2.1.17.1.4.1.2");
    private static final OID ROOT_PORT = new OID("1.3.6.1.2.1.17.2.7.0");
    private static final OID DESIGNATED_BRIDGE = new OID("1.3.6.1.2.1.17.2.15.1.8");
    private static final List<OID> PLAIN =
            List.of(new OID("1.3.6.1.2.1.17.4.3.1.2"), new OID("1.3.6.1.2.1.17.4.3.1.3"));
    private static final List<OID> TAGGED =
            List.of(new OID("1.3.6.1.2.1.17.7.1.2.2.1.2"), new OID("1.3.6.1.2.1.17.7.1.2.2.1.3"));

    /// Egress and untagged ports of each VLAN: as they are, and as they are configured.
    private static final List<List<OID>> MEMBERS =
            List.of(
                    List.of(
                            new OID("1.3.6.1.2.1.17.7.1.4.2.1.4"),
                            new OID("1.3.6.1.2.1.17.7.1.4.2.1.5")),
                    List.of(
                            new OID("1.3.6.1.2.1.17.7.1.4.3.1.2"),
                            new OID("1.3.6.1.2.1.17.7.1.4.3.1.4")));

    static final OID IF_TYPE = new OID("1.3.6.1.2.1.2.2.1.3");
    static final OID IF_ADMIN = new OID("1.3.6.1.2.1.2.2.1.7");
    static final OID IF_OPER = new OID("1.3.6.1.2.1.2.2.1.8");
    static final OID IF_NAME = new OID("1.3.6.1.2.1.31.1.1.1.1");
    private static final OID IF_ALIAS = new OID("1.3.6.1.2.1.31.1.1.1.18");

    private static final int MAC_LENGTH = 6;

    /// `dot1dTpFdbStatus`.
    private static final int INVALID = 2;

    private static final int SELF = 4;

    private record Row(int table, Mac mac) {}

    private final Talk talk;
    private final Walk walk;
    private final Set<Mac> sought;
    private final Map<Integer, Integer> interfaces = new HashMap<>();
    private final Map<Integer, Set<Mac>> behind = new HashMap<>();
    private final Set<Mac> own = new HashSet<>();

    private Surveyor(Talk talk, Set<Mac> sought) {
        this.talk = talk;
        this.walk = new Walk(talk);
        this.sought = sought;
    }

    static Survey survey(Talk talk, Set<Mac> sought) throws NoAnswer {
        return new Surveyor(talk, sought).survey();
    }

    private Survey survey() throws NoAnswer {
        boolean tagged = addresses(TAGGED, 1);
        boolean plain = addresses(PLAIN, 0);
        if (!tagged && !plain) {
            throw talk.nothing(Reason.SWITCH_NO_TABLE, "shows no table of its ports to this user");
        }
        var seen = new TreeSet<Integer>();
        behind.forEach((port, macs) -> {
            if (macs.stream().anyMatch(sought::contains)) {
                seen.add(port);
            }
        });
        Cells.mac(talk.get(List.of(BASE_ADDRESS)).getFirst()).ifPresent(own::add);
        if (seen.isEmpty()) {
            return new Survey(own, List.of());
        }
        walk.of(
                List.of(BASE_PORT_IF_INDEX),
                (_, index, value) -> {
                    if (index.length == 1) {
                        interfaces.put(index[0], Cells.number(value));
                    }
                });
        Neighbours neighbours = Neighbours.read(walk, interfaces);
        Map<Integer, Integer> tags = tags();
        var ports = new ArrayList<Port>();
        for (int port : seen) {
            ports.add(port(port, neighbours, tags.getOrDefault(port, 0)));
        }
        return new Survey(own, ports);
    }

    /// @param before numbers in a row's name before the MAC
    private boolean addresses(List<OID> columns, int before) throws NoAnswer {
        Map<Row, Integer> ports = new HashMap<>();
        Set<Row> none = new HashSet<>();
        boolean any =
                walk.of(
                        columns,
                        (column, index, value) -> {
                            Optional<Mac> mac =
                                    index.length == before + MAC_LENGTH
                                            ? Cells.mac(index, before)
                                            : Optional.empty();
                            if (mac.isEmpty()) {
                                return;
                            }
                            var row = new Row(before == 0 ? 0 : index[0], mac.orElseThrow());
                            int number = Cells.number(value);
                            if (column == 0) {
                                ports.put(row, number);
                            } else if (number == INVALID || number == SELF) {
                                none.add(row);
                                if (number == SELF) {
                                    own.add(row.mac());
                                }
                            }
                        });
        ports.forEach((row, port) -> {
            if (port > 0 && !none.contains(row)) {
                behind.computeIfAbsent(port, _ -> new HashSet<>()).add(row.mac());
            }
        });
        return any;
    }

    /// In how many VLANs each port of the bridge sends with a tag.
    private Map<Integer, Integer> tags() throws NoAnswer {
        for (List<OID> columns : MEMBERS) {
            Map<Integer, BitSet> egress = new HashMap<>();
            Map<Integer, BitSet> untagged = new HashMap<>();
            boolean any =
                    walk.of(
                            columns,
                            (column, index, value) -> {
                                int vlan = index[index.length - 1];
                                (column == 0 ? egress : untagged).put(vlan, Cells.bits(value));
                            });
            if (!any) {
                continue;
            }
            var tags = new HashMap<Integer, Integer>();
            egress.forEach((vlan, all) -> {
                all.andNot(untagged.getOrDefault(vlan, new BitSet()));
                all.stream().forEach(bit -> tags.merge(bit + 1, 1, Integer::sum));
            });
            return tags;
        }
        return Map.of();
    }

    private Port port(int port, Neighbours neighbours, int taggedVlans) throws NoAnswer {
        int index = interfaces.getOrDefault(port, -1);
        List<Variable> spanning =
                talk.get(List.of(ROOT_PORT, new OID(DESIGNATED_BRIDGE).append(port)));
        Optional<Mac> designated = Cells.mac(spanning.get(1));
        boolean leadsUp =
                Cells.number(spanning.get(0)) == port
                        || designated.filter(bridge -> !own.contains(bridge)).isPresent();
        var values = new ArrayList<Variable>();
        for (OID column : List.of(IF_NAME, IF_ALIAS, IF_TYPE, IF_ADMIN, IF_OPER)) {
            // One for one: an agent may fail a whole question for one column that it has not.
            values.addAll(talk.get(List.of(new OID(column).append(Math.max(0, index)))));
        }
        return new Port(
                port,
                index,
                Cells.text(values.get(0)),
                Cells.text(values.get(1)),
                Cells.number(values.get(2)),
                Cells.number(values.get(3)),
                Cells.number(values.get(4)),
                behind.getOrDefault(port, Set.of()),
                neighbours.at(port),
                taggedVlans,
                leadsUp);
    }
}
