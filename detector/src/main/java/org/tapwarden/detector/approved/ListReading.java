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

    static final int LONGEST_TEXT = 255;

    private record Row(int line, Entry entry) {}

    private final ZoneId zone;
    private final Map<Mac, Entry> entries = new LinkedHashMap<>();
    private final Map<String, Row> devices = new HashMap<>();
    private final Map<String, String> tagOf = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    ListReading(ZoneId zone) {
        this.zone = zone;
    }

    /// False when too much is wrong already.
    boolean goesOn() {
        return problems.size() < ApprovedList.MOST_PROBLEMS;
    }

    void row(CsvLines.Line line) {
        if (entries.size() == ApprovedList.MOST) {
            problem(line, "more than " + ApprovedList.MOST + " devices");
            return;
        }
        Entry entry = entry(line);
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
    private void compare(CsvLines.Line line, Entry entry) {
        if (entry.device().isEmpty()) {
            return;
        }
        Row first = devices.putIfAbsent(entry.device(), new Row(line.number(), entry));
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

    private @Nullable Entry entry(CsvLines.Line line) {
        String text = line.cell("mac");
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
        for (String column : ApprovedList.COLUMNS) {
            if (line.cell(column).length() > LONGEST_TEXT) {
                problem(line, column + " is longer than " + LONGEST_TEXT + " characters");
                return null;
            }
        }
        String ownership = line.cell("ownership").toLowerCase(Locale.ROOT);
        if (!ownership.isEmpty() && !Devices.OWNERSHIPS.contains(ownership)) {
            problem(line, "'" + ownership + "' must be one of " + Devices.OWNERSHIPS);
            return null;
        }
        Instant expires;
        try {
            expires = expires(line.cell("expires"));
        } catch (DateTimeException e) {
            problem(line, "'" + line.cell("expires") + "' is no day; write it as 2027-06-30");
            return null;
        }
        return new Entry(
                mac,
                line.cell("name"),
                line.cell("owner"),
                line.cell("segment"),
                line.cell("kind"),
                line.cell("asset_tag"),
                line.cell("serial"),
                ownership,
                line.cell("group"),
                line.cell("site"),
                expires);
    }

    /// The end of the day that is named: it still counts.
    private @Nullable Instant expires(String text) {
        return text.isEmpty()
                ? null
                : LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant();
    }

    private void problem(CsvLines.Line line, String what) {
        String told = String.valueOf(line.wrong(what).getMessage());
        problems.add(told.replaceAll("\\p{Cntrl}", "?"));
    }

    ApprovedList.Read result() {
        return new ApprovedList.Read(List.copyOf(entries.values()), problems);
    }
}
