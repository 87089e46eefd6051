package org.tapwarden.classifier.protocol.mail;

import java.util.List;
import org.tapwarden.classifier.protocol.Dissector;

/// The register of this family. A new dissector is a class beside this and a line in here.
public final class MailDissectors {

    public static final List<Dissector> ALL =
            List.of(
                    new SmtpDissector(),
                    new ImapDissector(),
                    new Pop3Dissector(),
                    new NntpDissector(),
                    new ManageSieveDissector());

    private MailDissectors() {}
}
