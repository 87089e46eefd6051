package org.tapwarden.classifier.language;

/// A column of the table that stages make.
public sealed interface Column {

    /// As it is written and shown; no two columns of a table have the same.
    String name();

    /// What its cells are.
    Field.Kind kind();

    /// The value of a field.
    record Value(Field field) implements Column {
        @Override
        public String name() {
            return field.name();
        }

        @Override
        public Field.Kind kind() {
            return field.kind();
        }
    }

    /// What was added up.
    record Total(Metric metric) implements Column {
        @Override
        public String name() {
            return metric.word();
        }

        @Override
        public Field.Kind kind() {
            return Field.Kind.NUMBER;
        }
    }

    /// What is told of packets that are kept because of an alert.
    record Kept(KeptFact fact) implements Column {
        @Override
        public String name() {
            return fact.word();
        }

        @Override
        public Field.Kind kind() {
            return fact.kind();
        }
    }

    /// When an interval of a timeline began.
    record Begin() implements Column {
        @Override
        public String name() {
            return "time";
        }

        @Override
        public Field.Kind kind() {
            return Field.Kind.TIME;
        }
    }
}
