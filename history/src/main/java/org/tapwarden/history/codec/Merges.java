package org.tapwarden.history.codec;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.lucene.index.MergeState;
import org.jspecify.annotations.Nullable;

/// The merges that are going on, so that the lists of documents and the columns of a merge, which
/// Lucene asks for one after the other, find out its order and its terms once. For several threads.
///
/// A merge that failed half way is forgotten when memory gets short, at the latest.
final class Merges {

    private final Map<MergeState, SoftReference<Merge>> going = new WeakHashMap<>();

    private final MergeLimits limits;

    Merges(MergeLimits limits) {
        this.limits = limits;
    }

    /// @return null when Lucene must merge
    @Nullable Merge of(MergeState state) {
        Merge known = known(state);
        if (known != null) {
            return known;
        }
        MergeOrder order = MergeOrder.of(state);
        if (order == null) {
            return null;
        }
        var made = new Merge(state, order, limits);
        synchronized (going) {
            var _ = going.put(state, new SoftReference<>(made));
        }
        return made;
    }

    private @Nullable Merge known(MergeState state) {
        synchronized (going) {
            SoftReference<Merge> known = going.get(state);
            return known == null ? null : known.get();
        }
    }

    /// The last of it was written.
    void ended(MergeState state) {
        synchronized (going) {
            var _ = going.remove(state);
        }
    }

    int size() {
        synchronized (going) {
            return going.size();
        }
    }
}
