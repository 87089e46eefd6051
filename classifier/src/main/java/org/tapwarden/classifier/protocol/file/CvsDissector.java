package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// CVS with its password server, by the line before a login (CVS client/server protocol, section
/// "Connection and Authentication"). What follows that line, a name and a password, is not looked
/// at.
final class CvsDissector implements Dissector {
    static final Protocol CVS = Protocol.named("cvs", Category.FILE_SERVICE);

    private static final String LOGIN = "BEGIN AUTH REQUEST\n";
    private static final String CHECK = "BEGIN VERIFICATION REQUEST\n";

    private static final About ABOUT =
            About.of(CVS, "CVS")
                    .over(Transport.TCP)
                    .in("CVS client/server protocol, Connection and Authentication")
                    .reads("the line before a login", 27)
                    .opens(LOGIN, CHECK);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer login = Opening.of(payload, LOGIN);
        Answer check = Opening.of(payload, CHECK);
        if (login == Answer.YES || check == Answer.YES) {
            learnt.grounds("cvs-login");
            return Answer.YES;
        }
        return login == Answer.NO ? check : login;
    }
}
