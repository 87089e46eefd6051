package org.tapwarden.enforcer.nft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tapwarden.capture.Address;

/// The scripts (nft(8)); pure. Each is one transaction.
///
/// A set of MACs in every family; where this machine routes, sets of addresses besides, since the
/// kernel does not know yet to which MAC it will send what it routes. Chains are emptied and filled
/// again in the transaction that makes them, which keeps the elements of the sets and what is left
/// of their time.
///
/// @param families where frames are looked at
record Ruleset(Set<Family> families) {

    static final String MACS = "quarantine";

    /// By the word that the flow of packets is looked at with.
    private static final List<AddressSet> ADDRESSES =
            List.of(
                    new AddressSet("from4", true, true),
                    new AddressSet("from6", false, true),
                    new AddressSet("to4", true, false),
                    new AddressSet("to6", false, false));

    private static final String KIND = "size 65536; flags timeout; counter; }\n";

    /// As ids of cases are, and a comment in quotes needs no escape for.
    private static final Pattern CASE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");

    /// `forward` and `input` see the device's frames; `output` is what this host itself sends to
    /// it.
    private static final String BRIDGE =
            """
            table bridge tapwarden {
              set quarantine { type ether_addr; %s
              chain forw { type filter hook forward priority -200; policy accept; }
              chain inp { type filter hook input priority -200; policy accept; }
              chain outp { type filter hook output priority -200; policy accept; }
            }
            flush chain bridge tapwarden forw
            flush chain bridge tapwarden inp
            flush chain bridge tapwarden outp
            add rule bridge tapwarden forw ether saddr @quarantine counter drop
            add rule bridge tapwarden forw ether daddr @quarantine counter drop
            add rule bridge tapwarden inp ether saddr @quarantine counter drop
            add rule bridge tapwarden outp ether daddr @quarantine counter drop
            """
                    .formatted(KIND);

    /// Before the conntrack, so that what is dropped leaves no entry there; answers where a
    /// translated address is the inner one again.
    private static final String INET =
            """
            table inet tapwarden {
              set quarantine { type ether_addr; %1$s
              set from4 { type ipv4_addr; %1$s
              set from6 { type ipv6_addr; %1$s
              set to4 { type ipv4_addr; %1$s
              set to6 { type ipv6_addr; %1$s
              chain pre { type filter hook prerouting priority -300; policy accept; }
              chain forw { type filter hook forward priority -300; policy accept; }
              chain outp { type filter hook output priority -300; policy accept; }
            }
            flush chain inet tapwarden pre
            flush chain inet tapwarden forw
            flush chain inet tapwarden outp
            add rule inet tapwarden pre ether saddr @quarantine counter drop
            add rule inet tapwarden pre ip saddr @from4 counter drop
            add rule inet tapwarden pre ip6 saddr @from6 counter drop
            add rule inet tapwarden forw ip daddr @to4 counter drop
            add rule inet tapwarden forw ip6 daddr @to6 counter drop
            add rule inet tapwarden outp ip daddr @to4 counter drop
            add rule inet tapwarden outp ip6 daddr @to6 counter drop
            """
                    .formatted(KIND);

    private static final String NETDEV =
            "table netdev tapwarden {\n  set quarantine { type ether_addr; " + KIND + "}\n";

    /// One of the sets of addresses.
    private record AddressSet(String name, boolean ipv4, boolean senders) {

        Stream<String> of(Placed placed) {
            Set<Address> all = senders ? placed.senders() : placed.receivers();
            return all.stream().filter(a -> a.isIpv4() == ipv4).sorted().map(Address::toString);
        }
    }

    Ruleset {
        families = Set.copyOf(families);
    }

    /// Makes what is missing, and takes away what is of families that are not meant any more.
    ///
    /// @param netdev what {@link #devices} says; empty where no device is looked at
    String tables(String netdev) {
        return (families.contains(Family.BRIDGE) ? BRIDGE : "")
                + (families.contains(Family.INET) ? INET : "")
                + (families.contains(Family.NETDEV) ? NETDEV + netdev : "");
    }

