package org.tapwarden.enforcer.desk;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Outcome.Kind;
import org.tapwarden.enforcer.order.Outcome.Reason;
import org.tapwarden.enforcer.order.Place;
import org.tapwarden.enforcer.order.Step;

/// The mail as a technician reads it in a corridor: what, where and since when in the first three
/// lines, then everything that is needed to go and unplug it without the console.
///
/// @param subject carries the incident's token, by which a ticket system threads
record Letter(String subject, String body) {

    private static final Duration STILL = Duration.ofMinutes(5);
    private static final int LONGEST_LINE = 400;
    static final int LONGEST_SUBJECT = 150;

    /// How every mail of the desk writes a time.
    static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    static Letter about(Order order, Done done, String token, Instant now, ZoneId zone) {
        var text = new StringBuilder();
        text.append(plain(order.what())).append(" (").append(sureness(order)).append(")\n");
        text.append(place(order.place())).append('\n');
        text.append(since(order, now, zone)).append("\n\n");
        where(text, order);
        text.append("WHY\n");
        bullets(text, order.evidence(), "no sentence of evidence was given");
        text.append("  Independent kinds of evidence: ")
                .append(order.families().isEmpty() ? "none" : String.join(", ", order.families()))
                .append("\n\nWHAT SPEAKS AGAINST IT\n");
        bullets(text, order.speaksAgainst(), "nothing known");
        text.append("\nWHAT WAS DONE\n  ").append(done(order, done, zone)).append('\n');
        if (!done.note().isEmpty()) {
            text.append("  ").append(plain(done.note())).append('\n');
        }
        text.append("\nWHAT TO DO\n");
        toDo(text, order, done);
        text.append("\nTHE RULE\n  ")
                .append(order.clauseId())
                .append(": \"")
                .append(plain(order.clauseSentence()))
                .append("\"\n  (rule ")
                .append(order.ruleId())
                .append(", case ")
                .append(order.caseId())
                .append(")\n");
        String subject =
                "["
                        + token
                        + "] "
                        + order.severity()
                        + ": "
                        + plain(order.what())
                        + ", "
                        + plain(order.place().site());
        return new Letter(Plain.line(subject, LONGEST_SUBJECT), text.toString());
    }

    static Letter storm(Order order, int incidents, String token, Instant now, ZoneId zone) {
        String site = plain(order.place().site());
        String body =
                "Many at once: %d incidents of one rule at %s within 5 minutes\n"
                                .formatted(incidents, site)
                        + "Latest: "
                        + plain(order.what())
                        + "\n"
                        + "At "
                        + TIME.format(now.atZone(zone))
                        + "\n\n"
                        + "WHAT THIS MAY BE\n"
                        + "  A switch loop, a change of a DHCP server or of a trunk, the first day of"
                        + " term, or forged frames.\n\n"
                        + "WHAT WAS DONE\n"
                        + "  Automatic steps are paused (the breaker is open) until a person closes it."
                        + " The single incidents are kept and are not mailed one by one.\n\n"
                        + "WHAT TO DO\n"
                        + "  1. Look what changed in the network at that time.\n"
                        + "  2. Look at one of the devices.\n"
                        + "  3. Close the breaker when the cause is known.\n\n"
                        + "THE RULE\n  "
                        + order.clauseId()
                        + ": \""
                        + plain(order.clauseSentence())
                        + "\"\n  (rule "
                        + order.ruleId()
                        + ")\n";
        String subject = "[" + token + "] many incidents at once, " + site;
        return new Letter(Plain.line(subject, LONGEST_SUBJECT), body);
    }

    static String plain(String text) {
        return Plain.line(text, LONGEST_LINE);
    }

    private static String sureness(Order order) {
        if (order.askedBy().isPresent()) {
            return "a person asked for the step";
        }
        return switch (order.families().size()) {
            case 0, 1 -> "possible: one kind of evidence only";
            case 2 -> "likely: two independent kinds of evidence";
            default -> "very likely: " + order.families().size() + " independent kinds of evidence";
        };
    }

    private static String place(Place place) {
        String port = place.port().map(p -> ", port " + plain(p)).orElse("");
        return known(place.site()) + ", " + known(place.building()) + port;
    }

    private static String known(String name) {
        return name.isBlank() ? "unknown" : plain(name);
    }

    private static String since(Order order, Instant now, ZoneId zone) {
        Duration quiet = Duration.between(order.lastSeen(), now);
        String still =
                quiet.compareTo(STILL) <= 0
                        ? "still seen"
                        : "last seen " + TIME.format(order.lastSeen().atZone(zone));
        return "Since " + TIME.format(order.firstSeen().atZone(zone)) + ", " + still;
    }

