package org.tapwarden.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowExport.Order;
import org.tapwarden.history.FlowExport.Receiver;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.Finder;
import org.tapwarden.history.index.OnlyQuery;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.Saturating;
import org.tapwarden.history.index.Unanswerable;

/// One export, index by index. Used once, by one thread.
final class ExportRun {

    private static final Logger LOG = LoggerFactory.getLogger(ExportRun.class);

    /// So many rows are handed out between two words on how far it is.
    private static final int PROGRESS_EVERY = 1_024;

    private final Partitions partitions;
    private final Receiver to;
    private final Order order;
    private final Budget budget;
    private final BooleanSupplier closed;
    private final QueryCompiler compiler;
    private final MessageDigest digest = sha256Digest();
    private final Gaps gaps = new Gaps();

    private @Nullable String sha256;
    private long rows;
    private boolean cut;

    /// Ends the reading of an index from inside of it.
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient @Nullable IOException why;

        Ended(@Nullable IOException why) {
            super("ended", null, false, false);
            this.why = why;
        }
    }

    ExportRun(
            Partitions partitions,
            HistorySettings settings,
            Order order,
            Receiver to,
            Duration longest,
            BooleanSupplier closed) {
        this.partitions = partitions;
        this.to = to;
        this.order = order;
        this.budget = Budget.of(longest);
        this.closed = closed;
        this.compiler =
                new QueryCompiler(
                        settings.directory(),
                        Saturating.millis(order.from()),
                        Saturating.millis(order.to()),
                        budget);
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException("no SHA-256 in this Java", e));
        }
    }

    void run(Query filter, ExportLines lines) throws IOException, SearchRefused {
        long first = Search.ceiling(order.from());
        long last = Search.ceiling(order.to()) - 1;
        for (String damaged : partitions.damaged(first, last)) {
            gaps.add(damaged + " is damaged and was not read");
        }
        partitions.losses().sentences(first, last).forEach(gaps::add);
        hand(lines.head());
        for (List<Partition> day : partitions.days(first, last)) {
            for (Partition partition : day) {
                if (!cut) {
                    read(partition, filter, lines, first, last);
                }
            }
        }
        hand(lines.tail());
    }

    private void read(Partition partition, Query filter, ExportLines lines, long first, long last)
            throws IOException, SearchRefused {
        String where = partition.key().sentence();
        if (closed.getAsBoolean()) {
            gaps.add(where + " were not read: the history was closed");
            return;
        }
        if (budget.shouldExit()) {
            gaps.add(where + " were not read: the time was over");
            return;
        }
        to.progress(rows, where);
        DirectoryReader reader = null;
        try {
            reader = partition.acquire();
            if (reader != null) {
                var asked = compiler.compile(filter);
                OnlyQuery only = partitions.only(partition, reader);
                var finder =
                        new Finder(
                                reader,
                                only == null ? asked : only.and(asked),
                                first,
                                last,
                                budget);
                finder.each(slice -> take(slice, lines, where));
                if (!finder.isWhole()) {
                    gaps.add(where + " were read in part: the time was over");
                }
            }
        } catch (Ended e) {
            if (e.why != null) {
                throw e.why;
            }
            if (!cut) {
                gaps.add(where + " were read in part: the history was closed");
            }
        } catch (Unanswerable e) {
            throw new SearchRefused(e.sentence());
        } catch (IndexSearcher.TooManyClauses e) {
            throw new SearchRefused("the query has too many conditions");
        } catch (IOException e) {
            LOG.error("{} could not be read: {}", partition.path(), e.toString());
            gaps.add(where + " could not be read");
        } finally {
            if (reader != null) {
                release(reader);
            }
        }
    }

    private static void release(DirectoryReader reader) {
        try {
            reader.decRef();
        } catch (IOException e) {
            LOG.warn("an index did not close in order: {}", e.toString());
        }
    }

    private void take(FlowRecord slice, ExportLines lines, String where) {
        if (rows == order.most()) {
            cut = true;
            throw new Ended(null);
        }
        try {
            hand(lines.line(slice));
            rows++;
            if (rows % PROGRESS_EVERY == 0) {
                to.progress(rows, where);
            }
        } catch (IOException e) {
            throw new Ended(e);
        }
        if (closed.getAsBoolean()) {
            throw new Ended(null);
        }
    }

    private void hand(String text) throws IOException {
        if (!text.isEmpty()) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            to.take(text);
        }
    }

    long rows() {
        return rows;
    }

    /// Whether there were more rows than wanted.
    boolean isCut() {
        return cut;
    }

    List<String> gaps() {
        return gaps.sentences();
    }

    /// Of what was handed out. Nothing is handed out afterwards.
    String sha256() {
        String known = sha256;
        if (known == null) {
            known = HexFormat.of().formatHex(digest.digest());
            sha256 = known;
        }
        return known;
    }
}
