package org.tapwarden.classifier.language;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// How alike words are spelled: for whoever mistyped one.
final class Spelling {

    /// Of a longer word only the beginning is compared.
    private static final int MOST_COMPARED = Catalogue.MAX_NAME;

    private Spelling() {}

    /// The known words that are spelled most like another, the nearest first.
    static List<String> nearest(String word, Collection<String> known, int limit) {
        return byDistance(word, known).stream().limit(limit).toList();
    }

    /// All known words, the nearest first.
    static List<String> byDistance(String word, Collection<String> known) {
        record Ranked(String name, int distance) {}
        return known.stream()
                .map(name -> new Ranked(name, distance(word, name)))
                .sorted(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
                .map(Ranked::name)
                .toList();
    }

    /// How many letters to change, add, leave out, or swap with the next, whatever their case.
    static int distance(String word, String known) {
        String a = Texts.lower(word.substring(0, Math.min(word.length(), MOST_COMPARED)));
        String b = Texts.lower(known);
        int[] twoAgo = new int[b.length() + 1];
        int[] previous = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(previous[j], row[j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], twoAgo[j - 2] + 1);
                }
            }
            twoAgo = previous;
            previous = row;
        }
        return previous[b.length()];
    }
}
