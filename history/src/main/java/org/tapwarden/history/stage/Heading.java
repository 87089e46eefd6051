package org.tapwarden.history.stage;

import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Field;

/// What stands over a column.
///
/// @param name a canonical field name, a metric, or `time`; the same as in the canonical text
/// @param kind what its cells are, where they are there
public record Heading(String name, Field.Kind kind) {

    static Heading of(Column column) {
        return new Heading(column.name(), column.kind());
    }
}
