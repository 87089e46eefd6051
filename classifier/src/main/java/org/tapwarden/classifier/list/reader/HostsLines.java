package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import java.util.StringTokenizer;
import org.tapwarden.classifier.list.Scope;

/// A hosts file whose names lead nowhere. Names that it really gives an address to are none of a
/// list.
final class HostsLines implements LineFormat {

    @Override
    public void line(String line, Reading to) throws IOException {
        String content = LineFormat.beforeComment(line, '#');
        if (content.isEmpty()) {
            return;
        }
        var words = new StringTokenizer(content);
        String address = words.nextToken();
        if (!isAddress(address) || !words.hasMoreTokens()) {
            to.bad("no address and name");
            return;
        }
        if (!leadsNowhere(address)) {
            to.ignored("names with an address of their own");
            return;
        }
        while (words.hasMoreTokens()) {
            String name = words.nextToken();
            if (name.indexOf('.') < 0 || name.equals(address) || isOfThisMachine(name)) {
                to.ignored("names of the machine itself");
            } else {
                to.name(name, Scope.TREE, false);
            }
        }
    }

    private static boolean isOfThisMachine(String name) {
        return name.endsWith(".localdomain");
    }

    private static boolean isAddress(String word) {
        int zone = word.indexOf('%');
        int end = zone < 0 ? word.length() : zone;
        boolean marked = false;
        for (int i = 0; i < end; i++) {
            char c = word.charAt(i);
            boolean mark = c == '.' || c == ':';
            marked |= mark;
            if (!mark && Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return marked;
    }

    private static boolean leadsNowhere(String address) {
        return address.startsWith("127.")
                || address.equals("0.0.0.0")
                || address.equals("::")
                || address.equals("::1");
    }
}
