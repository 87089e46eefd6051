package org.tapwarden.classifier.protocol.naming;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A program that carries other traffic in questions and answers of the name service, by how its
/// ends greet each other. Long names or many alone accuse nobody: trackers and virus scanners ask
/// for such names too.
enum DnsTunnel {
    /// Its client asks for the version of the protocol with a name that begins with it, and its
    /// server answers with a verdict, in bytes or, where the record has text, in its own base 32
    /// (iodine's source, doc/proto_00000502.txt, "Version"; observed with seven record types).
    IODINE("iodine-version"),
    /// Its client asks for a text or a key of a name whose second label begins with an equals sign,
    /// which no host's name has (observed: version 0.5.2).
    DNS2TCP("dns2tcp-label");

    private static final int NULL = 10;
    private static final int MX = 15;
    private static final int TXT = 16;
    private static final int KEY = 25;

    /// From the range for private use (RFC 6895, section 3.1).
    private static final int PRIVATE = 65_399;

    /// The letter of the question, and `00 00 05 02` as far as whole letters go.
    private static final String VERSION = "vaaaaka";

    private static final String ACCEPTED = "VACK";

    /// The same as far as whole letters go, behind the letter of the coding.
    private static final String IN_TEXT = "tkzaug";

    private static final String IN_A_NAME = "hkzaug";

    private static final String[] STEPS = {".=auth.", ".=connect."};

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String grounds;

    DnsTunnel(String grounds) {
        this.grounds = grounds;
    }

    /// The value of `network.application`.
    String word() {
        return word;
    }

    String grounds() {
        return grounds;
    }

    /// Which one greets in a message, or null.
    static @Nullable DnsTunnel of(DnsMessage message) {
        if (!message.asks()) {
            return null;
        }
        int type = message.questionType();
        if ((type == TXT || type == KEY) && isStep(message.question())) {
            return DNS2TCP;
        }
        return message.isResponse() && message.asksLike(VERSION) && isAccepted(message)
                ? IODINE
                : null;
    }

    /// A name stands behind a length, in MX also behind a preference, in SRV behind three numbers.
    private static boolean isAccepted(DnsMessage message) {
        return switch (message.answerType()) {
            case NULL, PRIVATE -> message.answersWith(0, ACCEPTED);
            case TXT -> message.answersWith(1, IN_TEXT);
            case DnsMessage.CNAME -> message.answersWith(1, IN_A_NAME);
            case MX -> message.answersWith(3, IN_A_NAME);
            case DnsMessage.SRV -> message.answersWith(7, IN_A_NAME);
            default -> false;
        };
    }

    private static boolean isStep(String question) {
        for (String step : STEPS) {
            if (question.contains(step)) {
                return true;
            }
        }
        return false;
    }
}
