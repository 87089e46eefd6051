package org.tapwarden.enforcer.snmp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.capture.Mac;

/// One line of the record: a port that was shut here, or was about to be.
///
/// @param at the switch, as the settings call it
/// @param index of the interface when it was shut; a switch may number anew, its name stays
/// @param until when it was to be opened, had nobody renewed it: full seconds of the wall clock,
///   which only ever shortens the wait after a start
/// @param timeout for which it was held without renewal
record ShutPort(
        String at,
        int index,
        String name,
        State state,
        Instant until,
        Duration timeout,
        Set<Mac> macs,
        String lease,
        String caseId) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /// What it is to be.
    enum State {
        SHUT,
        /// To be opened, as soon as the switch answers.
        OPENING
    }

    /// A port of a switch, whatever its number is now.
    record Key(String at, String name) {}

    ShutPort {
        macs = Set.copyOf(macs);
    }

    Key key() {
        return new Key(at, name);
    }

    ShutPort opening() {
        return new ShutPort(at, index, name, State.OPENING, until, timeout, macs, lease, caseId);
    }

    String words() {
        return at + ", port " + name;
    }

    /// A line of JSON, since names of switches and ports hold any sign.
    String line() {
        ObjectNode node = JSON.createObjectNode();
        node.put("switch", at);
        node.put("port", name);
        node.put("index", index);
        node.put("state", state.name());
        node.put("until", until.getEpochSecond());
        node.put("seconds", timeout.toSeconds());
        var sorted = new TreeSet<Mac>(Comparator.comparingLong(Mac::bits));
        sorted.addAll(macs);
        sorted.forEach(mac -> node.withArray("macs").add(mac.toString()));
        node.put("lease", lease);
        node.put("case", caseId);
        return node.toString();
    }

    /// Empty when it is no line of ours.
    static Optional<ShutPort> parse(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            var macs = new TreeSet<Mac>(Comparator.comparingLong(Mac::bits));
            node.path("macs").forEach(mac -> macs.add(Mac.parse(mac.asText())));
            var read =
                    new ShutPort(
                            node.path("switch").asText(),
                            node.path("index").asInt(),
                            node.path("port").asText(),
                            State.valueOf(node.path("state").asText()),
                            Instant.ofEpochSecond(node.path("until").asInt()),
                            Duration.ofSeconds(node.path("seconds").asInt()),
                            macs,
                            node.path("lease").asText(),
                            node.path("case").asText());
            boolean whole = !read.at.isEmpty() && !read.name.isEmpty() && read.index > 0;
            return whole ? Optional.of(read) : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
