package org.tapwarden.detector.finding;

import java.time.Duration;
import java.util.List;
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
        String at = where(where, mac, atNanos);
        switch (told) {
            case NOTHING -> {}
            case DEVICE -> {
                if (who != null && !at.isEmpty()) {
                    var evidence = new Evidence(who.id(), GeneralReason.COMES_IN_AT, at, atNanos);
                    scene.report(kind, who, evidence);
                }
            }
            case SEGMENT -> {
                if (!at.isEmpty()) {
                    report(where, GeneralReason.FORGED_MAC_IS_AT, at, atNanos);
                }
                if (goal != null && goal.mac() != 0 && goal.mac() != mac && !accuser.serves(goal)) {
                    String there = where(where, goal.mac(), atNanos);
                    report(
                            where,
                            GeneralReason.FORGERY_LEADS_TO,
                            new Mac(goal.mac())
                                    + (there.isEmpty()
                                            ? ", of which no port is known"
                                            : " at " + there),
                            atNanos);
                }
            }
        }
    }

    private void report(Segment where, Reason reason, String detail, long atNanos) {
        scene.report(kind, where, new Evidence(0, reason, detail, atNanos));
    }

    /// The first place, with its source and age; empty when none is known.
    private String where(Segment where, long mac, long atNanos) {
        List<Place> places = scene.places(where, mac);
        if (places.isEmpty()) {
            return "";
        }
        Place place = places.getFirst();
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
