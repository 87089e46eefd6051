package org.tapwarden.detector.forgery;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.Sighting.AddressClaimed;
import org.tapwarden.classifier.Sighting.AddressClaimed.Manner;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.Devices.Standing;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.finding.Trail;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices claims in ARP (RFC 826) and neighbour discovery (RFC 4861) to an address that another
/// live device holds.
///
/// A contrary claim alone is nothing: fail-over, a new network card, a new lease and a proxy for a
/// sleeping computer look the same. It counts when the holder is still there: it speaks, and the
/// other claims again; or when the other keeps telling single stations without being asked, which
/// nothing innocent does. Two that simply both use one address are a conflict, no forgery.
///
/// On access segments only.
public final class AddressClaims implements Detector {

    static final int CAPACITY = Caps.of(65_536, 64);

    private static final int DHCP_ACK = 5;

    /// Unasked answers to single stations in one dispute. One may follow a question that the tap
    /// lost.
    static final int UNASKED = 3;

    /// Announcements in one dispute while the holder is there. A fail-over makes up to ten.
    static final int ANNOUNCED = 30;

    /// Contrary claims to addresses of two holders within this time stand between them.
    private static final long BOTH_ENDS_NANOS = 30_000_000_000L;

    private record Key(String segment, Address address) {}

    /// One MAC at two sites is two devices.
    private record Claimant(int space, long mac) {}

    /// Whom a MAC contradicted last, without being asked.
    private static final class Spree {
        private long owner;
        private long atNanos;
    }

    private final Scene scene;
    private final Accuser spoofing;
    private final Accuser conflict;
    private final Trail trail;
    private final Remembered<Key, Holding> holdings = new Remembered<>(CAPACITY);
    private final Questions questions = new Questions();
    private final Remembered<Claimant, Spree> sprees = new Remembered<>(Caps.of(4_096, 16));

    public AddressClaims(Scene scene) {
        this.scene = scene;
        this.spoofing = new Accuser(scene, CaseKind.ADDRESS_SPOOFING);
        this.conflict = new Accuser(scene, CaseKind.ADDRESS_CONFLICT);
        this.trail = new Trail(scene, spoofing, CaseKind.ADDRESS_SPOOFING);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        Address sender = frame.sender();
        if (sender != null) {
            used(frame, sender);
        }
        switch (sighting) {
            case AddressClaimed claim -> {
                Address wanted = claim.manner() == Manner.PROBES ? claim.address() : claim.asked();
                if (wanted != null) {
                    asked(frame, wanted);
                }
                if (claim.manner() != Manner.PROBES) {
                    claimed(frame, claim.mac(), claim.address(), claim.manner());
                }
            }
            case Sighting.RouterAdvertised told -> {
                if (sender != null) {
                    long mac = told.linkMac() == 0 ? frame.senderMac() : told.linkMac();
                    claimed(frame, mac, sender, Manner.ANNOUNCES);
                }
            }
            case Sighting.Told(var _, Telling.DhcpReply reply) -> leased(frame, reply);
            default -> {}
        }
    }

    /// Where an address is held; null where the tap does not show it.
    private @Nullable Segment where(Sighting.Frame frame, Address address) {
        Segment segment = scene.segments().of(frame, address);
        if (segment == null && address.isLinkLocal()) {
            segment = scene.wire(frame);
        }
        return segment == null || segment.tap() != TapKind.ACCESS ? null : segment;
    }

    private void used(Sighting.Frame frame, Address sender) {
        Segment segment = where(frame, sender);
        if (segment == null) {
            return;
        }
        Holding holding = holdings.get(new Key(segment.name(), sender), frame.atNanos());
        if (holding != null && holding.owner() == frame.senderMac()) {
            holding.ownerSpoke(frame.atNanos());
        }
    }

    private void asked(Sighting.Frame frame, Address wanted) {
        Segment segment = where(frame, wanted);
        if (segment == null) {
            return;
        }
        questions.asked(
                new Questions.Question(segment.name(), wanted, frame.senderMac()), frame.atNanos());
    }

    private void leased(Sighting.Frame frame, Telling.DhcpReply reply) {
        Address assigned = reply.assigned();
        long client = reply.clientMac();
        if (reply.messageType() != DHCP_ACK || assigned == null || client == 0) {
            return;
        }
        Segment segment = where(frame, assigned);
        Holding holding = segment == null ? null : holding(segment, assigned, client, frame);
        if (segment == null || holding == null || holding.owner() == client) {
            return;
        }
        // Nobody gets the address of a server by a lease: such an answer is forged, or a mistake.
        Endpoint before = scene.endpoints().known(segment.space(), holding.owner());
        boolean leasable = before != null && before.isClient() && !spoofing.serves(before);
        if (leasable && frame.senderMac() != client) {
            holding.becomes(client, frame.atNanos());
        }
    }

    private @Nullable Holding holding(
            Segment segment, Address address, long mac, Sighting.Frame frame) {
        Endpoint holder = scene.endpoints().known(segment.space(), mac);
        boolean approved = holder != null && holder.standing() == Standing.APPROVED;
        return holdings.get(
                new Key(segment.name(), address),
                approved,
                frame.atNanos(),
                () -> new Holding(mac, frame.atNanos()));
    }

