package org.tapwarden.history.bench;

import java.time.Instant;
import org.tapwarden.history.FlowHistory;
import org.tapwarden.history.FlowSearch;
import org.tapwarden.history.FlowSearch.Answer;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Questions that are allowed and cost much, over all that there is. Which of them costs most is
/// measured, not believed.
enum Worst {
    /// A part of a name that nearly every name has, counted by name.
    NAMES("sni:*a* | count by sni"),
    /// As many rows as an answer may have, of more groups than that.
    TOP("source.ip:* | top 10000 destination.ip by bytes"),
    /// A wildcard that each name is compared with in full, and each slice's name after it.
    WILDCARD("sni:*a*e*o* and destination.port:* | top 10000 sni by flows"),
    /// Each of all slices is compared with those that are kept.
    SORT("source.ip:* | sort bytes desc | head 10000"),
    /// More groups than an answer may have: it is refused, late.
    GROUPS("source.ip:* | count by source.ip, destination.ip");

    /// Where flows ended that are asked for.
    record Range(Instant from, Instant to) {}

    private final String text;

    Worst(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /// An answer that is cut off by its time counts, and so does one that is refused since it would
    /// need too much.
    ///
    /// @return what is wrong, or nothing
    String ask(FlowHistory history, Range range) {
        long tooMuch = history.counts().tooMuch();
        try {
            Answer answer =
                    history.search(
                            new Request(
                                    "bench",
                                    "command-line",
                                    "measures the history",
                                    text,
                                    range.from,
                                    range.to,
                                    FlowSearch.MOST_ROWS));
            return answer.matched() > 0 || !answer.complete() ? "" : "nothing matches";
        } catch (SearchRefused e) {
            return history.counts().tooMuch() > tooMuch ? "" : String.valueOf(e.getMessage());
        }
    }
}
