package org.tapwarden.detector.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what operators write, and says in one line what is wrong with it: the key, the value, and
/// what would be right.
public final class Yaml {

    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .streamReadConstraints(
                                    StreamReadConstraints.builder().maxNestingDepth(32).build())
                            .build());
    private static final long LARGEST = 4L << 20;
    private static final Pattern SPAN = Pattern.compile("([0-9]{1,6}) ?(ms|s|m|h|d)");

    private Yaml() {}

    /// @throws IOException in one line that names the file
    public static JsonNode read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(file + " is a directory, not a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " is larger than " + LARGEST + " bytes");
            }
            return read(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new IOException(file + " does not exist", e);
        }
    }

    /// @param name what the message calls it
    public static JsonNode read(InputStream in, String name) throws IOException {
        try {
            JsonNode root = MAPPER.readTree(in);
            if (root == null || !root.isObject()) {
                throw new IOException(name + ": empty, or not a list of 'key: value'");
            }
            return root;
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            String at = where == null ? "" : ":" + where.getLineNr();
            String first = String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            throw new IOException(name + at + ": no YAML: " + first, e);
        }
    }

    public static void onlyKeys(JsonNode node, String at, Set<String> allowed) {
        if (!node.isObject()) {
            throw new IllegalArgumentException(
                    (at.isEmpty() ? "the file" : at) + ": must be a list of 'key: value'");
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!allowed.contains(name)) {
                throw new IllegalArgumentException(
                        path(at, name) + ": no such key; known are " + new TreeSet<>(allowed));
            }
        }
    }

    /// A text that must be there.
    public static String text(JsonNode node, String at, String key) {
        JsonNode value = node.get(key);
        if (value == null || !value.isValueNode() || value.asText().isBlank()) {
            throw new IllegalArgumentException(path(at, key) + ": is missing");
        }
        return value.asText();
    }

    public static String text(JsonNode node, String at, String key, String otherwise) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isValueNode()) {
            throw new IllegalArgumentException(path(at, key) + ": must be a text");
        }
        return value.asText();
    }

    /// A list of texts; a single text counts as a list of one, a missing key as none.
    public static List<String> texts(JsonNode node, String at, String key) {
        JsonNode value = node.get(key);
        List<String> texts = new ArrayList<>();
        if (value == null || value.isNull()) {
            return texts;
        }
        if (value.isValueNode()) {
            texts.add(value.asText());
            return texts;
        }
        for (JsonNode one : value) {
            if (!value.isArray() || !one.isValueNode()) {
                throw new IllegalArgumentException(path(at, key) + ": must be a list of texts");
            }
            texts.add(one.asText());
        }
        return texts;
    }

    /// One of an enum's constants, written in lower case with dashes.
    public static <T extends Enum<T>> T choice(
            JsonNode node, String at, String key, Class<T> type, T otherwise) {
        String text = text(node, at, key, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        T[] constants = type.getEnumConstants();
        for (T constant : constants) {
            if (word(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(
                path(at, key)
                        + ": '"
                        + text
                        + "' must be one of "
                        + Arrays.stream(constants).map(Yaml::word).toList());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// A number within bounds.
    public static int number(
            JsonNode node, String at, String key, int otherwise, int least, int most) {
        String text = text(node, at, key, Integer.toString(otherwise));
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                path(at, key) + ": '" + text + "' must be a number from " + least + " to " + most);
    }

    /// `90 s`, `15m`, `4h`, `30d`.
    public static Duration span(JsonNode node, String at, String key, Duration otherwise) {
        String text = text(node, at, key, "");
        if (text.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = SPAN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    path(at, key) + ": '" + text + "' must be a time such as 90s, 15m, 4h or 30d");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    public static boolean truth(JsonNode node, String at, String key, boolean otherwise) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(path(at, key) + ": must be true or false");
        }
        return value.asBoolean();
    }

    private static String path(String at, String key) {
        return at.isEmpty() ? key : at + "." + key;
    }
}
