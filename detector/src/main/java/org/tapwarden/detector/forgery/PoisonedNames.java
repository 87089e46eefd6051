package org.tapwarden.detector.forgery;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Caps;
import org.tapwarden.classifier.Sighting;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.finding.Accuser;
import org.tapwarden.detector.finding.CaseKind;
import org.tapwarden.detector.finding.Detector;
import org.tapwarden.detector.finding.Remembered;
import org.tapwarden.detector.finding.Scene;
import org.tapwarden.detector.segment.Role;
import org.tapwarden.detector.segment.TapKind;

/// Notices who answers neighbours' name questions (LLMNR, RFC 4795; NetBIOS, RFC 1002) that are not
/// about itself, which is how a program takes passwords from computers that mistyped a name.
///
/// Neighbours answer for their own names only (RFC 4795, section 2.3). A device has a few: its
/// name, its domain's, an alias. So the third name counts that the device never said to be its own;
/// and at once an answer for a name of which another device says that it is its own, and answers
/// differently. Name servers of the office answer for everybody.
public final class PoisonedNames implements Detector {

    static final int CAPACITY = Caps.of(8_192, 32);

    /// Names that are not its own.
    static final int NAMES = 3;

    private static final int MOST_OWN = 8;
    private static final int NETBIOS_NAME = 15;
    private static final long MEMORY_NANOS = 3_600_000_000_000L;

    private static final class Speaker {
        private final Set<String> own = new HashSet<>();
        private final Set<String> others = new LinkedHashSet<>();
        private long othersNanos;
    }

    /// Who answered for a name, and what: the owner's answer where it is known.
    private static final class Answers {
        private final Map<Long, List<Address>> by = new HashMap<>();
    }

    private record Name(int space, String name) {}

    private final Scene scene;
    private final Accuser accuser;
    private final Remembered<Long, Speaker> speakers = new Remembered<>(CAPACITY);
    private final Remembered<Name, Answers> names = new Remembered<>(CAPACITY);

    public PoisonedNames(Scene scene) {
        this.scene = scene;
        this.accuser = new Accuser(scene, CaseKind.NAME_POISONING);
    }

    @Override
    public void see(Sighting sighting) {
        if (!(sighting instanceof Sighting.Told(Sighting.Frame frame, Telling telling))) {
            return;
        }
        switch (telling) {
            case Telling.NameAnnounced(String name, var _) -> {
                Endpoint endpoint = scene.sender(frame);
                Speaker speaker = endpoint == null ? null : speaker(endpoint, frame.atNanos());
                if (speaker != null && speaker.own.size() < MOST_OWN) {
                    speaker.own.add(label(name));
                }
            }
            case Telling.NameAnswered answer -> {
                if (answer.via() == Protocol.LLMNR || answer.via() == Protocol.NBNS) {
                    answered(frame, answer);
                }
            }
            default -> {}
        }
    }

    private Speaker speaker(Endpoint endpoint, long atNanos) {
        Speaker speaker =
                speakers.get(endpoint.id(), accuser.serves(endpoint), atNanos, Speaker::new);
        return speaker == null ? new Speaker() : speaker;
    }

    private void answered(Sighting.Frame frame, Telling.NameAnswered answer) {
        Endpoint endpoint = scene.sender(frame);
        String name = label(answer.name());
        if (endpoint == null
                || endpoint.segment().tap() != TapKind.ACCESS
                || answer.addresses().isEmpty()
                || isNobodys(name)) {
            return;
        }
        boolean nameServer =
                scene.isOffices(endpoint, Role.NAME_SERVER)
                        || (endpoint.isInfrastructure() && !endpoint.isClient());
        if (nameServer) {
            return;
        }
        Speaker speaker = speaker(endpoint, frame.atNanos());
        contradicts(frame, endpoint, name, answer.addresses());
        if (isOwn(endpoint, speaker, name)) {
            return;
        }
        if (frame.atNanos() - speaker.othersNanos > MEMORY_NANOS) {
            speaker.others.clear();
        }
        speaker.othersNanos = frame.atNanos();
        if (speaker.others.size() < NAMES) {
            speaker.others.add(name);
        }
        if (speaker.others.size() >= NAMES) {
            accuse(
                    endpoint,
                    ForgeryReason.ANSWERS_FOR_MANY_NAMES,
                    String.join(", ", speaker.others),
                    frame.atNanos());
        }
    }

    private void contradicts(
            Sighting.Frame frame, Endpoint endpoint, String name, List<Address> addresses) {
        Answers answers =
                names.get(
                        new Name(endpoint.segment().space(), name),
                        false,
                        frame.atNanos(),
                        Answers::new);
        if (answers == null) {
            return;
        }
        if (answers.by.size() < MOST_OWN) {
            answers.by.put(endpoint.id(), addresses);
        }
        for (Map.Entry<Long, List<Address>> one : answers.by.entrySet()) {
            Endpoint other = scene.endpoints().byId(one.getKey());
            if (other == null || other == endpoint || one.getValue().equals(addresses)) {
                continue;
            }
            boolean owned = isOwn(endpoint, speaker(endpoint, frame.atNanos()), name);
            boolean others = isOwn(other, speaker(other, frame.atNanos()), name);
            if (owned != others) {
                accuse(
                        owned ? other : endpoint,
                        ForgeryReason.ANSWERS_FOR_ANOTHERS_NAME,
                        name,
                        frame.atNanos());
            }
        }
    }

    private void accuse(Endpoint endpoint, ForgeryReason reason, String detail, long atNanos) {
        accuser.accuse(
                endpoint,
                endpoint.segment(),
                reason,
                ForgeryReason.NAMES_POISONED_ON_SEGMENT,
                () -> detail,
                atNanos);
    }

    private static boolean isOwn(Endpoint endpoint, Speaker speaker, String name) {
        return speaker.own.contains(name) || label(endpoint.hostName()).equals(name);
    }

    /// Groups and questions for whoever is there: `*`, the browsers' own name.
    private static boolean isNobodys(String name) {
        return name.isEmpty() || name.startsWith("*") || name.contains("__msbrowse__");
    }

    /// The first label in lower case, as long as a NetBIOS name is.
    private static String label(String name) {
        int dot = name.indexOf('.');
        String first = (dot < 0 ? name : name.substring(0, dot)).strip().toLowerCase(Locale.ROOT);
        return first.length() <= NETBIOS_NAME ? first : first.substring(0, NETBIOS_NAME);
    }

    @Override
    public Map<String, Long> counters() {
        return Map.of(
                "name_speakers", (long) speakers.size(),
                "name_speakers_refused", speakers.refused(),
                "names_answered_refused", names.refused(),
                "names_answered_displaced", names.displaced());
    }
}
