package org.tapwarden.enforcer.snmp;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Optional;
import org.snmp4j.smi.AssignableFromInteger;
import org.snmp4j.smi.AssignableFromLong;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;
import org.tapwarden.capture.Mac;

/// Values as a switch may have them, or as one that lies does.
final class Cells {

    private static final int MAC_LENGTH = 6;
    private static final int LONGEST_TEXT = 64;

    private Cells() {}

    /// @return -1 when it is no number that stands for something here
    static int number(Variable value) {
        long number =
                switch (value) {
                    case AssignableFromLong unsigned -> unsigned.toLong(); // such as Gauge32
                    case AssignableFromInteger signed -> signed.toInt();
                    default -> -1;
                };
        return number < 0 || number > Integer.MAX_VALUE ? -1 : (int) number;
    }

    /// The text without what a terminal or a log would act on; empty when it is none.
    static String text(Variable value) {
        if (value.isException() || !(value instanceof OctetString octets)) {
            return "";
        }
        var clean = new StringBuilder();
        new String(octets.getValue(), StandardCharsets.UTF_8)
                .codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(LONGEST_TEXT)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /// The last six bytes as a MAC: of a `BridgeId` the first two are its priority (RFC 4188).
    static Optional<Mac> mac(Variable value) {
        if (value.isException()
                || !(value instanceof OctetString octets)
                || octets.length() < MAC_LENGTH) {
            return Optional.empty();
        }
        byte[] bytes = octets.getValue();
        long bits = 0;
        for (int i = bytes.length - MAC_LENGTH; i < bytes.length; i++) {
            bits = bits << 8 | (bytes[i] & 0xff);
        }
        return device(bits);
    }

    /// The MAC that stands in the name of a cell.
    static Optional<Mac> mac(int[] index, int from) {
        long bits = 0;
        for (int i = from; i < from + MAC_LENGTH; i++) {
            if (index[i] < 0 || index[i] > 255) {
                return Optional.empty();
            }
            bits = bits << 8 | index[i];
        }
        return device(bits);
    }

    private static Optional<Mac> device(long bits) {
        var mac = new Mac(bits);
        return bits == 0 || mac.isGroup() ? Optional.empty() : Optional.of(mac);
    }

    /// Bit 0 is the highest of the first byte (RFC 2578, section 7.1.4), as in a `PortList`, where
    /// it is port 1.
    static BitSet bits(Variable value) {
        var bits = new BitSet();
        if (!value.isException() && value instanceof OctetString octets) {
            for (int i = 0; i < octets.length() * 8; i++) {
                bits.set(i, (octets.get(i / 8) >> (7 - i % 8) & 1) == 1);
            }
        }
        return bits;
    }
}
