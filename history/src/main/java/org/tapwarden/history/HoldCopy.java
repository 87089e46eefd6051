package org.tapwarden.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.record.FlowCodec;
import org.tapwarden.classifier.record.FlowCodec.UnreadableFlow;
import org.tapwarden.classifier.record.PackedFlow;
import org.tapwarden.history.FlowSearch.SearchRefused;
import org.tapwarden.history.index.Budget;
import org.tapwarden.history.index.Finder;
import org.tapwarden.history.index.OnlyQuery;
import org.tapwarden.history.index.QueryCompiler;
import org.tapwarden.history.index.Saturating;
import org.tapwarden.history.index.Unanswerable;

/// Copies what a hold means of one index into a sealed index of the hold's own.
final class HoldCopy {

    static final String COPYING = ".copying";

    /// Of one index; who copies is a thread without hurry.
    private static final Duration BUDGET = Duration.ofHours(1);

    private final HistorySettings settings;

    HoldCopy(HistorySettings settings) {
        this.settings = settings;
    }

    /// What a hold asks.
    ///
    /// @throws SearchRefused in one line, also when it has stages
    Query query(Hold hold) throws SearchRefused {
        if (hold.query().isBlank()) {
            return new Query.Everything();
        }
        var question = settings.parser().parse(hold.query());
        if (!question.stages().isEmpty()) {
            throw new SearchRefused("a hold keeps flows: its query has no stages behind a '|'");
        }
        try {
            QueryCompiler.check(question.filter());
        } catch (Unanswerable e) {
            throw new SearchRefused(e.sentence());
        }
        return question.filter();
    }

    /// @param from lent, read while it is copied; a slice that several have is copied once
    /// @param folder of the hold
    /// @return the copy, not yet under its name; null when nothing is meant
    @Nullable Path copy(Hold hold, PartitionKey key, List<DirectoryReader> from, Path folder)
            throws IOException {
        Path path = folder.resolve(key.name() + COPYING);
        if (Files.exists(path)) {
            IOUtils.rm(path);
        }
        Files.createDirectory(path);
        var target = new Partition(key, path);
        boolean any = false;
        try {
            target.openWriter(0);
            var count = new long[1];
            var packed = new PackedFlow();
            for (int i = 0; i < from.size(); i++) {
                Finder finder = finder(hold, from.get(i), from.subList(0, i));
                finder.each(flow -> {
                    try {
                        target.add(packed.read(FlowCodec.encode(flow)), ++count[0]);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (UnreadableFlow e) {
                        throw new IllegalStateException("what was just written can be read", e);
                    }
                });
                if (!finder.isWhole()) {
                    throw new IOException(key.sentence() + " took too long to copy for a hold");
                }
            }
            target.closeForGood(new Cursor(0, count[0]));
            any = target.seal(settings.wall().instant());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (NoLonger e) {
            throw new IOException("a hold could not be copied: " + e.getMessage(), e);
        } finally {
            target.destroy();
            if (!any) {
                IOUtils.rm(path);
            }
        }
        return any ? path : null;
    }

    private Finder finder(Hold hold, DirectoryReader from, List<DirectoryReader> before)
            throws IOException, NoLonger {
        long first = ceiling(hold.from());
        long last = ceiling(hold.end()) - 1;
        Budget budget = Budget.of(BUDGET);
        var compiler =
                new QueryCompiler(
                        settings.directory(),
                        Saturating.millis(hold.from()),
                        Saturating.millis(hold.end()),
                        budget);
        try {
            var asked = compiler.compile(query(hold));
            var once = before.isEmpty() ? asked : OnlyQuery.of(from, before).and(asked);
            return new Finder(from, once, first, last, budget);
        } catch (SearchRefused | Unanswerable e) {
            throw new NoLonger(String.valueOf(e.getMessage()));
        }
    }

    /// A question that was answerable when the hold was placed and is not any more.
    private static final class NoLonger extends Exception {
        private static final long serialVersionUID = 1;

        NoLonger(String message) {
            super(message);
        }
    }

    private static long ceiling(Instant instant) {
        return Math.ceilDiv(Saturating.nanos(instant), 1_000_000);
    }
}
