package org.tapwarden.history.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Gives the slices of a segment the number of their group, by their codes.
sealed interface Numbering {

    /// @param into receives a number for each slice
    /// @param code as long, for whoever needs it
    /// @param spare likewise
    void number(Slices slices, int[] into, long[] code, long[] spare) throws IOException;

    /// More than the greatest number so far. Not every number below need have been given.
    int groups();

    /// All numbers below, so that what codes stand for is read in one go.
    int[] inOrder();

    /// @param all receives the codes of a group
    void codes(int number, long[] all);

    /// Whether another, of the same segment and fields, gives the same numbers.
    default boolean isSameAs(Numbering other) {
        return false;
    }

    /// Forgets all groups.
    void clear();

    static Numbering of(List<Codes> codes) {
        return codes.size() == 1
                        && codes.getFirst() instanceof Codes.Ordinals ordinals
                        && ordinals.count() < ByOrdinal.MOST
                ? new ByOrdinal(ordinals)
                : new ByCodes(codes);
    }

    /// By the ordinals of one dictionary that is not too long: they are the numbers.
    final class ByOrdinal implements Numbering {

        private static final int MOST = 1 << 18;

        private final Codes.Ordinals ordinals;

        private ByOrdinal(Codes.Ordinals ordinals) {
            this.ordinals = ordinals;
        }

        @Override
        public void number(Slices slices, int[] into, long[] code, long[] spare)
                throws IOException {
            ordinals.read(slices, code, spare);
            for (int i = 0; i < slices.count(); i++) {
                into[i] = (int) (code[i] - Codes.Ordinals.NO_WORD);
            }
        }

        @Override
        public int groups() {
            return ordinals.count() + 1;
        }

        @Override
        public boolean isSameAs(Numbering other) {
            return other instanceof ByOrdinal;
        }

        @Override
        public int[] inOrder() {
            return IntStream.range(0, groups()).toArray();
        }

        @Override
        public void codes(int number, long[] all) {
            all[0] = number + Codes.Ordinals.NO_WORD;
        }

        @Override
        public void clear() {
            // The next groups have the same numbers.
        }
    }

    /// By any codes, one after the other; by none all slices are of one group.
    final class ByCodes implements Numbering {

        private final List<Codes> codes;
        private final List<Combinations> combinations = new ArrayList<>();

        private ByCodes(List<Codes> codes) {
            this.codes = List.copyOf(codes);
            for (int i = 0; i < codes.size(); i++) {
                combinations.add(new Combinations());
            }
        }

        @Override
        public void number(Slices slices, int[] into, long[] code, long[] spare)
                throws IOException {
            Arrays.fill(into, 0, slices.count(), 0);
            for (int i = 0; i < codes.size(); i++) {
                codes.get(i).read(slices, code, spare);
                combinations.get(i).number(into, code, slices.count());
            }
        }

        @Override
        public int groups() {
            return codes.isEmpty() ? 1 : combinations.getLast().size();
        }

        @Override
        public int[] inOrder() {
            return codes.isEmpty() ? new int[] {0} : combinations.getLast().inOrder();
        }

        @Override
        public void codes(int number, long[] all) {
            int at = number;
            for (int i = all.length - 1; i >= 0; i--) {
                all[i] = combinations.get(i).code(at);
                at = combinations.get(i).before(at);
            }
        }

        @Override
        public void clear() {
            combinations.forEach(Combinations::clear);
        }
    }
}
