package org.tapwarden.history.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tapwarden.capture.Address;

/// nfdump over hourly files. An hour's file holds the flows whose last packet came in that hour, so
/// a question over whole hours means the same here and in the flow history: "ends in the window",
/// its begin included and its end not. (nfdump's own `-t` asks for flows that lie in the window as
/// a whole or overlap it, and skips no block; it is not used.)
record Nfdump(Path folder) {

    static final Path PROGRAM = Path.of("/usr/bin/nfdump");

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'nfcapd.'yyyyMMddHHmm").withZone(ZoneOffset.UTC);
    private static final int CSV_ADDRESS = 4;
    private static final int CSV_BYTES = 9;
    private static final Pattern MATCHED = Pattern.compile("Summary: total flows: (\\d+)");

    Path file(Instant hour) {
        return folder.resolve(NAME.format(hour));
    }

    /// How many flows of some hours a filter lets through.
    ///
    /// @param first begin of the first hour
    /// @param last begin of the last hour
    long count(Instant first, Instant last, String filter) throws IOException {
        Matcher matched = MATCHED.matcher(run(first, last, List.of("-s", "proto/flows", filter)));
        if (!matched.find()) {
            throw new IOException("nfdump told no count for: " + filter);
        }
        return Long.parseLong(matched.group(1));
    }

    /// Who sent flows of some hours, and what went both ways in them.
    record Talker(Address address, long bytes) {}

    /// The sources with most bytes, most first. In a statistic nfdump's bytes are those of both
    /// directions, though in a filter they are the source's.
    List<Talker> top(Instant first, Instant last, int most) throws IOException {
        String text =
                run(
                        first,
                        last,
                        List.of("-n", Integer.toString(most), "-s", "srcip/bytes", "-o", "csv"));
        List<Talker> talkers = new ArrayList<>();
        for (String line : text.lines().skip(1).toList()) {
            String[] cells = line.split(",", -1);
            if (cells.length <= CSV_BYTES) {
                break; // the summary
            }
            Address address = Address.parse(cells[CSV_ADDRESS].strip());
            talkers.add(new Talker(address, Long.parseLong(cells[CSV_BYTES].strip())));
        }
        return talkers;
    }

    /// What it prints; its exit code must be zero.
    ///
    /// @param arguments behind those that choose the files
    String run(Instant first, Instant last, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(PROGRAM.toString());
        if (first.equals(last)) {
            command.addAll(List.of("-r", file(first).toString()));
        } else {
            command.addAll(List.of("-R", file(first) + ":" + file(last).getFileName()));
        }
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + text);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return text;
    }

    long bytes() throws IOException {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(folder, "nfcapd.2*")) {
            for (Path file : files) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    /// Writes flows into hourly files by the time of their ends.
    ///
    /// @param firstHour no flow ends before it
    /// @return how many were written
    static long write(SchoolDay day, long count, Instant firstHour, Path folder)
            throws IOException {
        var nfdump = new Nfdump(folder);
        long hourNanos = 3_600_000_000_000L;
        long written = 0;
        Path receiving = folder.resolve("receiving");
        Files.createDirectories(receiving);
        for (long hour = firstHour.getEpochSecond() * 1_000_000_000L; ; hour += hourNanos) {
            long from = day.toldFrom(hour, count);
            if (from == count) {
                break;
            }
            long to = day.toldFrom(hour + hourNanos + SchoolDay.LATEST.toNanos(), count);
            try (var nfcapd = Nfcapd.start(receiving, folder.resolve("nfcapd.log"));
                    var ipfix = new Ipfix(nfcapd.port(), nfcapd::waitUntilItKeepsUp)) {
                long sent = 0;
                for (long i = from; i < to; i++) {
                    var flow = day.flow(i);
                    long end = flow.slice().endNanos();
                    if (end >= hour && end < hour + hourNanos) {
                        ipfix.send(flow);
                        sent++;
                    }
                }
                ipfix.flush();
                nfcapd.finish(nfdump.file(Instant.ofEpochSecond(0, hour)), sent);
                written += sent;
            }
        }
        return written;
    }
}
