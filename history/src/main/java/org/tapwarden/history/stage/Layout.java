package org.tapwarden.history.stage;

import java.util.Comparator;
import java.util.List;
import org.apache.lucene.util.BytesRef;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.Field;
import org.tapwarden.classifier.language.Field.Kind;
import org.tapwarden.classifier.language.Metric;
import org.tapwarden.classifier.language.Stage.Direction;

/// Where the columns of a table lie in the keys and sums of groups.
///
/// @param timed whether the begin of an interval stands first in a key
record Layout(Groups groups, boolean timed, List<Field> grouping, List<Metric> metrics) {

    /// By the values of the keys, ascending.
    Comparator<Integer> byKey() {
        var a = new BytesRef();
        var b = new BytesRef();
        return (x, y) -> groups.key(x, a).compareTo(groups.key(y, b));
    }

    /// By one column; rows without a value last, equal ones by their keys.
    Comparator<Integer> by(Column column, Direction direction) {
        boolean ascending = direction == Direction.ASCENDING;
        Comparator<Integer> order;
        if (column instanceof Column.Total total) {
            int sum = metrics.indexOf(total.metric());
            Comparator<Integer> bySum = Comparator.comparingLong(group -> groups.sum(group, sum));
            order = ascending ? bySum : bySum.reversed();
        } else {
            order = byPart(part(column), ascending);
        }
        return order.thenComparing(byKey());
    }

    private Comparator<Integer> byPart(int part, boolean ascending) {
        var a = new BytesRef();
        var b = new BytesRef();
        return (x, y) -> {
            narrow(groups.key(x, a), part);
            narrow(groups.key(y, b), part);
            boolean missing = Key.isMissing(a, 0) || Key.isMissing(b, 0);
            int compared = a.compareTo(b);
            return ascending || missing ? compared : -compared;
        };
    }

    private void narrow(BytesRef key, int part) {
        int at = start(key, part);
        int end = Key.end(key, at, kind(part));
        key.offset += at;
        key.length = end - at;
    }

    private int start(BytesRef key, int part) {
        int at = 0;
        for (int i = 0; i < part; i++) {
            at = Key.end(key, at, kind(i));
        }
        return at;
    }

    private Kind kind(int part) {
        if (timed) {
            return part == 0 ? Kind.TIME : grouping.get(part - 1).kind();
        }
        return grouping.get(part).kind();
    }

    private int part(Column column) {
        return switch (column) {
            case Column.Begin _ -> 0;
            case Column.Value value -> grouping.indexOf(value.field()) + (timed ? 1 : 0);
            case Column.Total _, Column.Kept _ -> throw new IllegalArgumentException(column.name());
        };
    }

    Cell cell(int group, Column column) {
        if (column instanceof Column.Total total) {
            return new Cell.Whole(groups.sum(group, metrics.indexOf(total.metric())));
        }
        BytesRef key = groups.key(group, new BytesRef());
        int part = part(column);
        return Key.cell(key, start(key, part), kind(part));
    }
}
