package org.tapwarden.history.payload;

import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.history.payload.PayloadOrder.State;
import org.tapwarden.history.payload.PayloadOrder.Subject;

/// Who may do what with which order, and why not. Each refusal is in the audit, under the name of
/// who was refused. Whoever owns it sees to it that one thread at a time is here.
final class Rights {

    private static final Logger LOG = LoggerFactory.getLogger(Rights.class);
    private static final int SHORTEST_REASON = 3;
    private static final int LONGEST_REASON = 500;

    private final OrderBook book;
    private final PayloadLimits limits;
    private final Refusal refusal;
    private long refused;

    /// Writes down that something was not done.
    @FunctionalInterface
    interface Refusal {
        void note(String who, Map<String, String> about);
    }

    Rights(OrderBook book, PayloadLimits limits, Refusal refusal) {
        this.book = book;
        this.limits = limits;
        this.refusal = refusal;
    }

    /// How often somebody was refused.
    long refused() {
        return refused;
    }

    /// @return the reason without blanks around it
    String checked(String who, String why) throws PayloadRefused {
        mayAct(who);
        String reason = why.strip();
        int length = reason.codePointCount(0, reason.length());
        if (length < SHORTEST_REASON || length > LONGEST_REASON) {
            throw refused(
                    who,
                    "say why, in "
                            + SHORTEST_REASON
                            + " to "
                            + LONGEST_REASON
                            + " characters, not "
                            + length);
        }
        return reason;
    }

    void checked(Subject subject, String who) throws PayloadRefused {
        try {
            if (subject.mac().isEmpty()) {
                var _ = Address.parse(subject.address());
            } else {
                var _ = Mac.parse(subject.mac());
            }
        } catch (IllegalArgumentException e) {
            throw refused(who, "case " + subject.alert() + " names no device whose frames to keep");
        }
    }

    void mayAct(String who) throws PayloadRefused {
        if (!limits.accounts().contains(who)) {
            throw refused(
                    who,
                    "'" + who + "' may not order whole payload (capture.keep.payload.accounts)");
        }
    }

    PayloadOrder waiting(long number, String who) throws PayloadRefused {
        PayloadOrder order = any(number, who);
        if (order.state() != State.ASKED) {
            throw refused(who, "order " + number + " waits for nobody: it is " + word(order));
        }
        return order;
    }

    PayloadOrder standing(long number, String who) throws PayloadRefused {
        PayloadOrder order = any(number, who);
        if (order.state() != State.STANDING) {
            throw refused(who, "order " + number + " does not stand: it is " + word(order));
        }
        return order;
    }

    private PayloadOrder any(long number, String who) throws PayloadRefused {
        return book.order(number).orElseThrow(() -> refused(who, "there is no order " + number));
    }

    private static String word(PayloadOrder order) {
        return order.state().name().toLowerCase(Locale.ROOT);
    }

    PayloadRefused refused(String who, String why) {
        refused++;
        try {
            refusal.note(who, Map.of("why", why));
        } catch (RuntimeException e) {
            LOG.error("whole payload: the audit cannot be written", e);
        }
        return new PayloadRefused(why);
    }
}
