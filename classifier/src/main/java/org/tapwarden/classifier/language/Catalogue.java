package org.tapwarden.classifier.language;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
        Map<List<Field>, String> byMeaning = new LinkedHashMap<>();
        Spelling.byDistance(name, NAMES.keySet())
                .forEach(known -> byMeaning.putIfAbsent(named(known), known));
        return byMeaning.values().stream().limit(limit).toList();
    }

    /// Known values that are spelled most like an unknown one.
    static List<String> nearestValues(Entry entry, String value, int limit) {
        return Spelling.nearest(value, entry.values(), limit);
    }

    /// @throws IllegalArgumentException when the field is not of this catalogue
    static Entry entry(Field field) {
        Entry entry = ENTRIES.get(field.name());
        if (entry == null || !entry.field().equals(field)) {
            throw new IllegalArgumentException("no field of the catalogue: " + field.name());
        }
        return entry;
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
