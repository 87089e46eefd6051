package org.tapwarden.classifier.protocol.database;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Memcached, by its text commands and answers, or its binary header; over UDP behind eight bytes
/// that number the datagrams (memcached `doc/protocol.txt` and "Memcache Binary Protocol"). Keys
/// and values are never learnt.
final class MemcachedDissector implements Dissector {

    static final Protocol MEMCACHED = Protocol.named("memcached", Category.DATABASE);

    private static final int UDP_HEADER = 8;
    private static final int BINARY_HEADER = 24;
    private static final int REQUEST = 0x80;
    private static final int RESPONSE = 0x81;
    private static final int MAX_OPCODE = 0x4b;
    private static final int MAX_EXTRAS = 24;
    private static final int MAX_KEY = 250;
    private static final int BOUND = 320;

    /// The client asked for something in words that others have as well.
    private static final long ASKED = 1;

    private static final long ASKED_BINARY = 1L << 63;

    private static final String[] STORES = {
        "set ", "add ", "replace ", "append ", "prepend ", "cas "
    };

    private static final String[] QUESTIONS = {
        "get ",
        "gets ",
        "gat ",
        "mg ",
        "delete ",
        "incr ",
        "decr ",
        "touch ",
        "stats",
        "version",
        "flush_all",
        "verbosity "
    };

    private static final String[] ANSWERS = {
        "END\r\n", "STORED\r\n", "NOT_STORED\r\n", "NOT_FOUND\r\n", "DELETED\r\n", "TOUCHED\r\n",
        "EXISTS\r\n", "VERSION ", "RESET\r\n", "OK\r\n", "HD\r\n", "EN\r\n"
    };

