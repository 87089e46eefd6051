package org.tapwarden.history.index;

import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.FlowParts;
import org.tapwarden.classifier.record.FlowWord;

/// The different words of one kind that an index has. A slice stores one ordinal for each kind, and
/// a condition on any part of a word is asked of the few words and not of the many slices.
enum Dictionary {
    SOURCE(FlowWord.SOURCE, "from", true),
    DESTINATION(FlowWord.DESTINATION, "to", true),
    NAME(FlowWord.NAME, "name", true),
    QUESTION(FlowWord.QUESTION, "question", true),
    HANDSHAKE(FlowWord.HANDSHAKE, "handshake", false),
    CERTIFICATE(FlowWord.CERTIFICATE, "certificate", false),
    SOFTWARE(FlowWord.SOFTWARE, "software", false),
    PLACE(FlowWord.PLACE, "place", false),
    STATE(FlowWord.STATE, "state", false),

    /// The last: it replaces the label that other words make for want of it.
    LABEL(FlowWord.LABEL, "label", true);

    private final FlowWord word;
    private final String column;
    private final boolean inverted;

    Dictionary(FlowWord word, String column, boolean inverted) {
        this.word = word;
        this.column = column;
        this.inverted = inverted;
    }

    /// What its words are.
    FlowWord word() {
        return word;
    }

    /// The name of the column in the index.
    String column() {
        return column;
    }

    /// Whether the slices of each word are listed.
    boolean inverted() {
        return inverted;
    }

    void read(BytesRef from, FlowParts into) throws UnreadableFlow {
        word.read(from.bytes, from.offset, from.length, into);
    }

    /// A slice of which nothing is known but this word; what is asked of the word is asked of it.
    ///
    /// @param known null for a slice that has none
    FlowRecord alone(@Nullable BytesRef known) throws UnreadableFlow {
        return known == null
                ? word.alone(null, 0, 0)
                : word.alone(known.bytes, known.offset, known.length);
    }
}
