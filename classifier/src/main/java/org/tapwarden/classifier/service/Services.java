package org.tapwarden.classifier.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// The table of well-known services, `services.txt`: a service, its category, the ends of its
/// names.
///
/// A name belongs to the entry with the longest end that stands at a dot: `evilyoutube.com` is not
/// YouTube, and `mail.google.com` is mail before it is Google. An entry `begin*end` wants the
/// name's beginning as well, and comes before the entry of the same end alone. Immutable, so every
/// thread may ask.
public final class Services {

    /// A table with more ends than this is a mistake.
    public static final int MAX_SUFFIXES = 10_000;

    /// Names of more labels are looked up by their last ones.
    static final int MAX_LABELS = 32;

    private static final int MAX_NAME = 255;
    private static final String RESOURCE = "services.txt";

    private static final char ANYTHING = '*';

    private final Map<String, Service> bySuffix;

    /// Entries that want a beginning, by their ends.
    private final Map<String, List<Beginning>> beginnings;

    private final int size;

    private Services(Table table) {
        this.bySuffix = Map.copyOf(table.bySuffix);
        this.beginnings = Map.copyOf(table.beginnings);
        this.size = table.size;
    }

    /// A table while it is read.
    private static final class Table {
        final Map<String, Service> bySuffix = new HashMap<>();
        final Map<String, List<Beginning>> beginnings = new HashMap<>();
        int size;

        /// False when it stands there already.
        boolean add(Service service) {
            size++;
            String entry = service.suffix();
            int star = entry.indexOf(ANYTHING);
            if (star < 0) {
                return bySuffix.put(entry, service) == null;
            }
            var others =
                    beginnings.computeIfAbsent(entry.substring(star + 2), _ -> new ArrayList<>());
            var begin = entry.substring(0, star);
            boolean isNew = others.stream().noneMatch(other -> other.begin.equals(begin));
            others.add(new Beginning(begin, service));
            return isNew;
        }
    }

    private record Beginning(String begin, Service service) {}

    /// What a name belongs to.
    ///
    /// @param word the value of `network.application`
    /// @param suffix the entry of the table that matched
    public record Service(String word, Category category, String suffix) {}

    /// The table that ships with the program.
    ///
    /// @throws IllegalStateException when it is wrong, with the line's number
    public static Services load() {
        try (InputStream table = Services.class.getResourceAsStream(RESOURCE)) {
            if (table == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            return read(new InputStreamReader(table, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads lines of `service category suffix suffix ...`; `#` starts a comment.
    static Services read(Reader table) throws IOException {
        var entries = new Table();
        var lines = new BufferedReader(table);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            int comment = line.indexOf('#');
            String content = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (!content.isEmpty()) {
                add(entries, content, number);
            }
        }
        return new Services(entries);
    }

    private static void add(Table table, String content, int number) {
        List<String> words = words(content);
        if (words.size() < 3) {
            throw wrong(number, "wants a service, a category and a suffix");
        }
        Category category = category(words.get(1), number);
        for (String suffix : words.subList(2, words.size())) {
            if (!isEndOfName(suffix) && !isBeginAndEnd(suffix)) {
                throw wrong(number, "not the end of a name: " + suffix);
            }
            if (!table.add(new Service(words.getFirst(), category, suffix))) {
                throw wrong(number, "stands there twice: " + suffix);
            }
            if (table.size > MAX_SUFFIXES) {
                throw wrong(number, "more than " + MAX_SUFFIXES + " suffixes");
            }
        }
    }

    // By hand, here and below: every start reads the table, and regular expressions took most of
    // it.
    private static List<String> words(String content) {
        List<String> words = new ArrayList<>();
        for (var rest = new StringTokenizer(content); rest.hasMoreTokens(); ) {
            words.add(rest.nextToken());
        }
        return words;
    }

    /// Two labels or more, of small letters, digits, `_` and `-`.
    private static boolean isEndOfName(String word) {
        boolean dotted = false;
        int inLabel = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean letter = 'a' <= c && c <= 'z';
            boolean digit = '0' <= c && c <= '9';
            boolean inside = letter || digit || c == '_' || c == '-';
            if (!inside && (c != '.' || inLabel == 0)) {
                return false;
            }
            dotted |= !inside;
            inLabel = inside ? inLabel + 1 : 0;
        }
        return dotted && inLabel > 0;
    }

    /// Such as `media*.example.org`: a beginning of the first label, and an end with its dot.
    private static boolean isBeginAndEnd(String word) {
        int star = word.indexOf(ANYTHING);
        return star > 0
                && word.startsWith(".", star + 1)
                && isEndOfName(word.substring(star + 2))
                && isEndOfName(word.substring(0, star) + ".x");
    }

    private static Category category(String word, int number) {
        for (Category category : Category.values()) {
            if (category.word().equals(word)) {
                return category;
            }
        }
        throw wrong(number, "no such category: " + word);
    }

    private static IllegalStateException wrong(int number, String what) {
        return new IllegalStateException(RESOURCE + ", line " + number + ": " + what);
    }

    /// The service a name belongs to, or null.
    ///
    /// @param name from the wire; any case, a last dot does not matter
    public @Nullable Service lookup(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            return null;
        }
        String rest = name.toLowerCase(Locale.ROOT);
        if (rest.endsWith(".")) {
            rest = rest.substring(0, rest.length() - 1);
        }
        String whole = rest;
        rest = lastLabels(rest);
        while (true) {
            Service service = lookup(whole, rest);
            if (service != null) {
                return service;
            }
            int dot = rest.indexOf('.');
            if (dot < 0) {
                return null;
            }
            rest = rest.substring(dot + 1);
        }
    }

    private @Nullable Service lookup(String name, String end) {
        List<Beginning> begun = beginnings.get(end);
        if (begun != null && end.length() < name.length()) {
            for (Beginning beginning : begun) {
                if (name.startsWith(beginning.begin)) {
                    return beginning.service;
                }
            }
        }
        return bySuffix.get(end);
    }

    private static String lastLabels(String name) {
        int from = name.length();
        for (int i = 0; i < MAX_LABELS && from >= 0; i++) {
            from = name.lastIndexOf('.', from - 1);
        }
        return from < 0 ? name : name.substring(from + 1);
    }

    /// How many entries the table has.
    public int size() {
        return size;
    }
}
