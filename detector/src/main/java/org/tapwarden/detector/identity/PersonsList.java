package org.tapwarden.detector.identity;

import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.detector.approved.CsvLines;

/// Whose machine is whose, as the office hands it over: CSV with a header line that has `person`,
/// and `mac` or `address` or both, and may have `from` and `to`.
public final class PersonsList {

    /// Most lines of one list.
    public static final int MOST = 200_000;

    /// A list that takes away more of what is known than this share needs a confirmation.
    static final double MOST_GONE_SHARE = 0.02;

    private static final int LONGEST_PERSON = 255;
    private static final List<String> COLUMNS = List.of("mac", "address", "person", "from", "to");

    private PersonsList() {}

    /// One line.
    ///
    /// @param mac 48 bits, 0 when the line has an address instead
    /// @param address null when the line has a MAC
    /// @param fromMillis first moment, since 1970; {@link Long#MIN_VALUE} when not said
    /// @param toMillis first moment at which it holds no more; {@link Long#MAX_VALUE} when not said
    public record Entry(
            long mac, @Nullable Address address, String person, long fromMillis, long toMillis) {

        boolean holds(long atMillis) {
            return fromMillis <= atMillis && atMillis < toMillis;
        }

        /// The device, as people are told.
        public String device() {
            return address == null ? new Mac(mac).toString() : address.toString();
        }
    }

    /// What an import would change: the file replaces what is known.
    public record Difference(List<Entry> added, List<Entry> gone, int unchanged) {

        public boolean isEmpty() {
            return added.isEmpty() && gone.isEmpty();
        }

        /// More than a usual week would do.
        public boolean needsConfirmation() {
            return gone.size() > (gone.size() + unchanged) * MOST_GONE_SHARE;
        }
    }

    /// Reads the lines.
    ///
    /// @param file how messages call it
    /// @param zone of times that name none
    /// @throws IOException in one line that names file, line and what would be right
    public static List<Entry> of(String file, String text, ZoneId zone) throws IOException {
        CsvLines lines = CsvLines.of(file, text, COLUMNS);
        lines.mustHave("person");
        if (!lines.has("mac") && !lines.has("address")) {
            throw new IOException(file + ":1: the column 'mac' or 'address' is missing");
        }
        List<Entry> entries = new ArrayList<>();
        Set<Entry> seen = new HashSet<>();
        for (CsvLines.Line line : lines.all()) {
            if (entries.size() == MOST) {
                throw new IOException(file + ": more than " + MOST + " lines");
            }
            Entry entry = entry(line, zone);
            if (!seen.add(entry)) {
                throw line.wrong("this line is there twice");
            }
            entries.add(entry);
        }
        return entries;
    }

    private static Entry entry(CsvLines.Line line, ZoneId zone) throws IOException {
        String person = line.cell("person");
        if (person.isEmpty() || person.length() > LONGEST_PERSON) {
            throw line.wrong("the person is missing, or longer than " + LONGEST_PERSON);
        }
        if (person.chars().anyMatch(Character::isISOControl)) {
            throw line.wrong("the person has control characters");
        }
        String mac = line.cell("mac");
        String address = line.cell("address");
        if (mac.isEmpty() == address.isEmpty()) {
            throw line.wrong("either 'mac' or 'address' must be there");
        }
        long from = time(line, "from", zone).map(Instant::toEpochMilli).orElse(Long.MIN_VALUE);
        long to = time(line, "to", zone).map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
        if (from >= to) {
            throw line.wrong("'from' must be before 'to'");
        }
        return new Entry(
                mac.isEmpty() ? 0 : device(line, mac),
                address.isEmpty() ? null : address(line, address),
                person,
                from,
                to);
    }

    private static long device(CsvLines.Line line, String text) throws IOException {
        Mac mac;
        try {
            mac = Mac.parse(text);
        } catch (IllegalArgumentException e) {
            throw line.wrong("'" + text + "' is no MAC address");
        }
        if (mac.isGroup() || mac.bits() == 0) {
            throw line.wrong(mac + " is no device's address");
        }
        return mac.bits();
    }

    private static Address address(CsvLines.Line line, String text) throws IOException {
        try {
            Address address = Address.parse(text);
            if (!address.isMulticast() && !address.isUnspecified()) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw line.wrong("'" + text + "' is no device's IP address");
    }

    private static Optional<Instant> time(CsvLines.Line line, String column, ZoneId zone)
            throws IOException {
        String text = line.cell(column);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<Function<String, Instant>> forms =
                List.of(
                        t -> OffsetDateTime.parse(t).toInstant(),
                        t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                        t -> LocalDate.parse(t).atStartOfDay(zone).toInstant());
        for (var form : forms) {
            try {
                return Optional.of(form.apply(text.replace(' ', 'T')));
            } catch (DateTimeParseException e) {
                // the next form may fit
            }
        }
        throw line.wrong(
                "'" + text + "' is no time; write 2026-11-20, 2026-11-20T08:30 or with an offset");
    }

    /// What importing `file` would change of what is known.
    public static Difference difference(List<Entry> known, List<Entry> file) {
        Set<Entry> gone = new LinkedHashSet<>(known);
        List<Entry> added = new ArrayList<>();
        int unchanged = 0;
        for (Entry entry : file) {
            if (gone.remove(entry)) {
                unchanged++;
            } else {
                added.add(entry);
            }
        }
        return new Difference(added, List.copyOf(gone), unchanged);
    }
}
