package org.tapwarden.detector.approved;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A list of the office as CSV (RFC 4180; a quoted cell ends with its line) whose first line names
/// the columns. Empty lines and those that begin with `#` are left out.
public final class CsvLines {

    private static final int LONGEST_SHOWN = 40;

    private final String file;
    private final Map<String, Integer> columns;
    private final List<Line> lines;

    private CsvLines(String file, Map<String, Integer> columns, List<Line> lines) {
        this.file = file;
        this.columns = columns;
        this.lines = lines;
    }

    /// @param file how messages call it
    /// @param known names of the columns that there may be
    /// @throws IOException in one line that names file, line and what would be right
    public static CsvLines of(String file, String text, List<String> known) throws IOException {
        List<String> all = text.lines().toList();
        if (all.isEmpty()) {
            throw new IOException(
                    file
                            + " is empty; its first line must name the columns: "
                            + known.getFirst()
                            + ",...");
        }
        Map<String, Integer> columns = new HashMap<>();
        List<String> names = cells(file, 1, all.getFirst().replace("\ufeff", ""));
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).strip().toLowerCase(Locale.ROOT);
            if (!known.contains(name)) {
                throw new IOException(
                        file
                                + ":1: '"
                                + shown(names.get(i))
                                + "' is no column; known are "
                                + known
                                + (name.indexOf(';') < 0 && name.indexOf('\t') < 0
                                        ? ""
                                        : ", with commas between them"));
            }
            columns.put(name, i);
        }
        List<Line> lines = new ArrayList<>();
        for (int i = 1; i < all.size(); i++) {
            String line = all.get(i);
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(new Line(file, i + 1, columns, cells(file, i + 1, line)));
            }
        }
        return new CsvLines(file, columns, lines);
    }

    /// A file that is something else may hold anything, and a terminal shows this.
    private static String shown(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() <= LONGEST_SHOWN ? plain : plain.substring(0, LONGEST_SHOWN) + "...";
    }

    private static List<String> cells(String file, int number, String line) throws IOException {
        if (line.chars().filter(c -> c == '"').count() % 2 != 0) {
            throw new IOException(
                    file
                            + ":"
                            + number
                            + ": a quote is not closed; one in a cell is written twice");
        }
        return cells(line);
    }

    static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    public boolean has(String column) {
        return columns.containsKey(column);
    }

    /// @throws IOException when the file has no such column
    public void mustHave(String column) throws IOException {
        if (!has(column)) {
            throw new IOException(file + ":1: the column '" + column + "' is missing");
        }
    }

    public List<Line> all() {
        return lines;
    }

    /// One line with something in it.
    public static final class Line {
        private final String file;
        private final int number;
        private final Map<String, Integer> columns;
        private final List<String> cells;

        private Line(String file, int number, Map<String, Integer> columns, List<String> cells) {
            this.file = file;
            this.number = number;
            this.columns = columns;
            this.cells = cells;
        }

        /// Stripped; empty when the column or the cell is not there.
        public String cell(String column) {
            Integer at = columns.get(column);
            return at == null || at >= cells.size() ? "" : cells.get(at).strip();
        }

        /// Of the file, from 1.
        public int number() {
            return number;
        }

        /// What is wrong with this line.
        public IOException wrong(String what) {
            return new IOException(file + ":" + number + ": " + what);
        }
    }
}
