package org.tapwarden.detector.place;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.protocol.Telling.RelayPort;

/// Reads where a station is out of what a DHCP relay agent added to its request (RFC 3046).
///
/// What the sub-options hold is the agent's own affair (section 3.1). Most switches let the office
/// write a text there; as they come, many say VLAN, module and port in six bytes, and their own MAC
/// in eight. Whatever else there is stays as it is.
public final class RelayPlace {

    /// Type 0, length 4, VLAN, module, port.
    private static final Pattern NUMBERED_PORT =
            Pattern.compile("0004([0-9a-f]{4})([0-9a-f]{2})([0-9a-f]{2})");

    /// Type 0, length 6, a MAC.
    private static final Pattern OWN_MAC = Pattern.compile("0006([0-9a-f]{12})");

    private static final int HEX = 16;

    private RelayPlace() {}

    /// @param relay the agent's address, which names it when it does not name itself
    public static Place of(RelayPort port, Address relay, long atMillis) {
        Matcher mac = OWN_MAC.matcher(port.remote());
        String device;
        if (port.remote().isEmpty()) {
            device = relay.toString();
        } else if (mac.matches()) {
            device = new Mac(Long.parseLong(mac.group(1), HEX)).toString();
        } else {
            device = port.remote();
        }
        Matcher numbers = NUMBERED_PORT.matcher(port.circuit());
        if (!numbers.matches()) {
            return new Place(device, port.circuit(), "", 0, Place.Source.OPTION_82, atMillis);
        }
        return new Place(
                device,
                Integer.parseInt(numbers.group(2), HEX)
                        + "/"
                        + Integer.parseInt(numbers.group(3), HEX),
                "",
                Integer.parseInt(numbers.group(1), HEX),
                Place.Source.OPTION_82,
                atMillis);
    }
}
