package org.tapwarden.history.packets;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tapwarden.capture.Caps;

/// Which items there are. Whoever owns it sees to it that one thread at a time is here.
final class ItemBook {

    /// Items at most.
    static final int CAPACITY = Caps.of(10_000, 8);

    /// Alerts of which it is known why nothing was kept.
    static final int MOST_REASONS = Caps.of(10_000, 8);

    private final TreeMap<Long, KeptItem> items = new TreeMap<>();
    private final Map<Long, Long> sizes = new HashMap<>();
    private final Map<Long, Long> byAlert = new HashMap<>();
    private final Set<Long> held = new HashSet<>();
    private final LinkedHashMap<Long, String> reasons = new LinkedHashMap<>();
    private final Map<Long, Chain.Read> made = new HashMap<>();
    private long bytes;
    private long lastItem;
    private long lastAlert;

    /// A row of the chain, as it is read at the start.
    ///
    /// @param there numbers of items that there are by then
    /// @param gone numbers of those that there were
    void happened(Chain.Read read, Set<Long> there, Set<Long> gone) {
        Chain.Row row = read.row();
        lastItem = Math.max(lastItem, row.item());
        lastAlert = Math.max(lastAlert, row.alert());
        switch (row.what()) {
            case KEPT -> {
                there.add(row.item());
                made.put(row.item(), read);
            }
            case NONE -> none(row.alert(), row.why());
            case GONE -> {
                there.remove(row.item());
                gone.add(row.item());
                made.remove(row.item());
                held.remove(row.item());
                none(row.alert(), "they were destroyed " + row.why());
            }
            case HELD -> held.add(row.item());
            case RELEASED -> held.remove(row.item());
        }
    }

    long alertOf(long number) {
        Chain.Read read = made.get(number);
        return read == null ? 0 : read.row().alert();
    }

    /// SHA-256 of its manifest, as the chain has it.
    String manifestOf(long number) {
        Chain.Read read = made.get(number);
        return read == null ? "" : read.row().sha256();
    }

    Instant madeAt(long number) {
        Chain.Read read = made.get(number);
        return read == null ? Instant.EPOCH : read.time();
    }

    void put(KeptItem item, long size) {
        items.put(item.number(), item);
        sizes.put(item.number(), size);
        byAlert.put(item.alert(), item.number());
        bytes += size;
        lastItem = Math.max(lastItem, item.number());
    }

    /// Numbers up to this are taken.
    void startAbove(long number) {
        lastItem = Math.max(lastItem, number);
    }

    void dealtWith(long alert) {
        lastAlert = Math.max(lastAlert, alert);
    }

    void none(long alert, String why) {
        dealtWith(alert);
        reasons.put(alert, why);
        if (reasons.size() > MOST_REASONS) {
            reasons.remove(reasons.keySet().iterator().next());
        }
    }

    void remove(KeptItem item, String why) {
        items.remove(item.number());
        Long size = sizes.remove(item.number());
        bytes -= size == null ? 0 : size;
        byAlert.remove(item.alert());
        held.remove(item.number());
        made.remove(item.number());
        none(item.alert(), "they were destroyed " + why);
    }

    void hold(long number, boolean isHeld) {
        if (isHeld) {
            held.add(number);
        } else {
            held.remove(number);
        }
    }

    boolean isHeld(long number) {
        return held.contains(number);
    }

    boolean has(long number) {
        return items.containsKey(number);
    }

    Optional<KeptItem> byNumber(long number) {
        return Optional.ofNullable(items.get(number));
    }

    Optional<KeptItem> ofAlert(long alert) {
        return Optional.ofNullable(byAlert.get(alert)).flatMap(this::byNumber);
    }

    Optional<String> whyNone(long alert) {
        return byAlert.containsKey(alert)
                ? Optional.empty()
                : Optional.ofNullable(reasons.get(alert));
    }

    /// The oldest that is meant and that nobody holds.
    Optional<KeptItem> oldest(Predicate<KeptItem> meant) {
        return items.values().stream()
                .filter(item -> !held.contains(item.number()) && meant.test(item))
                .findFirst();
    }

    List<KeptItem> newest(int limit) {
        List<KeptItem> found = new ArrayList<>();
        for (KeptItem item : items.descendingMap().values()) {
            if (found.size() == limit) {
                break;
            }
            found.add(item);
        }
        return found;
    }

    int size() {
        return items.size();
    }

    long bytes() {
        return bytes;
    }

    long lastItem() {
        return lastItem;
    }

    long lastAlert() {
        return lastAlert;
    }
}
