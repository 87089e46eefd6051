package org.tapwarden.history.codec;

import java.io.IOException;
import org.apache.lucene.codecs.DocValuesConsumer;
import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/// The columns of the flow index: doc values that know what flows look like.
///
/// - Numbers lie in blocks of 128, each written in the cheapest of these ways: as distances from
///   the least or the greatest, or from the number before; all of one width, or most of one width
///   with the wider ones patched, or each of its own width ({@link BlockTrial}). Where a few values
///   are much more frequent than others they are first ranked ({@link Ranking}). A search finds a
///   block by its number, and decodes it once.
/// - Dictionaries (`SORTED`) are ordinals, written as numbers, and {@link Terms}.
/// - A field that asks for a skip index gets one ({@link SkipIndex}).
/// - Several values a document are not written: the index has no such field.
///
/// Two files a segment: `.fcm` says where everything is, and is verified before a byte of it is
/// believed; `.fcd` has it, and is verified by `checkIntegrity`, like Lucene's.
public final class FlowDocValuesFormat extends DocValuesFormat {

    /// In the name of a segment's format, so what it writes may change only with the name.
    public static final String NAME = "TapwardenFlow1";

    static final String META_CODEC = "TapwardenFlowMeta";
    static final String META_EXTENSION = "fcm";
    static final String DATA_CODEC = "TapwardenFlowData";
    static final String DATA_EXTENSION = "fcd";
    static final int VERSION = 1;

    /// Ends the list of fields in the meta file.
    static final int NO_MORE_FIELDS = -1;

    private final Merges merges;

    /// For Lucene, which finds formats by their names.
    public FlowDocValuesFormat() {
        this(new Merges(MergeLimits.DEFAULT));
    }

    FlowDocValuesFormat(Merges merges) {
        super(NAME);
        this.merges = merges;
    }

    @Override
    public DocValuesConsumer fieldsConsumer(SegmentWriteState state) throws IOException {
        return new ColumnsWriter(state, merges);
    }

    @Override
    public DocValuesProducer fieldsProducer(SegmentReadState state) throws IOException {
        return new ColumnsReader(state);
    }
}
