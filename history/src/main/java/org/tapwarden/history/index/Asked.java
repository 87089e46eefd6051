package org.tapwarden.history.index;

import java.util.function.Predicate;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;

/// Which words of a dictionary meet a condition.
///
/// @param from the first word that may; all before it do not
/// @param last what the last word that may begins with, or null where it may be any
/// @param word tells of a word between them
/// @param none whether a slice without a word meets it
record Asked(BytesRef from, @Nullable BytesRef last, Test word, boolean none) {

    /// Asked of one word after the other, in their order.
    interface Test {

        /// @throws UnreadableFlow when the index is damaged, or of a later program
        boolean meets(BytesRef word) throws UnreadableFlow;
    }

    private static final BytesRef FIRST = new BytesRef();

    /// Asks whatever can be asked of a record, of a record with this word alone.
    static Asked predicate(Dictionary dictionary, Predicate<FlowRecord> predicate) {
        boolean none;
        try {
            none = predicate.test(dictionary.alone(null));
        } catch (UnreadableFlow e) {
            throw new IllegalStateException("a slice of nothing can be read", e);
        }
        return new Asked(FIRST, null, word -> predicate.test(dictionary.alone(word)), none);
    }

    /// Any of the words.
    static Asked words(Test word) {
        return new Asked(FIRST, null, word, false);
    }

    /// All words that begin so.
    static Asked beginning(BytesRef prefix) {
        return new Asked(prefix, prefix, _ -> true, false);
    }

    /// All words whose beginning lies between two of one length.
    static Asked between(BytesRef first, BytesRef last, Test word) {
        return new Asked(first, last.length == 0 ? null : last, word, false);
    }

    /// Whether no later word can meet it.
    boolean isPast(BytesRef word) {
        return last != null && word.compareTo(last) > 0 && !StringHelper.startsWith(word, last);
    }
}
