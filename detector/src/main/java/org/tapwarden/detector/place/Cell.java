package org.tapwarden.detector.place;

import java.nio.charset.StandardCharsets;
import org.snmp4j.smi.AssignableFromInteger;
import org.snmp4j.smi.AssignableFromLong;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.Variable;

/// Values of cells, as a switch may have them or as one that lies does.
final class Cell {

    /// Bits of `LldpSystemCapabilitiesMap`, the first being the highest (IEEE 802.1AB-2005).
    private static final int BRIDGE = 0x80 >> 2;

    private static final int TELEPHONE = 0x80 >> 5;
    private static final int MAC_LENGTH = 6;

    private Cell() {}

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
    static String text(Variable value, int longest) {
        if (value.isException() || !(value instanceof OctetString octets)) {
            return "";
        }
        String text = new String(octets.getValue(), StandardCharsets.UTF_8);
        var clean = new StringBuilder();
        text.codePoints()
                .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
                .limit(longest)
                .forEach(clean::appendCodePoint);
        return clean.toString().strip();
    }

    /// The six bytes of one device's MAC.
    ///
    /// @return -1 when it is none, or one of a group
    static long mac(Variable value) {
        if (value.isException()
                || !(value instanceof OctetString octets)
                || octets.length() != MAC_LENGTH
                || (octets.get(0) & 1) != 0) {
            return -1;
        }
        long mac = 0;
        for (byte octet : octets.getValue()) {
            mac = mac << 8 | (octet & 0xff);
        }
        return mac;
    }

    /// Whether a neighbour with these capabilities brings other devices with it.
    static boolean bridges(Variable value) {
        if (value.isException() || !(value instanceof OctetString octets) || octets.length() == 0) {
            return false;
        }
        int bits = octets.get(0);
        return (bits & BRIDGE) != 0 && (bits & TELEPHONE) == 0;
    }
}
