package org.tapwarden.classifier.language;

/// A value as it stands in the text.
///
/// @param text without quotes and escapes
/// @param wildcard holds a `*` or `?` that was not escaped
/// @param escapedWildcard holds a `*` or `?` that was
/// @param all is a lone `*` without quotes
/// @param start where it begins, 0 for the first character
record Written(String text, boolean wildcard, boolean escapedWildcard, boolean all, int start) {}
