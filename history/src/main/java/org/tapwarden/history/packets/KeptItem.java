package org.tapwarden.history.packets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tapwarden.classifier.Population;

/// The packets that were kept because of one alert. What is written beside them, as JSON.
///
/// @param number of the item, given once
/// @param populations whose flows may be among them
/// @param sensor that saw the frames, and `clock` that their times are of
/// @param from first moment that was wanted, `moment` of the alert, `through` the last
/// @param isCut whether there were more frames than fit; those nearest to the alert are there
/// @param filesGone of the ring, while they were to be read
/// @param flows ids of the frames' flows, at most {@link #MOST_FLOWS}
/// @param drops by name, how many frames were lost in that time; an item with losses may be
///   incomplete
/// @param sha256 of the capture file
/// @param before hash of the chain's row before this item's
public record KeptItem(
        long number,
        long alert,
        String rule,
        Instant kept,
        Set<Population> populations,
        String sensor,
        String clock,
        Instant from,
        Instant moment,
        Instant through,
        int packets,
        long bytes,
        boolean isCut,
        int filesGone,
        List<Long> flows,
        Map<String, Long> drops,
        String sha256,
        String before) {

    /// More flows of one item are not written down.
    public static final int MOST_FLOWS = 500;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String VERSION = "tapwarden kept packets, version 1";

    public KeptItem {
        populations = Set.copyOf(populations);
        flows = List.copyOf(flows.subList(0, Math.min(flows.size(), MOST_FLOWS)));
        drops = Map.copyOf(drops);
    }

    /// What stands for an item whose manifest cannot be read: it goes by the strictest schedule.
    static KeptItem damaged(long number, long alert, Instant kept) {
        return new KeptItem(
                number,
                alert,
                "unknown: the manifest is damaged",
                kept,
                EnumSet.allOf(Population.class),
                "",
                "",
                kept,
                kept,
                kept,
                0,
                0,
                false,
                0,
                List.of(),
                Map.of(),
                "",
                "");
    }

    /// How many frames were lost in its time.
    public long lost() {
        return drops.values().stream().mapToLong(Long::longValue).sum();
    }

    /// What its capture file is called where somebody saves it.
    public String fileName() {
        return String.format(Locale.ROOT, "tapwarden-alert-%d-item-%d.pcapng", alert, number);
    }

    /// As it lies on the disk.
    String json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("what", VERSION).put("item", number).put("alert", alert).put("rule", rule);
        node.put("kept", kept.toString());
        var populated = node.putArray("populations");
        populations.stream().map(Population::word).sorted().forEach(populated::add);
        node.put("sensor", sensor).put("clock", clock);
        node.put("from", from.toString()).put("moment", moment.toString());
        node.put("through", through.toString());
        node.put("packets", packets).put("bytes", bytes).put("truncated", isCut);
        node.put("ring_files_gone", filesGone);
        var flowed = node.putArray("flows");
        flows.forEach(flowed::add);
        var lost = node.putObject("dropped");
        new TreeMap<>(drops).forEach(lost::put);
        node.put("sha256", sha256).put("before", before);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }

    /// @throws IOException when it is none
    static KeptItem of(String text) throws IOException {
        JsonNode node = JSON.readTree(text);
        if (node == null || !node.path("what").asText().equals(VERSION)) {
            throw new IOException("no manifest of kept packets");
        }
        Set<Population> populations = EnumSet.noneOf(Population.class);
        List<Long> flows = new ArrayList<>();
        Map<String, Long> drops = new TreeMap<>();
        try {
            for (JsonNode one : node.path("populations")) {
                populations.add(Population.valueOf(one.asText().toUpperCase(Locale.ROOT)));
            }
            node.path("flows").forEach(flow -> flows.add(flow.asLong()));
            node.path("dropped")
                    .properties()
                    .forEach(e -> drops.put(e.getKey(), e.getValue().asLong()));
            return new KeptItem(
                    node.path("item").asLong(),
                    node.path("alert").asLong(),
                    node.path("rule").asText(),
                    Instant.parse(node.path("kept").asText()),
                    populations,
                    node.path("sensor").asText(),
                    node.path("clock").asText(),
                    Instant.parse(node.path("from").asText()),
                    Instant.parse(node.path("moment").asText()),
                    Instant.parse(node.path("through").asText()),
                    node.path("packets").asInt(),
                    node.path("bytes").asLong(),
                    node.path("truncated").asBoolean(),
                    node.path("ring_files_gone").asInt(),
                    flows,
                    drops,
                    node.path("sha256").asText(),
                    node.path("before").asText());
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("no manifest of kept packets: " + e.getMessage(), e);
        }
    }
}
