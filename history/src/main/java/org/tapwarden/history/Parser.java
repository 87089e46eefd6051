package org.tapwarden.history;

import java.time.ZoneId;
import java.util.Objects;
import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Question;
import org.tapwarden.classifier.language.WrongQuery;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Reads the text of a question.
@FunctionalInterface
public interface Parser {

    /// @throws SearchRefused with one line that says what is wrong and where
    Question parse(String text) throws SearchRefused;

    /// Reads the flow language.
    ///
    /// @param zone of dates and times that name none: the site's
    static Parser flowLanguage(ZoneId zone) {
        var options = new FlowLanguage.Options(zone);
        return text -> {
            try {
                return FlowLanguage.question(text, options);
            } catch (WrongQuery e) {
                throw new SearchRefused(Objects.requireNonNullElse(e.getMessage(), "no query"));
            }
        };
    }
}