    private static void where(StringBuilder text, Order order) {
        Place place = order.place();
        text.append("WHERE\n  Site: ").append(known(place.site()));
        text.append("\n  Building: ").append(known(place.building()));
        text.append("\n  Segment: ").append(known(place.segment()));
        place.vlan().ifPresent(vlan -> text.append("\n  VLAN: ").append(vlan));
        if (order.subject().isNobody()) {
            text.append("\n  About the segment: no one device is known to do it.\n\n");
            return;
        }
        text.append("\n  MAC: ").append(joined(order.subject().macs()));
        if (!order.subject().maker().isBlank()) {
            text.append(" (").append(plain(order.subject().maker())).append(')');
        }
        text.append("\n  Address: ").append(joined(order.subject().addresses()));
        if (place.port().isPresent()) {
            text.append("\n  Port: ").append(plain(place.port().orElseThrow()));
        } else {
            text.append("\n  Port: not known. On the building's switch, look the MAC up:");
            for (Mac mac : order.subject().macs()) {
                String hex = mac.toString().replace(":", "");
                text.append("\n    show mac address-table address ");
                text.append(hex, 0, 4).append('.').append(hex, 4, 8).append('.').append(hex, 8, 12);
                text.append("   (Cisco)\n    show mac-address ");
                text.append(hex, 0, 6).append('-').append(hex, 6, 12).append("   (HPE, Aruba)");
            }
            text.append("\n    A port that shows many MACs is a trunk: go on at the next switch.");
        }
        text.append("\n\n");
    }

    static String joined(Iterable<?> values) {
        var parts = new ArrayList<String>();
        values.forEach(value -> parts.add(value.toString()));
        return parts.isEmpty() ? "not known" : String.join(", ", parts);
    }

    static void bullets(StringBuilder text, List<String> lines, String otherwise) {
        List<String> shown = lines.isEmpty() ? List.of(otherwise) : lines;
        text.append(
                shown.stream().map(l -> "  - " + plain(l) + "\n").collect(Collectors.joining()));
    }

    private static String done(Order order, Done done, ZoneId zone) {
        String step =
                order.step().name().toLowerCase(Locale.ROOT).replace('_', ' ') + order.toWords();
        String detail = plain(done.outcome().detail());
        String until =
                done.until().map(end -> TIME.format(end.atZone(zone))).orElse("an unknown time");
        return switch (done.stage()) {
            case TOLD -> told(order, step, detail);
            case REFUSED ->
                    "Nothing on the network was changed: " + step + " refused, " + detail + ".";
            case FAILED -> "Nothing was achieved: " + step + " failed, " + detail + ".";
            case HELD -> held(done, step, detail) + " It ends by itself at " + until + ".";
            case PERSON_NEEDED ->
                    held(done, step, detail)
                            + " No other means is left here: a person is needed. What is in place"
                            + " ends by itself at "
                            + until
                            + ".";
            case RELEASED -> "The " + step + " was released by a person.";
            case WITHDRAWN -> "The " + step + " has ended before its time.";
            case EXPIRED -> "The " + step + " has ended by itself. The device can talk again.";
        };
    }

    private static String told(Order order, String step, String detail) {
        return order.step() == Step.NOTIFY
                ? "Nothing on the network was changed: this rule only asks for a notice."
                : "Nothing on the network was changed; it would have been: "
                        + step
                        + " ("
                        + detail
                        + ").";
    }

    private static String held(Done done, String step, String detail) {
        return switch (done.outcome().kind()) {
            case EFFECTIVE -> "Effective: " + step + ", confirmed on the tap (" + detail + ").";
            case NOT_EFFECTIVE -> "NOT effective: " + step + " is in place, but " + detail + ".";
            case EVADED -> "EVADED: " + step + " is in place, but " + detail + ".";
            case SIMULATED -> "Simulated only: " + step + " (" + detail + ").";
            default ->
                    "Unconfirmed: "
                            + step
                            + ", "
                            + detail
                            + "; the tap has not shown yet that it works.";
        };
    }

    private static void toDo(StringBuilder text, Order order, Done done) {
        boolean inPlace =
                done.stage() == Done.Stage.HELD || done.stage() == Done.Stage.PERSON_NEEDED;
        boolean cut = inPlace && done.outcome().kind() != Kind.SIMULATED;
        if (order.subject().isNobody()) {
            text.append(
                    "  1. Read the reasons: they name whose MAC or address was used, or how many.\n");
            text.append(
                    "  2. Look where such frames come from, in the MAC tables of the segment's");
            text.append(" switches.\n");
        } else {
            text.append("  1. Go to the place above and find the device.\n");
            text.append("  2. If it must not be there, or does harm, unplug it, and note port and");
            text.append(" room in the ticket.\n");
            text.append("  3. Else ask its owner for the approval of Technology Services.\n");
        }
        if (done.outcome().reason() == Reason.PROTECTED) {
            text.append(
                    "  It claims to be a protected device: look whether it really is that one.\n");
        }
        if (cut) {
            text.append("  To let it back: tapwarden quarantine release ")
                    .append(done.leaseId().orElse(order.id()))
                    .append('\n');
        }
        text.append("  If this is wrong: tapwarden cases false-alarm ")
                .append(order.caseId())
                .append(
                        " --why '...', or on the alert's page. So everybody sees how often the rule is")
                .append(" right.\n");
    }
}
