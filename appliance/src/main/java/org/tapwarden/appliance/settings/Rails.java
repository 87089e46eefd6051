package org.tapwarden.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.enforcer.ladder.ExamFreeze;
import org.tapwarden.enforcer.ladder.RailSettings;

/// What must be true before anything automatic happens, out of the section `enforcer`.
final class Rails {

    private static final Set<String> EXAM_KEYS = Set.of("name", "from", "to", "segments");

    private Rails() {}

    static RailSettings of(JsonNode enforcer, ZoneId zone) {
        return new RailSettings(
                RailSettings.USUAL.switchedOn(),
                RailSettings.USUAL.segments(),
                Yaml.span(enforcer, "enforcer", "learning", RailSettings.USUAL.learning()),
                Yaml.span(enforcer, "enforcer", "second-person", RailSettings.USUAL.secondPerson()),
                exams(enforcer.path("exams")),
                zone);
    }

    private static List<ExamFreeze> exams(JsonNode list) {
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException("enforcer.exams: must be a list");
        }
        var exams = new ArrayList<ExamFreeze>();
        for (int i = 0; i < list.size(); i++) {
            String at = "enforcer.exams[" + i + "]";
            JsonNode node = list.get(i);
            Yaml.onlyKeys(node, at, EXAM_KEYS);
            LocalDate from = day(node, at, "from");
            LocalDate to = day(node, at, "to");
            if (to.isBefore(from)) {
                throw new IllegalArgumentException(
                        at + ".to: '" + to + "' must not be before from: " + from);
            }
            exams.add(
                    new ExamFreeze(
                            Yaml.text(node, at, "name"),
                            from,
                            to,
                            new LinkedHashSet<>(Yaml.texts(node, at, "segments"))));
        }
        return exams;
    }

    private static LocalDate day(JsonNode node, String at, String key) {
        String text = Yaml.text(node, at, key);
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    at + "." + key + ": '" + text + "' must be a date such as 2027-04-20", e);
        }
    }
}
