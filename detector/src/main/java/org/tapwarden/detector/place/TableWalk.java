package org.tapwarden.detector.place;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/// Walks tables of a switch column by column, side by side. However a switch answers, it ends: each
/// answer must bring something larger than the one before, at most so many rows are taken, and it
/// takes at most so long.
final class TableWalk {

    /// Hears of each cell.
    @FunctionalInterface
    interface Cells {

        /// @param column number of the column among those asked
        /// @param index what follows the column in the object's name
        void cell(int column, int[] index, Variable value);
    }

    private final SnmpSession session;
    private final BooleanSupplier overdue;

    /// @param overdue whether the time for this switch is up
    TableWalk(SnmpSession session, BooleanSupplier overdue) {
        this.session = session;
        this.overdue = overdue;
    }

    /// @param mostRows taken of each column
    /// @return how many rows of the longest column; one more than `mostRows` when it was cut there
    int of(int mostRows, List<OID> columns, Cells cells) throws NoAnswer {
        var last = new ArrayList<>(columns);
        int[] rows = new int[columns.size()];
        Set<Integer> open = new TreeSet<>();
        for (int column = 0; column < rows.length; column++) {
            open.add(column);
        }
        int most = 0;
        while (!open.isEmpty()) {
            if (overdue.getAsBoolean()) {
                throw new NoAnswer(Failure.TOO_SLOW);
            }
            List<Integer> asked = List.copyOf(open);
            var answer = session.following(asked.stream().map(last::get).toList());
            if (answer.isEmpty()) {
                throw new NoAnswer(Failure.MALFORMED);
            }
            for (int i = 0; i < answer.size(); i++) {
                Integer column = asked.get(i % asked.size());
                VariableBinding cell = answer.get(i);
                if (!open.contains(column)) {
                    continue; // the rest of an answer beyond the end of its column
                }
                if (cell.isException() || !cell.getOid().startsWith(columns.get(column))) {
                    open.remove(column);
                    continue;
                }
                if (cell.getOid().compareTo(last.get(column)) <= 0) {
                    throw new NoAnswer(Failure.MALFORMED);
                }
                last.set(column, cell.getOid());
                most = Math.max(most, ++rows[column]);
                if (rows[column] > mostRows) {
                    open.remove(column);
                    continue;
                }
                cells.cell(column, index(columns.get(column), cell.getOid()), cell.getVariable());
            }
        }
        return most;
    }

    private static int[] index(OID column, OID cell) {
        int[] whole = cell.getValue();
        var index = new int[whole.length - column.size()];
        System.arraycopy(whole, column.size(), index, 0, index.length);
        return index;
    }
}
