package org.tapwarden.enforcer.driver;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Address;
import org.tapwarden.detector.yaml.Yaml;

/// Where somebody is asked, as the settings name it.
public final class PeerAddress {

    /// `10.0.0.2`, `10.0.0.2:3799`, `[fd00::2]`, `[fd00::2]:3799`. No names: whoever answers for a
    /// name would be given the questions.
    private static final Pattern ADDRESS =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([0-9.]{7,15}))(?::([0-9]{1,5}))?");

    private PeerAddress() {}

    /// @param usual the port where none is said
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    public static InetSocketAddress of(JsonNode node, String at, String key, int usual) {
        String text = Yaml.text(node, at, key);
        Matcher matcher = ADDRESS.matcher(text);
        try {
            if (matcher.matches()) {
                String ip = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                Address address = Address.parse(ip);
                int port = matcher.group(3) == null ? usual : Integer.parseInt(matcher.group(3));
                if (port >= 1
                        && port <= 65_535
                        && !address.isMulticast()
                        && !address.isUnspecified()) {
                    return new InetSocketAddress(InetAddress.getByAddress(address.bytes()), port);
                }
            }
        } catch (IllegalArgumentException | UnknownHostException e) {
            // said below
        }
        throw new IllegalArgumentException(
                at
                        + "."
                        + key
                        + ": '"
                        + text
                        + "' must be an address such as 10.0.0.2, 10.0.0.2:"
                        + usual
                        + " or [fd00::2]:"
                        + usual);
    }
}
