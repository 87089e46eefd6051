package org.tapwarden.classifier.language;

import java.util.List;
import java.util.stream.Stream;

/// What the stage `evidence` tells of the packets that are kept because of an alert.
public enum KeptFact {
    /// Number of the item.
    ITEM("item", Field.Kind.NUMBER),
    /// Number of the alert.
    ALERT("alert", Field.Kind.NUMBER),
    /// Id of the alert's rule.
    RULE("rule", Field.Kind.WORD),
    /// When the alert was.
    TIME("time", Field.Kind.TIME),
    /// How many of the flows that were found are in it.
    FLOWS("flows", Field.Kind.NUMBER),
    /// How many packets are in it, of whatever flows.
    PACKETS("packets", Field.Kind.NUMBER),
    /// Size of the capture file.
    BYTES("bytes", Field.Kind.NUMBER),
    /// Whether there were more packets than fit.
    TRUNCATED("truncated", Field.Kind.TRUTH),
    /// Of the capture file.
    SHA256("sha256", Field.Kind.WORD);

    private final String word;
    private final Field.Kind kind;

    KeptFact(String word, Field.Kind kind) {
        this.word = word;
        this.kind = kind;
    }

    /// As it is written and shown.
    public String word() {
        return word;
    }

    /// What its cells are.
    public Field.Kind kind() {
        return kind;
    }

    /// All of them, in their order.
    static List<Column> columns() {
        return Stream.of(values()).<Column>map(Column.Kept::new).toList();
    }
}
