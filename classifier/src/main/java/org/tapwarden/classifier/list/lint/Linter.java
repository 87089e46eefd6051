package org.tapwarden.classifier.list.lint;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.ListsBuilder;
import org.tapwarden.classifier.list.Scope;
import org.tapwarden.classifier.list.reader.Entries;

/// Looks at each entry of one list on its way into the builder.
final class Linter implements Entries {

    static final int MOST_SHOWN = 5;
    private static final int PROGRESS_EVERY = 1 << 14;

    private final ListsBuilder builder;
    private final int list;
    private final boolean denies;
    private final boolean keepSuffixes;
    private final PublicSuffixes suffixes;
    private final Canaries canaries;
    private final Runnable progress;

    private final List<String> shownSuffixes = new ArrayList<>();
    private final Set<String> hit = new TreeSet<>();
    private int refusedSuffixes;
    private int seen;

    /// @param keepSuffixes whether names that companies lend to others are meant
    Linter(
            ListsBuilder builder,
            int list,
            boolean denies,
            boolean keepSuffixes,
            PublicSuffixes suffixes,
            Canaries canaries,
            Runnable progress) {
        this.builder = builder;
        this.list = list;
        this.denies = denies;
        this.keepSuffixes = keepSuffixes;
        this.suffixes = suffixes;
        this.canaries = canaries;
        this.progress = progress;
    }

    @Override
    public void name(String name, Scope scope, boolean exception, int lineNumber, String line)
            throws IOException {
        tick();
        if (scope != Scope.EXACT && isSuffix(name)) {
            refusedSuffixes++;
            if (shownSuffixes.size() < MOST_SHOWN) {
                shownSuffixes.add(name);
            }
            return;
        }
        if (denies && !exception) {
            hit.addAll(canaries.hitBy(name, scope));
        }
        builder.name(list, name, scope, exception, lineNumber, line);
    }

    private boolean isSuffix(String name) {
        return switch (suffixes.of(name)) {
            case NONE -> false;
            case PRIVATE -> !keepSuffixes;
            case REGISTRY -> true;
        };
    }

    private void tick() {
        if (++seen % PROGRESS_EVERY == 0) {
            progress.run();
        }
    }

    @Override
    public void range(Address from, Address to, int lineNumber, String note) throws IOException {
        tick();
        builder.range(list, from, to, lineNumber, note);
    }

    @Override
    public void fingerprint(Fingerprint kind, String value, int lineNumber, String line)
            throws IOException {
        tick();
        builder.fingerprint(list, kind, value, lineNumber, line);
    }

    int refusedSuffixes() {
        return refusedSuffixes;
    }

    List<String> shownSuffixes() {
        return List.copyOf(shownSuffixes);
    }

    List<String> canariesHit() {
        return List.copyOf(hit);
    }
}
