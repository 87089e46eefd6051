package org.tapwarden.enforcer.desk;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tapwarden.enforcer.order.Order;

/// A step that one person asked for and of which nothing comes unless another confirms it. Sent
/// once for each time that somebody asks.
///
/// @param order of the first device, asked for by a person
/// @param id what is confirmed, or withdrawn
/// @param until afterwards it comes to nothing by itself
public record Petition(Order order, String id, Instant until) {

    private static final int LONGEST = 400;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT);

    Letter letter(String token, Instant now, ZoneId zone) {
        String step = order.step().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String who = order.askedBy().orElse("somebody");
        String whom = order.subject().macs().iterator().next().toString();
        if (!id.equals(order.id())) {
            whom += ", and more devices of the person who uses it";
        }
        String where = order.place().site();
        String text =
                plain(who)
                        + " asks for: "
                        + step
                        + " of "
                        + plain(whom)
                        + (where.isBlank() ? "" : " at " + plain(where))
                        + "\n"
                        + "At "
                        + TIME.format(now.atZone(zone))
                        + ". Nothing is done unless another administrator confirms it before "
                        + TIME.format(until.atZone(zone))
                        + ".\n\nWHY\n  "
                        + plain(order.what())
                        + "\n\nWHAT TO DO\n"
                        + "  1. Ask "
                        + plain(who)
                        + ", and look at the case "
                        + plain(order.caseId())
                        + " and whose device it is.\n"
                        + "  2. If it is right: tapwarden quarantine confirm "
                        + id
                        + "\n  3. If it is not: tapwarden quarantine confirm "
                        + id
                        + " --withdraw 'why'\n  Both are on the console's page Enforcement, too.\n"
                        + "\nTHE RULE\n  "
                        + plain(order.clauseId())
                        + ": \""
                        + plain(order.clauseSentence())
                        + "\"\n";
        String subject = "[" + token + "] waits for a second person: " + step + " of " + whom;
        return new Letter(Plain.line(subject, LONGEST), text);
    }

    private static String plain(String text) {
        return Plain.line(text, LONGEST);
    }
}
