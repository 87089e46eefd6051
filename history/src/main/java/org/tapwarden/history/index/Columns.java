package org.tapwarden.history.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Field;

/// Where each field of the catalogue that is stored in a record lies in the index.
final class Columns {

    private static final Map<String, Column> BY_NAME = byName();

    private Columns() {}

    /// Null for a field that is not of the catalogue, or not in the record.
    static @Nullable Column of(Field field) {
        boolean known = Catalogue.field(field.name()).filter(field::equals).isPresent();
        return known ? BY_NAME.get(field.name()) : null;
    }

    private static Map<String, Column> byName() {
        Map<String, Column> columns = new HashMap<>();
        words(columns, Dictionary.SOURCE, "source.ip source.endpoint network.type");
        words(columns, Dictionary.DESTINATION, "destination.ip destination.endpoint");
        columns.put("source.mac", new Column.InWords(List.of(Dictionary.SOURCE, Dictionary.PLACE)));
        columns.put(
                "destination.mac",
                new Column.InWords(List.of(Dictionary.DESTINATION, Dictionary.PLACE)));
        words(columns, Dictionary.NAME, "tls.client.server_name url.domain destination.domain");
        words(columns, Dictionary.QUESTION, "dns.question.name");
        words(
                columns,
                Dictionary.LABEL,
                "network.protocol network.application tapwarden.category tapwarden.basis"
                        + " tapwarden.grounds tapwarden.runner_up.category"
                        + " tapwarden.runner_up.protocol tapwarden.runner_up.application"
                        + " tapwarden.runner_up.grounds tapwarden.runner_up.lost");
        words(
                columns,
                Dictionary.HANDSHAKE,
                "tls.version tls.next_protocol tls.cipher tls.client.ja4 tls.client.ech"
                        + " tapwarden.encrypted_hello");
        words(
                columns,
                Dictionary.CERTIFICATE,
                "tls.server.subject tls.server.issuer tls.server.x509.alternative_names");
        words(columns, Dictionary.SOFTWARE, "user_agent.original");
        words(
                columns,
                Dictionary.PLACE,
                "observer.name tapwarden.segment tapwarden.population network.vlan.id"
                        + " tapwarden.outer");
        words(
                columns,
                Dictionary.STATE,
                "network.transport network.iana_number tapwarden.final tapwarden.end_reason"
                        + " tapwarden.swapped");
        columns.put("event.end", Column.Numbers.of(Counter.END));
        columns.put(
                "event.start", new Column.Numbers(List.of(Counter.END), List.of(Counter.LENGTH)));
        columns.put("event.duration", Column.Numbers.of(Counter.LENGTH));
        columns.put("source.port", Column.Numbers.of(Counter.SOURCE_PORT));
        columns.put("destination.port", Column.Numbers.of(Counter.DESTINATION_PORT));
        columns.put("source.bytes", Column.Numbers.of(Counter.SOURCE_BYTES));
        columns.put("destination.bytes", Column.Numbers.of(Counter.DESTINATION_BYTES));
        columns.put(
                "network.bytes",
                Column.Numbers.of(Counter.SOURCE_BYTES, Counter.DESTINATION_BYTES));
        columns.put("source.packets", Column.Numbers.of(Counter.SOURCE_PACKETS));
        columns.put("destination.packets", Column.Numbers.of(Counter.DESTINATION_PACKETS));
        columns.put(
                "network.packets",
                Column.Numbers.of(Counter.SOURCE_PACKETS, Counter.DESTINATION_PACKETS));
        columns.put("tapwarden.flow.id", Column.Numbers.of(Counter.FLOW));
        columns.put("tapwarden.slice", Column.Numbers.of(Counter.SLICE));
        columns.put("tapwarden.claimed_time", Column.Numbers.of(Counter.CLAIMED));
        return Map.copyOf(columns);
    }

    private static void words(Map<String, Column> columns, Dictionary dictionary, String names) {
        columns.putAll(
                Arrays.stream(names.split(" "))
                        .collect(
                                Collectors.toMap(
                                        name -> name,
                                        _ -> new Column.InWords(List.of(dictionary)))));
    }
}
