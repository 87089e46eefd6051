package org.tapwarden.webconsole.page;

import java.util.List;

/// Orders of whole payload as one page shows them. Texts are plain, and still want the template's
/// escapes.
///
/// @param told what came of the last button, empty when none was pressed
/// @param here whether the settings name anybody who may order
/// @param mayOrder whether who looks may
/// @param askedCase the number for the form, or empty
/// @param over orders that neither wait nor stand, the newest first
public record PayloadLines(
        String told,
        boolean here,
        boolean mayOrder,
        String askedCase,
        List<Line> waiting,
        List<Line> standing,
        List<Line> over) {

    public PayloadLines {
        waiting = List.copyOf(waiting);
        standing = List.copyOf(standing);
        over = List.copyOf(over);
    }

    /// An order.
    ///
    /// @param subject whose frames
    /// @param length how long it stands, once it is confirmed
    /// @param confirmer `nobody` where nobody did
    /// @param own whether who looks asked for it, and so may not confirm it
    /// @param untilMillis since 1970, for the countdown
    /// @param state in a word or two
    public record Line(
            long number,
            long alert,
            String rule,
            String subject,
            String asker,
            String reason,
            String asked,
            String length,
            String confirmer,
            boolean own,
            String until,
            long untilMillis,
            String state) {}
}
