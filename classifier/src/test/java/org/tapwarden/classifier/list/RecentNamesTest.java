package org.tapwarden.classifier.list;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.classifier.Category;

/// What a thread remembers of names that it was asked about, and what it does not.
class RecentNamesTest {

    private static final int NAMES = 40_000;

    @TempDir private Path folder;

    private Lists lists(Category category, int from, int to) throws IOException {
        var builder = new ListsBuilder();
        int list =
                builder.begin(
                        new ListFacts(
                                "made",
                                category,
                                ListFacts.Type.DENY,
                                false,
                                "",
                                "domains",
                                "f",
                                0,
                                0,
                                "t",
                                0));
        for (int i = from; i < to; i++) {
            builder.name(list, made(i), Scope.TREE, false, i, made(i));
        }
        builder.build();
        Path file = folder.resolve(category.word() + from);
        builder.write(file, 1);
        return Lists.open(file);
    }

    private static String made(int number) {
        return made(1, number);
    }

    /// A name of some ten to thirty characters; the same numbers give the same one.
    private static String made(long seed, int number) {
        var random = new SplittableRandom(seed << 32 | number);
        String first = Long.toString(random.nextLong() >>> random.nextInt(40), 36);
        String host = first.startsWith("-") ? "n" + first.substring(1) : first;
        return host + (random.nextBoolean() ? ".example.net" : ".school.example");
    }

    private static String name(SplittableRandom random, long seed) {
        String name = made(seed, (int) Math.pow(NAMES, random.nextDouble()));
        return switch (random.nextInt(5)) {
            case 0 -> "www." + name;
            case 1 -> "a-part-that-makes-the-whole-too-long-to-be-remembered-at-all." + name;
            case 2 -> name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
            case 3 -> name + ".";
            default -> name;
        };
    }

    @Test
    void whoever_remembers_says_what_is_said_without() throws IOException {
        var active = new ActiveLists();
        active.publish(lists(Category.ADULT, 0, NAMES / 2));
        var asker = new ActiveLists.Asker(active);
        var random = new SplittableRandom(5);
        int hits = 0;
        for (int i = 0; i < 60_000; i++) {
            String name = name(random, random.nextInt(4) == 0 ? 2 : 1);
            ListHit fresh = active.current().lookup(name);
            assertThat(asker.ask(name)).as(name).isEqualTo(fresh);
            hits += fresh == null ? 0 : 1;
            if (i == 30_000) {
                active.publish(lists(Category.GAMBLING, NAMES / 4, NAMES));
            }
        }
        assertThat(hits).isBetween(20_000, 50_000);
    }

    /// What no list can have is not looked up, and leaves what was asked before it alone.
    @Test
    void a_name_is_known_again_behind_one_that_no_list_can_have() throws IOException {
        var active = new ActiveLists();
        active.publish(lists(Category.ADULT, 0, 100));
        var asker = new ActiveLists.Asker(active);
        for (String impossible : List.of("", ".", "a.".repeat(127) + "example")) {
            assertThat(asker.ask(made(7))).isNotNull();
            assertThat(asker.ask(impossible)).isNull();
            assertThat(asker.ask(made(7))).as("behind '%s'", impossible).isNotNull();
        }
    }

    /// Nor may somebody ask for a server of that name and get what another was told.
    @Test
    void a_fingerprint_and_a_protected_destination_are_no_last_name() throws IOException {
        var active = new ActiveLists();
        active.publish(lists(Category.ADULT, 0, 100));
        var asker = new ActiveLists.Asker(active);
        String ja4 = "t13d1516h2_8daaf6152771_b186095e22b6";
        assertThat(asker.ask(made(7))).isNotNull();
        assertThat(asker.ask(Fingerprint.JA4, ja4)).isNull();
        assertThat(asker.ask("ja4:" + ja4)).isNull();
        assertThat(asker.ask(made(7))).isNotNull();
        active.publish(lists(Category.PROTECTED, 0, 100));
        assertThat(asker.ask(made(7)).category()).isEqualTo(Category.PROTECTED);
        assertThat(asker.ask("")).isNull();
    }

    @Test
    void what_is_asked_about_once_drives_nothing_out() {
        var names = new RecentNames();
        var text = new NameText();
        for (int i = 0; i < 2; i++) {
            ask(names, text, "often.example");
        }
        for (int i = 0; i < 20 * RecentNames.CAPACITY; i++) {
            ask(names, text, made(i));
        }
        assertThat(ask(names, text, "often.example")).isTrue();
    }

    private static boolean ask(RecentNames names, NameText text, String name) {
        text.take(name, name.length());
        boolean known = names.knows(text);
        if (!known) {
            names.remember(null);
        }
        return known;
    }

    @Test
    void a_name_is_known_from_the_third_time_on_and_not_after_a_change() {
        var names = new RecentNames();
        var text = new NameText();
        assertThat(ask(names, text, "a.example")).isFalse();
        assertThat(ask(names, text, "a.example")).isFalse();
        assertThat(ask(names, text, "a.example")).isTrue();
        names.clear();
        assertThat(ask(names, text, "a.example")).isFalse();
    }

    @Test
    void of_a_protected_destination_nothing_stays_in_memory() throws Exception {
        var active = new ActiveLists();
        active.publish(lists(Category.PROTECTED, 0, 100));
        var asker = new ActiveLists.Asker(active);
        for (int i = 0; i < 3; i++) {
            assertThat(asker.ask("www." + made(7)).category()).isEqualTo(Category.PROTECTED);
        }
        Field probe = ActiveLists.Asker.class.getDeclaredField("made");
        probe.setAccessible(true);
        String entry = made(7);
        assertThat(texts(probe.get(asker))).doesNotContain(entry).contains("\0\0\0\0");
        asker.ask("www.other.example");
        assertThat(texts(probe.get(asker))).as("of others it does").contains("other.example");
    }

    /// All that the arrays of an object, and of ours within, hold.
    private static String texts(Object object) throws IllegalAccessException {
        var all = new StringBuilder();
        for (Field field : object.getClass().getDeclaredFields()) {
            if (java.lang.reflect.Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            switch (field.get(object)) {
                case byte[] bytes -> all.append(new String(bytes, StandardCharsets.ISO_8859_1));
                case long[] words -> all.append(text(words));
                case ListHit[] hits -> {
                    for (ListHit hit : hits) {
                        all.append(hit);
                    }
                }
                case RecentNames names -> all.append(texts(names));
                case NameText text -> all.append(texts(text));
                case null, default -> {}
            }
        }
        return all.toString();
    }

    private static String text(long[] words) {
        var bytes = ByteBuffer.allocate(words.length * Long.BYTES);
        bytes.asLongBuffer().put(words);
        return new String(bytes.array(), StandardCharsets.ISO_8859_1);
    }
}
