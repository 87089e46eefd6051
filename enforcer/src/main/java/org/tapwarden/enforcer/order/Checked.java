package org.tapwarden.enforcer.order;

import java.util.List;
import java.util.regex.Pattern;

/// What an order's strings must satisfy before they are kept.
final class Checked {

    static final int LONGEST_TEXT = 2_000;
    static final int MOST_LINES = 64;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}");

    private Checked() {}

    /// An id ends up in a kernel comment and a mail header, so it is letters, digits and `._:/-`.
    static String id(String what, String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException(what + " is no id of ours");
        }
        return id;
    }

    static String text(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    static List<String> lines(List<String> lines) {
        return lines.stream().limit(MOST_LINES).map(Checked::text).toList();
    }
}
