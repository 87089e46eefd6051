package org.tapwarden.appliance.run;

import org.tapwarden.classifier.language.FlowLanguage;
import org.tapwarden.classifier.language.Query;
import org.tapwarden.classifier.language.WrongQuery;

/// Reads the conditions of rules.
public final class Conditions {

    private Conditions() {}

    /// @throws IllegalArgumentException in one line that says where and what is wrong
    public static Query parse(String text) {
        try {
            return FlowLanguage.parse(text, FlowLanguage.Options.UTC);
        } catch (WrongQuery e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
