package org.tapwarden.enforcer.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.policy.Destination;
import org.tapwarden.enforcer.order.Mode;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Severity;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// An order as the lease keeps it: a restart must still be able to write the whole mail.
final class OrderText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OrderText() {}

    static String write(Order order) {
        ObjectNode node = JSON.createObjectNode();
        node.put("number", order.number()).put("case", order.caseId()).put("rule", order.ruleId());
        node.put("clause", order.clauseId()).put("sentence", order.clauseSentence());
        node.put("what", order.what()).put("severity", order.severity().name());
        node.put("step", order.step().name()).put("mode", order.mode().name());
        node.put("length", order.length().toString());
        node.put("endpoint", order.subject().endpoint()).put("maker", order.subject().maker());
        lines(node.putArray("macs"), order.subject().macs());
        lines(node.putArray("addresses"), order.subject().addresses());
        Place place = order.place();
        node.put("segment", place.segment()).put("site", place.site());
        node.put("building", place.building()).put("active", place.activeDevices());
        place.vlan().ifPresent(vlan -> node.put("vlan", vlan));
        place.port().ifPresent(port -> node.put("port", port));
        lines(node.putArray("families"), order.families());
        lines(node.putArray("evidence"), order.evidence());
        lines(node.putArray("against"), order.speaksAgainst());
        node.put("first", order.firstSeen().toString()).put("last", order.lastSeen().toString());
        order.askedBy().ifPresent(account -> node.put("askedBy", account));
        if (!order.destinations().isEmpty()) {
            lines(node.putArray("to"), order.destinations());
        }
        return node.toString();
    }

    static Order read(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a lease holds an order that is not ours", e);
        }
        var subject =
                new Subject(
                        node.path("endpoint").asLong(),
                        lines(node, "macs").stream().map(Mac::parse).collect(Collectors.toSet()),
                        lines(node, "addresses").stream()
                                .map(Address::parse)
                                .collect(Collectors.toSet()),
                        node.path("maker").asText());
        var place =
                new Place(
                        node.path("segment").asText(),
                        node.path("site").asText(),
                        node.path("building").asText(),
                        node.has("vlan")
                                ? OptionalInt.of(node.path("vlan").asInt())
                                : OptionalInt.empty(),
                        optional(node, "port"),
                        node.path("active").asInt());
        return new Order(
                node.path("number").asLong(),
                node.path("case").asText(),
                node.path("rule").asText(),
                node.path("clause").asText(),
                node.path("sentence").asText(),
                node.path("what").asText(),
                Severity.valueOf(node.path("severity").asText()),
                Step.valueOf(node.path("step").asText()),
                Mode.valueOf(node.path("mode").asText()),
                Duration.parse(node.path("length").asText()),
                subject,
                place,
                new LinkedHashSet<>(lines(node, "families")),
                lines(node, "evidence"),
                lines(node, "against"),
                Instant.parse(node.path("first").asText()),
                Instant.parse(node.path("last").asText()),
                optional(node, "askedBy"),
                lines(node, "to").stream().map(Destination::parse).collect(Collectors.toSet()));
    }

    private static Optional<String> optional(JsonNode node, String name) {
        return node.has(name) ? Optional.of(node.path(name).asText()) : Optional.empty();
    }

    private static void lines(ArrayNode array, Iterable<?> values) {
        values.forEach(value -> array.add(value.toString()));
    }

    private static List<String> lines(JsonNode node, String name) {
        var lines = new ArrayList<String>();
        node.path(name).forEach(line -> lines.add(line.asText()));
        return lines;
    }
}
