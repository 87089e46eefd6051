package org.tapwarden.classifier.protocol.directory;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Text;

/// Whose a granted ticket is: `crealm` and `cname` of KDC-REP (RFC 4120, sections 5.4.2 and 5.2.2).
final class KerberosName {

    private static final int MAX_ELEMENTS = 5;
    private static final int MAX_COMPONENTS = 4;
    private static final int REALM = 0xa3;
    private static final int NAME = 0xa4;
    private static final int STRINGS = 0xa1;
    private static final int SEQUENCE = 0x30;
    private static final int GENERAL_STRING = 0x1b;

    /// Names that stand for nobody (RFC 8062, section 3).
    private static final String WELL_KNOWN = "WELLKNOWN/";

    private KerberosName() {}

    /// Tells the client's account of the reply whose tag is at `at`; false when it does not stand
    /// within the bytes that are there, or is nobody's.
    static boolean tell(Payload payload, int at, int bound, Learnt learnt) {
        int end = Math.min(payload.length(), bound);
        int element = Ber.content(payload, Ber.content(payload, at, end), end);
        String realm = null;
        for (int i = 0; i < MAX_ELEMENTS && element >= 0 && element + 2 <= end; i++) {
            int next = Ber.end(payload, element, end);
            int tag = payload.u8(element);
            int content = Ber.content(payload, element, end);
            if (next < 0 || next > end || content < 0) {
                return false;
            }
            if (tag == REALM) {
                realm = text(payload, content, next);
            } else if (tag == NAME) {
                String name = principal(payload, content, next);
                return realm != null && name != null && tell(name, realm, learnt);
            }
            element = next;
        }
        return false;
    }

    private static boolean tell(String name, String realm, Learnt learnt) {
        if (name.startsWith(WELL_KNOWN)) {
            return true; // read, and nobody
        }
        // An enterprise name has its own realm in it (RFC 6806, section 5).
        String account = name.indexOf('@') < 0 ? name + "@" + realm : name;
        learnt.tell(
                new Telling.AccountUsed(
                        account,
                        0,
                        null,
                        Telling.AccountUsed.Part.GOES_ON,
                        "",
                        "",
                        0,
                        Telling.AccountUsed.By.KERBEROS));
        return true;
    }

    /// The components of a name with slashes between: `kim`, `host/pc1.school.example`.
    private static @Nullable String principal(Payload payload, int at, int end) {
        if (at + 2 > end || payload.u8(at) != SEQUENCE) {
            return null;
        }
        int type = Ber.content(payload, at, end);
        int strings = type < 0 ? -1 : Ber.end(payload, type, end);
        if (strings < 0 || strings + 2 > end || payload.u8(strings) != STRINGS) {
            return null;
        }
        int sequence = Ber.content(payload, strings, end);
        if (sequence < 0 || sequence + 2 > end || payload.u8(sequence) != SEQUENCE) {
            return null;
        }
        int component = Ber.content(payload, sequence, end);
        var name = new StringBuilder();
        for (int i = 0; i < MAX_COMPONENTS && component >= 0 && component + 2 <= end; i++) {
            int next = Ber.end(payload, component, end);
            String text = next < 0 || next > end ? null : text(payload, component, next);
            if (text == null) {
                return null;
            }
            name.append(i == 0 ? "" : "/").append(text);
            component = next;
        }
        return name.isEmpty() || name.length() > Learnt.MAX_TEXT ? null : name.toString();
    }

    private static @Nullable String text(Payload payload, int at, int end) {
        if (at + 2 > end || payload.u8(at) != GENERAL_STRING) {
            return null;
        }
        int content = Ber.content(payload, at, end);
        int next = Ber.end(payload, at, end);
        return content < 0 || next < 0 || next > end ? null : Text.of(payload, content, next);
    }
}
