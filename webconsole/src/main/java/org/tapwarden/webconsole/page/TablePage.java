package org.tapwarden.webconsole.page;

import java.util.List;

/// A table that stages made.
///
/// @param counts one sentence: how many rows of how many, and of how many slices
/// @param sentences what the rows do not show although nobody asked to leave it out
/// @param chart a timeline drawn; without bars when there is none
public record TablePage(
        List<Column> columns,
        List<List<Value>> rows,
        String counts,
        List<String> sentences,
        Chart chart) {

    /// What stands over a column.
    ///
    /// @param number whether its values are set to the right
    public record Column(String title, boolean number) {}

    /// One cell.
    ///
    /// @param text fit for a page, once it is escaped
    /// @param bar percent of the largest value of the column; -1 where it is no amount
    /// @param query the search for what the cell says; empty where there is none
    public record Value(String text, int bar, String query) {}

    /// Amounts over time.
    ///
    /// @param label what a bar is, and how high the highest
    /// @param from the left edge, for people
    /// @param to the right edge
    public record Chart(String label, String from, String to, List<Bar> bars) {

        public static final int WIDTH = 600;
        public static final int HEIGHT = 100;
        public static final Chart NONE = new Chart("", "", "", List.of());

        public Chart {
            bars = List.copyOf(bars);
        }
    }

    /// One bar, in a picture of {@link Chart#WIDTH} by {@link Chart#HEIGHT}; in tenths of a pixel.
    public record Bar(int x, int width, int height) {

        public String left() {
            return tenths(x);
        }

        public String wide() {
            return tenths(width);
        }

        public String high() {
            return tenths(height);
        }

        public String top() {
            return tenths(10 * Chart.HEIGHT - height);
        }

        private static String tenths(int value) {
            return value / 10 + "." + value % 10;
        }
    }

    public TablePage {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
        sentences = List.copyOf(sentences);
    }
}
