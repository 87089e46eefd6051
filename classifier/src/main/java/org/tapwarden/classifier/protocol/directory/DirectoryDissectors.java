package org.tapwarden.classifier.protocol.directory;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class DirectoryDissectors {

    public static final List<Dissector> ALL =
            List.of(new KerberosDissector(), new LdapDissector(), new IdentDissector());

    private DirectoryDissectors() {}
}
