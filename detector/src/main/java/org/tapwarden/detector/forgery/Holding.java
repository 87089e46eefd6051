package org.tapwarden.detector.forgery;

import java.util.Arrays;

/// One address on one segment: which MAC holds it, and which one says otherwise.
final class Holding {

    private static final int ASKERS = 8;

    /// An answer comes at once; a busy neighbour's within this time.
    private static final long ANSWERED_WITHIN_NANOS = 2_000_000_000L;

    /// A planned fail-over or a change of the network card lets both speak for a moment.
    private static final long CHANGE_NANOS = 2_000_000_000L;

    /// Claims further apart than this are no dispute.
    private static final long DISPUTE_NANOS = 60_000_000_000L;

    /// A holder that was silent for longer has left.
    private static final long LEFT_NANOS = 600_000_000_000L;

    private long owner;
    private long ownerNanos;
    private long former;
    private long formerNanos = Long.MIN_VALUE;

    private long rival;
    private long rivalFirstNanos;
    private long rivalLastNanos;
    private boolean ownerSpokeSince;
    private int turns;
    private int unasked;
    private int announced;
    private boolean rivalAsks;
    private boolean rivalAnswers;

    private final long[] askers = new long[ASKERS];
    private final long[] askedNanos = new long[ASKERS];
    private int nextAsker;

    Holding(long owner, long atNanos) {
        this.owner = owner;
        this.ownerNanos = atNanos;
        Arrays.fill(askedNanos, Long.MIN_VALUE);
    }

    long owner() {
        return owner;
    }

    long rival() {
        return rival;
    }

    long ownerNanos() {
        return ownerNanos;
    }

    /// Somebody asks who has the address.
    void asked(long by, long atNanos) {
        askers[nextAsker] = by;
        askedNanos[nextAsker] = atNanos;
        nextAsker = (nextAsker + 1) % ASKERS;
    }

    /// Whether this MAC asked just now, or may have: of very many askers not all are remembered.
    boolean wasAsked(long by, long atNanos) {
        boolean allFresh = true;
        for (int i = 0; i < ASKERS; i++) {
            boolean fresh =
                    askedNanos[i] != Long.MIN_VALUE
                            && atNanos - askedNanos[i] <= ANSWERED_WITHIN_NANOS;
            if (fresh && askers[i] == by) {
                return true;
            }
            allFresh &= fresh;
        }
        return allFresh;
    }

    /// The holder used or claimed its address.
    void ownerSpoke(long atNanos) {
        ownerNanos = atNanos;
        if (rival != 0 && atNanos - rivalFirstNanos >= CHANGE_NANOS) {
            ownerSpokeSince = true;
        }
    }

    /// The holder has left, or the DHCP server gave the address to somebody else.
    void becomes(long newOwner, long atNanos) {
        former = owner;
        formerNanos = ownerNanos;
        owner = newOwner;
        ownerNanos = atNanos;
        forgetRival();
    }

    private void forgetRival() {
        rival = 0;
        turns = 0;
        unasked = 0;
        announced = 0;
        ownerSpokeSince = false;
        rivalAsks = false;
        rivalAnswers = false;
    }

    /// Who held the address before is back: whoever took it meanwhile is the one in question.
    boolean isBack(long mac, long atNanos) {
        if (mac != former || former == 0 || atNanos - formerNanos > 2 * LEFT_NANOS) {
            return false;
        }
        long taker = owner;
        owner = former;
        ownerNanos = atNanos;
        former = 0;
        forgetRival();
        rival = taker;
        rivalFirstNanos = atNanos - CHANGE_NANOS;
        rivalLastNanos = atNanos;
        ownerSpokeSince = true;
        return true;
    }

    boolean ownerLeft(long atNanos) {
        return atNanos - ownerNanos > LEFT_NANOS;
    }

    /// Another MAC claims the address.
    ///
    /// @param told an answer to one station
    /// @param wanted that station had asked
    void contradicted(long mac, boolean told, boolean wanted, boolean asks, long atNanos) {
        if (mac != rival || atNanos - rivalLastNanos > DISPUTE_NANOS) {
            forgetRival();
            rival = mac;
            rivalFirstNanos = atNanos;
        }
        if (ownerSpokeSince) {
            turns++;
            ownerSpokeSince = false;
        }
        rivalAsks |= asks;
        rivalAnswers |= told;
        if (told && !wanted) {
            unasked++;
        }
        if (!told && !asks) {
            announced++;
        }
        rivalLastNanos = atNanos;
    }

    /// Answers of the rival that nobody asked for, within one dispute.
    int unasked() {
        return unasked;
    }

    /// Announcements of the rival, within one dispute.
    int announced() {
        return announced;
    }

    /// How often the rival claimed again after the holder had spoken.
    int turns() {
        return turns;
    }

    /// It asks others under this address, as whoever simply uses it does.
    boolean rivalAsks() {
        return rivalAsks;
    }

    boolean rivalOnlyAnnounces() {
        return !rivalAsks && !rivalAnswers;
    }
}
