package org.tapwarden.detector.disruption;

import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.finding.Reason;

/// Why somebody or something seems to disrupt the network.
public enum DisruptionReason implements Reason {
    ASKS_FOR_MANY_ADDRESSES("it asks by DHCP in the name of many others: %s"),
    ADDRESSES_TAKEN_ON_SEGMENT(
            "somebody asks by DHCP for more addresses than there are devices: %s. The MACs are made"
                    + " up; look in the switches' tables for a port with many"),
    MACS_ON_SEGMENT(
            "%s. When a switch's table is full it sends everything to everybody; look in the"
                    + " switches' tables for a port with many MACs"),
    LOOKS_FOR_ABSENT_HOSTS("it asks for many addresses that nobody has: %s"),
    TRIES_MANY_HOSTS("it tries many hosts that do not answer it: %s"),
    TRIES_MANY_PORTS("it tries many ports of one host: %s"),
    SCANS_ON_SEGMENT("somebody tries many hosts or ports: %s"),
    OPENS_TOO_MUCH("it opens more connections than a device has reason to: %s"),
    SENDS_TOO_MUCH("it sends a flood that nobody answers: %s"),
    FLOODED_FROM_SEGMENT("a flood comes from or through this segment: %s"),
    SAME_BROADCAST_AGAIN(
            "the same broadcast comes again and again, as in a loop of cables or switches: %s. The"
                    + " MAC is of whoever sent it first, not of the loop"),
    TOO_MANY_BROADCASTS("there are more broadcasts than the segment's devices have reason for: %s");

    private final String template;

    DisruptionReason(String template) {
        this.template = template;
    }

    @Override
    public Family family() {
        return Family.BEHAVIOUR;
    }

    @Override
    public String template() {
        return template;
    }
}
