package org.tapwarden.detector.approved;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
        List<String> lines = text.lines().toList();
        if (lines.isEmpty()) {
            throw new IOException(
                    file + " is empty; its first line must name the columns: mac,...");
        }
        Map<String, Integer> columns = columns(file, lines.getFirst());
        Map<Mac, Entry> entries = new LinkedHashMap<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (entries.size() == MOST) {
                throw new IOException(file + ": more than " + MOST + " devices");
            }
            Entry entry = entry(file, i + 1, cells(line), columns);
            if (entries.put(entry.mac(), entry) != null) {
                throw new IOException(
                        file + ":" + (i + 1) + ": " + entry.mac() + " is there twice");
            }
        }
        return List.copyOf(entries.values());
    }

    private static Map<String, Integer> columns(String file, String header) throws IOException {
        Map<String, Integer> columns = new HashMap<>();
        List<String> names = cells(header.replace("\ufeff", ""));
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).strip().toLowerCase(Locale.ROOT);
            if (!COLUMNS.contains(name)) {
                throw new IOException(
                        file + ":1: '" + names.get(i) + "' is no column; known are " + COLUMNS);
            }
            columns.put(name, i);
        }
        if (!columns.containsKey("mac")) {
            throw new IOException(file + ":1: the column 'mac' is missing");
        }
        return columns;
    }

    private static Entry entry(
            String file, int line, List<String> cells, Map<String, Integer> columns)
            throws IOException {
        String text = cell(cells, columns, "mac");
        Mac mac;
        try {
            mac = Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ":" + line + ": '" + text + "' is no MAC address", e);
        }
        if (mac.isGroup() || mac.bits() == 0) {
            throw new IOException(file + ":" + line + ": " + mac + " is no device's address");
        }
        return new Entry(
                mac,
                cell(cells, columns, "name"),
                cell(cells, columns, "owner"),
                cell(cells, columns, "segment"),
                cell(cells, columns, "kind"));
    }

    private static String cell(List<String> cells, Map<String, Integer> columns, String name) {
        Integer at = columns.get(name);
        return at == null || at >= cells.size() ? "" : cells.get(at).strip();
    }

    /// Splits a line as RFC 4180 has it; a quoted cell ends with its line.
    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
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
