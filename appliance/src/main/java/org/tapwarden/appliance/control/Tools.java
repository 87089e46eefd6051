package org.tapwarden.appliance.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.tapwarden.detector.store.SensorStore;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.payload.PayloadDesk;

/// What a command may use, here or in the running appliance.
///
/// @param who the user of the operating system that asks
/// @param search null where there is no history
/// @param store null where only the history was opened
/// @param enforcement null when nothing runs that could act
/// @param auditOfSearches the directory of the history, null where there is none
/// @param payload orders of whole payload; null where nothing runs, or nobody may give any
/// @param progress takes a line on how far a command is, which nobody need show
/// @param files texts of the files that the command line named, by the name it used
record Tools(
        String who,
        ZoneId zone,
        InstantSource wall,
        @Nullable FlowHistory search,
        @Nullable SensorStore store,
        @Nullable Enforcement enforcement,
        @Nullable Path auditOfSearches,
        Map<String, String> files,
        @Nullable PayloadDesk payload,
        Consumer<String> progress) {

    Tools {
        files = Map.copyOf(files);
    }

    /// Of commands that tell nobody how far they are.
    Tools(
            String who,
            ZoneId zone,
            InstantSource wall,
            @Nullable FlowHistory search,
            @Nullable SensorStore store,
            @Nullable Enforcement enforcement,
            @Nullable Path auditOfSearches,
            Map<String, String> files) {
        this(who, zone, wall, search, store, enforcement, auditOfSearches, files, null);
    }

    /// Of commands that tell nobody how far they are.
    Tools(
            String who,
            ZoneId zone,
            InstantSource wall,
            @Nullable FlowHistory search,
            @Nullable SensorStore store,
            @Nullable Enforcement enforcement,
            @Nullable Path auditOfSearches,
            Map<String, String> files,
            @Nullable PayloadDesk payload) {
        this(who, zone, wall, search, store, enforcement, auditOfSearches, files, payload, _ -> {});
    }

    Tools with(Consumer<String> newProgress) {
        return new Tools(
                who,
                zone,
                wall,
                search,
                store,
                enforcement,
                auditOfSearches,
                files,
                payload,
                newProgress);
    }

    FlowHistory history() throws IOException {
        if (search == null) {
            throw new IOException("there is no flow history here");
        }
        return search;
    }

    SensorStore devices() throws IOException {
        if (store == null) {
            throw new IOException("the sensor's store is not open");
        }
        return store;
    }

    Enforcement enforcer() throws IOException {
        if (enforcement == null) {
            throw new IOException(
                    "the appliance is not running, so nothing can be asked of the enforcer; what is"
                            + " held in the kernel ends by itself within its hold time");
        }
        return enforcement;
    }

    PayloadDesk payloadDesk() throws IOException {
        if (payload == null) {
            throw new IOException(
                    enforcement == null
                            ? "the appliance is not running, so there is no whole payload to order;"
                                    + " what was kept can only be read while it runs"
                            : "nobody may order whole payload here: the settings name no accounts"
                                    + " (capture.keep.payload.accounts)");
        }
        return payload;
    }

    String file(String name) throws IOException {
        String text = files.get(name);
        if (text == null) {
            throw new IOException(name + " was not sent along");
        }
        return text;
    }
}
