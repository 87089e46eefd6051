package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeSet;
import org.tapwarden.classifier.list.Scope;

/// A file of the tree of v2fly's domain lists, with what it includes: `domain:` (or nothing before
/// the name), `full:`, `include:other @attribute @-attribute`. Expressions and keywords are counted
/// and refused: nobody can say what they mean besides.
final class V2flyTree {

    static final int MOST_FILES = 2_000;
    private static final int DEEPEST = 32;

    private final Path folder;
    private final Reading to;
    private final Set<String> read = new HashSet<>();

    V2flyTree(Path folder, Reading to) {
        this.folder = folder;
        this.to = to;
    }

    /// Reads a file and what it includes. A file that is asked for twice in one way is read once.
    void read(String name) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve(name))) {
            read(name, in, List.of(), 0);
        }
    }

    private void read(String name, InputStream in, List<String> wanted, int depth)
            throws IOException {
        read.add(name + " " + wanted);
        var includes = new ArrayList<List<String>>();
        to.file(name);
        LineFormat.all(new Lines(in), (line, _) -> line(line, wanted, includes), to);
        for (List<String> include : includes) {
            include(include, wanted, depth);
        }
    }

    private void include(List<String> include, List<String> outer, int depth) throws IOException {
        Set<String> both = new TreeSet<>(outer);
        both.addAll(include.subList(1, include.size()));
        List<String> wanted = List.copyOf(both);
        String name = include.getFirst();
        if (read.contains(name + " " + wanted)) {
            return;
        }
        if (depth == DEEPEST || read.size() == MOST_FILES) {
            to.bad("includes too much");
            return;
        }
        Path file = folder.resolve(name);
        // A link could lead out of the tree.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            to.bad("includes '" + name + "', which is not there");
            return;
        }
        try (InputStream in = Files.newInputStream(file)) {
            read(name, in, wanted, depth + 1);
        }
    }

    private void line(String line, List<String> wanted, List<List<String>> includes)
            throws IOException {
        String content = LineFormat.beforeComment(line, '#');
        if (content.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>();
        for (var rest = new StringTokenizer(content); rest.hasMoreTokens(); ) {
            words.add(rest.nextToken());
        }
        String rule = words.getFirst();
        List<String> attributes = words.subList(1, words.size());
        if (!attributes.stream().allMatch(word -> word.startsWith("@") || word.startsWith("&"))) {
            to.bad("words that are no attributes");
            return;
        }
        if (rule.startsWith("include:")) {
            String name = rule.substring("include:".length());
            if (isFileName(name)) {
                List<String> include = new ArrayList<>(List.of(name));
                include.addAll(attributes);
                includes.add(include);
            } else {
                to.bad("no name of a file");
            }
            return;
        }
        if (!isWanted(attributes, wanted)) {
            to.ignored("names without the attribute asked for");
            return;
        }
        entry(rule);
    }

    private void entry(String rule) throws IOException {
        if (rule.startsWith("regexp:")) {
            to.ignored("regular expressions");
        } else if (rule.startsWith("keyword:")) {
            to.ignored("keywords");
        } else if (rule.startsWith("full:")) {
            to.name(rule.substring("full:".length()), Scope.EXACT, false);
        } else if (rule.startsWith("domain:")) {
            to.name(rule.substring("domain:".length()), Scope.TREE, false);
        } else {
            to.name(rule, Scope.TREE, false);
        }
    }

    /// `@cn` must be there, `@-cn` must not.
    private static boolean isWanted(List<String> attributes, List<String> wanted) {
        for (String one : wanted) {
            boolean without = one.startsWith("@-");
            String attribute = without ? "@" + one.substring(2) : one;
            if (one.startsWith("@") && attributes.contains(attribute) == without) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFileName(String name) {
        return !name.isEmpty()
                && name.charAt(0) != '.'
                && name.chars().allMatch(c -> c < 0x7f && isInFileName((char) c));
    }

    private static boolean isInFileName(char c) {
        return Character.isLetterOrDigit(c) || "-_!.".indexOf(c) >= 0;
    }
}
