package org.tapwarden.detector.forgery;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.capture.Mac;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Segment;
import org.tapwarden.detector.segment.TapKind;

/// Notices that one DNS question got two answers with different addresses: somebody who sees the
/// question answers before the server does.
///
/// The same answer again is a repeated question or a frame mirrored twice. A service with many
/// addresses gives each question others; so a client that repeats a question after a second, under
/// the old number, may get two that differ. Counted is therefore what comes within {@link
/// #WITHIN_NANOS}, of one client, server, number and name, and without an address in common; and
/// where nothing else speaks for a forgery, only the second time.
public final class DoubledAnswers implements Detector {

    static final int CAPACITY = Caps.of(16_384, 32);

    /// Resolvers repeat a question after a second at the earliest.
    static final long WITHIN_NANOS = 900_000_000L;

    private static final long MEMORY_NANOS = 600_000_000_000L;

    private record Question(Address client, Address server, int transaction) {}

    private static final class Answered {
        private String name = "";
        private Set<Address> addresses = Set.of();
        private long mac;
        private long atNanos;
    }

    /// Through which MAC a server's answers usually come, and when one of them was doubled.
    private static final class Server {
        private long mac;
        private long doubledNanos = Long.MIN_VALUE;
    }

    private final Scene scene;
    private final Accuser accuser;
    private final Remembered<Question, Answered> answers = new Remembered<>(CAPACITY, WITHIN_NANOS);
    private final Remembered<Address, Server> servers = new Remembered<>(CAPACITY);

    public DoubledAnswers(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.DNS_FORGERY);
    }

    @Override
    public void see(Sighting sighting) {
        if (sighting instanceof Sighting.Told(var frame, Telling.NameAnswered answer)
                && answer.via() == Protocol.DNS
                && answer.transaction() != Telling.NameAnswered.NO_TRANSACTION
                && !answer.addresses().isEmpty()) {
            answered(frame, answer);
        }
    }

    private void answered(Sighting.Frame frame, Telling.NameAnswered answer) {
        Address client = frame.receiver();
        Address server = frame.sender();
        if (client == null || server == null || client.isMulticast()) {
            return;
        }
        Segment segment = scene.segments().of(frame.vlan(), client);
        if (segment == null || segment.tap() != TapKind.ACCESS) {
            return;
        }
        long atNanos = frame.atNanos();
        var question = new Question(client, server, answer.transaction());
        Answered first = answers.get(question, false, atNanos, Answered::new);
        Server from = servers.get(server, false, atNanos, Server::new);
        if (first == null || from == null) {
            return;
        }
        var addresses = new HashSet<>(answer.addresses());
        boolean again = first.name.equals(answer.name()) && atNanos - first.atNanos <= WITHIN_NANOS;
        if (!again) {
            first.name = answer.name();
            first.addresses = addresses;
            first.mac = frame.senderMac();
            first.atNanos = atNanos;
            from.mac = from.mac == 0 ? frame.senderMac() : from.mac;
            return;
        }
        if (!differ(first.addresses, addresses)) {
            return;
        }
        boolean otherMac = first.mac != frame.senderMac();
        boolean inward = pointsInside(frame, first.addresses) != pointsInside(frame, addresses);
        boolean repeated =
                from.doubledNanos != Long.MIN_VALUE && atNanos - from.doubledNanos <= MEMORY_NANOS;
        from.doubledNanos = atNanos;
        if (otherMac || inward || repeated) {
            String detail =
                    answer.name()
                            + " is at "
                            + first.addresses
                            + " and at "
                            + addresses
                            + ", both said to come from "
                            + server;
            long stranger = from.mac == first.mac ? frame.senderMac() : first.mac;
            Endpoint culprit = otherMac ? scene.endpoints().known(segment.space(), stranger) : null;
            accuser.accuse(
                    culprit,
                    segment,
                    ForgeryReason.SECOND_DNS_ANSWER,
                    ForgeryReason.TWO_DNS_ANSWERS_ON_SEGMENT,
                    () -> otherMac ? detail + ", through " + new Mac(stranger) : detail,
                    atNanos);
        }
    }

    /// Whether one answer contradicts the other: both tell addresses of one family, and none in
    /// common. The questions for IPv4 and IPv6 may carry one number.
    private static boolean differ(Set<Address> one, Set<Address> other) {
        boolean family = false;
        for (Address a : one) {
            for (Address b : other) {
                if (a.equals(b)) {
                    return false;
                }
                family |= a.isIpv4() == b.isIpv4();
            }
        }
        return family;
    }

    private boolean pointsInside(Sighting.Frame frame, Set<Address> addresses) {
        for (Address address : addresses) {
            if (scene.segments().of(frame.vlan(), address) != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "dns_questions", (long) answers.size(),
                "dns_questions_refused", answers.refused(),
                "dns_questions_displaced", answers.displaced());
    }
}
