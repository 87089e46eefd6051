package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import org.tapwarden.classifier.list.Scope;

/// `address=/example.com/0.0.0.0`, `server=/example.com/` and `local=/example.com/`, each with any
/// number of names.
final class DnsmasqLines implements LineFormat {

    @Override
    public void line(String line, Reading to) throws IOException {
        String content = LineFormat.beforeComment(line, '#');
        if (content.isEmpty()) {
            return;
        }
        boolean answers = content.startsWith("address=/");
        boolean asks = content.startsWith("server=/") || content.startsWith("local=/");
        if (!answers && !asks) {
            to.ignored("other settings");
            return;
        }
        int last = content.lastIndexOf('/');
        int from = content.indexOf('/') + 1;
        if (last < from) {
            to.bad("no name between two slashes");
            return;
        }
        if (asks && last + 1 < content.length()) {
            to.ignored("names that are asked elsewhere");
            return;
        }
        while (from <= last) {
            int slash = content.indexOf('/', from);
            to.name(content.substring(from, slash), Scope.TREE, false);
            from = slash + 1;
        }
    }
}
