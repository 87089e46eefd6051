package org.tapwarden.appliance.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.history.Elsewhere;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.HistorySettings;
import org.tapwarden.history.Parser;
import org.tapwarden.history.Retention;

/// Opens histories with the one flow language.
public final class Histories {

    /// Lucene tells of its CPU extensions through the JDK's logging, which nobody asked for. Kept
    /// here, since the JDK forgets a logger that nobody holds.
    private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

    static {
        LUCENE.setLevel(Level.SEVERE);
    }

    private Histories() {}

    /// A history that takes in what the spool gets.
    public static FlowHistory open(
            Path directory,
            Spool spool,
            Directory devices,
            Retention retention,
            ZoneId zone,
            Elsewhere elsewhere)
            throws IOException {
        return FlowHistory.open(directory, spool, settings(retention, devices, zone), elsewhere);
    }

    /// A history of a replay: nothing in it is ever too old.
    public static FlowHistory openForReplay(Path directory, Spool spool, ZoneId zone)
            throws IOException {
        return FlowHistory.open(
                directory, spool, settings(Retention.FOR_EVER, Directory.NOBODY, zone));
    }

    /// A history that nobody writes now.
    public static FlowHistory openToSearch(Path directory, Directory devices, ZoneId zone)
            throws IOException {
        return FlowHistory.openToSearch(directory, settings(Retention.FOR_EVER, devices, zone));
    }

    private static HistorySettings settings(Retention retention, Directory devices, ZoneId zone) {
        return new HistorySettings(
                retention,
                Parser.flowLanguage(zone),
                zone,
                devices,
                InstantSource.system(),
                HistorySettings.BUDGET,
                HistorySettings.COMMIT_EVERY,
                HistorySettings.SEAL_AFTER);
    }
}
