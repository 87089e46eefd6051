package org.tapwarden.detector.air;

import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.finding.Reason;

/// What the radio showed.
public enum AirReason implements Reason {
    OFFICES_NAME_FROM_A_STRANGER(
            "the office's wireless network is offered by a radio that is not the office's: %s"),
    WEAKER_THAN_DECLARED("the office's wireless network is offered with weaker protection: %s"),
    ENDS_LINKS_BOTH_WAYS(
            "%s: both sides seem to hang up over and over, so somebody sends in their names"),
    ENDS_LINKS_OF_EVERYBODY("%s: everybody is told to leave, again and again"),
    ENDS_LINKS_OF_ONE("%s: one device is told to leave, again and again"),
    ENDS_LINKS_OF_MANY("%s: many devices are told to leave"),
    MAYBE_NEWER_THAN_THE_LIST(
            "the access point may be newer than the list of the office's radios", true),
    MAYBE_OLD_DECLARATION("the network may have been changed since it was declared", true),
    MAYBE_CONTAINMENT(
            "an access point that was told to contain strangers sends the same frames", true);

    private final String template;
    private final boolean speaksAgainst;

    AirReason(String template) {
        this(template, false);
    }

    AirReason(String template, boolean speaksAgainst) {
        this.template = template;
        this.speaksAgainst = speaksAgainst;
    }

    @Override
    public Family family() {
        return Family.AIR;
    }

    @Override
    public String template() {
        return template;
    }

    @Override
    public boolean speaksAgainst() {
        return speaksAgainst;
    }
}
