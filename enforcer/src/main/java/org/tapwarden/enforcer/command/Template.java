package org.tapwarden.enforcer.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.tapwarden.capture.Mac;

/// A program and its arguments, as the settings list them. `{mac}`, `{case}` and `{seconds}` are
/// filled in where they are a whole argument; nowhere else is a brace allowed.
///
/// @param line the program's path first
record Template(List<String> line) {

    static final String MAC = "{mac}";
    static final String CASE = "{case}";
    static final String SECONDS = "{seconds}";
    static final int MOST_ARGUMENTS = 32;
    static final int LONGEST_ARGUMENT = 256;

    /// Never begins like an option.
    private static final Pattern CASE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");

    Template {
        line = List.copyOf(line);
    }

    /// @param allowed which placeholders may stand there
    /// @param needed which must
    /// @throws IllegalArgumentException in one line that names key and value, and what would be
    ///   right
    static Template of(
            JsonNode node, String at, String key, Set<String> allowed, Set<String> needed) {
        JsonNode list = node.get(key);
        String where = at + "." + key;
        if (list == null || !list.isArray() || list.isEmpty()) {
            throw new IllegalArgumentException(
                    where + ": is missing; list a program's whole path and its arguments");
        }
        var line = new ArrayList<String>();
        for (JsonNode one : list) {
            line.add(argument(one, where, line.isEmpty() ? Set.of() : allowed));
        }
        if (line.size() > MOST_ARGUMENTS) {
            throw new IllegalArgumentException(
                    where + ": " + line.size() + " are more than " + MOST_ARGUMENTS);
        }
        var missing = new TreeSet<>(needed);
        line.forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(where + ": must have the argument " + missing);
        }
        Path program = Path.of(line.getFirst());
        if (!program.isAbsolute() || !program.normalize().equals(program)) {
            throw new IllegalArgumentException(
                    where + ": '" + program + "' must be a whole path such as /usr/local/sbin/x");
        }
        return new Template(line);
    }

    private static String argument(JsonNode node, String where, Set<String> allowed) {
        String text = node.isValueNode() ? node.asText() : "";
        boolean odd =
                text.isEmpty()
                        || text.length() > LONGEST_ARGUMENT
                        || text.chars().anyMatch(Character::isISOControl);
        if (odd) {
            throw new IllegalArgumentException(
                    where
                            + ": each must be a text of 1 to "
                            + LONGEST_ARGUMENT
                            + " characters, without control characters");
        }
        boolean braces = text.indexOf('{') >= 0 || text.indexOf('}') >= 0;
        if (braces && !allowed.contains(text)) {
            throw new IllegalArgumentException(
                    where
                            + ": '"
                            + text
                            + "' must be one of "
                            + new TreeSet<>(allowed)
                            + ", alone, or have no braces");
        }
        return text;
    }

    Path program() {
        return Path.of(line.getFirst());
    }

    static boolean isCase(String text) {
        return CASE_ID.matcher(text).matches();
    }

    /// The command line.
    ///
    /// @throws IllegalArgumentException when the case is no id of ours
    List<String> filled(Mac mac, String caseId, long seconds) {
        if (!isCase(caseId)) {
            throw new IllegalArgumentException("the case is no id of ours");
        }
        Map<String, String> values =
                Map.of(
                        MAC, mac.toString(),
                        CASE, caseId,
                        SECONDS, Long.toString(seconds));
        return line.stream().map(word -> values.getOrDefault(word, word)).toList();
    }
}
