package org.tapwarden.detector.approved;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.Devices;
import org.tapwarden.detector.approved.ApprovedList.Entry;

/// A list of devices while it is read, row by row. What is wrong is noted, and reading goes on, so
/// that whoever wrote the file hears of all of it at once.
final class ListReading {

    private static final int LONGEST_TEXT = 255;

    private record Row(int line, Entry entry) {}

    private final String file;
    private final ZoneId zone;
    private final Map<String, Integer> columns = new HashMap<>();
    private final Map<Mac, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Row> devices = new HashMap<>();
    private final Map<String, String> tagOf = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    ListReading(String file, ZoneId zone) {
        this.file = file;
        this.zone = zone;
    }

    void header(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).strip().toLowerCase(Locale.ROOT);
            if (!ApprovedList.COLUMNS.contains(name)) {
                problem(
                        1,
                        "'" + names.get(i) + "' is no column; known are " + ApprovedList.COLUMNS);
            } else if (columns.put(name, i) != null) {
                problem(1, "the column '" + name + "' is there twice");
            }
        }
        if (!columns.containsKey("mac")) {
            problem(1, "the column 'mac' is missing");
        }
    }

    /// False when no row could mend it: the header is wrong, or too much else is.
    boolean goesOn() {
        boolean header = columns.containsKey("mac");
        return header && problems.size() < ApprovedList.MOST_PROBLEMS;
    }

    void row(int line, List<String> cells) {
        if (entries.size() == ApprovedList.MOST) {
            problem(line, "more than " + ApprovedList.MOST + " devices");
            return;
        }
        Entry entry = entry(line, cells);
        if (entry == null) {
            return;
        }
        if (entries.put(entry.mac(), entry) != null) {
            problem(line, entry.mac() + " is there twice");
            return;
        }
        compare(line, entry);
    }

    /// What rows of one device must say alike, and what no two devices share.
    private void compare(int line, Entry entry) {
        if (entry.device().isEmpty()) {
            return;
        }
        Row first = devices.putIfAbsent(entry.device(), new Row(line, entry));
        if (first != null) {
            String other = differs(first.entry(), entry);
            if (!other.isEmpty()) {
                problem(
                        line,
                        "the device "
                                + entry.device()
                                + " has another "
                                + other
                                + " than in line "
                                + first.line());
            }
        }
        if (!entry.serial().isEmpty()) {
            String tag = tagOf.putIfAbsent(entry.serial(), entry.assetTag());
            if (tag != null && !tag.equals(entry.assetTag())) {
                problem(
                        line,
                        "the serial '"
                                + entry.serial()
                                + "' belongs to the asset tag '"
                                + tag
                                + "', too");
            }
        }
    }

    private static String differs(Entry one, Entry other) {
        if (!one.serial().equals(other.serial())) {
            return "serial";
        }
        if (!one.owner().equals(other.owner())) {
            return "owner";
        }
        if (!one.ownership().equals(other.ownership())) {
            return "ownership";
        }
        if (!one.group().equals(other.group())) {
            return "group";
        }
        if (!one.site().equals(other.site())) {
            return "site";
        }
        return String.valueOf(one.expires()).equals(String.valueOf(other.expires()))
                ? ""
                : "day in 'expires'";
    }

    private @Nullable Entry entry(int line, List<String> cells) {
        String text = cell(cells, "mac");
        Mac mac;
        try {
            mac = Mac.parse(text);
        } catch (IllegalArgumentException e) {
            problem(line, "'" + text + "' is no MAC address");
            return null;
        }
        if (mac.isGroup() || mac.bits() == 0) {
            problem(line, mac + " is no device's address");
            return null;
        }
        for (String column : columns.keySet()) {
            if (cell(cells, column).length() > LONGEST_TEXT) {
                problem(line, column + " is longer than " + LONGEST_TEXT + " characters");
                return null;
            }
        }
        String ownership = cell(cells, "ownership").toLowerCase(Locale.ROOT);
        if (!ownership.isEmpty() && !Devices.OWNERSHIPS.contains(ownership)) {
            problem(line, "'" + ownership + "' must be one of " + Devices.OWNERSHIPS);
            return null;
        }
        Instant expires;
        try {
            expires = expires(cell(cells, "expires"));
        } catch (DateTimeException e) {
            problem(line, "'" + cell(cells, "expires") + "' is no day; write it as 2027-06-30");
            return null;
        }
        return new Entry(
                mac,
                cell(cells, "name"),
                cell(cells, "owner"),
                cell(cells, "segment"),
                cell(cells, "kind"),
                cell(cells, "asset_tag"),
                cell(cells, "serial"),
                ownership,
                cell(cells, "group"),
                cell(cells, "site"),
                expires);
    }

    /// The end of the day that is named: it still counts.
    private @Nullable Instant expires(String text) {
        return text.isEmpty()
                ? null
                : LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant();
    }

    private String cell(List<String> cells, String name) {
        Integer at = columns.get(name);
        return at == null || at >= cells.size() ? "" : cells.get(at).strip();
    }

    private void problem(int line, String what) {
        if (problems.size() < ApprovedList.MOST_PROBLEMS) {
            problems.add((file + ":" + line + ": " + what).replaceAll("\\p{Cntrl}", "?"));
        }
    }

    ApprovedList.Read result() {
        return new ApprovedList.Read(List.copyOf(entries.values()), problems);
    }
}
