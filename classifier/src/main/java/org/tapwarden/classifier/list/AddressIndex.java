package org.tapwarden.classifier.list;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.tapwarden.capture.Address;

/// Which range an address lies in, the narrowest where several overlap. Immutable: sorted
/// beginnings of pieces that do not overlap, and the range of each.
final class AddressIndex {

    static final int NONE = -1;

    private static final Comparator<Range> NARROWEST_FIRST =
            (a, b) -> a.isNarrowerThan(b) ? -1 : b.isNarrowerThan(a) ? 1 : 0;

    private final long[] high;
    private final long[] low;
    private final int[] ranges;

    private AddressIndex(long[] high, long[] low, int[] ranges) {
        this.high = high;
        this.low = low;
        this.ranges = ranges;
    }

    /// @param ranges in any order; the first wins where two are alike
    static AddressIndex of(List<Range> ranges) {
        record Numbered(Range range, int number) {}
        List<Numbered> byBegin = new ArrayList<>(ranges.size());
        List<Address> borders = new ArrayList<>(2 * ranges.size());
        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            byBegin.add(new Numbered(range, i));
            borders.add(range.from());
            if (!isLast(range.to())) {
                borders.add(after(range.to()));
            }
        }
        byBegin.sort(Comparator.comparing(one -> one.range().from()));
        var covering =
                new PriorityQueue<Numbered>(
                        Comparator.comparing(Numbered::range, NARROWEST_FIRST)
                                .thenComparingInt(Numbered::number));
        int next = 0;
        var pieces = new Pieces(borders.size());
        for (Address border : sortedOnce(borders)) {
            while (next < byBegin.size() && byBegin.get(next).range().from().equals(border)) {
                covering.add(byBegin.get(next++));
            }
            while (!covering.isEmpty() && covering.peek().range().to().compareTo(border) < 0) {
                covering.remove();
            }
            Numbered here = covering.peek();
            pieces.add(border, here == null ? NONE : here.number());
        }
        return pieces.index();
    }

    private static Collection<Address> sortedOnce(List<Address> borders) {
        return borders.stream().sorted().distinct().toList();
    }

    private static boolean isLast(Address address) {
        return address.high() == -1 && address.low() == -1;
    }

    private static Address after(Address address) {
        long low = address.low() + 1;
        return new Address(low == 0 ? address.high() + 1 : address.high(), low);
    }

    /// The number of the narrowest range that an address lies in, or {@link #NONE}.
    int find(long addressHigh, long addressLow) {
        int from = 0;
        int end = high.length;
        while (from < end) {
            int middle = (from + end) >>> 1;
            int order = Long.compareUnsigned(high[middle], addressHigh);
            if (order == 0) {
                order = Long.compareUnsigned(low[middle], addressLow);
            }
            if (order <= 0) {
                from = middle + 1;
            } else {
                end = middle;
            }
        }
        return from == 0 ? NONE : ranges[from - 1];
    }

    int pieces() {
        return ranges.length;
    }

    /// Pieces in the making; neighbours of one range become one.
    private static final class Pieces {
        private final long[] high;
        private final long[] low;
        private final int[] ranges;
        private int count;

        Pieces(int most) {
            high = new long[most];
            low = new long[most];
            ranges = new int[most];
        }

        void add(Address begin, int range) {
            if (count > 0 && ranges[count - 1] == range) {
                return;
            }
            high[count] = begin.high();
            low[count] = begin.low();
            ranges[count++] = range;
        }

        AddressIndex index() {
            return new AddressIndex(
                    Arrays.copyOf(high, count),
                    Arrays.copyOf(low, count),
                    Arrays.copyOf(ranges, count));
        }
    }
}
