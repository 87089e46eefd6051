package org.tapwarden.detector.finding;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.endpoint.Endpoint;
import org.tapwarden.detector.place.Place;
import org.tapwarden.detector.place.PlaceText;
import org.tapwarden.detector.segment.Segment;

/// Tells where forged frames enter the network, as far as somebody knows.
///
/// A forger that sends with its own MAC is where a switch, a relay or a RADIUS server says that MAC
/// is. With another's MAC the switches' tables name the port where it was heard last, which may be
/// the owner's: so it is said with that doubt, and of a case about the segment. Besides, most forge
/// in order to be sent to: whom the forged frames name is told, too.
public final class Trail {

    private static final String PORT_UNKNOWN =
            "; which port they come from is not observable here: look for this MAC in the switches'"
                    + " tables, and at more than one port";

    private final Scene scene;
    private final Accuser accuser;
    private final CaseKind kind;

    public Trail(Scene scene, Accuser accuser, CaseKind kind) {
        this.scene = scene;
        this.accuser = accuser;
        this.kind = kind;
    }

    /// What to add to the detail of a case about the segment while no port is known.
    public String hint(Segment where, long mac) {
        return scene.places(where, mac).isEmpty() ? PORT_UNKNOWN : "";
    }

    /// Adds where the frames enter to what was just told.
    ///
    /// @param who the accused device; null when it is nobody's that is known
    /// @param mac that the forged frames carry
    /// @param goal whom they name; null when nobody
    public void follow(
            Accuser.Told told,
            @Nullable Endpoint who,
            Segment where,
            long mac,
            @Nullable Endpoint goal,
            long atNanos) {
        Optional<Place> place = place(where, mac);
        switch (told) {
            case NOTHING -> {}
            case DEVICE -> {
                if (who != null && place.isPresent()) {
                    scene.report(
                            kind,
                            who,
                            new Evidence(
                                    who.id(),
                                    GeneralReason.COMES_IN_AT,
                                    words(place.orElseThrow(), atNanos),
                                    atNanos));
                }
            }
            case SEGMENT -> {
                place.ifPresent(at ->
                        report(
                                where,
                                GeneralReason.FORGED_MAC_IS_AT,
                                new Mac(mac) + " " + PlaceText.words(at),
                                words(at, atNanos),
                                atNanos));
                if (goal != null && goal.mac() != 0 && goal.mac() != mac && !accuser.serves(goal)) {
                    leadsTo(where, new Mac(goal.mac()), atNanos);
                }
            }
        }
    }

    private void leadsTo(Segment where, Mac goal, long atNanos) {
        Optional<Place> place = place(where, goal.bits());
        report(
                where,
                GeneralReason.FORGERY_LEADS_TO,
                goal + " " + place.map(PlaceText::words).orElse(""),
                goal
                        + place.map(at -> " at " + words(at, atNanos))
                                .orElse(", of which no port is known"),
                atNanos);
    }

    private void report(Segment where, Reason reason, String about, String detail, long atNanos) {
        scene.report(kind, where, Evidence.onSegment(reason, about, detail, atNanos));
    }

    /// As whoever can be relied on most says.
    private Optional<Place> place(Segment where, long mac) {
        return scene.places(where, mac).stream().findFirst();
    }

    /// With source and age.
    private static String words(Place place, long atNanos) {
        var age = Duration.ofMillis(Math.max(0, atNanos / 1_000_000L - place.atMillis()));
        return "%s (%s, %s before)"
                .formatted(PlaceText.words(place), place.source().word(), words(age));
    }

    private static String words(Duration age) {
        return age.compareTo(Duration.ofMinutes(2)) < 0
                ? age.toSeconds() + " s"
                : age.toMinutes() + " min";
    }
}
