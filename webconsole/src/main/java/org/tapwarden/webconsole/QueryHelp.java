package org.tapwarden.webconsole;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Suggestion;
import org.tapwarden.classifier.language.WrongQuery;

/// Helps who writes a query: what could go on while they type, and what they may have meant where
/// it is none. Reads the language only, and nothing that is kept.
final class QueryHelp {

    /// Most suggestions shown at once.
    static final int MOST_SHOWN = 12;

    /// Most queries that may have been meant.
    static final int MOST_MEANT = 3;

    private static final String ENDS_A_WORD = " \t|:=!<>()[],&\"";

    private final FlowLanguage.Options options;

    QueryHelp(ZoneId zone) {
        this.options = new FlowLanguage.Options(zone);
    }

    boolean hasStages(String query) {
        try {
            return !FlowLanguage.question(query, options).stages().isEmpty();
        } catch (WrongQuery e) {
            return false; // the search itself says so
        }
    }

    /// `text` and `cursor` of a request, as a program wants them.
    ///
    /// @throws IllegalArgumentException in one line
    static String completions(Asked asked) {
        String text = asked.field("text");
        String cursor = asked.field("cursor");
        if (text.length() > FlowTable.LONGEST_QUERY) {
            throw new IllegalArgumentException("the text is too long");
        }
        if (!cursor.isEmpty() && !cursor.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("the cursor is no number of characters");
        }
        int at = cursor.isEmpty() ? text.length() : Integer.parseInt(cursor);
        ObjectNode all = FlowWords.JSON.createObjectNode();
        var suggestions = all.putArray("suggestions");
        for (Suggestion one : FlowLanguage.complete(text, at).stream().limit(MOST_SHOWN).toList()) {
            suggestions
                    .addObject()
                    .put("text", one.text())
                    .put("kind", one.kind().name().toLowerCase(Locale.ROOT))
                    .put("from", one.from())
                    .put("to", one.to())
                    .put("meaning", one.meaning());
        }
        return FlowWords.text(all);
    }

    /// The query with the word that is wrong replaced by one that is spelled like it; none when it
    /// is not the spelling of one word.
    List<String> meant(String query) {
        int wrong = wrongAt(query);
        if (wrong < 0 || wrong >= query.length()) {
            return List.of();
        }
        int end = wrong;
        while (end < query.length() && ENDS_A_WORD.indexOf(query.charAt(end)) < 0) {
            end++;
        }
        List<String> meant = new ArrayList<>();
        for (Suggestion one : FlowLanguage.complete(query, end)) {
            if (meant.size() < MOST_MEANT && one.from() == wrong && one.to() >= end) {
                String text =
                        query.substring(0, one.from()) + one.text() + query.substring(one.to());
                // Another word may be wrong as well, but then further on.
                int still = wrongAt(text);
                if (text.length() <= FlowTable.LONGEST_QUERY
                        && (still < 0 || still >= wrong + one.text().length())) {
                    meant.add(text);
                }
            }
        }
        return meant;
    }

    /// Which character is wrong, 0 for the first; -1 when none is.
    private int wrongAt(String query) {
        try {
            var _ = FlowLanguage.question(query, options);
            return -1;
        } catch (WrongQuery e) {
            return e.position() - 1;
        }
    }
}
