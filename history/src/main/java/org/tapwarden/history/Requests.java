package org.tapwarden.history;

import java.util.List;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.history.FlowSearch.Request;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// What every question must have before anything is looked at.
final class Requests {

    static final int SHORTEST_PURPOSE = 3;
    static final int LONGEST_PURPOSE = 500;
    static final int LONGEST_WHO = 200;

    private Requests() {}

    /// Reads a query; an empty one asks for everything.
    static Question question(String text, Parser parser) throws SearchRefused {
        return text.isBlank()
                ? new Question(new Query.Everything(), List.of())
                : parser.parse(text);
    }

    static void check(Request request) throws SearchRefused {
        within(request.purpose(), "purpose", SHORTEST_PURPOSE, LONGEST_PURPOSE);
        within(request.who(), "name of who asks", 1, LONGEST_WHO);
        within(request.via(), "way it was asked", 1, LONGEST_WHO);
        if (request.query().length() > FlowLanguage.MAX_TEXT) {
            throw new SearchRefused(
                    "a query has at most "
                            + FlowLanguage.MAX_TEXT
                            + " characters; this one has "
                            + request.query().length());
        }
        if (request.limit() < 1 || request.limit() > FlowSearch.MOST_ROWS) {
            throw new SearchRefused(
                    "the limit is 1 to " + FlowSearch.MOST_ROWS + " rows, not " + request.limit());
        }
        if (!request.from().isBefore(request.to())) {
            throw new SearchRefused(
                    "the range ends at "
                            + request.to()
                            + ", not after its begin "
                            + request.from());
        }
    }

    private static void within(String text, String what, int shortest, int longest)
            throws SearchRefused {
        String stripped = text.strip();
        int length = stripped.codePointCount(0, stripped.length());
        if (length < shortest || length > longest) {
            throw new SearchRefused(
                    "the "
                            + what
                            + " must have "
                            + shortest
                            + " to "
                            + longest
                            + " characters, not "
                            + length);
        }
    }
}
