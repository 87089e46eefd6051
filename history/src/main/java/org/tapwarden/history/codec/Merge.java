package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.DocValuesType;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.jspecify.annotations.Nullable;

/// The columns of the segments of a merge, in the order of the merge.
///
/// Lucene's own way asks a queue for each document of each field, and a map for where it goes; here
/// the order is known ({@link MergeOrder}) and values come by the block.
final class Merge {

    /// A column that fewer documents have is left to Lucene, which does not look at the others.
    private static final int RARE = 32;

    private final MergeState state;
    private final MergeOrder order;
    private final MergeLimits limits;
    private final Map<String, Dictionary> kept = new HashMap<>();
    private long held;
    private boolean checked;

    /// The terms of a column and how often each occurs.
    static final class Dictionary {

        private final MergedTerms terms;
        private final int[] counts;

        private Dictionary(MergedTerms terms, int[] counts) {
            this.terms = terms;
            this.counts = counts;
        }

        MergedTerms terms() {
            return terms;
        }

        /// By ordinal; not to be changed.
        int[] counts() {
            return counts;
        }
    }

    Merge(MergeState state, MergeOrder order, MergeLimits limits) {
        this.state = state;
        this.order = order;
        this.limits = limits;
    }

    /// Whether hardly a document has the field.
    boolean isRare(FieldInfo field) throws IOException {
        long cost = 0;
        for (int segment = 0; segment < segments(); segment++) {
            DocIdSetIterator values =
                    field.getDocValuesType() == DocValuesType.SORTED
                            ? sorted(field, segment)
                            : numeric(field, segment);
            cost += values == null ? 0 : values.cost();
        }
        return cost < order.total() / RARE;
    }

    Blocks numbers(FieldInfo field) throws IOException {
        var parts = new MergePart[segments()];
        for (int segment = 0; segment < parts.length; segment++) {
            parts[segment] = MergePart.of(order.size(segment), numeric(field, segment));
        }
        return new MergedBlocks(order, parts);
    }

    MergeLimits limits() {
        return limits;
    }

    int documents() {
        return order.total();
    }

    /// Makes sure, once, that what is merged is what was written.
    void checkIntegrity() throws IOException {
        if (checked) {
            return;
        }
        for (DocValuesProducer columns : state.docValuesProducers) {
            if (columns != null) {
                state.checkAborted();
                columns.checkIntegrity();
            }
        }
        checked = true;
    }

    /// The dictionary of a column.
    ///
    /// @return null when there are too many terms
    @Nullable Dictionary dictionary(FieldInfo field) throws IOException {
        Dictionary known = kept.remove(field.name);
        if (known != null) {
            held -= known.terms().held();
            return known;
        }
        MergedTerms terms = terms(field);
        return terms == null ? null : new Dictionary(terms, count(field, terms));
    }

    /// Keeps a dictionary that will be asked for once more, if there is room.
    void keep(FieldInfo field, Dictionary dictionary) {
        if (held + dictionary.terms().held() <= limits.kept()) {
            held += dictionary.terms().held();
            var _ = kept.put(field.name, dictionary);
        }
    }

    private @Nullable MergedTerms terms(FieldInfo field) throws IOException {
        var dictionaries = new @Nullable SortedDocValues[segments()];
        for (int segment = 0; segment < dictionaries.length; segment++) {
            dictionaries[segment] = sorted(field, segment);
        }
        return MergedTerms.of(dictionaries, limits.terms());
    }

    Blocks ordinals(FieldInfo field, MergedTerms terms) throws IOException {
        return new MergedBlocks(order, parts(field, terms));
    }

    /// How often each term occurs.
    private int[] count(FieldInfo field, MergedTerms terms) throws IOException {
        var counts = new int[terms.count()];
        for (MergePart part : parts(field, terms)) {
            part.count(counts);
        }
        return counts;
    }

    private MergePart[] parts(FieldInfo field, MergedTerms terms) throws IOException {
        var parts = new MergePart[segments()];
        for (int segment = 0; segment < parts.length; segment++) {
            parts[segment] =
                    MergePart.of(
                            order.size(segment), sorted(field, segment), terms.renamed(segment));
        }
        return parts;
    }

    private int segments() {
        return order.count();
    }

    private @Nullable NumericDocValues numeric(FieldInfo field, int segment) throws IOException {
        DocValuesProducer columns = state.docValuesProducers[segment];
        FieldInfo there = known(field, segment);
        return columns == null || there == null ? null : columns.getNumeric(there);
    }

    private @Nullable SortedDocValues sorted(FieldInfo field, int segment) throws IOException {
        DocValuesProducer columns = state.docValuesProducers[segment];
        FieldInfo there = known(field, segment);
        return columns == null || there == null ? null : columns.getSorted(there);
    }

    private @Nullable FieldInfo known(FieldInfo field, int segment) {
        FieldInfo there = state.fieldInfos[segment].fieldInfo(field.name);
        return there != null && there.getDocValuesType() == field.getDocValuesType() ? there : null;
    }
}
