package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.tapwarden.classifier.list.Fingerprint;

/// A fingerprint a line, in any field of it; the others are remarks.
final class FingerprintLines implements LineFormat {

    private static final int SHA1 = 40;
    private static final int SHA256 = 64;
    private static final int JA4_LENGTH = 36;
    private static final int FIRST_PART = 10;
    private static final int SECOND_PART = 23;

    private final Fingerprint kind;
    private boolean begun;

    FingerprintLines(Fingerprint kind) {
        this.kind = kind;
    }

    @Override
    public void line(String line, Reading to) throws IOException {
        if (line.isBlank() || line.charAt(0) == '#') {
            return;
        }
        List<String> fields = Csv.fields(line);
        for (String field : fields) {
            String value = field.toLowerCase(Locale.ROOT);
            if (kind == Fingerprint.CERTIFICATE) {
                value = value.replace(":", "");
            }
            if (kind == Fingerprint.JA4 ? isJa4(value) : isHash(value)) {
                begun = true;
                to.fingerprint(kind, value);
                return;
            }
        }
        boolean header = !begun && fields.size() > 1;
        begun = true;
        if (!header) {
            to.bad(kind == Fingerprint.JA4 ? "no JA4" : "no SHA-1 or SHA-256");
        }
    }

    private static boolean isHash(String text) {
        return (text.length() == SHA1 || text.length() == SHA256) && isHex(text, 0, text.length());
    }

    private static boolean isHex(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (!(('0' <= c && c <= '9') || ('a' <= c && c <= 'f'))) {
                return false;
            }
        }
        return true;
    }

    /// `t13d1516h2_8daaf6152771_b186095e22b6`: protocol, version, name or address, two numbers,
    /// ALPN, then two hashes of twelve digits.
    private static boolean isJa4(String text) {
        if (text.length() != JA4_LENGTH
                || text.charAt(FIRST_PART) != '_'
                || text.charAt(SECOND_PART) != '_') {
            return false;
        }
        boolean head = "tqd".indexOf(text.charAt(0)) >= 0 && "di".indexOf(text.charAt(3)) >= 0;
        boolean numbers = true;
        for (int i = 4; i < 8; i++) {
            numbers &= '0' <= text.charAt(i) && text.charAt(i) <= '9';
        }
        for (int i = 1; i < FIRST_PART; i++) {
            char c = text.charAt(i);
            numbers &= ('0' <= c && c <= '9') || ('a' <= c && c <= 'z');
        }
        return head
                && numbers
                && isHex(text, FIRST_PART + 1, SECOND_PART)
                && isHex(text, SECOND_PART + 1, JA4_LENGTH);
    }
}
