package org.tapwarden.enforcer.nft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.driver.Grant;
import org.tapwarden.enforcer.driver.Reach;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// Holds the port beside the MAC, where a bridge of this machine is what the device is plugged
/// into: a MAC is the device's own choice, a cable is not. Without it a device that takes another
/// MAC is free until the lease has followed it there.
///
/// Only ports that the settings name, each for one device, and only while the bridge has learnt
/// nobody there but the subject: whoever else is at the port would be cut off as well, so then the
/// MAC alone is held, and the outcome says so. Everything else is the word of the driver it is made
/// of. The kernel lets a port go by itself, at the same time as the MAC.
public final class EdgePorts implements Driver {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// What a name of an interface may be, and nothing that `nft` could read as more.
    private static final String NAME = "[A-Za-z0-9_.-]{1,15}";

    /// Behind the bridge's learning: a new MAC is still seen to be in our path, and followed.
    private static final String TABLE =
            """
            table bridge tapwarden_ports {
              set ports { type ifname; size 4096; flags timeout; counter; }
              chain forw { type filter hook forward priority -201; policy accept; }
              chain inp { type filter hook input priority -201; policy accept; }
              chain outp { type filter hook output priority -201; policy accept; }
            }
            flush chain bridge tapwarden_ports forw
            flush chain bridge tapwarden_ports inp
            flush chain bridge tapwarden_ports outp
            add rule bridge tapwarden_ports forw iifname @ports counter drop
            add rule bridge tapwarden_ports forw oifname @ports counter drop
            add rule bridge tapwarden_ports inp iifname @ports counter drop
            add rule bridge tapwarden_ports outp oifname @ports counter drop
            """;

    private final Driver macs;
    private final Nft nft;
    private final Commands commands;
    private final Set<String> edges;

    /// What stands beside a held port.
    ///
    /// @param mac one of the device's
    private record Held(String caseId, Mac mac) {

        boolean isOf(Grant grant) {
            return caseId.equals(grant.caseId()) || grant.subject().macs().contains(mac);
        }
    }

    /// @param macs what holds the MACs, in the same kernel
    /// @param commands run `bridge`, to ask whom it learnt
    /// @param edges as {@link #named} checked them
    public EdgePorts(Driver macs, Nft nft, Commands commands, Set<String> edges) {
        this.macs = macs;
        this.nft = nft;
        this.commands = commands;
        this.edges = Set.copyOf(edges);
    }

    /// The names, when they can be such ports.
    ///
    /// @param inKernel whether anything is held in this machine's kernel at all
    /// @throws IllegalArgumentException in one line, when a name can be no interface's, or is an
    ///   uplink's, or nothing would be held there
    public static Set<String> named(List<String> names, List<String> uplinks, boolean inKernel) {
        if (!names.isEmpty() && !inKernel) {
            throw new IllegalArgumentException(
                    "enforcer.edge-ports: ports are held beside MACs, so say enforcer.nftables: true"
                            + " as well");
        }
        for (String name : names) {
            String trouble =
                    !name.matches(NAME)
                            ? "must be the name of an interface"
                            : uplinks.contains(name)
                                    ? "is among the uplinks, where more than one device is"
                                    : "";
            if (!trouble.isEmpty()) {
                throw new IllegalArgumentException(
                        "enforcer.edge-ports: '" + name + "' " + trouble);
            }
        }
        return Set.copyOf(names);
    }

    @Override
    public String name() {
        return macs.name();
    }

    @Override
    public Step step() {
        return macs.step();
    }

    @Override
    public void prepare() {
        macs.prepare();
        var _ = nft("");
    }

    @Override
    public Reach probe() {
        Reach reach = macs.probe();
        Commands.Ran would = nft.check(TABLE);
        return would.succeeded() || !reach.possible()
                ? reach
                : Reach.no(Reason.COMMAND_FAILED, "ports: " + firstLine(would));
    }

    @Override
    public Reach reach(Subject subject) {
        return macs.reach(subject);
    }

    @Override
    public void giveWay() {
        macs.giveWay();
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Outcome outcome = macs.hold(grant, timeout);
        if (!outcome.holds()) {
            return outcome;
        }
        Map<String, Held> before = ports().orElse(Map.of());
        var hold = new TreeMap<String, Mac>();
        before.forEach((port, held) -> {
            if (held.isOf(grant)) {
                hold.put(port, held.mac());
            }
        });
        var shared = new TreeSet<String>();
        learnt().forEach((port, there) -> {
            Set<Mac> own = new HashSet<>(there);
            own.retainAll(grant.subject().macs());
            if (own.isEmpty()) {
                return;
            }
            // Held already, it stays held whoever says to be there now.
            if (hold.containsKey(port) || own.size() == there.size()) {
                hold.put(port, Collections.min(own, (a, b) -> Long.compare(a.bits(), b.bits())));
            } else {
                shared.add(port);
            }
        });
        var said = new StringBuilder();
        if (!hold.isEmpty()) {
            Commands.Ran ran = nft(elements(hold, grant, timeout));
            said.append("; with all that is at port ").append(String.join(", ", hold.keySet()));
            if (!ran.succeeded()) {
                said.append(" not held: ").append(firstLine(ran));
            }
        }
        if (!shared.isEmpty()) {
            said.append("; others are at port ")
                    .append(String.join(", ", shared))
                    .append(", which is not held");
        }
        return new Outcome(outcome.kind(), outcome.reason(), outcome.detail() + said);
    }

