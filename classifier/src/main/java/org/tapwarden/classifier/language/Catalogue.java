package org.tapwarden.classifier.language;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tapwarden.classifier.language.FieldTable.Entry;

/// Every field that a query may name, with its other names and how it is read off a record.
///
/// What is not kept is not here, so a condition on it does not compile: no person, no payload, no
/// path of a page. The community id is not here either: it is computed from the five-tuple, which
/// is. Names are compared without case.
public final class Catalogue {

    /// Longer names are unknown without being compared.
    static final int MAX_NAME = 64;

    private static final Map<String, Entry> ENTRIES = FieldTable.entries();
    private static final Map<String, List<Field>> NAMES = names();

    private Catalogue() {}

    /// All fields, in the order of the reference.
    public static List<Field> fields() {
        return ENTRIES.values().stream().map(Entry::field).toList();
    }

    /// The field with this canonical name.
    public static Optional<Field> field(String canonicalName) {
        return Optional.ofNullable(ENTRIES.get(canonicalName)).map(Entry::field);
    }

    /// What a name or an alias stands for; none when it is unknown, two for one that means either
    /// end, such as `ip`.
    public static List<Field> named(String name) {
        return name.length() > MAX_NAME ? List.of() : NAMES.getOrDefault(key(name), List.of());
    }

    /// The other names of a field, without those that stand for more fields than this one.
    public static List<String> aliases(Field field) {
        return Aliases.ALL.entrySet().stream()
                .filter(alias -> alias.getValue().equals(List.of(field.name())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Names that stand for more than one field, with what they stand for.
    public static Map<String, List<Field>> combined() {
        Map<String, List<Field>> combined = new LinkedHashMap<>();
        for (String alias : Aliases.ALL.keySet()) {
            List<Field> fields = named(alias);
            if (fields.size() > 1) {
                combined.put(alias, fields);
            }
        }
        return combined;
    }

    /// Known names that are spelled most like an unknown one, the nearest first, one for each
    /// meaning.
    public static List<String> nearest(String name, int limit) {
        String wanted = key(name.substring(0, Math.min(name.length(), MAX_NAME)));
        Map<List<Field>, String> byMeaning = new LinkedHashMap<>();
        byDistance(wanted, NAMES.keySet())
                .forEach(known -> byMeaning.putIfAbsent(named(known), known));
        return byMeaning.values().stream().limit(limit).toList();
    }

    /// Known values that are spelled most like an unknown one.
    static List<String> nearestValues(Entry entry, String value, int limit) {
        String wanted = value.substring(0, Math.min(value.length(), MAX_NAME));
        return byDistance(wanted, entry.values()).limit(limit).toList();
    }

    private static Stream<String> byDistance(String wanted, Collection<String> known) {
        record Ranked(String name, int distance) {}
        return known.stream()
                .map(name -> new Ranked(name, distance(wanted, name)))
                .sorted(Comparator.comparingInt(Ranked::distance).thenComparing(Ranked::name))
                .map(Ranked::name);
    }

    /// @throws IllegalArgumentException when the field is not of this catalogue
    static Entry entry(Field field) {
        Entry entry = ENTRIES.get(field.name());
        if (entry == null || !entry.field().equals(field)) {
            throw new IllegalArgumentException("no field of the catalogue: " + field.name());
        }
        return entry;
    }

    /// How many letters to change, add, leave out, or swap with the next.
    private static int distance(String a, String b) {
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

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Map<String, List<Field>> names() {
        Map<String, List<Field>> names = new LinkedHashMap<>();
        ENTRIES.forEach((name, entry) -> names.put(name, List.of(entry.field())));
        Aliases.ALL.forEach((alias, targets) -> {
            List<Field> fields =
                    targets.stream().map(target -> field(target).orElseThrow()).toList();
            if (names.put(key(alias), fields) != null) {
                throw new IllegalStateException("a name with two meanings: " + alias);
            }
        });
        return names;
    }
}
