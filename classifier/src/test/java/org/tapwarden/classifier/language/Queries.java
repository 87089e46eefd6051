package org.tapwarden.classifier.language;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;

/// Random queries of the kind that the parser makes: what a differential test of another compiler
/// runs against {@link FlowPredicate}.
final class Queries {

    private static final List<String> WORDS =
            List.of(
                    "",
                    "and",
                    "or",
                    "not",
                    "to",
                    "exists",
                    "youtube",
                    "www.tiktok.com",
                    "a b",
                    "a\"b\\c",
                    "*",
                    "what?",
                    "$list",
                    "x|y&z",
                    "fe80::1",
                    "443",
                    "-",
                    "größe",
                    "\u202e\n\u0000",
                    "\ud83d\ude00 \ud800",
                    "a:b=c<d>e!f,(g)[h]");

    private Queries() {}

    static Query random(Random random, int depth) {
        int choice = random.nextInt(depth == 0 ? 1 : 5);
        return switch (choice) {
            case 1 -> new Query.And(parts(random, depth - 1));
            case 2 -> new Query.Or(parts(random, depth - 1));
            case 3 -> new Query.Not(random(random, depth - 1));
            case 4 -> random.nextInt(8) == 0 ? new Query.Everything() : leaf(random);
            default -> leaf(random);
        };
    }

    private static List<Query> parts(Random random, int depth) {
        return IntStream.range(0, 2 + random.nextInt(3))
                .mapToObj(_ -> random(random, depth))
                .toList();
    }

    static Query leaf(Random random) {
        List<Field> fields = Catalogue.fields();
        Field field = fields.get(random.nextInt(fields.size()));
        if (random.nextInt(10) == 0) {
            return new Query.Exists(field);
        }
        FieldTable.Entry entry = Catalogue.entry(field);
        return switch (entry.form()) {
            case ADDRESS -> within(field, random);
            case MAC -> new Query.Is(field, new Mac(random.nextInt(3)).toString());
            case WORD -> word(entry, random);
            case TRUTH -> {
                int value = random.nextInt(2);
                yield new Query.Between(field, value, value);
            }
            case COUNT -> between(field, 0, random);
            case MILLIS -> between(field, 0, random);
            case TIME -> between(field, Slices.START_MILLIS, random);
        };
    }

    private static Query word(FieldTable.Entry entry, Random random) {
        if (random.nextInt(3) == 0) {
            String pattern = word(random).replace("*", "") + "*" + word(random);
            return new Query.Like(entry.field(), pattern);
        }
        List<String> values = entry.values();
        String text = values.isEmpty() ? word(random) : values.get(random.nextInt(values.size()));
        return new Query.Is(entry.field(), text);
    }

    private static Query within(Field field, Random random) {
        Address address = address(random);
        int bits = random.nextInt(address.isIpv4() ? 33 : 129);
        Network network = Network.of(address, bits);
        return new Query.Within(field, network.address(), network.bits());
    }

    private static Query between(Field field, long base, Random random) {
        long from = base + random.nextInt(1_000);
        return switch (random.nextInt(6)) {
            case 0 -> new Query.Between(field, Long.MIN_VALUE, from);
            case 1 -> new Query.Between(field, from, Long.MAX_VALUE);
            case 2 -> new Query.Between(field, Long.MIN_VALUE, Long.MAX_VALUE);
            case 3 -> new Query.Between(field, from, from);
            case 4 -> new Query.Between(field, -from, Long.MAX_VALUE - 1);
            default -> new Query.Between(field, from, from + random.nextInt(5_000));
        };
    }

    static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    static Address address(Random random) {
        return random.nextBoolean()
                ? Address.ipv4(0x0a00_0000 | random.nextInt(4))
                : new Address(0xfe80L << 48, random.nextInt(4));
    }
}
