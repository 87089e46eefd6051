package org.tapwarden.classifier.list.reader;

import java.io.IOException;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.list.Fingerprint;
import org.tapwarden.classifier.list.Scope;

/// Takes what a reader finds. Throws when there is no more room, never for what an entry says.
public interface Entries {

    /// @param name as {@link org.tapwarden.classifier.list.DomainText#canonical} made it
    /// @param exception whether the list says that the name is not meant
    void name(String name, Scope scope, boolean exception, int lineNumber, String line)
            throws IOException;

    /// Addresses from one to another.
    void range(Address from, Address to, int lineNumber, String note) throws IOException;

    void fingerprint(Fingerprint kind, String value, int lineNumber, String line)
            throws IOException;
}
