package org.tapwarden.enforcer.radius;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.tapwarden.enforcer.order.Outcome;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Turns answers into an outcome. None is ever effective: an acknowledgement says what a switch
/// believes, the tap says what is so.
final class Verdict {

    private Verdict() {}

    /// Who was not heard of for longer is believed to be elsewhere, when the server says so, too.
    static final Duration HEARD_OF_LATELY = Duration.ofDays(1);

    /// A question and what became of it until then.
    record Asked(Target target, Question.Kind kind, Answer answer, Instant at) {

        /// Whether the server told lately that it has the session.
        boolean isOfLate() {
            return target.session()
                    .filter(session -> session.last().isAfter(at.minus(HEARD_OF_LATELY)))
                    .isPresent();
        }
    }

    /// How one went.
    static Outcome of(Asked asked) {
        String said = asked.target().nas().name() + ": ";
        return switch (asked.answer()) {
            case Answer.Acknowledged(int cause) -> {
                String with = ErrorCause.of(cause).map(known -> ", " + known.words()).orElse("");
                yield Outcome.unconfirmed(
                        Reason.NAS_ACKNOWLEDGED, said + asked.kind().word() + "-ACK" + with);
            }
            case Answer.Refused(int cause, boolean wasAway) -> refused(asked, said, cause, wasAway);
            case Answer.None(var why, var words) -> Outcome.failed(reason(why), said + words);
        };
    }

    static Reason reason(Answer.Why why) {
        return switch (why) {
            case SILENT, SILENT_OVER_TLS -> Reason.NAS_SILENT;
            case UNREACHABLE -> Reason.NAS_UNREACHABLE;
            case MALFORMED -> Reason.NAS_MALFORMED_ANSWER;
            case NO_MESSAGE_AUTHENTICATOR -> Reason.NAS_NO_MESSAGE_AUTHENTICATOR;
            case STALE_TIME -> Reason.NAS_STALE_TIME;
            case WRONG_MESSAGE_AUTHENTICATOR -> Reason.NAS_WRONG_MESSAGE_AUTHENTICATOR;
            case WRONG_SECRET -> Reason.NAS_WRONG_SECRET;
            case TLS_REFUSED -> Reason.NAS_TLS_REFUSED;
            case GAVE_WAY -> Reason.NAS_GIVEN_UP;
        };
    }

    /// A server that knows no such session is no failure where it said lately that it had one: the
    /// device is out, and denied. Where nobody said so, it is simply not there.
    private static Outcome refused(Asked asked, String said, int cause, boolean wasAway) {
        Reason reason =
                cause == 0
                        ? Reason.NAK_WITHOUT_CAUSE
                        : ErrorCause.of(cause)
                                .map(ErrorCause::reason)
                                .orElse(Reason.NAK_OF_UNKNOWN_CAUSE);
        String words =
                ErrorCause.of(cause)
                        .map(ErrorCause::words)
                        .orElse(cause == 0 ? "no cause" : "cause " + cause);
        String all = said + asked.kind().word() + "-NAK, " + words;
        if (reason != Reason.NAK_SESSION_CONTEXT_NOT_FOUND) {
            return Outcome.failed(reason, all);
        }
        if (!asked.isOfLate()) {
            return Outcome.refused(Reason.NOT_IN_PATH, all);
        }
        return wasAway
                ? Outcome.unconfirmed(Reason.NAS_RESTARTED, all + "; it was away, so it began anew")
                : Outcome.unconfirmed(reason, all);
    }

    /// How all went for one MAC: the session heard of last decides, older ones are told. Of servers
    /// that were asked blindly one that did it is enough.
    static Outcome ofMac(List<Asked> asked) {
        List<Outcome> each = asked.stream().map(Verdict::of).toList();
        Outcome deciding = each.getFirst();
        for (int i = 1; i < each.size() && asked.getFirst().target().session().isEmpty(); i++) {
            deciding = better(deciding, each.get(i));
        }
        return new Outcome(deciding.kind(), deciding.reason(), details(each));
    }

    /// Done before failed before not there.
    private static Outcome better(Outcome one, Outcome other) {
        return rank(other.kind()) < rank(one.kind()) ? other : one;
    }

    /// How all went for the device: the worst of its MACs.
    static Outcome ofDevice(List<Outcome> macs) {
        Outcome worst = macs.getFirst();
        for (Outcome one : macs) {
            boolean worse = rank(one.kind()) > rank(worst.kind());
            boolean lessSure =
                    rank(one.kind()) == rank(worst.kind())
                            && worst.reason() == Reason.NAS_ACKNOWLEDGED;
            worst = worse || lessSure ? one : worst;
        }
        return new Outcome(worst.kind(), worst.reason(), details(macs));
    }

    private static int rank(Kind kind) {
        return switch (kind) {
            case FAILED -> 1;
            case REFUSED -> 2;
            default -> 0;
        };
    }

    private static String details(List<Outcome> each) {
        var details = new ArrayList<String>();
        for (Outcome one : each) {
            if (!details.contains(one.detail())) {
                details.add(one.detail());
            }
        }
        return String.join("; ", details);
    }
}
