package org.tapwarden.classifier.list.reader;

import java.io.IOException;

/// A prefix or an address a line; what follows behind a blank, `;` or `#` is a remark.
final class CidrLines implements LineFormat {

    @Override
    public void line(String line, Reading to) throws IOException {
        String content = line.strip();
        if (content.isEmpty() || content.charAt(0) == '#' || content.charAt(0) == ';') {
            return;
        }
        int end = 0;
        while (end < content.length() && " \t;#,".indexOf(content.charAt(end)) < 0) {
            end++;
        }
        String prefix = content.substring(0, end);
        String note = content.substring(end).replaceFirst("^[ \t;#,]+", "");
        int slash = prefix.indexOf('/');
        if (slash == prefix.length() - 1) {
            to.bad("no length of a prefix");
        } else if (slash < 0) {
            Addresses.prefix(prefix, "", note, to);
        } else {
            Addresses.prefix(prefix.substring(0, slash), prefix.substring(slash + 1), note, to);
        }
    }
}
