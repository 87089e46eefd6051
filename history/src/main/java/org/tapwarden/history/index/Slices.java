package org.tapwarden.history.index;

/// Some slices of a segment, ascending.
final class Slices {

    private static final int[] NONE = {};

    private final int first;
    private final int[] numbers;
    private final int count;
    private final boolean run;

    private Slices(int first, int[] numbers, int count, boolean run) {
        this.first = first;
        this.numbers = numbers;
        this.count = count;
        this.run = run;
    }

    /// Slices that follow each other without a gap.
    static Slices run(int first, int count) {
        return new Slices(first, NONE, count, true);
    }

    /// The first so many numbers of an array, which is lent and not copied.
    static Slices of(int[] numbers, int count) {
        boolean run = numbers[count - 1] - numbers[0] == count - 1;
        return run ? run(numbers[0], count) : new Slices(numbers[0], numbers, count, false);
    }

    int first() {
        return first;
    }

    int number(int index) {
        return run ? first + index : numbers[index];
    }

    int count() {
        return count;
    }

    boolean isRun() {
        return run;
    }
}