    /// The chains of devices. The list of a chain's devices cannot be changed, so chains that are
    /// there are made anew; at no moment is none of them in force.
    ///
    /// @param chains that are there
    /// @param devices that are there; a chain of one that is not is refused
    /// @param egress whether this kernel looks at what leaves (since 5.16)
    static String devices(Collection<String> chains, Collection<String> devices, boolean egress) {
        var script = new StringBuilder();
        for (String chain : chains) {
            script.append("flush chain netdev tapwarden ").append(chain).append('\n');
            script.append("delete chain netdev tapwarden ").append(chain).append('\n');
        }
        if (devices.isEmpty()) {
            return script.toString();
        }
        chain(script, "ingress", "saddr", devices);
        if (egress) {
            chain(script, "egress", "daddr", devices);
        }
        return script.toString();
    }

    private static void chain(
            StringBuilder script, String hook, String end, Collection<String> devices) {
        String names = String.join("\", \"", new TreeSet<>(devices));
        String at = "netdev tapwarden frames_" + hook;
        script.append("add chain ").append(at).append(" { type filter hook ").append(hook);
        script.append(" devices = { \"").append(names);
        script.append("\" } priority -500; policy accept; }\n");
        script.append("add rule ").append(at).append(" ether ").append(end);
        script.append(" @quarantine counter drop\n");
    }

    /// There is no moment between an old element and the new one.
    String hold(Placed placed, String caseId, long seconds) {
        if (!CASE.matcher(caseId).matches()) {
            throw new IllegalArgumentException("case is no id of ours");
        }
        var script = new StringBuilder(release(placed));
        String rest = " timeout " + seconds + "s comment \"" + caseId + "\"";
        everywhere(script, "add", placed, rest);
        return script.toString();
    }

    String release(Placed placed) {
        var script = new StringBuilder();
        // Adding first makes deleting succeed where the kernel has already dropped it.
        everywhere(script, "add", placed, " timeout 1s");
        everywhere(script, "delete", placed, "");
        return script.toString();
    }

    private void everywhere(StringBuilder script, String verb, Placed placed, String rest) {
        List<String> macs = placed.macs().stream().map(Object::toString).sorted().toList();
        for (Family family : families.stream().sorted().toList()) {
            elements(script, verb, family.word() + " tapwarden " + MACS, macs, rest);
        }
        if (families.contains(Family.INET)) {
            for (AddressSet set : ADDRESSES) {
                String where = "inet tapwarden " + set.name();
                elements(script, verb, where, set.of(placed).toList(), rest);
            }
        }
    }

    private static void elements(
            StringBuilder script, String verb, String set, List<String> which, String rest) {
        if (which.isEmpty()) {
            return;
        }
        var elements = new ArrayList<String>();
        which.forEach(one -> elements.add(one + rest));
        script.append(verb).append(" element ").append(set).append(" { ");
        script.append(String.join(", ", elements)).append(" }\n");
    }

    /// The sets of addresses, as {@link Nft#list} names them.
    List<String> addressSets() {
        return families.contains(Family.INET)
                ? ADDRESSES.stream().map(set -> "set inet tapwarden " + set.name()).toList()
                : List.of();
    }

    /// The sets of MACs.
    List<String> macSets() {
        return families.stream()
                .sorted()
                .map(family -> "set " + family.word() + " tapwarden " + MACS)
                .toList();
    }

    /// Nothing of ours is left in the kernel.
    String removal() {
        var script = new StringBuilder();
        families.stream().sorted().forEach(family -> script.append(removal(family)));
        return script.toString();
    }

    /// Made first, so that deleting succeeds where there is none.
    static String removal(Family family) {
        String table = " table " + family.word() + " tapwarden\n";
        return "add" + table + "delete" + table;
    }
}
