package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Dropbox, by how its clients look for each other in their own network: an object with a host's
/// number and the folders it has.
final class DropboxDissector implements Dissector {

    private static final Protocol DROPBOX = Protocol.named("dropbox", Category.FILE_STORAGE_PASTE);

    private static final int PORT = 17_500;
    private static final String[] MEMBERS = {
        "\"host_int\"", "\"version\"", "\"displayname\"", "\"namespaces\""
    };
    private static final int MAX_LENGTH = 4_096;

    private static final About ABOUT =
            About.of(DROPBOX, "Dropbox in the local network")
                    .over(Transport.UDP)
                    .in("observed: announcements of LAN sync")
                    .reads("the names of an announcement's members", MAX_LENGTH)
                    .opens("{");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasPort(PORT) || !payload.hasAt(0, "{\"")) {
            return Answer.NO;
        }
        for (String member : MEMBERS) {
            if (!Words.has(payload, 1, MAX_LENGTH, member)) {
                return Answer.NO;
            }
        }
        learnt.grounds("dropbox-announcement");
        return Answer.YES;
    }
}
