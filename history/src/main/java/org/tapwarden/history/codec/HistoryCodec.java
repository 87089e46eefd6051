package org.tapwarden.history.codec;

import org.apache.lucene.codecs.DocValuesFormat;
import org.apache.lucene.codecs.FilterCodec;
import org.apache.lucene.codecs.PostingsFormat;
import org.apache.lucene.codecs.StoredFieldsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;

/// Lucene's codec, except that the columns of the index are written by {@link FlowDocValuesFormat},
/// and stored fields not at all.
///
/// A field that has both a dictionary column and lists of documents by term must have the same term
/// in both: a merge makes the lists out of the column.
///
/// All columns of a segment are of this format, so no field carries attributes that say so. The
/// name stands in each segment: what it means may not change.
public final class HistoryCodec extends FilterCodec {

    /// By which Lucene finds this codec when it opens an index.
    public static final String NAME = "TapwardenHistory1";

    private final DocValuesFormat columns;
    private final PostingsFormat lists;
    private final StoredFieldsFormat stored = new NothingStored();

    /// For Lucene, and for whoever opens a writer.
    public HistoryCodec() {
        this(new Merges(MergeLimits.DEFAULT));
    }

    HistoryCodec(Merges merges) {
        super(NAME, new Lucene104Codec());
        columns = new FlowDocValuesFormat(merges);
        lists = new MergingPostings(delegate.postingsFormat(), merges);
    }

    @Override
    public PostingsFormat postingsFormat() {
        return lists;
    }

    @Override
    public DocValuesFormat docValuesFormat() {
        return columns;
    }

    @Override
    public StoredFieldsFormat storedFieldsFormat() {
        return stored;
    }
}
