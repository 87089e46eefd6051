package org.tapwarden.classifier.language;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// One step behind the filter of a {@link Question}: it counts what the filter found, or orders,
/// shortens or narrows the table that came before.
///
/// A slice without a field that is grouped by is in the group without a value, except for {@link
/// Distinct}, which tells values only. Words are grouped as they are compared, in lower case.
public sealed interface Stage {

    /// Fields that `count by` takes.
    int MOST_FIELDS = 4;

    /// Of a timeline.
    Duration SHORTEST = Duration.ofSeconds(1);

    /// Of a timeline.
    Duration LONGEST = Duration.ofDays(1);

    /// The first word of the stage, as it is written.
    default String word() {
        return Shape.of(this).word();
    }

    /// The fields of which it needs the values, to group by.
    default List<Field> grouping() {
        return switch (this) {
            case Top top -> List.of(top.field());
            case CountBy count -> count.fields();
            case Timeline timeline -> timeline.field().stream().toList();
            case Distinct distinct -> List.of(distinct.field());
            case Evidence _, Sort _, Fields _, Head _ -> List.of();
        };
    }

    /// Whether it makes a table of something else than slices out of them.
    default boolean counts() {
        return Shape.of(this).counts();
    }

    /// The values of a field with the largest sums, the largest first; of equal ones the lesser
    /// value.
    ///
    /// @param most how many at most, 1 to {@link FlowLanguage#MOST_ROWS}
    record Top(int most, Field field, Metric metric) implements Stage {
        public Top {
            requireRows(most);
            requireStored(field);
        }
    }

    /// How many flows began and how many slices there are of each combination of values, the most
    /// flows first.
    ///
    /// @param fields 1 to {@link #MOST_FIELDS}, each once
    record CountBy(List<Field> fields) implements Stage {
        public CountBy {
            fields = List.copyOf(fields);
            boolean fits = !fields.isEmpty() && fields.size() <= MOST_FIELDS;
            if (!fits || new HashSet<>(fields).size() < fields.size()) {
                throw new IllegalArgumentException("not 1 to 4 different fields: " + fields);
            }
            fields.forEach(Stage::requireStored);
        }
    }

    /// Flows that began, bytes and packets in each interval in which slices ended, oldest first;
    /// with a field, of each of its values. Intervals begin at midnight of the site's time zone;
    /// those longer than an hour keep to the clock on the wall, so where it is changed one of them
    /// is shorter or longer.
    ///
    /// @param interval {@link #SHORTEST} to {@link #LONGEST}, and a day is a whole number of them
    record Timeline(Duration interval, Optional<Field> field) implements Stage {
        public Timeline {
            if (!fits(interval)) {
                throw new IllegalArgumentException("no interval: " + interval);
            }
            field.ifPresent(Stage::requireStored);
        }

        static boolean fits(Duration interval) {
            return interval.compareTo(SHORTEST) >= 0
                    && interval.compareTo(LONGEST) <= 0
                    && interval.toNanos() % 1_000_000 == 0
                    && LONGEST.toMillis() % interval.toMillis() == 0;
        }
    }

    /// The different values of a field, in their order.
    record Distinct(Field field) implements Stage {
        public Distinct {
            requireStored(field);
        }
    }

    /// The packets that are kept because of alerts and in which flows are that the filter found,
    /// the newest first. It tells what there is, and looks into none.
    record Evidence() implements Stage {}

    /// The rows by one column; those without a value stand last.
    record Sort(Column column, Direction direction) implements Stage {}

    /// Which way a column is sorted.
    enum Direction {
        ASCENDING("asc"),
        DESCENDING("desc");

        private final String word;

        Direction(String word) {
            this.word = word;
        }

        /// As it is written.
        public String word() {
            return word;
        }
    }

    /// Only these columns, in this order.
    record Fields(List<Column> columns) implements Stage {
        public Fields {
            columns = List.copyOf(columns);
            if (columns.isEmpty() || new HashSet<>(columns).size() < columns.size()) {
                throw new IllegalArgumentException("not different columns: " + columns);
            }
        }
    }

    /// The first rows.
    ///
    /// @param most how many at most, 1 to {@link FlowLanguage#MOST_ROWS}
    record Head(int most) implements Stage {
        public Head {
            requireRows(most);
        }
    }

    private static void requireRows(int most) {
        if (most < 1 || most > FlowLanguage.MOST_ROWS) {
            throw new IllegalArgumentException("not 1 to 10,000 rows: " + most);
        }
    }

    private static void requireStored(Field field) {
        if (field.scope() != Field.Scope.FLOW) {
            throw new IllegalArgumentException("not in the record: " + field.name());
        }
    }
}
