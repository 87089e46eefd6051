package org.tapwarden.detector.forgery;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.finding.Trail;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices that somebody speaks with a DHCP server's or a router's own MAC, but says something
/// else.
///
/// A server whose settings were changed says something else from then on. Two voices under one MAC
/// go to and fro, or one of them says it far more often than a router may (RFC 4861, section 6.2.6:
/// one advertisement in three seconds). Such a case is never about the MAC's owner, who is the
/// victim: it is about the segment.
public final class BorrowedVoices implements Detector {

    static final int CAPACITY = Caps.of(4_096, 32);

    /// A router that ends says so up to three times, and comes back; a server's settings are
    /// changed and changed back.
    static final int RETURNS = 2;

    /// More different advertisements to all within ten seconds than a router may send.
    static final int STRANGE = 6;

    /// Offers a minute to clients that had not asked.
    static final int UNASKED_OFFERS = 5;

    /// Leases confirmed to one client more often than it asked, within two minutes.
    static final int EXCESS = 5;

    private static final int DHCP_OFFER = 2;
    private static final int DHCP_ACK = 5;
    private static final long STRANGE_NANOS = 10_000_000_000L;
    private static final long MINUTE_NANOS = 60_000_000_000L;
    private static final long MEMORY_NANOS = 10 * MINUTE_NANOS;

    /// Stands for a router's advertisements beside the types of DHCP messages.
    private static final int ADVERTISES = 0;

    private record Speaker(String segment, long mac, int says) {}

    private record Client(int space, long mac) {}

    /// What one client asked, and was confirmed. Renewals that go to the server alone may not pass
    /// the tap, so a few more answers than questions are nothing.
    private static final class Asker {
        private int asked;
        private int confirmed;
    }

    /// What one MAC says in one part.
    private static final class Voice {
        private final Alternation<String> said = new Alternation<>(MEMORY_NANOS);
        private @Nullable String usual;
        private long minuteNanos = Long.MIN_VALUE;
        private long strangeNanos = Long.MIN_VALUE;
        private int strange;
        private int unasked;

        void minute(long atNanos) {
            if (minuteNanos == Long.MIN_VALUE || atNanos - minuteNanos >= MINUTE_NANOS) {
                minuteNanos = atNanos;
                unasked = 0;
            }
        }

        void strange(long atNanos) {
            if (strangeNanos == Long.MIN_VALUE || atNanos - strangeNanos >= STRANGE_NANOS) {
                strangeNanos = atNanos;
                strange = 0;
            }
            strange++;
        }
    }

    private final Scene scene;
    private final Accuser accuser;
    private final Trail trail;
    private final Remembered<Speaker, Voice> voices = new Remembered<>(CAPACITY);
    private Map<Client, Asker> askers = new HashMap<>();
    private Map<Client, Asker> askersBefore = new HashMap<>();
    private long askersSinceNanos = Long.MIN_VALUE;

