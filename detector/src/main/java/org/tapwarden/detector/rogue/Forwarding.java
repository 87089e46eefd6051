package org.tapwarden.detector.rogue;

import java.util.ArrayList;
import java.util.List;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Evidence;

/// Notices an endpoint that forwards for others, by the hops its packets have already made.
///
/// Operating systems send with a time to live of 64, 128 or 255. On an access segment the tap sees
/// that number untouched, so one less means that something in between forwarded the packet. Of 909
/// innocent public hosts 34 show it, so it never accuses alone.
public final class Forwarding {

    /// First packets one below. One may be a program that sets its own time to live; a second in
    /// the same way is a habit.
    static final int ENOUGH = 2;

    private static final int[] BEGINNINGS = {64, 128, 255};

    private Forwarding() {}

    /// Counts a first packet (a TCP SYN without ACK) of an endpoint whose own address it carries.
    ///
    /// @return what this packet completed; empty when it did not
    public static List<Evidence> see(Endpoint endpoint, int timeToLive, long atNanos) {
        int beginning = -1;
        boolean oneBelow = false;
        for (int i = 0; i < BEGINNINGS.length; i++) {
            if (timeToLive == BEGINNINGS[i] || timeToLive == BEGINNINGS[i] - 1) {
                beginning = i;
                oneBelow = timeToLive == BEGINNINGS[i] - 1;
            }
        }
        if (beginning < 0) {
            return List.of();
        }
        int classesBefore = endpoint.initialClasses();
        endpoint.sent(oneBelow, oneBelow ? 1 << (beginning + 8) : 1 << beginning);
        List<Evidence> evidence = new ArrayList<>();
        if (oneBelow && endpoint.sentOneBelow() == ENOUGH) {
            evidence.add(found(endpoint, RouterReason.TTL_ONE_BELOW, timeToLive, atNanos));
        }
        boolean more = endpoint.initialClasses() > classesBefore;
        if (more && endpoint.initialClasses() > 1 && endpoint.sentOneBelow() > 0) {
            if (endpoint.sentOneBelow() < ENOUGH) {
                // One of each kind says as much as two of one: the box itself, and who is behind.
                evidence.add(found(endpoint, RouterReason.TTL_ONE_BELOW, timeToLive, atNanos));
            }
            evidence.add(found(endpoint, RouterReason.SEVERAL_SYSTEMS, timeToLive, atNanos));
        }
        return evidence;
    }

    private static Evidence found(
            Endpoint endpoint, RouterReason reason, int timeToLive, long atNanos) {
        String detail =
                reason == RouterReason.SEVERAL_SYSTEMS
                        ? endpoint.initialClasses() + " kinds"
                        : Integer.toString(timeToLive);
        return new Evidence(endpoint.id(), reason, detail, atNanos);
    }

    /// What there is to say against it.
    public static List<String> against(Endpoint endpoint) {
        List<String> against = new ArrayList<>();
        against.add(
                "a virtual machine, a phone's hot spot or a container on an ordinary computer lowers"
                        + " the time to live in the same way");
        if (endpoint.sentWhole() == 0) {
            against.add("it was never seen sending something of its own");
        }
        return against;
    }
}
