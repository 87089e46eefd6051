package org.tapwarden.classifier.protocol.queue;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class QueueDissectors {

    public static final List<Dissector> ALL = List.of();

    private QueueDissectors() {}
}
