package org.tapwarden.appliance.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.appliance.settings.Settings;
import org.tapwarden.capture.keep.PacketKeeper;
import org.tapwarden.capture.spool.Spool;
import org.tapwarden.capture.spool.SpoolLimits;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.history.Elsewhere;
import org.tapwarden.history.FlowHistory;

/// The flow history of an appliance that does not run: opened to be searched, or, for what changes
/// it, with its spool, as the appliance would.
///
/// @param history null where there is none
/// @param spool null where it is only searched
record AtRest(@Nullable FlowHistory history, @Nullable Spool spool) implements AutoCloseable {

    private static final List<String> CHANGING = List.of("hold", "purge");

    static AtRest open(Settings settings, Directory devices, String[] arguments)
            throws IOException {
        Path directory = settings.state().resolve("history");
        if (!Files.isDirectory(directory)) {
            return new AtRest(null, null);
        }
        boolean changes =
                arguments.length > 1
                        && arguments[0].equals("history")
                        && CHANGING.contains(arguments[1]);
        if (!changes) {
            return new AtRest(Histories.openToSearch(directory, devices, settings.zone()), null);
        }
        Spool spool = Spool.open(settings.state().resolve("spool"), SpoolLimits.DEFAULT);
        try {
            return new AtRest(
                    Histories.open(
                            directory,
                            spool,
                            devices,
                            settings.schedule().retention(),
                            settings.zone(),
                            keptPackets(settings.state().resolve("packets"))),
                    spool);
        } catch (IOException e) {
            spool.close();
            throw e;
        }
    }

    private static Elsewhere keptPackets(Path directory) {
        return end ->
                PacketKeeper.forgetBefore(
                        directory, TimeUnit.SECONDS.toNanos(end.getEpochSecond()) + end.getNano());
    }

    @Override
    public void close() throws IOException {
        try {
            if (history != null) {
                history.close();
            }
        } finally {
            if (spool != null) {
                spool.close();
            }
        }
    }
}
