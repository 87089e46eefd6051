package org.tapwarden.detector.rogue;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Remembers what was used last, as many entries as its cap. Owned by the deciding thread.
final class Recent<K, V> {

    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int capacity;
    private long displaced;

    Recent(int capacity) {
        this.capacity = capacity;
    }

    @Nullable V get(K key) {
        return entries.get(key);
    }

    /// What is known under the key, made when nothing is.
    V of(K key, Supplier<V> make) {
        V known = entries.get(key);
        if (known == null) {
            known = make.get();
            put(key, known);
        }
        return known;
    }

    void put(K key, V value) {
        if (entries.size() >= capacity && !entries.containsKey(key)) {
            entries.remove(entries.keySet().iterator().next());
            displaced++;
        }
        entries.put(key, value);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /// What had to leave because of others.
    long displaced() {
        return displaced;
    }
}
