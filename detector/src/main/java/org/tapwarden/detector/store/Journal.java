package org.tapwarden.detector.store;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.sensor.Asked;
import org.tapwarden.detector.store.SensorStore.Numbered;

/// What the enforcer reads: what policy asked for, by number, and who must not be touched.
final class Journal {

    private static final int MOST_PROTECTED = 10_000;

    private final CommittedReader reader;

    Journal(CommittedReader reader) {
        this.reader = reader;
    }

    List<Numbered> askedAfter(long number, int limit) {
        return reader.select(
                r ->
                        new Numbered(
                                r.getLong(1),
                                Documents.JSON.readValue(r.getString(2), Asked.class)),
                "SELECT number, doc FROM asked WHERE number > ? ORDER BY number LIMIT ?",
                number,
                limit);
    }

    Map<String, String> infrastructure() {
        Map<String, String> found = new LinkedHashMap<>();
        List<String> macs =
                reader.select(
                        r -> new Mac(r.getLong(1)).toString(),
                        "SELECT mac FROM endpoint WHERE infrastructure = 1 AND mac <> 0"
                                + " ORDER BY id LIMIT ?",
                        MOST_PROTECTED);
        macs.forEach(m -> found.put(m, "the sensor saw it serve others"));
        return found;
    }
}
