package org.tapwarden.enforcer.desk;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/// What somebody must look at now, since nothing automatic happens until then. Sent once for each
/// time that something stopped.
///
/// @param what stopped, in a line
/// @param why in a line
/// @param mayBe what such a thing has been caused by, a line each
/// @param toDo a line each
public record Page(String what, String why, List<String> mayBe, List<String> toDo) {

    private static final int LONGEST = 400;

    public Page {
        mayBe = List.copyOf(mayBe);
        toDo = List.copyOf(toDo);
    }

    Letter letter(String token, Instant now, ZoneId zone) {
        var text = new StringBuilder();
        text.append(Plain.line(what, LONGEST)).append('\n');
        text.append(Plain.line(why, LONGEST)).append('\n');
        text.append("At ")
                .append(Letter.TIME.format(now.atZone(zone)))
                .append("\n\nWHAT THIS MAY BE\n");
        mayBe.forEach(line -> text.append("  - ").append(line).append('\n'));
        text.append("\nWHAT TO DO\n");
        for (int i = 0; i < toDo.size(); i++) {
            text.append("  ").append(i + 1).append(". ").append(toDo.get(i)).append('\n');
        }
        return new Letter(Plain.line("[" + token + "] PAGE: " + what, LONGEST), text.toString());
    }
}
