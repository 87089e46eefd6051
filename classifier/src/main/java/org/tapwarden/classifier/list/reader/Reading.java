package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.list.DomainText;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.Scope;

/// One list while it is read: which line it is, what was found, what could not be read.
public final class Reading {

    /// Lines shown of those that could not be read.
    public static final int MOST_SHOWN = 5;

    private static final int LONGEST_SHOWN = 80;
    private static final int LONGEST_NOTE = 80;

    /// A line that could not be read.
    ///
    /// @param where the file of the list, when there are several
    public record Bad(String where, int lineNumber, String line, String why) {}

    private final Entries to;
    private final List<Bad> shown = new ArrayList<>();
    private final Map<String, Integer> ignored = new TreeMap<>();
    private String where = "";
    private int lineNumber;
    private String line = "";
    private long lines;
    private long found;
    private long bad;

    public Reading(Entries to) {
        this.to = to;
    }

    /// The lines that come are of this file.
    void file(String name) {
        where = name;
        lineNumber = 0;
    }

    void next(String text) {
        line = text;
        lineNumber++;
        lines++;
    }

    /// An entry of a name; what is none is counted.
    void name(String text, Scope scope, boolean exception) throws IOException {
        String name = DomainText.canonical(text);
        if (name == null) {
            bad("no name of a domain");
            return;
        }
        found++;
        to.name(name, scope, exception, lineNumber, line);
    }

    void range(Address from, Address to, String note) throws IOException {
        found++;
        String cut = note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE);
        this.to.range(from, to, lineNumber, cut);
    }

    void fingerprint(Fingerprint kind, String value) throws IOException {
        found++;
        to.fingerprint(kind, value, lineNumber, line);
    }

    /// The line is not as the format has it.
    void bad(String why) {
        bad++;
        if (shown.size() < MOST_SHOWN) {
            String cut = line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN);
            shown.add(new Bad(where, lineNumber, cut, why));
        }
    }

    /// The line is right and means something that we do not use.
    ///
    /// @param kind one of a few words of ours, in the plural
    void ignored(String kind) {
        ignored.merge(kind, 1, Integer::sum);
    }

    public long lines() {
        return lines;
    }

    /// Entries that were handed on.
    public long found() {
        return found;
    }

    public long badLines() {
        return bad;
    }

    /// The first lines that could not be read.
    public List<Bad> shown() {
        return List.copyOf(shown);
    }

    /// What was left out on purpose, by kind.
    public Map<String, Integer> ignored() {
        return Map.copyOf(ignored);
    }
}
