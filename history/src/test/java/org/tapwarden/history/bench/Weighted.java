package org.tapwarden.history.bench;

/// Picks numbers by weight in constant time (alias method; Vose 1991).
final class Weighted {

    private final double[] keep;
    private final int[] other;

    /// @param weights none negative, not all zero
    Weighted(double... weights) {
        int size = weights.length;
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        keep = new double[size];
        other = new int[size];
        int[] open = new int[size];
        int small = 0;
        int large = size;
        for (int i = 0; i < size; i++) {
            keep[i] = weights[i] * size / total;
            other[i] = i;
            open[keep[i] < 1 ? small++ : --large] = i;
        }
        while (small > 0 && large < size) {
            int poor = open[--small];
            int rich = open[large];
            other[poor] = rich;
            keep[rich] -= 1 - keep[poor];
            if (keep[rich] < 1) {
                large++;
                open[small++] = rich;
            }
        }
        while (small > 0) {
            keep[open[--small]] = 1;
        }
        while (large < size) {
            keep[open[large++]] = 1;
        }
    }

    /// Weights by Zipf's law: the number at rank `r` weighs `1 / r^exponent`.
    static Weighted zipf(int size, double exponent) {
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            weights[i] = Math.pow(i + 1.0, -exponent);
        }
        return new Weighted(weights);
    }

    int pick(Draw draw) {
        int at = draw.below(keep.length);
        return draw.nextDouble() < keep[at] ? at : other[at];
    }
}
