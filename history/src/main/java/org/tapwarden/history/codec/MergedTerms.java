package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.util.ArrayUtil;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.BytesRefIterator;
import org.jspecify.annotations.Nullable;

/// The dictionary of a merge out of those of its segments, and the new ordinals by the old ones.
///
/// Takes 4 bytes for each term of each segment, and a byte for each term of the merge.
final class MergedTerms {

    private final @Nullable SortedDocValues[] dictionaries;
    private final int[][] renamed;

    /// By new ordinal: the first segment that has the term, as an unsigned byte.
    private byte[] segments;

    private int count;

    private MergedTerms(@Nullable SortedDocValues[] dictionaries, int[][] renamed, int most) {
        this.dictionaries = dictionaries;
        this.renamed = renamed;
        this.segments = new byte[most];
    }

    /// @param dictionaries by segment, at most {@link MergeOrder#MOST_SEGMENTS}; null where the
    ///   segment has no such column
    /// @param limit most terms of all segments together
    /// @return null when there are more
    static @Nullable MergedTerms of(@Nullable SortedDocValues[] dictionaries, int limit)
            throws IOException {
        long sum = 0;
        int most = 0;
        var renamed = new int[dictionaries.length][];
        for (int i = 0; i < renamed.length; i++) {
            SortedDocValues dictionary = dictionaries[i];
            int size = dictionary == null ? 0 : dictionary.getValueCount();
            sum += size;
            if (sum > limit) {
                return null;
            }
            most = Math.max(most, size);
            renamed[i] = new int[size];
        }
        var merged = new MergedTerms(dictionaries, renamed, most);
        merged.merge();
        return merged;
    }

    int count() {
        return count;
    }

    /// How many terms a segment has.
    int count(int segment) {
        return renamed[segment].length;
    }

    /// What {@link #renamed} holds of all segments together.
    long held() {
        return Arrays.stream(renamed).mapToLong(ordinals -> ordinals.length).sum();
    }

    /// New ordinals by the old ones of a segment.
    int[] renamed(int segment) {
        return renamed[segment];
    }

    private void merge() throws IOException {
        var heads = new ArrayList<Tournament.Head>();
        for (int i = 0; i < dictionaries.length; i++) {
            SortedDocValues dictionary = dictionaries[i];
            if (dictionary != null && dictionary.getValueCount() > 0) {
                heads.add(new Tournament.Head(i, dictionary.termsEnum()));
            }
        }
        var tournament = new Tournament(heads);
        var positions = new int[dictionaries.length];
        for (int segment = tournament.first(); segment >= 0; segment = tournament.next()) {
            if (tournament.isNew()) {
                segments = ArrayUtil.grow(segments, count + 1);
                segments[count++] = (byte) segment;
            }
            renamed[segment][positions[segment]++] = count - 1;
        }
    }

    /// All terms in their order, once.
    Walk walk() {
        return new Walk();
    }

    /// Steps through the terms without comparing them again.
    final class Walk implements BytesRefIterator {

        private final @Nullable TermsEnum[] walks = new TermsEnum[dictionaries.length];

        /// By segment: the ordinal of the term that is next.
        private final int[] positions = new int[dictionaries.length];

        private int next;

        @Override
        public @Nullable BytesRef next() throws IOException {
            if (next == count) {
                return null;
            }
            int segment = segments[next] & 0xff;
            TermsEnum walk = walks[segment];
            if (walk == null) {
                SortedDocValues dictionary = dictionaries[segment];
                walk = Objects.requireNonNull(dictionary).termsEnum();
                walks[segment] = walk;
            }
            int[] ordinals = renamed[segment];
            BytesRef term = walk.next();
            while (ordinals[positions[segment]++] != next) {
                term = walk.next();
            }
            next++;
            return term;
        }
    }
}