    @Override
    public Outcome release(Grant grant) {
        Outcome outcome = macs.release(grant);
        Optional<Map<String, Held>> before = ports();
        if (before.isEmpty()) {
            return Outcome.failed(Reason.COMMAND_FAILED, "nft cannot say which ports it holds");
        }
        var own =
                before.orElseThrow().entrySet().stream()
                        .filter(entry -> entry.getValue().isOf(grant))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
        if (own.isEmpty()) {
            return outcome;
        }
        Commands.Ran ran = nft(deleted(own));
        return ran.succeeded() ? outcome : failed(ran);
    }

    @Override
    public Outcome releaseAll() {
        Outcome outcome = macs.releaseAll();
        Commands.Ran ran = nft("flush set bridge tapwarden_ports ports\n");
        return ran.succeeded() ? outcome : failed(ran);
    }

    /// A port that is held without its MAC counts, so that it is let go when no lease is for it.
    @Override
    public Optional<Map<Mac, String>> held() {
        return macs.held()
                .flatMap(held ->
                        ports().map(ports -> {
                            var all = new HashMap<>(held);
                            ports.values()
                                    .forEach(port -> all.putIfAbsent(port.mac(), port.caseId()));
                            return all;
                        }));
    }

    /// Whom the bridges of this machine have learnt at the ports that the settings name.
    private Map<String, Set<Mac>> learnt() {
        var learnt = new TreeMap<String, Set<Mac>>();
        for (JsonNode entry : json(commands.run(List.of("bridge", "-j", "fdb", "show"), ""))) {
            String port = entry.path("ifname").asText();
            boolean somebody =
                    edges.contains(port)
                            && entry.has("master")
                            && !entry.path("state").asText().equals("permanent");
            if (somebody) {
                learnt.computeIfAbsent(port, _ -> new HashSet<>())
                        .add(Mac.parse(entry.path("mac").asText()));
            }
        }
        return learnt;
    }

    /// Empty when it cannot be said.
    private Optional<Map<String, Held>> ports() {
        Commands.Ran ran = nft.list("set bridge tapwarden_ports ports");
        if (!ran.succeeded()) {
            return ran.err().contains("No such file") ? Optional.of(Map.of()) : Optional.empty();
        }
        var held = new TreeMap<String, Held>();
        for (JsonNode object : json(ran).path("nftables")) {
            for (JsonNode element : object.path("set").path("elem")) {
                JsonNode inner = element.path("elem");
                String[] comment = inner.path("comment").asText().split(" ", 2);
                if (comment.length == 2) {
                    held.put(
                            inner.path("val").asText(),
                            new Held(comment[1], Mac.parse(comment[0])));
                }
            }
        }
        return Optional.of(held);
    }

    /// One transaction: there is no moment between the old element and the new one.
    private static String elements(Map<String, Mac> ports, Grant grant, Duration timeout) {
        var script = new StringBuilder(deleted(ports.keySet()));
        long seconds = Math.max(1, timeout.toSeconds());
        ports.forEach((port, mac) ->
                script.append("add element bridge tapwarden_ports ports { \"")
                        .append(port)
                        .append("\" timeout ")
                        .append(seconds)
                        .append("s comment \"")
                        .append(mac)
                        .append(' ')
                        .append(grant.caseId())
                        .append("\" }\n"));
        return script.toString();
    }

    /// Adding first makes deleting succeed where the kernel has already dropped it.
    private static String deleted(Collection<String> ports) {
        var script = new StringBuilder();
        for (String port : ports) {
            String element = "element bridge tapwarden_ports ports { \"" + port + "\"";
            script.append("add ").append(element).append(" timeout 1s }\n");
            script.append("delete ").append(element).append(" }\n");
        }
        return script.toString();
    }

    /// With the table each time: somebody's `flush ruleset` may have taken it away. What the set
    /// holds stays.
    private Commands.Ran nft(String script) {
        return nft.run(TABLE + script);
    }

    private static JsonNode json(Commands.Ran ran) {
        try {
            return JSON.readTree(ran.succeeded() && !ran.out().isBlank() ? ran.out() : "[]");
        } catch (JsonProcessingException e) {
            return JSON.createArrayNode();
        }
    }

    private static Outcome failed(Commands.Ran ran) {
        Reason reason = ran.timedOut() ? Reason.COMMAND_TIMED_OUT : Reason.COMMAND_FAILED;
        return Outcome.failed(reason, "nft: " + firstLine(ran));
    }

    private static String firstLine(Commands.Ran ran) {
        return ran.err().lines().findFirst().orElse("no reason");
    }
}
