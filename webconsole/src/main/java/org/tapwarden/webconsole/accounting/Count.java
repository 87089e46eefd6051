package org.tapwarden.webconsole.accounting;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// What can happen to a packet or to what is kept; each has a counter.
enum Count {
    /// Requests whose answer left.
    ANSWERED,
    /// The same request once more, answered again and not recorded again.
    DUPLICATE,
    /// Status-Server (RFC 5997), answered.
    STATUS,
    UNKNOWN_CLIENT,
    WRONG_SECRET,
    WRONG_MESSAGE_AUTHENTICATOR,
    NO_MESSAGE_AUTHENTICATOR,
    MALFORMED,
    MALFORMED_ATTRIBUTE,
    OTHER_CODE,
    /// Authentic, and of a kind that says nothing of a session.
    OTHER_STATUS,
    RATE_LIMITED,
    /// More senders than are kept count of.
    SENDERS_DISPLACED,
    /// More than the disk could take.
    QUEUE_FULL,
    STORE_FAILED,
    SESSIONS_DISPLACED,
    JOURNAL_FORGOTTEN;

    /// All counters of one server. Any thread may count.
    static final class All {
        private final LongAdder[] counts = new LongAdder[Count.values().length];

        All() {
            for (int i = 0; i < counts.length; i++) {
                counts[i] = new LongAdder();
            }
        }

        void add(Count what) {
            add(what, 1);
        }

        void add(Count what, long many) {
            counts[what.ordinal()].add(many);
        }

        long of(Count what) {
            return counts[what.ordinal()].sum();
        }

        Map<String, Long> named() {
            Map<String, Long> named = new LinkedHashMap<>();
            for (Count count : Count.values()) {
                named.put("accounting_" + count.name().toLowerCase(Locale.ROOT), of(count));
            }
            return named;
        }
    }
}
