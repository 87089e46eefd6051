package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The lists of the University of Toulouse: `category/domains` in a folder or an archive, and a
/// word on whether a category is a black or a white list. A white list read as black would put
/// Wikipedia on it.
final class Ut1 {

    private static final String USAGE = "usage";
    private static final String GLOBAL_USAGE = "global_usage";
    private static final String DOMAINS = "domains";
    private static final int LONGEST_USAGE = 1 << 20;
    private static final int MOST_CATEGORIES = 1_000;

    /// What a category's `usage` or the common file says of it.
    private final Map<String, Boolean> white = new HashMap<>();

    /// Goes through all files that matter, as often as it is asked.
    private interface Walk {
        void each(Visitor visitor) throws IOException;
    }

    /// Takes a file.
    private interface Visitor {
        void file(String category, String name, InputStream content) throws IOException;
    }

    private final Walk files;

    private Ut1(Walk files) {
        this.files = files;
    }

    static Ut1 of(Path file) {
        return new Ut1(
                Files.isDirectory(file)
                        ? visitor -> folder(file, visitor)
                        : visitor -> archive(file, visitor));
    }

    private static void folder(Path root, Visitor visitor) throws IOException {
        List<Path> categories;
        try (Stream<Path> entries = Files.list(root)) {
            // Links are other names of what is there already.
            categories =
                    entries.filter(one -> Files.isDirectory(one, LinkOption.NOFOLLOW_LINKS))
                            .sorted()
                            .limit(MOST_CATEGORIES)
                            .toList();
        }
        file(root.resolve(GLOBAL_USAGE), "", visitor);
        for (Path category : categories) {
            String name = String.valueOf(category.getFileName());
            file(category.resolve(USAGE), name, visitor);
            file(category.resolve(DOMAINS), name, visitor);
        }
    }

    private static void file(Path file, String category, Visitor visitor) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            try (InputStream in = ListSource.unpacked(Files.newInputStream(file))) {
                visitor.file(category, String.valueOf(file.getFileName()), in);
            }
        }
    }

    private static void archive(Path file, Visitor visitor) throws IOException {
        try (InputStream in = ListSource.unpacked(Files.newInputStream(file))) {
            var tar = new Tar(in);
            for (String name = tar.next(); name != null; name = tar.next()) {
                int slash = name.lastIndexOf('/');
                String last = name.substring(slash + 1);
                String folders = slash < 0 ? "" : name.substring(0, slash);
                String before = folders.substring(folders.lastIndexOf('/') + 1);
                switch (last) {
                    case GLOBAL_USAGE -> visitor.file("", last, tar.content());
                    case USAGE, DOMAINS -> visitor.file(before, last, tar.content());
                    default -> {}
                }
            }
        }
    }

    /// Reads what is wanted.
    ///
    /// @param part the one category wanted, or null for all
    void read(@Nullable String part, ListSource.Parts parts) throws IOException {
        files.each(this::learn);
        files.each((category, name, content) -> {
            boolean wanted = part == null || part.equals(category);
            if (!wanted || !name.equals(DOMAINS) || category.isEmpty()) {
                return;
            }
            Boolean allows = white.getOrDefault(category, false);
            Reading reading = parts.begin(category, allows);
            if (reading != null) {
                reading.file(category + "/" + name);
                LineFormat.all(new Lines(content), ListFormat.UT1.lines(), reading);
                parts.end(reading);
            }
        });
    }

    private void learn(String category, String name, InputStream content) throws IOException {
        if (name.equals(USAGE)) {
            String text = text(content).toLowerCase(Locale.ROOT);
            boolean says = text.contains("white") || text.contains("black");
            // The category's own word beats the common file's.
            if (says) {
                white.put(category, text.contains("white") && !text.contains("black"));
            }
        } else if (name.equals(GLOBAL_USAGE)) {
            global(text(content));
        }
    }

    private static String text(InputStream content) throws IOException {
        return new String(content.readNBytes(LONGEST_USAGE), StandardCharsets.UTF_8);
    }

    /// Lines `NAME: adult` and, some lines below, `DEFAULT_TYPE: black`.
    private void global(String text) {
        String category = "";
        for (String line : text.lines().toList()) {
            int colon = line.indexOf(':');
            String key = colon < 0 ? "" : line.substring(0, colon).strip();
            String value = line.substring(colon + 1).strip();
            if (key.equals("NAME")) {
                category = value;
            } else if (key.equals("DEFAULT_TYPE") && white.size() < MOST_CATEGORIES) {
                white.putIfAbsent(category, value.equalsIgnoreCase("white"));
            }
        }
    }
}