    private static final About ABOUT =
            About.of(MEMCACHED, "Memcached")
                    .over(Transport.TCP, Transport.UDP)
                    .in("memcached doc/protocol.txt; Memcache Binary Protocol")
                    .reads("the first command and its answer", BOUND);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.transport() == Transport.UDP) {
            // The third number counts the datagrams, the fourth is reserved.
            boolean headed =
                    payload.length() > UDP_HEADER + 4
                            && payload.u16(6) == 0
                            && payload.u16(2) < payload.u16(4);
            return headed ? text(payload, UDP_HEADER, learnt) : Answer.NO;
        }
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        int first = payload.u8(0);
        if (first == REQUEST || first == RESPONSE) {
            return binary(payload, learnt);
        }
        return text(payload, 0, learnt);
    }

    private static Answer text(Payload payload, int at, Learnt learnt) {
        int c = payload.u8(at);
        boolean client = payload.direction() == Direction.FROM_SOURCE;
        boolean possible = client ? c >= 'a' && c <= 'v' : c >= 'A' && c <= 'V';
        if (!possible || !couldOpen(payload, at, client)) {
            return Answer.NO;
        }
        int end = lineEnd(payload, at);
        if (end < 0) {
            return payload.length() < BOUND ? again(payload, learnt) : Answer.NO;
        }
        if (payload.u8(end - 1) != '\r') {
            return Answer.NO;
        }
        return client ? question(payload, at, end, learnt) : answer(payload, at, end, learnt);
    }

    private static boolean couldOpen(Payload payload, int at, boolean client) {
        if (!client) {
            return couldBe(payload, at, "VALUE ")
                    || couldBe(payload, at, "STAT ")
                    || couldBe(payload, at, ANSWERS);
        }
        return couldBe(payload, at, QUESTIONS) || couldBe(payload, at, STORES);
    }

    private static boolean couldBe(Payload payload, int at, String... words) {
        for (String word : words) {
            int length = Math.min(word.length(), payload.length() - at);
            int same = 0;
            while (same < length && payload.u8(at + same) == word.charAt(same)) {
                same++;
            }
            if (same == length) {
                return true;
            }
        }
        return false;
    }

    private static Answer question(Payload payload, int at, int end, Learnt learnt) {
        for (String store : STORES) {
            if (payload.hasAt(at, store)) {
                // Key, flags, time, size.
                return numbers(payload, at, end) >= 3 ? yes("memcached-store", learnt) : Answer.NO;
            }
        }
        for (String question : QUESTIONS) {
            if (payload.hasAt(at, question)) {
                if (payload.transport() == Transport.UDP) {
                    // The numbers before it have convinced.
                    return yes("memcached-question", learnt);
                }
                learnt.remember(ASKED);
                return Answer.PERHAPS;
            }
        }
        return Answer.NO;
    }

    private static Answer answer(Payload payload, int at, int end, Learnt learnt) {
        // Key, flags, size; name, value.
        boolean alone =
                (payload.hasAt(at, "VALUE ") && numbers(payload, at, end) >= 2)
                        || (payload.hasAt(at, "STAT ") && words(payload, at, end) >= 3);
        if (alone) {
            return yes("memcached-answer", learnt);
        }
        if (payload.remembered() != ASKED) {
            return Answer.NO;
        }
        for (String answer : ANSWERS) {
            if (payload.hasAt(at, answer)) {
                return yes("memcached-answer", learnt);
            }
        }
        return Answer.NO;
    }

    private static int lineEnd(Payload payload, int from) {
        int most = Math.min(payload.length(), BOUND);
        for (int i = from + 1; i < most; i++) {
            if (payload.u8(i) == '\n') {
                return i;
            }
        }
        return -1;
    }

    /// How many of the line's words, from the third on, are numbers; 0 when one is not.
    private static int numbers(Payload payload, int from, int end) {
        int word = 0;
        int count = 0;
        boolean digits = true;
        for (int i = from; i < end; i++) {
            int c = payload.u8(i);
            if (c == ' ' || c == '\r') {
                word++;
                boolean noReply = word > 5 && !digits;
                if (word > 2 && !digits && !noReply) {
                    return 0;
                }
                count += word > 2 && digits ? 1 : 0;
                digits = true;
            } else {
                digits &= (c >= '0' && c <= '9') || c == '-';
            }
        }
        return count;
    }

    private static int words(Payload payload, int from, int end) {
        int words = 1;
        for (int i = from; i < end; i++) {
            words += payload.u8(i) == ' ' ? 1 : 0;
        }
        return words;
    }

    /// Opcode, key, extras, type 0, size; the answer has the same opcode and number.
    private static Answer binary(Payload payload, Learnt learnt) {
        if (payload.length() < BINARY_HEADER) {
            boolean possible = payload.length() < 6 || payload.u8(5) == 0;
            return possible ? again(payload, learnt) : Answer.NO;
        }
        boolean client = payload.direction() == Direction.FROM_SOURCE;
        int body = payload.i32(8);
        boolean fits =
                payload.u8(0) == (client ? REQUEST : RESPONSE)
                        && payload.u8(1) <= MAX_OPCODE
                        && payload.u16(2) <= MAX_KEY
                        && payload.u8(4) <= MAX_EXTRAS
                        && payload.u8(5) == 0
                        && body >= payload.u16(2) + payload.u8(4)
                        && body < 1 << 22;
        if (!fits) {
            return Answer.NO;
        }
        long asked = ASKED_BINARY | (long) payload.u8(1) << 32 | (payload.i32(12) & 0xffff_ffffL);
        if (client) {
            learnt.remember(asked);
            return Answer.PERHAPS;
        }
        return payload.remembered() == asked ? yes("memcached-binary", learnt) : Answer.NO;
    }

    private static Answer again(Payload payload, Learnt learnt) {
        if (payload.remembered() != 0) {
            learnt.remember(payload.remembered());
        }
        return Answer.PERHAPS;
    }

    private static Answer yes(String grounds, Learnt learnt) {
        learnt.grounds(grounds);
        return Answer.YES;
    }
}
