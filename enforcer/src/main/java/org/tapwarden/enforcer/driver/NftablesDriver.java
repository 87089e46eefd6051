package org.tapwarden.enforcer.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// Quarantine in the kernel of this machine, where this machine is a bridge or router between the
/// device and the rest.
///
/// A set of MACs whose elements the kernel drops by itself when their timeout has passed: when the
/// appliance dies, everybody is free after that time. On a bridge every frame from or to the MAC is
/// dropped, so IPv4, IPv6 and ARP alike; on a routed interface everything the device sends is.
/// Measured on 6.18 with nft 1.0.6: `reference/detection-and-enforcement.md` 2.7.
public final class NftablesDriver implements Driver {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// `forward` and `input` see the device's frames; `output` is what this host itself sends to
    /// it. Chains are flushed and filled in one transaction, which keeps the elements of the set.
    private static final String TABLES =
            """
            table bridge tapwarden {
              set quarantine { type ether_addr; size 65536; flags timeout; counter; }
              chain forw { type filter hook forward priority -200; policy accept; }
              chain inp { type filter hook input priority -200; policy accept; }
              chain outp { type filter hook output priority -200; policy accept; }
            }
            table inet tapwarden {
              set quarantine { type ether_addr; size 65536; flags timeout; counter; }
              chain pre { type filter hook prerouting priority -300; policy accept; }
            }
            flush chain bridge tapwarden forw
            flush chain bridge tapwarden inp
            flush chain bridge tapwarden outp
            flush chain inet tapwarden pre
            add rule bridge tapwarden forw ether saddr @quarantine counter drop
            add rule bridge tapwarden forw ether daddr @quarantine counter drop
            add rule bridge tapwarden inp ether saddr @quarantine counter drop
            add rule bridge tapwarden outp ether daddr @quarantine counter drop
            add rule inet tapwarden pre ether saddr @quarantine counter drop
            """;

    private static final List<String> FAMILIES = List.of("bridge", "inet");

    private final Commands commands;
    private final NetworkPath path;
    private boolean prepared;

    /// @param uplinks ports behind which the rest of the network lies: who is seen there is not
    ///   ours
    public NftablesDriver(Commands commands, Set<String> uplinks) {
        this.commands = commands;
        this.path = new NetworkPath(commands, uplinks);
    }

    @Override
    public String name() {
        return "nftables";
    }

    @Override
    public Step step() {
        return Step.QUARANTINE;
    }

    @Override
    public void prepare() {
        prepared = nft(TABLES).succeeded();
    }

    @Override
    public Reach reach(Subject subject) {
        var behind = new TreeSet<String>();
        for (Mac mac : subject.macs()) {
            Optional<String> port = path.of(mac);
            if (port.isEmpty()) {
                return Reach.no(Reason.NOT_IN_PATH, "not in the path of " + mac);
            }
            behind.add(port.orElseThrow());
        }
        return behind.isEmpty()
                ? Reach.no(Reason.NO_MAC, "no MAC of this device is known")
                : Reach.yes("in the kernel of this machine (" + String.join(", ", behind) + ")");
    }

    @Override
    public Outcome hold(Grant grant, Duration timeout) {
        Set<Mac> macs = grant.subject().macs();
        if (macs.isEmpty()) {
            return Outcome.refused(Reason.NO_MAC, "no MAC of this device is known");
        }
        var behind = new HashMap<Mac, String>();
        for (Mac mac : macs) {
            if (mac.isGroup() || mac.equals(Mac.UNKNOWN)) {
                return Outcome.refused(Reason.NO_MAC, mac + " is no single device");
            }
            path.of(mac).ifPresent(port -> behind.put(mac, port));
        }
        // Renewing must not need the forwarding entry, which ages out just because the device is
        // cut.
        Map<Mac, String> already =
                behind.size() == macs.size() ? Map.of() : held().orElse(Map.of());
        for (Mac mac : macs) {
            if (!behind.containsKey(mac) && !already.containsKey(mac)) {
                return Outcome.refused(Reason.NOT_IN_PATH, "not in the path of " + mac);
            }
        }
        Commands.Ran ran = apply(elements(grant, timeout));
        if (!ran.succeeded()) {
            return failed(ran);
        }
        return Outcome.unconfirmed(
                Reason.NOT_SEEN_TRYING,
                "placed in the kernel of this machine"
                        + (behind.isEmpty() ? "" : " (" + String.join(", ", ports(behind)) + ")"));
    }

