package org.tapwarden.classifier.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tapwarden.classifier.language.TokenReader.Expected;

/// Finds what could go on at a cursor: reads the text up to there as the parser does, and asks what
/// that one expected where the text ended.
final class Completer {

    /// A shorter beginning is found at the beginning of names only.
    private static final int SHORTEST_INSIDE = 2;

    /// A shorter word is like too many others.
    private static final int SHORTEST_MISSPELLED = 3;

    private static final int MOST_MISSPELLED = 2;

    private final String text;
    private final int cursor;

    Completer(String text, int cursor) {
        this.text = text;
        this.cursor = Math.clamp(cursor, 0, text.length());
    }

    List<Suggestion> suggestions() {
        if (text.length() > FlowLanguage.MAX_TEXT) {
            return List.of();
        }
        var reader = TokenReader.listening(text.substring(0, cursor));
        try {
            var _ = new QueryParser(reader, FlowLanguage.Options.UTC.zone()).question();
        } catch (WrongQuery _) {
            // What comes before the cursor may be wrong or unfinished; what was expected counts.
        }
        Map<String, Suggestion> found = new LinkedHashMap<>();
        for (Expected expected : reader.expected()) {
            for (Suggestion suggestion : fitting(expected)) {
                found.putIfAbsent(suggestion.text(), suggestion);
            }
        }
        return found.values().stream().limit(FlowLanguage.MOST_SUGGESTIONS).toList();
    }

    private List<Suggestion> fitting(Expected expected) {
        record Ranked(Candidate candidate, int rank) {}
        String begun = Texts.lower(text.substring(expected.start(), cursor));
        List<Ranked> fitting = new ArrayList<>();
        for (Candidate candidate : expected.candidates()) {
            int rank = rank(begun, candidate);
            if (rank >= 0) {
                fitting.add(new Ranked(candidate, rank));
            }
        }
        boolean likely = begun.length() >= SHORTEST_MISSPELLED && begun.indexOf(':') < 0;
        if (fitting.isEmpty() && likely) {
            for (Candidate candidate : expected.candidates()) {
                int distance = Spelling.distance(begun, candidate.text());
                if (distance <= MOST_MISSPELLED) {
                    fitting.add(new Ranked(candidate, distance));
                }
            }
        }
        fitting.sort(Comparator.comparingInt(Ranked::rank));
        int end = endOfName();
        return fitting.stream()
                .map(Ranked::candidate)
                .map(c -> new Suggestion(c.text(), c.kind(), expected.start(), end, c.meaning()))
                .toList();
    }

    /// 0 for the name itself, 1 for one that begins so, 2 for one of which a part does, 3 for one
    /// that has it inside; -1 for others.
    private static int rank(String begun, Candidate candidate) {
        String name = Texts.lower(candidate.text());
        if (begun.isEmpty()) {
            return candidate.byName() ? -1 : 0;
        }
        if (name.startsWith(begun)) {
            return name.length() == begun.length() ? 0 : 1;
        }
        int at = begun.length() < SHORTEST_INSIDE ? -1 : name.indexOf(begun);
        if (at < 0) {
            return -1;
        }
        return Character.isLetterOrDigit(name.charAt(at - 1)) ? 3 : 2;
    }

    /// The rest of a name in which the cursor stands goes with its beginning.
    private int endOfName() {
        int end = cursor;
        while (end < text.length() && isName(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || "._-*".indexOf(c) >= 0;
    }
}
