package org.tapwarden.enforcer.snmp;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;
import org.tapwarden.capture.Caps;
import org.tapwarden.enforcer.order.Outcome.Reason;

/// Walks tables of a switch column by column, side by side. However a switch answers, it ends: each
/// answer must bring something larger than the one before, and a table that is longer than {@link
/// #MOST_ROWS} cannot be judged, since whom it leaves out could be hit.
final class Walk {

    static final int MOST_ROWS = Caps.of(16_384, 64);

    /// Hears of each cell.
    @FunctionalInterface
    interface Taker {

        /// @param column number of the column among those asked
        /// @param index what follows the column in the object's name
        void cell(int column, int[] index, Variable value);
    }

    private final Talk talk;

    Walk(Talk talk) {
        this.talk = talk;
    }

    /// @return whether there was any row
    boolean of(List<OID> columns, Taker taker) throws NoAnswer {
        var last = new ArrayList<>(columns);
        int[] rows = new int[columns.size()];
        Set<Integer> open = new TreeSet<>();
        for (int column = 0; column < rows.length; column++) {
            open.add(column);
        }
        boolean any = false;
        while (!open.isEmpty()) {
            List<Integer> asked = List.copyOf(open);
            List<? extends VariableBinding> answer =
                    talk.following(asked.stream().map(last::get).toList());
            if (answer.isEmpty()) {
                throw malformed();
            }
            for (int i = 0; i < answer.size(); i++) {
                Integer column = asked.get(i % asked.size());
                VariableBinding cell = answer.get(i);
                OID of = columns.get(column);
                if (!open.contains(column)) {
                    continue; // the rest of an answer beyond the end of its column
                }
                if (cell.isException() || !cell.getOid().startsWith(of)) {
                    open.remove(column);
                    continue;
                }
                if (cell.getOid().compareTo(last.get(column)) <= 0) {
                    throw malformed();
                }
                last.set(column, cell.getOid());
                if (++rows[column] > MOST_ROWS) {
                    throw talk.nothing(
                            Reason.SWITCH_TOO_SLOW, "a table has more than " + MOST_ROWS + " rows");
                }
                any = true;
                taker.cell(column, index(of, cell.getOid()), cell.getVariable());
            }
        }
        return any;
    }

    private NoAnswer malformed() {
        return talk.nothing(Reason.SWITCH_MALFORMED_ANSWER, "its answers make no sense");
    }

    private static int[] index(OID column, OID cell) {
        int[] whole = cell.getValue();
        var index = new int[whole.length - column.size()];
        System.arraycopy(whole, column.size(), index, 0, index.length);
        return index;
    }
}
