package org.tapwarden.detector.forgery;

import org.tapwarden.detector.finding.Family;
import org.tapwarden.detector.finding.Reason;

/// Why somebody seems to speak in another's name.
public enum ForgeryReason implements Reason {
    ANSWERS_NOBODY_ASKED_FOR(
            "again and again it tells others, without being asked, that another's address is its"
                    + " own: %s"),
    CLAIMS_A_LIVE_ADDRESS(
            "it claims an address whose holder is still there and claims it, too: %s"),
    CLAIMS_BOTH_ENDS(
            "it claims the addresses of two others at once, as somebody does who wants to stand"
                    + " between them: %s"),
    FORGED_CLAIMS_ON_SEGMENT("somebody forges ARP or neighbour messages: %s"),
    FORGED_OFFERS_ON_SEGMENT("somebody answers DHCP in the name of another server: %s"),
    FORGED_ADVERTISEMENTS_ON_SEGMENT(
            "somebody sends router advertisements in the name of a router that says something"
                    + " else: %s"),

    SHARES_AN_ADDRESS("it and another device keep using one address: %s"),
    ADDRESS_SHARED_ON_SEGMENT("two devices keep using one address: %s"),
    TWO_DHCP_CLIENTS("in DHCP it speaks as two different devices by turns, within minutes: %s"),
    TWO_SYSTEMS("under its MAC and address two different systems open connections by turns: %s"),
    TWO_PLACES("its MAC is at two places at once: %s"),
    CLONED_ON_SEGMENT("one MAC seems to be used by two devices: %s"),
    ANSWERS_FOR_MANY_NAMES("it answers neighbours' questions for names that are not its own: %s"),
    ANSWERS_FOR_ANOTHERS_NAME(
            "it answers for the name of another device, which answers differently: %s"),
    NAMES_POISONED_ON_SEGMENT("somebody answers name questions for others: %s"),
    SECOND_DNS_ANSWER(
            "from its MAC came a second answer to a DNS question, with other addresses: %s"),
    TWO_DNS_ANSWERS_ON_SEGMENT(
            "one DNS question got two answers with different addresses, so one is forged: %s"),
    SENDS_FROM_STRANGE_ADDRESSES("it sends from addresses that are not of its segment: %s"),
    STRANGE_ADDRESSES_ON_SEGMENT(
            "packets on this segment come from addresses that are not of it: %s");

    private final String template;

    ForgeryReason(String template) {
        this.template = template;
    }

    @Override
    public Family family() {
        return Family.FORGERY;
    }

    @Override
    public String template() {
        return template;
    }
}
