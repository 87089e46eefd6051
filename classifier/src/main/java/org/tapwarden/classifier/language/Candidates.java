package org.tapwarden.classifier.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tapwarden.classifier.language.Field.Kind;
import org.tapwarden.classifier.language.Field.Scope;

/// What could stand at the places of the grammar.
final class Candidates {

    private Candidates() {}

    /// The beginning of a condition.
    static List<Candidate> ofConditions() {
        List<Candidate> all = new ArrayList<>(fields(Catalogue.fields()));
        Catalogue.combined()
                .forEach((name, fields) ->
                        all.add(
                                new Candidate(
                                        name,
                                        Suggestion.Kind.FIELD,
                                        fields.stream()
                                                .map(Field::name)
                                                .collect(Collectors.joining(" or ")),
                                        true)));
        all.addAll(words("not"));
        return all;
    }

    /// What joins another condition, or ends the filter or the parenthesis.
    static List<Candidate> ofJoints(boolean mayEnd) {
        List<Candidate> all = new ArrayList<>(words("and", "or"));
        all.addAll(mayEnd ? ofPipe() : words(")"));
        return all;
    }

    static List<Candidate> ofPipe() {
        return List.of(new Candidate("|", Suggestion.Kind.WORD, "a stage follows"));
    }

    /// How fields of one name are compared; none where there is no such field.
    static List<Candidate> ofOperators(List<Field> fields) {
        if (fields.isEmpty()) {
            return List.of();
        }
        boolean ordered =
                fields.stream().anyMatch(f -> f.kind() == Kind.NUMBER || f.kind() == Kind.TIME);
        Stream<String> operators =
                ordered
                        ? Stream.of(":", "==", "!=", "<", "<=", ">", ">=")
                        : Stream.of(":", "==", "!=");
        return operators.map(o -> new Candidate(o, Suggestion.Kind.OPERATOR, "")).toList();
    }

    /// The values that one of the fields can have, where they are known.
    static List<Candidate> ofValues(List<Field> fields) {
        Map<String, Candidate> all = new LinkedHashMap<>();
        for (Field field : fields) {
            List<String> values =
                    field.kind() == Kind.TRUTH
                            ? List.of("true", "false")
                            : Catalogue.entry(field).values();
            for (String value : values) {
                all.putIfAbsent(value, new Candidate(value, Suggestion.Kind.VALUE, ""));
            }
        }
        all.put("*", new Candidate("*", Suggestion.Kind.VALUE, "any: the field is there"));
        return List.copyOf(all.values());
    }

    /// Stages that may follow.
    static List<Candidate> ofStages(StageOrder order) {
        return Arrays.stream(Shape.values())
                .filter(shape -> order.fault(shape).isEmpty())
                .map(shape -> new Candidate(shape.word(), Suggestion.Kind.STAGE, shape.meaning()))
                .toList();
    }

    /// Fields that a stage can use.
    static List<Candidate> ofStoredFields() {
        return fields(Catalogue.fields().stream().filter(f -> f.scope() == Scope.FLOW).toList());
    }

    static List<Candidate> ofSummable() {
        return fields(Metric.summable());
    }

    static List<Candidate> ofMetrics() {
        List<Candidate> all = new ArrayList<>();
        for (Metric.Total total : Metric.Total.values()) {
            all.add(new Candidate(total.word(), Suggestion.Kind.METRIC, total.meaning()));
        }
        for (Field field : Metric.summable()) {
            all.add(
                    new Candidate(
                            new Metric.Sum(field).word(), Suggestion.Kind.METRIC, field.meaning()));
        }
        return all;
    }

    /// Columns that are there behind the stages so far.
    static List<Candidate> ofColumns(StageOrder order) {
        return order.columns()
                .map(columns ->
                        columns.stream()
                                .map(column ->
                                        new Candidate(column.name(), Suggestion.Kind.COLUMN, ""))
                                .toList())
                .orElseGet(Candidates::ofStoredFields);
    }

    static List<Candidate> words(String... words) {
        return Arrays.stream(words)
                .map(word -> new Candidate(word, Suggestion.Kind.WORD, ""))
                .toList();
    }

    static List<Candidate> examples(String... values) {
        return Arrays.stream(values)
                .map(value -> new Candidate(value, Suggestion.Kind.EXAMPLE, ""))
                .toList();
    }

    /// The fields by their own names, then by their other names.
    private static List<Candidate> fields(List<Field> fields) {
        List<Candidate> all = new ArrayList<>();
        for (Field field : fields) {
            all.add(new Candidate(field.name(), Suggestion.Kind.FIELD, field.meaning()));
        }
        for (Field field : fields) {
            for (String alias : Catalogue.aliases(field)) {
                all.add(
                        new Candidate(
                                alias,
                                Suggestion.Kind.FIELD,
                                "another name of " + field.name(),
                                true));
            }
        }
        return all;
    }
}
