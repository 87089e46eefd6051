package org.tapwarden.detector.approved;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tapwarden.capture.Mac;

/// A list of approved devices as the office hands it over: CSV with a header line that has at least
/// `mac`, and may have `name`, `owner`, `segment`, `kind`.
public final class ApprovedList {

    /// Most devices of one list.
    public static final int MOST = 200_000;

    /// A list that retires more of the known devices than this share needs a confirmation.
    public static final double MOST_RETIRED_SHARE = 0.02;

    private static final List<String> COLUMNS = List.of("mac", "name", "owner", "segment", "kind");

    private ApprovedList() {}

    /// One device of the list.
    ///
    /// @param name inventory name
    /// @param owner who answers for it: a department or an account
    public record Entry(Mac mac, String name, String owner, String segment, String kind) {}

    /// What an import would change.
    ///
    /// @param retired on the list before, and not in the file
    /// @param known how many were on the list before
    public record Difference(
            List<Entry> added, List<Entry> changed, List<Entry> retired, int unchanged, int known) {

        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && retired.isEmpty();
        }

        /// More than a yearly change of hardware would do.
        public boolean needsConfirmation() {
            return retired.size() > known * MOST_RETIRED_SHARE;
        }
    }

    /// Reads the file's text.
    ///
    /// @throws IOException in one line that names the file
    public static String text(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory, not a list of devices");
        }
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        } catch (CharacterCodingException e) {
            throw new IOException(file + " is not text in UTF-8", e);
        }
    }

    /// Reads the devices of a list.
    ///
    /// @param file how messages call it
    /// @throws IOException in one line that names file, line and what would be right
    public static List<Entry> of(String file, String text) throws IOException {
        CsvLines lines = CsvLines.of(file, text, COLUMNS);
        lines.mustHave("mac");
        Map<Mac, Entry> entries = new LinkedHashMap<>();
        for (CsvLines.Line line : lines.all()) {
            if (entries.size() == MOST) {
                throw new IOException(file + ": more than " + MOST + " devices");
            }
            Entry entry = entry(line);
            if (entries.put(entry.mac(), entry) != null) {
                throw line.wrong(entry.mac() + " is there twice");
            }
        }
        return List.copyOf(entries.values());
    }

    private static Entry entry(CsvLines.Line line) throws IOException {
        String text = line.cell("mac");
        Mac mac;
        try {
            mac = Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw line.wrong("'" + text + "' is no MAC address");
        }
        if (mac.isGroup() || mac.bits() == 0) {
            throw line.wrong(mac + " is no device's address");
        }
        return new Entry(
                mac,
                line.cell("name"),
                line.cell("owner"),
                line.cell("segment"),
                line.cell("kind"));
    }

    /// What importing `file` would change of what is known.
    ///
    /// @param known what is on the list now, without the retired
    public static Difference difference(Map<Mac, Entry> known, List<Entry> file) {
        List<Entry> added = new ArrayList<>();
        List<Entry> changed = new ArrayList<>();
        Map<Mac, Entry> gone = new LinkedHashMap<>(known);
        int unchanged = 0;
        for (Entry entry : file) {
            Entry before = gone.remove(entry.mac());
            if (before == null) {
                added.add(entry);
            } else if (before.equals(entry)) {
                unchanged++;
            } else {
                changed.add(entry);
            }
        }
        return new Difference(added, changed, List.copyOf(gone.values()), unchanged, known.size());
    }
}
