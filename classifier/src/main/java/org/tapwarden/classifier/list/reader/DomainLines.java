package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import org.tapwarden.classifier.list.Scope;

/// One name a line. `*.example.com` and `.example.com` mean the name and what is below, as the
/// feeds that write so mean it.
final class DomainLines implements LineFormat {

    @Override
    public void line(String line, Reading to) throws IOException {
        String content = LineFormat.beforeComment(line, '#');
        boolean comment =
                content.isEmpty()
                        || content.charAt(0) == '!'
                        || content.charAt(0) == ';'
                        || content.startsWith("//");
        if (comment) {
            return;
        }
        if (content.startsWith("*.")) {
            content = content.substring(2);
        } else if (content.charAt(0) == '.') {
            content = content.substring(1);
        }
        to.name(content, Scope.TREE, false);
    }
}
