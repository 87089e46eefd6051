package org.tapwarden.classifier.list;

import java.util.Locale;
import java.util.SplittableRandom;

/// Names that nobody owns, from a seed: as long as those of real lists (some 20 characters), mostly
/// two labels, some three and four.
final class MadeNames {

    private static final String[] ENDS = {
        "com", "com", "com", "com", "net", "org", "info", "ru", "de", "top", "xyz", "co.uk"
    };
    private static final String LETTERS = "eeeaaaiioootnnsrrlldcumpghbyfvkwzxjq0123456789-";

    private final long seed;

    MadeNames(long seed) {
        this.seed = seed;
    }

    /// The name of a number; the same number gives the same name.
    String name(int number) {
        var random = new SplittableRandom(seed + 0x9e3779b97f4a7c15L * number);
        var name = new StringBuilder(32);
        int more = random.nextInt(10);
        for (int labels = more < 6 ? 1 : more < 9 ? 2 : 3; labels > 0; labels--) {
            int length = labels > 1 ? 3 + random.nextInt(5) : 7 + random.nextInt(14);
            for (int i = 0; i < length; i++) {
                boolean inside = i > 0 && i < length - 1;
                int letters = inside ? LETTERS.length() : LETTERS.length() - 1;
                name.append(LETTERS.charAt(random.nextInt(letters)));
            }
            name.append('.');
        }
        return name.append(ENDS[random.nextInt(ENDS.length)]).toString();
    }

    /// How long the names are, and of how many labels.
    String distribution(int names) {
        int sample = Math.min(names, 100_000);
        int[] labels = new int[8];
        long characters = 0;
        for (int i = 0; i < sample; i++) {
            String name = name(i);
            characters += name.length();
            labels[(int) name.chars().filter(c -> c == '.').count() + 1]++;
        }
        return String.format(
                Locale.ROOT,
                "%,d names of seed %d: %.1f characters; of 2, 3, 4, 5 labels %.0f, %.0f, %.0f, %.0f %%",
                names,
                seed,
                (double) characters / sample,
                100.0 * labels[2] / sample,
                100.0 * labels[3] / sample,
                100.0 * labels[4] / sample,
                100.0 * labels[5] / sample);
    }

    /// Writes names one a line: `MadeNames 5000000 > list.txt`.
    public static void main(String[] arguments) {
        var names = new MadeNames(1);
        int count = Integer.parseInt(arguments[0]);
        System.err.println(names.distribution(count));
        try (var out = new java.io.PrintStream(
                new java.io.BufferedOutputStream(
                        new java.io.FileOutputStream(java.io.FileDescriptor.out), 1 << 16))) {
            for (int i = 0; i < count; i++) {
                out.print(names.name(i));
                out.print('\n');
            }
        }
    }
}
