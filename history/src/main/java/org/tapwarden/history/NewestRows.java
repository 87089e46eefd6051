package org.tapwarden.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.history.index.Finder;

/// The rows of an answer, newest first, gathered day by day. A day's indexes are searched side by
/// side, since their flows mix in time, and stay lent until its rows are read.
final class NewestRows {

    private static final Logger LOG = LoggerFactory.getLogger(NewestRows.class);

    private final int limit;
    private final Gaps gaps;
    private final List<FlowRecord> rows = new ArrayList<>();
    private final List<Found> day = new ArrayList<>();

    /// A slice that was found in one of the day's indexes.
    private record Found(Lent index, Finder.Hit hit) {}

    NewestRows(int limit, Gaps gaps) {
        this.limit = limit;
        this.gaps = gaps;
    }

    /// How many of an index may still be among the rows; at least one, so that the search looks.
    int wanted() {
        return Math.max(1, limit - rows.size());
    }

    void add(Lent index, List<Finder.Hit> hits) {
        hits.forEach(hit -> day.add(new Found(index, hit)));
    }

    /// Reads what belongs to the rows of all that was added since the day before.
    void endDay() {
        day.sort(Comparator.comparingLong(found -> -found.hit().endMillis()));
        List<Found> newest = day.subList(0, Math.min(limit - rows.size(), day.size()));
        try {
            rows.addAll(read(newest));
        } catch (IOException | UnreadableFlow e) {
            String when = newest.getFirst().index().partition().key().day().toString();
            LOG.error("rows of {} could not be read: {}", when, e.toString());
            gaps.add("rows of " + when + " could not be read");
        }
        day.clear();
    }

    private static List<FlowRecord> read(List<Found> newest) throws IOException, UnreadableFlow {
        var records = new FlowRecord[newest.size()];
        var places = new IdentityHashMap<Lent, List<Integer>>();
        for (int i = 0; i < newest.size(); i++) {
            places.computeIfAbsent(newest.get(i).index(), _ -> new ArrayList<>()).add(i);
        }
        for (var of : places.entrySet()) {
            List<Integer> at = of.getValue();
            List<Finder.Hit> hits = at.stream().map(i -> newest.get(i).hit()).toList();
            List<FlowRecord> read = Finder.read(of.getKey().reader(), hits);
            for (int i = 0; i < read.size(); i++) {
                records[at.get(i)] = read.get(i);
            }
        }
        return List.of(records);
    }

    List<FlowRecord> rows() {
        return List.copyOf(rows);
    }
}
