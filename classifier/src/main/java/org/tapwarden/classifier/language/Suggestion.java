package org.tapwarden.classifier.language;

/// What could go on at the cursor.
///
/// @param text what to put in place of what is there
/// @param from first character to replace, 0 for the first of the text
/// @param to behind the last one; `from` where nothing is replaced
/// @param meaning what it is, for people; may be empty
public record Suggestion(String text, Kind kind, int from, int to, String meaning) {

    /// What is suggested.
    public enum Kind {
        /// A field, or another name of one.
        FIELD,
        /// How a field is compared.
        OPERATOR,
        /// One of the values that the field can have.
        VALUE,
        /// A word of the grammar, such as `and`, `by` or `|`.
        WORD,
        /// The first word of a stage.
        STAGE,
        /// What a stage adds up.
        METRIC,
        /// A column that the stages before have made.
        COLUMN,
        /// A number or a duration that is often meant; others are possible.
        EXAMPLE
    }
}
