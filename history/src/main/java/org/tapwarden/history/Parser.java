package org.tapwarden.history;

import org.tapwarden.classifier.language.Query;
import org.tapwarden.history.FlowSearch.SearchRefused;

/// Reads a text of the flow language.
@FunctionalInterface
public interface Parser {

    /// @throws SearchRefused with one line that says what is wrong and where
    Query parse(String text) throws SearchRefused;
}
