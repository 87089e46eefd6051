package org.tapwarden.history.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.lucene.util.BytesRef;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.language.Field.Kind;

class KeyTest {

    private static final List<String> WORDS =
            List.of(
                    "",
                    "a",
                    "a\u0000",
                    "a\u0000b",
                    "\u0000",
                    "\u0000\u0000",
                    "ab",
                    "b",
                    "\u00ff",
                    "\uffee",
                    "\ud83d\ude00",
                    "\u0001",
                    "\u00fe");

    @Test
    void keys_compare_as_their_values_do_and_are_read_back() {
        var random = new Random(20_260_907);
        for (int i = 0; i < 20_000; i++) {
            Kind[] kinds =
                    random.ints(1 + random.nextInt(4), 0, Kind.values().length)
                            .mapToObj(k -> Kind.values()[k])
                            .toArray(Kind[]::new);
            List<Cell> a = cells(kinds, random);
            List<Cell> b = cells(kinds, random);
            BytesRef first = key(a);
            BytesRef second = key(b);
            assertThat(Integer.signum(first.compareTo(second)))
                    .as("%s, %s", a, b)
                    .isEqualTo(Integer.signum(compare(a, b)));
            assertThat(read(first, kinds)).isEqualTo(a);
        }
    }

    @Test
    void a_word_is_the_same_as_text_and_as_utf8() {
        for (String word : WORDS) {
            BytesRef text = BytesRef.deepCopyOf(new Key().word(word).bytes());
            assertThat(new Key().word(new BytesRef(word)).bytes()).isEqualTo(text);
        }
        assertThat(new Key().word((String) null).bytes()).isEqualTo(new Key().missing().bytes());
    }

    private static List<Cell> cells(Kind[] kinds, Random random) {
        List<Cell> cells = new ArrayList<>();
        for (Kind kind : kinds) {
            cells.add(random.nextInt(6) == 0 ? new Cell.Nothing() : cell(kind, random));
        }
        return cells;
    }

    private static Cell cell(Kind kind, Random random) {
        return switch (kind) {
            case WORD -> new Cell.Word(WORDS.get(random.nextInt(WORDS.size())));
            case ADDRESS ->
                    new Cell.Ip(
                            random.nextBoolean()
                                    ? Address.ipv4(random.nextInt())
                                    : new Address(random.nextLong(), random.nextLong()));
            case NUMBER -> new Cell.Whole(random.nextInt(-2, 2));
            case TIME -> new Cell.Time(random.nextLong());
            case TRUTH -> new Cell.Truth(random.nextBoolean());
        };
    }

    private static BytesRef key(List<Cell> cells) {
        var key = new Key();
        for (Cell cell : cells) {
            switch (cell) {
                case Cell.Nothing _ -> key.missing();
                case Cell.Word word -> key.word(word.text());
                case Cell.Ip ip -> key.address(ip.address());
                case Cell.Whole number -> key.number(number.value());
                case Cell.Time time -> key.number(time.millis());
                case Cell.Truth truth -> key.number(truth.value() ? 1 : 0);
            }
        }
        return BytesRef.deepCopyOf(key.bytes());
    }

    private static List<Cell> read(BytesRef key, Kind[] kinds) {
        List<Cell> cells = new ArrayList<>();
        int at = 0;
        for (Kind kind : kinds) {
            cells.add(Key.cell(key, at, kind));
            at = Key.end(key, at, kind);
        }
        assertThat(at).isEqualTo(key.length);
        return cells;
    }

    private static int compare(List<Cell> a, List<Cell> b) {
        for (int i = 0; i < a.size(); i++) {
            int compared = Cell.ORDER.compare(a.get(i), b.get(i));
            if (compared != 0) {
                return compared;
            }
        }
        return 0;
    }
}
