package org.tapwarden.enforcer.lease;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.tapwarden.enforcer.order.Anchors.Anchor;
import org.tapwarden.enforcer.order.Anchors.Kind;

/// Anchors as a lease keeps them: one a line, the kind before the first space.
final class AnchorText {

    private AnchorText() {}

    static String write(Set<Anchor> anchors) {
        var lines = new TreeSet<String>();
        anchors.forEach(anchor -> lines.add(anchor.kind() + " " + anchor.value()));
        return String.join("\n", lines);
    }

    static Set<Anchor> read(String text) {
        var anchors = new HashSet<Anchor>();
        text.lines()
                .forEach(line -> {
                    int space = line.indexOf(' ');
                    anchors.add(
                            new Anchor(
                                    Kind.valueOf(line.substring(0, space)),
                                    line.substring(space + 1)));
                });
        return anchors;
    }
}