    public BorrowedVoices(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.ADDRESS_SPOOFING);
        this.trail = new Trail(scene, accuser, CaseKind.ADDRESS_SPOOFING);
    }

    @Override
    public void see(Sighting sighting) {
        Sighting.Frame frame = sighting.frame();
        switch (sighting) {
            case Sighting.RouterAdvertised told -> advertised(frame, told);
            case Sighting.Told(var _, Telling.DhcpRequest request) ->
                    asked(client(frame, request.clientMac()), frame.atNanos());
            case Sighting.Told(var _, Telling.DhcpReply reply) -> replied(frame, reply);
            default -> {}
        }
    }

    private @Nullable Segment access(Sighting.Frame frame) {
        Segment wire = scene.wire(frame);
        return wire == null || wire.tap() != TapKind.ACCESS ? null : wire;
    }

    private @Nullable Voice voice(Segment where, long mac, int says, long atNanos) {
        return voices.get(new Speaker(where.name(), mac, says), false, atNanos, Voice::new);
    }

    private void advertised(Sighting.Frame frame, Sighting.RouterAdvertised told) {
        Segment where = access(frame);
        Voice voice =
                where == null ? null : voice(where, frame.senderMac(), ADVERTISES, frame.atNanos());
        if (where == null || voice == null) {
            return;
        }
        String says =
                (told.lifetimeSeconds() == 0 ? "no default router" : "default router")
                        + ", prefixes "
                        + new TreeSet<>(told.prefixes());
        if (voice.usual == null) {
            voice.usual = says;
        }
        if (!says.equals(voice.usual) && new Mac(frame.receiverMac()).isGroup()) {
            voice.strange(frame.atNanos());
        }
        boolean forged =
                voice.said.next(says, frame.atNanos()) >= RETURNS || voice.strange >= STRANGE;
        if (forged) {
            tell(
                    frame,
                    where,
                    ForgeryReason.FORGED_ADVERTISEMENTS_ON_SEGMENT,
                    " said '" + voice.usual + "' and '" + says + "'",
                    scene.endpoints().known(where.space(), told.linkMac()));
        }
    }

    /// Who asks by DHCP in this minute and the one before; when there are too many, anybody may
    /// have.
    private void asked(Client client, long atNanos) {
        nextMinute(atNanos);
        Asker asker = asker(client);
        if (asker == null && askers.size() < CAPACITY) {
            asker = new Asker();
        }
        if (asker != null && (askers.size() < CAPACITY || askers.containsKey(client))) {
            askers.put(client, asker);
            asker.asked++;
        }
    }

    private void nextMinute(long atNanos) {
        if (askersSinceNanos == Long.MIN_VALUE || atNanos - askersSinceNanos >= MINUTE_NANOS) {
            askersSinceNanos = atNanos;
            askersBefore = askers;
            askers = new HashMap<>();
        }
    }

    private Client client(Sighting.Frame frame, long mac) {
        return new Client(scene.segments().spaceOf(frame), mac);
    }

    private @Nullable Asker asker(Client client) {
        Asker now = askers.get(client);
        return now != null ? now : askersBefore.get(client);
    }

    private boolean mayHaveAsked(Client client) {
        boolean full = askers.size() >= CAPACITY || askersBefore.size() >= CAPACITY;
        return full || asker(client) != null;
    }

    private void replied(Sighting.Frame frame, Telling.DhcpReply reply) {
        boolean speaks = reply.messageType() == DHCP_OFFER || reply.messageType() == DHCP_ACK;
        Segment where = speaks && reply.relay() == null ? access(frame) : null;
        Voice voice =
                where == null
                        ? null
                        : voice(where, frame.senderMac(), reply.messageType(), frame.atNanos());
        if (where == null || voice == null) {
            return;
        }
        Client client = client(frame, reply.clientMac());
        nextMinute(frame.atNanos());
        voice.minute(frame.atNanos());
        boolean unasked =
                reply.messageType() == DHCP_OFFER
                        && isServer(where, frame.senderMac())
                        && !mayHaveAsked(client);
        voice.unasked += unasked ? 1 : 0;
        Asker asker = reply.messageType() == DHCP_ACK ? asker(client) : null;
        boolean excess = asker != null && ++asker.confirmed >= asker.asked + EXCESS;
        String says = says(where, reply);
        boolean byTurns = says != null && voice.said.next(says, frame.atNanos()) >= RETURNS;
        if (!byTurns && !excess && voice.unasked < UNASKED_OFFERS) {
            return;
        }
        String detail =
                byTurns
                        ? " says '" + says + "' and '" + voice.said.before() + "' by turns"
                        : " gives addresses to clients that had not asked";
        tell(frame, where, ForgeryReason.FORGED_OFFERS_ON_SEGMENT, detail, goal(where, reply));
    }

    private void tell(
            Sighting.Frame frame,
            Segment where,
            ForgeryReason reason,
            String detail,
            @Nullable Endpoint goal) {
        long mac = frame.senderMac();
        Accuser.Told told =
                accuser.accuse(
                        null,
                        where,
                        new Mac(mac).toString(),
                        reason,
                        reason,
                        () -> new Mac(mac) + detail + trail.hint(where, mac),
                        frame.atNanos());
        trail.follow(told, null, where, mac, goal, frame.atNanos());
    }

    /// Whom a forged answer makes the gateway or the name server.
    private @Nullable Endpoint goal(Segment where, Telling.DhcpReply reply) {
        for (Address named : Arrays.asList(reply.router(), reply.resolver())) {
            Endpoint holder = named == null ? null : scene.endpoints().holder(where.space(), named);
            if (holder != null && !accuser.serves(holder)) {
                return holder;
            }
        }
        return null;
    }

    /// What a server says of itself; null when it says too little to compare. A server may send
    /// some clients to another gateway that is one.
    private @Nullable String says(Segment where, Telling.DhcpReply reply) {
        Address router = reply.router();
        if (reply.server() == null || router == null) {
            return null;
        }
        Endpoint holder = scene.endpoints().holder(where.space(), router);
        boolean gateway =
                holder != null && (holder.isNextHop() || scene.isOffices(holder, Role.ROUTER));
        return "server " + reply.server() + (gateway ? "" : ", router " + router);
    }

    private boolean isServer(Segment where, long mac) {
        Endpoint server = scene.endpoints().known(where.space(), mac);
        return server != null && accuser.serves(server);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "server_voices", (long) voices.size(),
                "server_voices_refused", voices.refused(),
                "server_voices_displaced", voices.displaced());
    }
}
