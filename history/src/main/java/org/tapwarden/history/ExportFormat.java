package org.tapwarden.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.tapwarden.classifier.FlowRecord;

/// What an export is written as. Names come from the network; each format escapes them its way, as
/// {@link Rows} does.
public enum ExportFormat {
    /// The columns of {@link Rows#CSV}, a row a slice.
    CSV("csv") {
        @Override
        ExportLines lines(ZoneId zone, Instant opened) {
            return new CsvLines(zone);
        }
    },
    /// Lines of JSON with the names of the Elastic Common Schema, a line a slice.
    ECS("ecs") {
        @Override
        ExportLines lines(ZoneId zone, Instant opened) {
            return new EcsLines();
        }
    },
    /// Zeek's conn.log, a line a flow that is over, with the counters of the whole flow.
    ZEEK("zeek") {
        @Override
        ExportLines lines(ZoneId zone, Instant opened) {
            return new ConnLog(zone, opened);
        }
    };

    private final String word;

    ExportFormat(String word) {
        this.word = word;
    }

    /// As it is written on a command line.
    public String word() {
        return word;
    }

    /// Whether it has a line for each flow that is over, and none for slices before the last.
    public boolean isOfWholeFlows() {
        return this == ZEEK;
    }

    /// @param zone of the site, for times that are for people
    /// @param opened when the export began
    abstract ExportLines lines(ZoneId zone, Instant opened);

    /// The format of this name.
    ///
    /// @throws IllegalArgumentException with one line that names the formats
    public static ExportFormat of(String word) {
        for (ExportFormat format : values()) {
            if (format.word.equals(word.toLowerCase(Locale.ROOT))) {
                return format;
            }
        }
        throw new IllegalArgumentException("the formats are csv, ecs and zeek, not " + word);
    }

    private record CsvLines(ZoneId zone) implements ExportLines {

        @Override
        public String head() {
            var text = new StringBuilder();
            try {
                Rows.csvTitles(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        }

        @Override
        public String line(FlowRecord slice) {
            var text = new StringBuilder(200);
            try {
                Rows.csvRow(slice, DateTimeFormatter.ISO_OFFSET_DATE_TIME.withZone(zone), text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return text.toString();
        }

        @Override
        public String tail() {
            return "";
        }
    }
}
