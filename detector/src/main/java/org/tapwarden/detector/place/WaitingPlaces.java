package org.tapwarden.detector.place;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Places on their way to the deciding thread, which takes them when it comes round. One of each
/// device and source waits: the newest, since nobody asks for the one before. Beyond the cap the
/// one that waited longest is lost, and counted. Safe for any thread.
public final class WaitingPlaces {

    private record Key(long mac, Place.Source source) {}

    private final int capacity;
    private final Map<Key, Located> waiting = new LinkedHashMap<>();
    private long lost;

    public WaitingPlaces(int capacity) {
        this.capacity = capacity;
    }

    public synchronized void offer(List<Located> located) {
        for (Located one : located) {
            var key = new Key(one.mac(), one.place().source());
            waiting.remove(key);
            if (waiting.size() >= capacity) {
                waiting.remove(waiting.keySet().iterator().next());
                lost++;
            }
            waiting.put(key, one);
        }
    }

    /// @param most at most so many, those that waited longest first
    public synchronized List<Located> take(int most) {
        List<Located> taken = new ArrayList<>();
        for (var all = waiting.values().iterator(); all.hasNext() && taken.size() < most; ) {
            taken.add(all.next());
            all.remove();
        }
        return taken;
    }

    public synchronized long lost() {
        return lost;
    }
}
