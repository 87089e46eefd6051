package org.tapwarden.detector.place;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where one endpoint was plugged in, as one source said at one time. Texts come from switches and
/// from the network: escape them where they are shown.
///
/// @param device the switch, access point or relay, by the name or address that the source has for
///   it; never empty
/// @param port its port, such as `Gi1/0/14`; empty when the source does not say
/// @param label what the office wrote on the port (`ifAlias`, RFC 2863), empty when nothing
/// @param vlan 0 when the source does not say
/// @param atMillis event time of the frame, or wall time of the query, since 1970
public record Place(
        String device, String port, String label, int vlan, Source source, long atMillis) {

    /// Who said so. Sorted by how much one can rely on it: a switch's own table first.
    public enum Source {
        /// A switch's bridge table, asked by SNMP (RFC 4188, RFC 4363).
        SNMP,
        /// The port in a RADIUS request or accounting record (RFC 2865, section 5.5; RFC 2869,
        /// section 5.17).
        RADIUS,
        /// The relay agent's circuit and remote id in DHCP (RFC 3046).
        OPTION_82,
        /// What a switch said on the device's segment in LLDP (IEEE 802.1AB).
        LLDP,
        /// The same in Cisco's protocol.
        CDP;

        /// The one that a row of the ledger is from: accounting records say which kind they are of.
        public static Optional<Source> of(String word) {
            if (word.startsWith("radius-")) {
                return Optional.of(RADIUS);
            }
            return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
        }

        /// As it stands in the ledger and in texts.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
