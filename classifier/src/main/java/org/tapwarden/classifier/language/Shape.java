package org.tapwarden.classifier.language;

import java.util.Arrays;
import java.util.Optional;

/// How a stage is written, for completion, errors and the reference.
enum Shape {
    TOP(
            "top",
            "top 10 source.ip by bytes",
            "the values of a field with the largest sums",
            "the field and the metric"),
    COUNT(
            "count",
            "count by source.ip, tapwarden.category",
            "a row for each combination of the values of one to four fields, most flows first",
            "the fields, `flows`, `slices`"),
    TIMELINE(
            "timeline",
            "timeline 5m by tapwarden.category",
            "a row for each interval, and for each value of a field; oldest first",
            "`time`, the field, `flows`, `bytes`, `packets`"),
    DISTINCT(
            "distinct",
            "distinct tls.client.server_name",
            "the different values of a field, in their order",
            "the field"),
    EVIDENCE(
            "evidence",
            "evidence",
            "the packets kept because of alerts in which the flows are, newest first",
            "`item`, `alert`, `rule`, `time`, `flows` that were found, `packets`, `bytes`, `truncated`,"
                    + " `sha256`"),
    SORT(
            "sort",
            "sort bytes desc",
            "the rows by one column, ascending unless `desc` is written",
            "as before"),
    FIELDS(
            "fields",
            "fields event.end, source.ip, network.bytes",
            "only these columns, in this order",
            "the named ones"),
    HEAD("head", "head 100", "the first rows; of slices the newest", "as before");

    private final String word;
    private final String example;
    private final String meaning;
    private final String columns;

    Shape(String word, String example, String meaning, String columns) {
        this.word = word;
        this.example = example;
        this.meaning = meaning;
        this.columns = columns;
    }

    String word() {
        return word;
    }

    /// One that stands for all.
    String example() {
        return example;
    }

    /// What it makes.
    String meaning() {
        return meaning;
    }

    /// Of the table it makes, for the reference.
    String columns() {
        return columns;
    }

    boolean counts() {
        return switch (this) {
            case TOP, COUNT, TIMELINE, DISTINCT, EVIDENCE -> true;
            case SORT, FIELDS, HEAD -> false;
        };
    }

    static Shape of(Stage stage) {
        return switch (stage) {
            case Stage.Top _ -> TOP;
            case Stage.CountBy _ -> COUNT;
            case Stage.Timeline _ -> TIMELINE;
            case Stage.Distinct _ -> DISTINCT;
            case Stage.Evidence _ -> EVIDENCE;
            case Stage.Sort _ -> SORT;
            case Stage.Fields _ -> FIELDS;
            case Stage.Head _ -> HEAD;
        };
    }

    static Optional<Shape> of(String word) {
        return Arrays.stream(values()).filter(s -> s.word.equalsIgnoreCase(word)).findAny();
    }
}