    private void claimed(Sighting.Frame frame, long mac, Address address, Manner manner) {
        Segment segment = where(frame, address);
        boolean possible = mac != 0 && !new Mac(mac).isGroup() && !address.isMulticast();
        if (segment == null || !possible || address.isUnspecified()) {
            return;
        }
        long atNanos = frame.atNanos();
        boolean itself = mac == frame.senderMac();
        var key = new Key(segment.name(), address);
        Holding holding =
                itself ? holding(segment, address, mac, frame) : holdings.get(key, atNanos);
        if (holding == null) {
            return;
        }
        if (holding.owner() == mac) {
            if (itself) {
                holding.ownerSpoke(atNanos);
            }
            return;
        }
        if (itself && holding.isBack(mac, atNanos)) {
            return;
        }
        if (itself && holding.ownerLeft(atNanos)) {
            holding.becomes(mac, atNanos);
            return;
        }
        // What nobody asked for goes to all (RFC 4861, section 7.2.6; RFC 5227, section 3); told to
        // one station it is an answer without a question.
        boolean told = manner != Manner.ASKS && !new Mac(frame.receiverMac()).isGroup();
        var question = new Questions.Question(segment.name(), address, frame.receiverMac());
        boolean wanted = told && questions.takeAnswer(question, atNanos);
        holding.contradicted(mac, told, wanted, manner == Manner.ASKS && itself, atNanos);
        boolean bothEnds =
                told
                        && !wanted
                        && claimsBothEnds(
                                new Claimant(segment.space(), frame.senderMac()), holding, atNanos);
        decide(frame, segment, address, holding, bothEnds);
    }

    /// Whether it contradicts two holders at once, without being asked by anybody.
    private boolean claimsBothEnds(Claimant who, Holding holding, long atNanos) {
        Spree spree = sprees.get(who, false, atNanos, Spree::new);
        if (spree == null) {
            return false;
        }
        boolean other =
                spree.owner != 0
                        && spree.owner != holding.owner()
                        && atNanos - spree.atNanos <= BOTH_ENDS_NANOS;
        spree.owner = holding.owner();
        spree.atNanos = atNanos;
        return other;
    }

    private void decide(
            Sighting.Frame frame,
            Segment segment,
            Address address,
            Holding holding,
            boolean bothEnds) {
        long mac = holding.rival();
        Endpoint owner = scene.endpoints().known(segment.space(), holding.owner());
        Endpoint rival = scene.endpoints().known(segment.space(), mac);
        boolean unasked = holding.unasked() >= UNASKED;
        boolean moves =
                SharedMacs.isVirtual(mac) || SharedMacs.isTeam(holding.owner(), mac, owner, rival);
        int enough = holding.rivalOnlyAnnounces() ? 2 : 1;
        boolean disputed =
                !moves
                        && (holding.turns() >= enough
                                || (holding.announced() >= ANNOUNCED && holding.turns() >= 1));
        if (!unasked && !bothEnds && !disputed) {
            return;
        }
        boolean innocent =
                !unasked && !bothEnds && (usesIt(holding, rival, address) || isKnown(rival));
        if (innocent) {
            conflict.accuse(
                    rival,
                    segment,
                    address.toString(),
                    ForgeryReason.SHARES_AN_ADDRESS,
                    ForgeryReason.ADDRESS_SHARED_ON_SEGMENT,
                    () -> detail(frame, address, holding),
                    frame.atNanos());
            return;
        }
        // With the holder's own MAC as sender it may be anybody.
        Endpoint culprit =
                frame.senderMac() == holding.owner()
                        ? null
                        : scene.endpoints().known(segment.space(), frame.senderMac());
        ForgeryReason reason =
                bothEnds
                        ? ForgeryReason.CLAIMS_BOTH_ENDS
                        : unasked
                                ? ForgeryReason.ANSWERS_NOBODY_ASKED_FOR
                                : ForgeryReason.CLAIMS_A_LIVE_ADDRESS;
        boolean named = culprit != null && !spoofing.serves(culprit);
        Accuser.Told told =
                spoofing.accuse(
                        culprit,
                        segment,
                        address.toString(),
                        reason,
                        ForgeryReason.FORGED_CLAIMS_ON_SEGMENT,
                        () ->
                                detail(frame, address, holding)
                                        + (named ? "" : trail.hint(segment, frame.senderMac())),
                        frame.atNanos());
        trail.follow(told, culprit, segment, frame.senderMac(), rival, frame.atNanos());
    }

    private static String detail(Sighting.Frame frame, Address address, Holding holding) {
        return "%s belongs to %s; claimed for %s in frames from %s"
                .formatted(
                        address,
                        new Mac(holding.owner()),
                        new Mac(holding.rival()),
                        new Mac(frame.senderMac()));
    }

    /// It asks others under this address and has no other: somebody typed in the wrong number.
    private boolean usesIt(Holding holding, @Nullable Endpoint rival, Address address) {
        if (rival == null || !holding.rivalAsks()) {
            return false;
        }
        for (Address other : rival.addresses()) {
            if (other.isIpv4() != address.isIpv4()
                    || other.equals(address)
                    || other.isLinkLocal()) {
                continue;
            }
            var key = new Key(rival.segment().name(), other);
            Holding own = holdings.get(key, holding.ownerNanos());
            if (own != null && own.owner() == rival.mac()) {
                return false;
            }
        }
        return true;
    }

    /// The office's own: a cluster that cannot agree, not an attack.
    private static boolean isKnown(@Nullable Endpoint rival) {
        return rival != null && rival.standing() == Standing.APPROVED;
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "address_holdings",
                (long) holdings.size(),
                "address_holdings_refused",
                holdings.refused(),
                "address_holdings_displaced",
                holdings.displaced(),
                "address_questions_displaced",
                questions.displaced(),
                "address_accusations_held_back",
                spoofing.heldBack() + conflict.heldBack());
    }
}
