package org.tapwarden.history;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Catalogue;
import org.tapwarden.classifier.language.Field;

/// The columns of the index: every field of the catalogue that is stored in a record.
///
/// A field that a record does not have is not indexed, and so meets no condition.
final class Columns {

    static final String EVENT_END = "event.end";
    static final String SOURCE_ENDPOINT = "source.endpoint";
    static final String DESTINATION_ENDPOINT = "destination.endpoint";

    /// Numbers of which people look for one value among millions.
    private static final Set<String> SOUGHT =
            Set.of(SOURCE_ENDPOINT, DESTINATION_ENDPOINT, "tapwarden.flow.id");

    static final List<Column> ALL =
            Catalogue.fields().stream()
                    .filter(field -> field.scope() == Field.Scope.FLOW)
                    .map(Columns::column)
                    .toList();

    private static final Map<Field, Column> BY_FIELD = byField();

    private Columns() {}

    /// Null for a field that is not of the catalogue, or not in the record.
    static @Nullable Column of(Field field) {
        return BY_FIELD.get(field);
    }

    private static Column column(Field field) {
        return switch (field.kind()) {
            case WORD -> new Column.Words(field);
            case ADDRESS -> new Column.Addresses(field);
            case NUMBER, TIME, TRUTH -> new Column.Numbers(field, SOUGHT.contains(field.name()));
        };
    }

    private static Map<Field, Column> byField() {
        Map<Field, Column> columns = new HashMap<>();
        ALL.forEach(column -> columns.put(column.field(), column));
        return Map.copyOf(columns);
    }
}
