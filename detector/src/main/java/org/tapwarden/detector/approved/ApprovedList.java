package org.tapwarden.detector.approved;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;

/// A list of approved devices as the office hands it over: CSV with a header line that has at least
/// `mac`, and may have {@link #COLUMNS}. A device is known by its asset tag, without one by its
/// serial, else by its MAC: rows with one tag are one device with several MACs.
public final class ApprovedList {

    /// Most devices of one list.
    public static final int MOST = 200_000;

    /// Longest file that is read; a line of such a list has 80 bytes at most times.
    static final int MOST_BYTES = 16 << 20;

    /// A list that retires more of the known devices than this share needs a confirmation.
    public static final double MOST_RETIRED_SHARE = 0.02;

    public static final List<String> COLUMNS =
            List.of(
                    "mac",
                    "name",
                    "owner",
                    "segment",
                    "kind",
                    "asset_tag",
                    "serial",
                    "ownership",
                    "group",
                    "site",
                    "expires");

    /// Problems of one file that are told; more are likely the same one again.
    public static final int MOST_PROBLEMS = 20;

    private ApprovedList() {}

    /// One MAC of the list.
    ///
    /// @param name inventory name
    /// @param owner who answers for it: a department or an account
    /// @param kind what it is; a {@link org.tapwarden.detector.segment.Role} allows it to be that
    /// @param ownership one of {@link Devices#OWNERSHIPS}, or empty
    /// @param group to whom it is assigned
    /// @param expires from then on it is known and no longer approved; null without an end
    public record Entry(
            Mac mac,
            String name,
            String owner,
            String segment,
            String kind,
            String assetTag,
            String serial,
            String ownership,
            String group,
            String site,
            @Nullable Instant expires) {

        /// Without an inventory's facts.
        public Entry(Mac mac, String name, String owner, String segment, String kind) {
            this(mac, name, owner, segment, kind, "", "", "", "", "", null);
        }

        /// To which device it belongs; empty when only the MAC says.
        public String device() {
            if (!assetTag.isEmpty()) {
                return "asset:" + assetTag;
            }
            return serial.isEmpty() ? "" : "serial:" + serial;
        }

        /// The device's key: its own MAC where there is nothing else.
        String key() {
            return device().isEmpty() ? "mac:" + mac : device();
        }
    }

    /// What an import would change.
    ///
    /// @param retired on the list before, and not in the file
    /// @param known how many devices were on the list before
    /// @param gone devices of which the file has no MAC any more
    public record Difference(
            List<Entry> added,
            List<Entry> changed,
            List<Entry> retired,
            int unchanged,
            int known,
            int gone) {

        /// Where each MAC is a device.
        public Difference(
                List<Entry> added,
                List<Entry> changed,
                List<Entry> retired,
                int unchanged,
                int known) {
            this(added, changed, retired, unchanged, known, retired.size());
        }

        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && retired.isEmpty();
        }

        /// More than a yearly change of hardware would do.
        public boolean needsConfirmation() {
            return gone > known * MOST_RETIRED_SHARE;
        }
    }

    /// Reads the file's text.
    ///
    /// @throws IOException in one line that names the file
    public static String text(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory, not a list");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new IOException(file + " is larger than 16 MiB: is it a list?");
            }
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (AccessDeniedException e) {
            throw new IOException(file + " may not be read", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not text in UTF-8", e);
        }
    }

    /// What a file says.
    ///
    /// @param problems one line for each, at most {@link #MOST_PROBLEMS}, which name file and line
    ///   and what would be right; a file with any is not to be imported
    public record Read(List<Entry> entries, List<String> problems) {
        public Read {
            entries = List.copyOf(entries);
            problems = List.copyOf(problems);
        }
    }

    /// Reads the devices of a list, days in UTC.
    ///
    /// @param file how messages call it
    /// @throws IOException in one line that names file, line and what would be right
    public static List<Entry> of(String file, String text) throws IOException {
        Read read = read(file, text, ZoneOffset.UTC);
        if (!read.problems().isEmpty()) {
            throw new IOException(read.problems().getFirst());
        }
        return read.entries();
    }

    /// Reads the devices of a list, and finds all that is wrong with it.
    ///
    /// @param file how messages call it
    /// @param zone in which a day of `expires` ends
    public static Read read(String file, String text, ZoneId zone) {
        CsvLines lines;
        try {
            lines = CsvLines.of(file, text, COLUMNS);
            lines.mustHave("mac");
        } catch (IOException e) {
            return new Read(List.of(), List.of(String.valueOf(e.getMessage())));
        }
        var reading = new ListReading(zone);
        for (CsvLines.Line line : lines.all()) {
            if (reading.goesOn()) {
                reading.row(line);
            }
        }
        return reading.result();
    }

    /// What importing `file` would change of what is known.
    ///
    /// @param known what is on the list now, without the retired
    public static Difference difference(Map<Mac, Entry> known, List<Entry> file) {
        List<Entry> added = new ArrayList<>();
        List<Entry> changed = new ArrayList<>();
        Map<Mac, Entry> gone = new LinkedHashMap<>(known);
        Set<String> devices = new HashSet<>();
        known.values().forEach(e -> devices.add(e.key()));
        int before = devices.size();
        int unchanged = 0;
        for (Entry entry : file) {
            devices.remove(entry.key());
            Entry was = gone.remove(entry.mac());
            if (was != null) {
                devices.remove(was.key());
            }
            if (was == null) {
                added.add(entry);
            } else if (was.equals(entry)) {
                unchanged++;
            } else {
                changed.add(entry);
            }
        }
        return new Difference(
                added, changed, List.copyOf(gone.values()), unchanged, before, devices.size());
    }
}
