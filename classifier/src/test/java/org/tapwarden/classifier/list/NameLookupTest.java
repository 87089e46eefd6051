package org.tapwarden.classifier.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.classifier.Category;

/// That names are found among very many as a plain map finds them, however they are written.
class NameLookupTest {

    private static final int LOOKUPS = Boolean.getBoolean("tapwarden.whole") ? 200_000 : 40_000;
    private static final int MANY = Boolean.getBoolean("tapwarden.whole") ? 700_000 : 200_000;

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-_";

    @TempDir private Path folder;

    private static String label(SplittableRandom random, int longest) {
        var label = new StringBuilder();
        for (int i = 1 + random.nextInt(longest); i > 0; i--) {
            label.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return label.toString();
    }

    /// Short ones meet often, long ones cross the steps of eight at every place.
    private static String name(SplittableRandom random) {
        String[] ends = {"com", "co.uk", "example", "x"};
        var name = new StringBuilder(ends[random.nextInt(ends.length)]);
        for (int labels = 1 + random.nextInt(3); labels > 0; labels--) {
            name.insert(0, label(random, random.nextBoolean() ? 2 : 20) + ".");
        }
        return name.toString();
    }

    /// Written otherwise, below, beside, or with a letter that no list can have.
    private static String changed(SplittableRandom random, String name) {
        int at = random.nextInt(name.length());
        String strange = "\u00fc\u0141\u212a\u012e\u0161\u007f@[`{\0 ";
        return switch (random.nextInt(9)) {
            case 0 -> name.toUpperCase(Locale.ROOT);
            case 1 -> name + '.';
            case 2 -> label(random, 20) + '.' + name;
            case 3 -> (label(random, 9) + '.').repeat(1 + random.nextInt(36)) + name;
            case 4 -> name.substring(at);
            case 5 -> label(random, 3) + name;
            case 6 -> {
                char one = strange.charAt(random.nextInt(strange.length()));
                yield name.substring(0, at) + one + name.substring(at + 1);
            }
            case 7 -> strange.charAt(random.nextInt(strange.length())) + "." + name;
            default -> name;
        };
    }

    /// The longest end of a name, of its last 32 labels, that stands in the map.
    private static int model(Map<String, Integer> names, String asked) {
        String name = asked.endsWith(".") ? asked.substring(0, asked.length() - 1) : asked;
        if (name.length() > DomainText.LONGEST) {
            return -1;
        }
        var small = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            small.append('A' <= c && c <= 'Z' ? (char) (c + 32) : c);
        }
        String[] labels = small.toString().split("\\.", -1);
        for (int i = Math.max(0, labels.length - DomainText.MOST_LABELS); i < labels.length; i++) {
            String end = String.join(".", Arrays.copyOfRange(labels, i, labels.length));
            Integer line = names.get(end);
            if (line != null) {
                return line;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 1_000, 60_000, 500_000})
    void names_are_found_as_in_a_map(int count) throws IOException {
        var random = new SplittableRandom(count);
        var builder = new ListsBuilder();
        int list =
                builder.begin(ListsTest.facts("one", Category.GAMES, ListFacts.Type.DENY, false));
        Map<String, Integer> names = new HashMap<>();
        String[] some = new String[Math.min(count, 20_000)];
        for (int i = 0; i < count; i++) {
            String name = name(random);
            some[i % some.length] = name;
            // A name of its own on the line, so that neighbours are of different lengths.
            if (names.putIfAbsent(name, i) == null) {
                String line = i % 3 == 0 ? "0.0.0.0 " + name : i % 3 == 1 ? name : "line " + i;
                builder.name(list, name, Scope.TREE, false, i, line);
            }
        }
        builder.build();
        builder.write(folder.resolve("lists"), 0);
        Lists lists = Lists.open(folder.resolve("lists"));
        var probe = Probe.remembering();
        int hits = 0;
        for (int i = 0; i < LOOKUPS; i++) {
            boolean known = random.nextBoolean();
            String asked =
                    changed(random, known ? some[random.nextInt(some.length)] : name(random));
            ListHit hit = lists.lookup(asked, probe);
            int expected = model(names, asked);
            // What a parent says already is not looked up; the parent answers with its own line.
            String said = hit == null ? "" : hit.suffix();
            if (expected < 0) {
                assertThat(said).as(asked).isEmpty();
                continue;
            }
            hits++;
            assertThat(names).as(asked).containsKey(said);
            assertThat(asked.toLowerCase(Locale.ROOT)).containsIgnoringCase(said);
            assertThat(hit.lineNumber()).isEqualTo(names.get(said));
            assertThat(hit.line()).contains(hit.lineNumber() % 3 == 2 ? "line " : said);
        }
        assertThat(hits).isGreaterThan(LOOKUPS / 10);
    }

    @Test
    void hashes_that_differ_in_one_bit_are_told_apart_with_few_names_and_with_many() {
        for (int count : new int[] {3, 64 * 65 / 2, MANY}) {
            var random = new SplittableRandom(count);
            long[] hashes = new long[count];
            for (int i = 0; i < count; i++) {
                // A seventh stand beside the one before, and the ends of the range are among them.
                hashes[i] = i % 7 == 1 ? hashes[i - 1] ^ 1 : random.nextLong();
            }
            hashes[0] = 0;
            hashes[count - 1] = -1;
            hashes = Arrays.stream(hashes).distinct().toArray();
            long[] sorted = hashes;
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] ^= Long.MIN_VALUE;
            }
            Arrays.sort(sorted);
            char[] sets = new char[sorted.length];
            Map<Long, Integer> places = new HashMap<>();
            for (int i = 0; i < sorted.length; i++) {
                sorted[i] ^= Long.MIN_VALUE;
                sets[i] = (char) (i * 31);
                places.put(sorted[i], i);
            }
            var index = NameIndex.of(sorted, sets, sorted.length);
            for (int i = 0; i < sorted.length; i++) {
                assertThat(index.find(sorted[i])).isEqualTo(i);
                assertThat(index.set(i)).isEqualTo(sets[i]);
                for (int bit = 0; bit < Long.SIZE; bit += 1 + i % 5) {
                    long other = sorted[i] ^ (1L << bit);
                    int expected = places.getOrDefault(other, NameIndex.MISS);
                    if (index.find(other) != expected) {
                        assertThat(index.find(other)).as("%x", other).isEqualTo(expected);
                    }
                }
            }
        }
    }
}
