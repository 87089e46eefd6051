package org.tapwarden.detector.finding;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Remembers what was used last, as many entries as its cap. Where a flood of made-up keys must
/// displace nobody, see {@link Remembered}. Owned by the deciding thread.
public final class Recent<K, V> {

    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final int capacity;
    private long displaced;

    public Recent(int capacity) {
        this.capacity = capacity;
    }

    public @Nullable V get(K key) {
        return entries.get(key);
    }

    /// What is known under the key, made when nothing is.
    public V of(K key, Supplier<V> make) {
        V known = entries.get(key);
        if (known == null) {
            known = make.get();
            put(key, known);
        }
        return known;
    }

    public void put(K key, V value) {
        if (entries.size() >= capacity && !entries.containsKey(key)) {
            entries.remove(entries.keySet().iterator().next());
            displaced++;
        }
        entries.put(key, value);
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /// What had to leave because of others.
    public long displaced() {
        return displaced;
    }
}
