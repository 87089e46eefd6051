package org.tapwarden.history;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.FlowRecord;
import org.tapwarden.history.stage.Table;

/// Searches the flow history, for whoever said who they are and why. Safe to call from any thread.
///
/// Promises: who, what, range and purpose are on the disk before the first row is handed out, and
/// the number of rows, or where it was cut off, after the last (regulation A, D; design 9.10). A
/// request without a purpose is refused. An answer says whether it is complete.
public interface FlowSearch {

    /// Most rows of one answer.
    int MOST_ROWS = 10_000;

    /// @throws SearchRefused when the text is no query, or no purpose is given; nothing was looked
    ///   at
    Answer search(Request request) throws SearchRefused;

    /// A question.
    ///
    /// @param who the account or the user of the operating system, for the audit row
    /// @param via `console`, `api`, `command-line`, `demo`
    /// @param purpose in the person's own words, 3 to 500 characters
    /// @param query in the flow language; empty asks for everything
    /// @param from first `event.end` wanted
    /// @param to first `event.end` not wanted
    /// @param limit rows wanted at most, newest first; 1 to {@link #MOST_ROWS}
    record Request(
            String who,
            String via,
            String purpose,
            String query,
            Instant from,
            Instant to,
            int limit) {}

    /// What was found.
    ///
    /// @param rows newest first; none where the question counts or names columns
    /// @param table what the stages of the question made, or null where it has none
    /// @param matched how many flow slices match in all; at least the number of rows
    /// @param canonical the query as it was understood, in canonical field names
    /// @param complete false when a part of the history could not be searched; `gaps` says which
    /// @param gaps one sentence for each part left out
    /// @param rolledUp how many sealed days, of each population, were answered by their sums of
    ///   hours and not by their slices; the numbers are the same, or a note says what they lack
    /// @param auditNumber number of the audit row that was written before the rows were read
    /// @param notes one sentence for each thing worth knowing: that flows are kept by a hold, or by
    ///   how much sums may be too small
    record Answer(
            List<FlowRecord> rows,
            @Nullable Table table,
            long matched,
            String canonical,
            boolean complete,
            List<String> gaps,
            int rolledUp,
            long auditNumber,
            List<String> notes) {

        /// An answer of which nothing else is to be said.
        public Answer(
                List<FlowRecord> rows,
                @Nullable Table table,
                long matched,
                String canonical,
                boolean complete,
                List<String> gaps,
                long auditNumber) {
            this(rows, table, matched, canonical, complete, gaps, 0, auditNumber, List.of());
        }
    }

    /// Why a request was not answered, in one line for people.
    final class SearchRefused extends Exception {
        private static final long serialVersionUID = 1;

        public SearchRefused(String message) {
            super(message);
        }
    }
}
