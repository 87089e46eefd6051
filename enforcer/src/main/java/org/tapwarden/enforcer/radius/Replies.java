package org.tapwarden.enforcer.radius;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.tapwarden.enforcer.radius.Answer.Why;

/// Whether bytes are the answer to a question: pure, and no bytes make it throw.
///
/// @param window how far the time of an answer may be off (RFC 5176, section 3.3)
record Replies(Duration window) {

    /// @param required whether a Message-Authenticator must be there
    Answer judge(Question question, byte[] bytes, boolean required, Instant now) {
        RadiusPacket packet = RadiusPacket.of(bytes);
        if (packet == null) {
            return none(Why.MALFORMED, "its answer is no RADIUS packet");
        }
        boolean yes = question.kind().isAcknowledgedBy(packet.code());
        if (packet.identifier() != question.identifier()
                || (!yes && !question.kind().isRefusedBy(packet.code()))) {
            return none(Why.MALFORMED, "its answer is not to what was asked");
        }
        byte[] unsigned = packet.bytes();
        SharedSecret.put(unsigned, RadiusPacket.AUTHENTICATOR, question.authenticator());
        if (!MessageDigest.isEqual(question.secret().md5(unsigned), packet.authenticator())) {
            return none(Why.WRONG_SECRET, "its answer was made with another secret");
        }
        // Keyed on the authenticator of the request: RFC 5176, section 3.4. FreeRADIUS 3.2.1, made
        // to
        // send one, keys it on zeros, and is not believed.
        switch (question.secret().message(packet, question.authenticator())) {
            case WRONG -> {
                return none(
                        Why.WRONG_MESSAGE_AUTHENTICATOR,
                        "the Message-Authenticator of its answer is wrong, though it knows the"
                                + " secret");
            }
            case MISSING -> {
                if (required) {
                    return none(
                            Why.NO_MESSAGE_AUTHENTICATOR,
                            "its answer has no Message-Authenticator");
                }
            }
            case RIGHT -> {
                // as it should be
            }
        }
        return timely(packet, yes, now);
    }

    private Answer timely(RadiusPacket packet, boolean yes, Instant now) {
        List<byte[]> times = packet.all(Question.EVENT_TIMESTAMP);
        List<byte[]> causes = packet.all(Question.ERROR_CAUSE);
        if (!areNumbers(times) || !areNumbers(causes)) {
            return none(Why.MALFORMED, "its answer holds an attribute of a wrong length");
        }
        for (byte[] time : times) {
            Instant said = Instant.ofEpochSecond(Integer.toUnsignedLong(number(time)));
            if (Duration.between(said, now).abs().compareTo(window) > 0) {
                return none(Why.STALE_TIME, "its answer is of " + said);
            }
        }
        int cause = causes.isEmpty() ? 0 : number(causes.getFirst());
        return yes ? new Answer.Acknowledged(cause) : new Answer.Refused(cause, false);
    }

    private static boolean areNumbers(List<byte[]> values) {
        return values.stream().allMatch(value -> value.length == Integer.BYTES);
    }

    private static int number(byte[] value) {
        return ByteBuffer.wrap(value).getInt();
    }

    private static Answer none(Why why, String words) {
        return new Answer.None(why, words);
    }
}
