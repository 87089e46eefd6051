package org.tapwarden.enforcer.radius;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Mac;

/// One line of the list: a MAC that is not to be let in until then.
///
/// @param until full seconds; the start of 1970 when it is let go and a server still has to be told
/// @param vlan where it is let in instead; empty where it is not let in
/// @param machine account that is not let in under any MAC either, in lower case; empty where there
///   is none
record Denial(
        Mac mac, Instant until, OptionalInt vlan, String lease, String caseId, String machine) {

    private static final int MOST_VLAN = 4_094;

    private static final String ACCOUNT = "[a-z0-9._/@$\\\\-]{1,128}";
    private static final Pattern ACCOUNTS = Pattern.compile(ACCOUNT);

    /// `020000000101 1795728000 - order-1 case-17 host/room-12`: the MAC as twelve digits in lower
    /// case, since every spelling of Calling-Station-Id comes down to them.
    private static final Pattern LINE =
            Pattern.compile(
                    "([0-9a-f]{12}) ([0-9]{1,11}) (-|[0-9]{1,4})"
                            + " ([A-Za-z0-9._:/-]{1,80}) ([A-Za-z0-9._:/-]{1,64})(?: ("
                            + ACCOUNT
                            + "))?");

    /// The account as it may stand in the list; empty when it cannot.
    static String spelled(String account) {
        String lower = account.toLowerCase(Locale.ROOT);
        return ACCOUNTS.matcher(lower).matches() ? lower : "";
    }

    /// Still to be denied.
    boolean holds(Instant now) {
        return until.isAfter(now);
    }

    boolean isLetGo() {
        return until.equals(Instant.EPOCH);
    }

    /// No longer denied, but perhaps still where it was moved to.
    Denial letGo() {
        return new Denial(mac, Instant.EPOCH, vlan, lease, caseId, machine);
    }

    String line() {
        return mac.toString().replace(":", "")
                + ' '
                + until.getEpochSecond()
                + ' '
                + (vlan.isPresent() ? Integer.toString(vlan.getAsInt()) : "-")
                + ' '
                + lease
                + ' '
                + caseId
                + (machine.isEmpty() ? "" : ' ' + machine);
    }

    /// Empty when it is no line of ours.
    static Optional<Denial> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean moved = !matcher.group(3).equals("-");
        int vlan = moved ? Integer.parseInt(matcher.group(3)) : 1;
        if (vlan < 1 || vlan > MOST_VLAN) {
            return Optional.empty();
        }
        return Optional.of(
                new Denial(
                        Mac.parse(matcher.group(1)),
                        Instant.ofEpochSecond(Long.parseLong(matcher.group(2))),
                        moved ? OptionalInt.of(vlan) : OptionalInt.empty(),
                        matcher.group(4),
                        matcher.group(5),
                        matcher.group(6) == null ? "" : matcher.group(6)));
    }
}
