package org.tapwarden.enforcer.desk;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Set;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Subject;

/// A step that one person asked for and of which nothing comes unless another confirms it. Sent
/// once for each time that somebody asks.
///
/// @param order of the first device, asked for by a person
/// @param id what is confirmed, or withdrawn
/// @param until afterwards it comes to nothing by itself
public record Petition(Order order, String id, Instant until) {

    Letter letter(String token, Instant now, ZoneId zone) {
        String step = order.step().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String who = order.askedBy().orElse("somebody");
        Subject device = order.subject();
        // Of some devices only an address is known.
        Set<?> called = device.macs().isEmpty() ? device.addresses() : device.macs();
        String whom = Letter.joined(called);
        if (!id.equals(order.id())) {
            whom += ", and all other devices of the person who uses it";
        }
        var text = new StringBuilder();
        text.append(Letter.plain(who)).append(" asks for: ").append(step).append(" of ");
        text.append(Letter.plain(whom));
        if (!order.place().site().isBlank()) {
            text.append(" at ").append(Letter.plain(order.place().site()));
        }
        text.append(", for ")
                .append(order.length().toMinutes())
                .append(" minutes\nAt ")
                .append(Letter.TIME.format(now.atZone(zone)));
        text.append(". Nothing is done unless another administrator confirms it before ");
        text.append(Letter.TIME.format(until.atZone(zone))).append(".\n\nWHY\n");
        Letter.bullets(text, order.evidence(), "no reason was given");
        text.append("\nWHAT TO DO\n  1. Ask ").append(Letter.plain(who));
        text.append(", and look whose device it is");
        called.stream()
                .findFirst()
                .ifPresent(one -> text.append(": tapwarden devices show ").append(one));
        text.append("\n  2. If it is right: tapwarden quarantine confirm ");
        text.append(id).append("\n  3. If it is not: tapwarden quarantine confirm ").append(id);
        text.append(
                " --withdraw 'why'\n  Both can be done on the console's page Enforcement, too.\n");
        text.append("\nTHE RULE\n  ").append(order.clauseId()).append(": \"");
        text.append(Letter.plain(order.clauseSentence())).append("\"\n");
        String subject = "[" + token + "] waits for a second person: " + step + " of " + whom;
        return new Letter(Plain.line(subject, Letter.LONGEST_SUBJECT), text.toString());
    }
}
