package org.tapwarden.classifier.list.lint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.tapwarden.classifier.list.Scope;

/// Names that a school cannot do without, `canaries.txt`: our own choice. A list that hits one is
/// wrong, or is not meant for a school.
public final class Canaries {

    private static final String RESOURCE = "canaries.txt";

    private final List<String> names;

    /// Each name and each end of one, and the canaries below it.
    private final Map<String, List<String>> below;

    private Canaries(List<String> names) {
        this.names = List.copyOf(names);
        this.below = new HashMap<>();
        for (String name : names) {
            for (int at = 0; at >= 0; at = name.indexOf('.', at) + 1) {
                String end = name.substring(at);
                if (end.indexOf('.') < 0) {
                    break;
                }
                below.computeIfAbsent(end, _ -> new ArrayList<>()).add(name);
            }
        }
    }

    /// Those that ship with the program.
    public static Canaries load() {
        List<String> names = new ArrayList<>();
        try (InputStream in = Canaries.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                int comment = line.indexOf('#');
                String content = comment < 0 ? line : line.substring(0, comment);
                for (var words = new StringTokenizer(content); words.hasMoreTokens(); ) {
                    names.add(words.nextToken());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Canaries(names);
    }

    /// The canaries that an entry means.
    List<String> hitBy(String name, Scope scope) {
        List<String> candidates = below.getOrDefault(name, List.of());
        if (candidates.isEmpty() || scope == Scope.TREE) {
            return candidates;
        }
        return candidates.stream()
                .filter(canary -> canary.equals(name) == (scope == Scope.EXACT))
                .toList();
    }

    public List<String> names() {
        return names;
    }
}
