package org.tapwarden.classifier.protocol.naming;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A program that carries other traffic in questions and answers of the name service, by how its
/// ends greet each other. Long names or many alone accuse nobody: trackers and virus scanners ask
/// for such names too.
enum DnsTunnel {
    /// Its server answers a question for the version, of a type that nobody uses, with four letters
    /// (iodine's source, doc/proto_00000502.txt, "Version").
    IODINE("iodine-version"),
    /// Its client asks for a text of a name whose second label begins with an equals sign, which no
    /// host's name has (dns2tcp's source, common/debug.h and client/auth.c; observed).
    DNS2TCP("dns2tcp-label");

    private static final int NULL = 10;
    private static final int TXT = 16;
    private static final int KEY = 25;

    /// From the range for private use (RFC 6895, section 3.1).
    private static final int PRIVATE = 65_399;

    private static final String[] VERDICTS = {"VACK", "VNAK", "VFUL"};

    private static final String[] STEPS = {".=auth.", ".=connect.", ".=resource."};

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
        return switch (message.questionType()) {
            case NULL, PRIVATE -> message.answersWith(VERDICTS) ? IODINE : null;
            case TXT, KEY -> isStep(message.question()) ? DNS2TCP : null;
            default -> null;
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
