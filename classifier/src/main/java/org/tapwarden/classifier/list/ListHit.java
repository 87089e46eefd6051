package org.tapwarden.classifier.list;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;

/// What the lists say of a name.
///
/// @param list that decided
/// @param allows true when it says that the name is not what other lists say
/// @param scope what of the name the entry means
/// @param suffix the name that the entry is of
/// @param line the entry's own line, as it stood in the list
/// @param lineNumber of that line
public record ListHit(
        ListFacts list, boolean allows, Scope scope, String suffix, String line, int lineNumber) {

    /// The category that the name gets; null when an allow list merely lifts.
    public @Nullable Category category() {
        boolean exception = allows && list.type() == ListFacts.Type.DENY;
        return exception ? null : list.category();
    }

    /// As we write it: `example.com`, `full:example.com`, `*.example.com`, `cert:` and a hash.
    public String entry() {
        boolean fingerprint = suffix.indexOf(':') >= 0;
        return fingerprint ? suffix : scope.prefix() + suffix;
    }

    /// How grounds name it, in letters that a name and an id can have: `ut1-adult/example.com`.
    public String grounds() {
        return list.id() + "/" + entry();
    }
}
