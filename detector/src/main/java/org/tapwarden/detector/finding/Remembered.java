package org.tapwarden.detector.finding;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a detector remembers by key, within a cap.
///
/// Where the room is taken, the one that was not used for longest leaves, but not before it has
/// been idle for a while: until then newcomers are refused. So a flood of made-up keys displaces
/// nobody who is there. Half of the room is for what the office approved; a flood cannot take that
/// at all.
///
/// @param <K> whatever it is remembered by
/// @param <V> what is remembered
public final class Remembered<K, V> {

    /// Of event time. Whoever is on a network at all is heard more often.
    static final long PATIENCE_NANOS = 120_000_000_000L;

    private static final class Entry<V> {
        private final V value;
        private long usedNanos;

        Entry(V value, long usedNanos) {
            this.value = value;
            this.usedNanos = usedNanos;
        }
    }

    private final int half;
    private final long patienceNanos;
    private final Map<K, Entry<V>> listed = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<K, Entry<V>> others = new LinkedHashMap<>(16, 0.75f, true);
    private long refused;
    private long displaced;

    /// @param capacity at least 2
    public Remembered(int capacity) {
        this(capacity, PATIENCE_NANOS);
    }

    /// @param patienceNanos how long what is there stays against newcomers
    public Remembered(int capacity, long patienceNanos) {
        this.half = capacity / 2;
        this.patienceNanos = patienceNanos;
    }

    public @Nullable V get(K key, long atNanos) {
        Entry<V> known = listed.get(key);
        if (known == null) {
            known = others.get(key);
        }
        if (known == null) {
            return null;
        }
        known.usedNanos = atNanos;
        return known.value;
    }

    /// What is remembered of the key; made when it is new.
    ///
    /// @param approved it is about something that the office approved
    /// @return null when there is no room
    public @Nullable V get(K key, boolean approved, long atNanos, Supplier<V> made) {
        V known = get(key, atNanos);
        if (known != null) {
            return known;
        }
        Map<K, Entry<V>> room = approved ? listed : others;
        if (room.size() >= half) {
            Iterator<Entry<V>> oldest = room.values().iterator();
            boolean stays = oldest.next().usedNanos > atNanos - patienceNanos;
            if (stays && !approved) {
                refused++;
                return null;
            }
            oldest.remove();
            displaced++;
        }
        V value = made.get();
        room.put(key, new Entry<>(value, atNanos));
        return value;
    }

    public void forget(K key) {
        listed.remove(key);
        others.remove(key);
    }

    public int size() {
        return listed.size() + others.size();
    }

    /// Keys that found no room.
    public long refused() {
        return refused;
    }

    /// Keys that left because of others.
    public long displaced() {
        return displaced;
    }
}