    @Override
    public Outcome release(Grant grant) {
        var script = new StringBuilder();
        for (String family : FAMILIES) {
            for (Mac mac : grant.subject().macs()) {
                // Adding first makes deleting succeed where the kernel has already dropped it.
                script.append(element("add", family, mac, " timeout 1s"));
                script.append(element("delete", family, mac, ""));
            }
        }
        return released(apply(script.toString()));
    }

    @Override
    public Outcome releaseAll() {
        var script = new StringBuilder();
        FAMILIES.forEach(
                f -> script.append("flush set ").append(f).append(" tapwarden quarantine\n"));
        return released(apply(script.toString()));
    }

    @Override
    public Optional<Map<Mac, String>> held() {
        Commands.Ran ran =
                commands.run(
                        List.of("nft", "-j", "list", "set", "bridge", "tapwarden", "quarantine"),
                        "");
        if (!ran.succeeded()) {
            // No table yet: nobody is held. Anything else cannot be said.
            return ran.err().contains("No such file") ? Optional.of(Map.of()) : Optional.empty();
        }
        try {
            return Optional.of(elements(JSON.readTree(ran.out())));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Map<Mac, String> elements(JsonNode listing) {
        var held = new HashMap<Mac, String>();
        for (JsonNode object : listing.path("nftables")) {
            for (JsonNode element : object.path("set").path("elem")) {
                JsonNode inner = element.has("elem") ? element.path("elem") : element;
                String mac = inner.isTextual() ? inner.asText() : inner.path("val").asText();
                held.put(Mac.parse(mac), inner.path("comment").asText());
            }
        }
        return held;
    }

    /// One transaction: there is no moment between the old element and the new one.
    private static String elements(Grant grant, Duration timeout) {
        long seconds = Math.max(1, timeout.toSeconds());
        var script = new StringBuilder();
        for (String family : FAMILIES) {
            for (Mac mac : grant.subject().macs()) {
                String rest = " timeout " + seconds + "s comment \"" + grant.caseId() + "\"";
                script.append(element("add", family, mac, " timeout 1s"));
                script.append(element("delete", family, mac, ""));
                script.append(element("add", family, mac, rest));
            }
        }
        return script.toString();
    }

    private static String element(String verb, String family, Mac mac, String rest) {
        return verb + " element " + family + " tapwarden quarantine { " + mac + rest + " }\n";
    }

    /// Prepares the tables again when somebody's `flush ruleset` took them away.
    private Commands.Ran apply(String script) {
        if (prepared) {
            Commands.Ran ran = nft(script);
            if (ran.succeeded() || ran.timedOut()) {
                return ran;
            }
        }
        Commands.Ran ran = nft(TABLES + script);
        prepared = ran.succeeded();
        return ran;
    }

    private Commands.Ran nft(String script) {
        return commands.run(List.of("nft", "-f", "-"), script);
    }

    private static List<String> ports(Map<Mac, String> behind) {
        return behind.values().stream().distinct().sorted().toList();
    }

    private static Outcome released(Commands.Ran ran) {
        return ran.succeeded()
                ? Outcome.unconfirmed(Reason.RELEASED, "taken out of the kernel")
                : failed(ran);
    }

    private static Outcome failed(Commands.Ran ran) {
        Reason reason = ran.timedOut() ? Reason.COMMAND_TIMED_OUT : Reason.COMMAND_FAILED;
        return Outcome.failed(reason, "nft: " + ran.err().lines().findFirst().orElse("no reason"));
    }
}
