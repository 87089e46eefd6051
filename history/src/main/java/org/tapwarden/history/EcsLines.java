package org.tapwarden.history;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowJson;

/// A line of JSON a slice, as an index of the Elastic Common Schema wants it: the line that the
/// appliance writes everywhere, with `@timestamp`, `ecs.version` and how ECS sorts events (ECS
/// 8.17, "Base", "Categorization"). The time of the event is its end, as we sort and keep by it.
final class EcsLines implements ExportLines {

    private static final String VERSION = "8.17.0";
    private static final String BEGIN = "{\"event\":{";

    private final FlowJson json = new FlowJson();

    @Override
    public String head() {
        return "";
    }

    @Override
    public String line(FlowRecord slice) {
        String line = new String(json.slice(slice), StandardCharsets.UTF_8);
        if (!line.startsWith(BEGIN)) {
            throw new IllegalStateException("a line of a flow begins otherwise: " + line);
        }
        Instant end = Instant.ofEpochSecond(0, slice.slice().endNanos());
        return "{\"@timestamp\":\""
                + DateTimeFormatter.ISO_INSTANT.format(end)
                + "\",\"ecs\":{\"version\":\""
                + VERSION
                + "\"},\"event\":{\"kind\":\"event\",\"category\":[\"network\"],\"type\":["
                + types(slice)
                + "],"
                + line.substring(BEGIN.length())
                + "\n";
    }

    private static String types(FlowRecord slice) {
        return "\"connection\""
                + (slice.identity().slice() == 1 ? ",\"start\"" : "")
                + (slice.identity().isFinal() ? ",\"end\"" : "");
    }

    @Override
    public String tail() {
        return "";
    }
}
