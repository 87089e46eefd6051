package org.tapwarden.history;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Hands out many slices, one after the other, for whoever said who they are and why. Safe to call
/// from any thread; one at a time.
///
/// Promises are those of a search ({@link FlowSearch}): who, what, range, purpose and format are on
/// the disk before the first slice is read; rows, SHA-256 and where it was cut off after the last.
/// Nothing is gathered in memory.
///
/// Order: the newest day first, and of a day one index after the other. In a sealed index the
/// newest slice is first; one that is still written is in several parts, each of them so.
public interface FlowExport {

    /// Rows unless somebody says otherwise.
    long USUAL_MOST = 1_000_000;

    /// Rows that may be asked for.
    long HIGHEST_MOST = 1_000_000_000;

    /// Exports.
    ///
    /// @throws SearchRefused in one line; nothing was looked at
    /// @throws IOException when the receiver fails; what was handed out is in the audit
    Exported export(Order order, Receiver to) throws SearchRefused, IOException;

    /// What is wanted.
    ///
    /// @param who the account or the user of the operating system, for the audit row
    /// @param via `command-line`
    /// @param purpose in the person's own words, 3 to 500 characters
    /// @param query a filter in the flow language, without stages; empty asks for everything
    /// @param from first `event.end` wanted
    /// @param to first `event.end` not wanted
    /// @param most rows at most, 1 to {@link #HIGHEST_MOST}
    record Order(
            String who,
            String via,
            String purpose,
            String query,
            Instant from,
            Instant to,
            ExportFormat format,
            long most) {

        FlowSearch.Request asRequest() {
            return new FlowSearch.Request(who, via, purpose, query, from, to, 1);
        }
    }

    /// Takes what is exported, in the thread of the export.
    interface Receiver {

        /// The next text; it ends with the end of a line.
        void take(String text) throws IOException;

        /// How far it is; told now and then.
        ///
        /// @param where which part of the history is read
        void progress(long rows, String where) throws IOException;
    }

    /// What was handed out.
    ///
    /// @param rows lines of flows, without heading
    /// @param isCut there were more than asked for at most
    /// @param sha256 of all bytes, in UTF-8
    /// @param canonical the query as it was understood
    /// @param gaps one sentence for each part left out
    /// @param auditNumber number of the audit row that was written before the rows were read
    record Exported(
            long rows,
            boolean isCut,
            String sha256,
            String canonical,
            List<String> gaps,
            long auditNumber) {

        public Exported {
            gaps = List.copyOf(gaps);
        }
    }
}
