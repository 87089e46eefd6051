package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.util.Set;
import org.tapwarden.classifier.list.Scope;

/// Of filter rules those that mean a whole domain: `||example.com^`, and `@@||example.com^` for
/// "not this one". A rule with a path, or for some pages only, says nothing about a conversation.
final class AdblockLines implements LineFormat {

    /// Words behind `$` that do not narrow what a rule means.
    private static final Set<String> HARMLESS =
            Set.of("important", "all", "document", "doc", "popup");

    @Override
    public void line(String line, Reading to) throws IOException {
        String rule = line.strip();
        if (rule.isEmpty() || rule.charAt(0) == '!' || rule.charAt(0) == '[') {
            return;
        }
        if (rule.charAt(0) == '#') {
            boolean cosmetic = rule.startsWith("##") || rule.startsWith("#@#");
            if (cosmetic) {
                to.ignored("rules for parts of a page");
            }
            return;
        }
        if (rule.contains("##") || rule.contains("#@#") || rule.contains("#?#")) {
            to.ignored("rules for parts of a page");
            return;
        }
        boolean exception = rule.startsWith("@@");
        String pattern = exception ? rule.substring(2) : rule;
        int dollar = pattern.lastIndexOf('$');
        if (dollar >= 0) {
            if (!isHarmless(pattern.substring(dollar + 1))) {
                to.ignored("rules with a condition");
                return;
            }
            pattern = pattern.substring(0, dollar);
        }
        if (pattern.startsWith("/")) {
            to.ignored("regular expressions");
            return;
        }
        if (pattern.endsWith("^|")) {
            pattern = pattern.substring(0, pattern.length() - 1);
        }
        if (!pattern.startsWith("||") || !pattern.endsWith("^")) {
            to.ignored("rules that mean no whole domain");
            return;
        }
        name(pattern.substring(2, pattern.length() - 1), exception, to);
    }

    private static void name(String domain, boolean exception, Reading to) throws IOException {
        boolean below = domain.startsWith("*.");
        String name = below ? domain.substring(2) : domain;
        if (name.indexOf('*') >= 0 || name.indexOf('/') >= 0) {
            to.ignored("rules that mean no whole domain");
        } else {
            to.name(name, below ? Scope.BELOW : Scope.TREE, exception);
        }
    }

    private static boolean isHarmless(String options) {
        int from = 0;
        while (from <= options.length()) {
            int comma = options.indexOf(',', from);
            int end = comma < 0 ? options.length() : comma;
            if (!HARMLESS.contains(options.substring(from, end))) {
                return false;
            }
            from = end + 1;
        }
        return true;
    }
}
