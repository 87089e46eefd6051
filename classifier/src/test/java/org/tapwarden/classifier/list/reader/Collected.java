package org.tapwarden.classifier.list.reader;

import java.util.ArrayList;
import java.util.List;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.list.DomainText;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.Scope;

/// What a reader found, as short texts; and a reader breaks its word when a name is none.
final class Collected implements Entries {

    final List<String> entries = new ArrayList<>();

    @Override
    public void name(String name, Scope scope, boolean exception, int lineNumber, String line) {
        if (!name.equals(DomainText.canonical(name))) {
            throw new AssertionError("not canonical: " + name);
        }
        String mark = exception ? "!" : "";
        String kind = scope == Scope.TREE ? "" : scope == Scope.EXACT ? "=" : "*";
        entries.add(mark + kind + name);
    }

    @Override
    public void range(Address from, Address to, int lineNumber, String note) {
        if (from.compareTo(to) > 0) {
            throw new AssertionError("ends before it begins");
        }
        entries.add(from + "-" + to + (note.isEmpty() ? "" : " " + note));
    }

    @Override
    public void fingerprint(Fingerprint kind, String value, int lineNumber, String line) {
        entries.add(kind + " " + value);
    }
}
