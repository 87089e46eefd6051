package org.tapwarden.appliance.lists;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.tapwarden.appliance.run.Histories;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Directory;
import org.tapwarden.classifier.list.ListHit;
import org.tapwarden.classifier.list.Lists;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// What lists would have said of flows that are kept: how many, by list and category. No person, no
/// device, no name comes out. Each page that is read is in the audit of searches, as any search.
final class HistoryHits {

    private static final String NAMED = "tls.client.server_name:* and tapwarden.final:true";
    private static final Instant END_OF_TIME = Instant.parse("9999-12-31T00:00:00Z");

    /// Of so many rows each.
    static final int MOST_PAGES = 100;

    /// What was found.
    ///
    /// @param flows with a server's name that were looked at
    /// @param hits of flows by list and category
    /// @param whole false when there are more flows than were looked at
    record Found(long flows, Map<String, Long> hits, boolean whole) {}

    private HistoryHits() {}

    /// @param mine which lists are asked about
    static Found in(Path directory, Lists lists, Predicate<String> mine, String who)
            throws IOException {
        Map<String, Long> hits = new TreeMap<>();
        long flows = 0;
        boolean whole = true;
        ZoneId zone = ZoneId.systemDefault();
        try (var history = Histories.openToSearch(directory, Directory.NOBODY, zone)) {
            Instant end = END_OF_TIME;
            for (int page = 0; page < MOST_PAGES; page++) {
                FlowSearch.Answer answer = search(history, end, who);
                List<FlowRecord> rows = answer.rows();
                whole &= answer.complete();
                for (FlowRecord row : rows) {
                    flows++;
                    count(row, lists, mine, hits);
                }
                if (rows.size() < FlowSearch.MOST_ROWS) {
                    return new Found(flows, hits, whole);
                }
                // The newest first: the next page ends where this one began.
                Instant last = Instant.ofEpochSecond(0, rows.getLast().slice().endNanos());
                if (!last.isBefore(end)) {
                    break;
                }
                end = last;
            }
        }
        return new Found(flows, hits, false);
    }

    private static FlowSearch.Answer search(FlowSearch history, Instant end, String who)
            throws IOException {
        try {
            return history.search(
                    new FlowSearch.Request(
                            who,
                            "command-line",
                            "counts what lists would hit, without names",
                            NAMED,
                            Instant.EPOCH,
                            end,
                            FlowSearch.MOST_ROWS));
        } catch (SearchRefused e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static void count(
            FlowRecord row, Lists lists, Predicate<String> mine, Map<String, Long> hits) {
        String name = row.names().serverName();
        ListHit hit = name == null ? null : lists.lookup(name);
        if (hit != null && mine.test(hit.list().id())) {
            String what =
                    hit.category() == null ? "allowed" : String.valueOf(hit.category().word());
            hits.merge(hit.list().id() + ": " + what, 1L, Long::sum);
        }
    }
}
