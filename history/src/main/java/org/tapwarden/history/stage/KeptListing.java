package org.tapwarden.history.stage;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Column;
import org.tapwarden.classifier.language.KeptFact;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.Stage;
import org.tapwarden.history.packets.KeptItem;

/// A row for each item of kept packets in which a flow is that was found: the newest first, or by
/// one column.
///
/// An item names at most {@link KeptItem#MOST_FLOWS} flows, and there are at most as many as are
/// kept; so much is remembered here.
public final class KeptListing implements Collecting {

    private final Question question;
    private final List<Column> columns;
    private final Map<Long, List<KeptItem>> byFlow = new HashMap<>();
    private final Map<KeptItem, Set<Long>> found = new HashMap<>();
    private long slices;

    KeptListing(Question question, List<KeptItem> items) {
        this.question = question;
        this.columns = question.columns().orElse(List.of());
        for (KeptItem item : items) {
            for (Long flow : item.flows()) {
                byFlow.computeIfAbsent(flow, _ -> new ArrayList<>()).add(item);
            }
        }
    }

    @Override
    public void add(FlowRecord record) {
        slices++;
        long flow = record.identity().flow();
        for (KeptItem item : byFlow.getOrDefault(flow, List.of())) {
            if (item.sensor().equals(record.identity().observer())) {
                found.computeIfAbsent(item, _ -> new HashSet<>()).add(flow);
            }
        }
    }

    @Override
    public Table table() {
        List<KeptItem> items = new ArrayList<>(found.keySet());
        items.sort(order());
        long most = question.head().map(Stage.Head::most).orElse(Listing.MOST_ROWS);
        return new Table(
                columns.stream().map(Heading::of).toList(),
                items.stream()
                        .limit(most)
                        .map(item -> columns.stream().map(column -> cell(column, item)).toList())
                        .toList(),
                items.size(),
                slices,
                question.head().isEmpty()
                        ? Listing.cut(items.size(), "items", "newest")
                        : List.of());
    }

    private Comparator<KeptItem> order() {
        Comparator<KeptItem> newest = Comparator.comparingLong(KeptItem::number).reversed();
        return question.sort()
                .map(sort -> {
                    Comparator<KeptItem> by =
                            Comparator.comparing(item -> cell(sort.column(), item), Cell.ORDER);
                    boolean ascending = sort.direction() == Stage.Direction.ASCENDING;
                    return (ascending ? by : by.reversed()).thenComparing(newest);
                })
                .orElse(newest);
    }

    private Cell cell(Column column, KeptItem item) {
        if (!(column instanceof Column.Kept(KeptFact fact))) {
            throw new IllegalArgumentException("no column of kept packets: " + column.name());
        }
        return switch (fact) {
            case ITEM -> new Cell.Whole(item.number());
            case ALERT -> new Cell.Whole(item.alert());
            case RULE -> new Cell.Word(item.rule());
            case TIME -> new Cell.Time(item.moment().toEpochMilli());
            case FLOWS -> new Cell.Whole(found.getOrDefault(item, Set.of()).size());
            case PACKETS -> new Cell.Whole(item.packets());
            case BYTES -> new Cell.Whole(item.bytes());
            case TRUNCATED -> new Cell.Truth(item.isCut());
            case SHA256 -> new Cell.Word(item.sha256());
        };
    }
}
