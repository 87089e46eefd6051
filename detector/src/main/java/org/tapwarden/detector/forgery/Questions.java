package org.tapwarden.detector.forgery;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;

/// Who asked for which address just now. A question is good for one answer of somebody who is not
/// the holder.
final class Questions {

    static final int CAPACITY = Caps.of(16_384, 32);

    /// An answer comes at once; a busy neighbour's within this time.
    private static final long ANSWERED_WITHIN_NANOS = 2_000_000_000L;

    /// One question.
    record Question(String segment, Address wanted, long by) {}

    private final Map<Question, Long> open = new LinkedHashMap<>();
    private long overflowNanos = Long.MIN_VALUE;
    private long displaced;

    void asked(Question question, long atNanos) {
        open.remove(question);
        Iterator<Long> asked = open.values().iterator();
        while (asked.hasNext() && atNanos - asked.next() > ANSWERED_WITHIN_NANOS) {
            asked.remove();
        }
        if (open.size() >= CAPACITY) {
            open.remove(open.keySet().iterator().next());
            overflowNanos = atNanos;
            displaced++;
        }
        open.put(question, atNanos);
    }

    /// Whether the question was asked, or may have been: of very many at once some are forgotten.
    boolean takeAnswer(Question question, long atNanos) {
        Long asked = open.remove(question);
        boolean overflow =
                overflowNanos != Long.MIN_VALUE && atNanos - overflowNanos <= ANSWERED_WITHIN_NANOS;
        return overflow || (asked != null && atNanos - asked <= ANSWERED_WITHIN_NANOS);
    }

    /// Questions that were forgotten because of others.
    long displaced() {
        return displaced;
    }
}
