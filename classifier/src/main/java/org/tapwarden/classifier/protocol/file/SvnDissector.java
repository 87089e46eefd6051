package org.tapwarden.classifier.protocol.file;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Subversion's own protocol, by the greeting of the server or the client's answer (Subversion,
/// `subversion/libsvn_ra_svn/protocol`, section 3.1).
final class SvnDissector implements Dissector {
    static final Protocol SVN = Protocol.named("svn", Category.FILE_SERVICE);

    private static final String SERVER = "( success ( ";
    private static final String CLIENT = "( 2 ( ";
    private static final String EDIT = "edit-pipeline ";
    private static final int BOUND = 64;

    private static final About ABOUT =
            About.of(SVN, "Subversion")
                    .over(Transport.TCP)
                    .in("Subversion, libsvn_ra_svn/protocol, section 3.1")
                    .reads("the greeting of either side", BOUND)
                    .opens(SERVER, CLIENT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer server = Opening.of(payload, SERVER);
        if (server == Answer.YES) {
            learnt.grounds("svn-greeting");
            return Answer.YES;
        }
        Answer client = Opening.of(payload, CLIENT);
        if (client != Answer.YES) {
            return server == Answer.PERHAPS ? server : client;
        }
        if (payload.length() < CLIENT.length() + EDIT.length()) {
            return Answer.PERHAPS;
        }
        if (!payload.hasAt(CLIENT.length(), EDIT)) {
            return Answer.NO;
        }
        learnt.grounds("svn-client");
        return Answer.YES;
    }
}
