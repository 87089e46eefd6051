package org.tapwarden.history.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.lucene.codecs.FieldsConsumer;
import org.apache.lucene.codecs.FieldsProducer;
import org.apache.lucene.codecs.NormsProducer;
import org.apache.lucene.codecs.PostingsFormat;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.Fields;
import org.apache.lucene.index.MappedMultiFields;
import org.apache.lucene.index.MergeState;
import org.apache.lucene.index.MultiFields;
import org.apache.lucene.index.ReaderSlice;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.jspecify.annotations.Nullable;

/// Lucene's lists of the documents of each term, except that a merge makes those of a dictionary
/// column out of the column: which says the same, and is read by the block, where lists are many
/// and short. What is on the disk is Lucene's.
///
/// So a field that has both a dictionary column and lists must have the same term in both. What is
/// easily counted is compared ({@link MergedLists#of}), and what differs is merged by Lucene.
final class MergingPostings extends PostingsFormat {

    private final PostingsFormat lucenes;
    private final Merges merges;

    MergingPostings(PostingsFormat lucenes, Merges merges) {
        super(lucenes.getName());
        this.lucenes = lucenes;
        this.merges = merges;
    }

    @Override
    public FieldsConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
        return new Writer(lucenes.fieldsConsumer(state), merges);
    }

    @Override
    public FieldsProducer fieldsProducer(SegmentReadState state) throws IOException {
        return lucenes.fieldsProducer(state);
    }

    private static final class Writer extends FieldsConsumer {

        private final FieldsConsumer lucenes;
        private final Merges merges;

        Writer(FieldsConsumer lucenes, Merges merges) {
            this.lucenes = lucenes;
            this.merges = merges;
        }

        @Override
        public void write(Fields fields, NormsProducer norms) throws IOException {
            lucenes.write(fields, norms);
        }

        @Override
        public void merge(MergeState state, NormsProducer norms) throws IOException {
            Merge merge = state.mergeFieldInfos.hasDocValues() ? merges.of(state) : null;
            if (merge == null) {
                lucenes.merge(state, norms);
            } else {
                boolean written = false;
                try {
                    merge.checkIntegrity();
                    lucenes.write(new Merged(merge, state), norms);
                    written = true;
                } finally {
                    if (!written) {
                        merges.ended(state);
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            lucenes.close();
        }
    }

    /// The fields of all segments.
    private static final class Merged extends Fields {

        private final Merge merge;
        private final MergeState state;
        private final Fields lucenes;
        private final Set<String> names = new HashSet<>();

        Merged(Merge merge, MergeState state) throws IOException {
            this.merge = merge;
            this.state = state;
            List<Fields> fields = new ArrayList<>();
            List<ReaderSlice> slices = new ArrayList<>();
            int start = 0;
            for (int i = 0; i < state.fieldsProducers.length; i++) {
                FieldsProducer lists = state.fieldsProducers[i];
                if (lists != null) {
                    state.checkAborted();
                    lists.checkIntegrity();
                    fields.add(lists);
                    slices.add(new ReaderSlice(start, state.maxDocs[i], i));
                    lists.forEach(names::add);
                }
                start += state.maxDocs[i];
            }
            lucenes =
                    new MappedMultiFields(
                            state,
                            new MultiFields(
                                    fields.toArray(Fields[]::new),
                                    slices.toArray(ReaderSlice[]::new)));
        }

        @Override
        public Iterator<String> iterator() {
            return names.stream().sorted().iterator();
        }

        @Override
        public org.apache.lucene.index.@Nullable Terms terms(String name) throws IOException {
            state.checkAborted();
            FieldInfo field = state.mergeFieldInfos.fieldInfo(name);
            MergedLists lists = field == null ? null : MergedLists.of(merge, field, state);
            return lists != null ? lists : lucenes.terms(name);
        }

        @Override
        public int size() {
            return names.size();
        }
    }
}
