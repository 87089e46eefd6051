package org.tapwarden.enforcer.isolation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// An address of a device and one of its gateway, of the same family, as they are in truth: what is
/// told falsely while a lease lasts, and rightly when it ends.
///
/// @param device the interface to send from
record Tie(String device, Mac victim, Address victimAddress, Mac gateway, Address gatewayAddress) {

    private static final Pattern LINE =
            Pattern.compile("(\\S+) (\\S+) (\\S+) (\\S+) ([^/\\s]{1,15})");

    boolean isIpv4() {
        return victimAddress.isIpv4();
    }

    /// As the record keeps it.
    String line() {
        return victim + " " + victimAddress + " " + gateway + " " + gatewayAddress + " " + device;
    }

    /// Empty when the line is none of ours.
    static Optional<Tie> parse(String line) {
        Matcher words = LINE.matcher(line);
        if (!words.matches()) {
            return Optional.empty();
        }
        try {
            var tie =
                    new Tie(
                            words.group(5),
                            Mac.parse(words.group(1)),
                            Address.parse(words.group(2)),
                            Mac.parse(words.group(3)),
                            Address.parse(words.group(4)));
            return tie.victimAddress.isIpv4() == tie.gatewayAddress.isIpv4()
                    ? Optional.of(tie)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
