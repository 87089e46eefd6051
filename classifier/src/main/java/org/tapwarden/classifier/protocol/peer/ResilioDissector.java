package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// Resilio Sync, once BitTorrent Sync, by how it looks for peers in its own network.
final class ResilioDissector implements Dissector {

    private static final Protocol RESILIO = Protocol.named("resilio", Category.FILE_STORAGE_PASTE);

    private static final String START = "BSYNC\0d1:m";

    private static final About ABOUT =
            About.of(RESILIO, "Resilio Sync")
                    .over(Transport.UDP)
                    .in("observed: its search in the local network")
                    .reads("a word and the dictionary behind it", START.length())
                    .opens(START);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (!payload.hasAt(0, START)) {
            return Answer.NO;
        }
        learnt.grounds("bsync-search");
        return Answer.YES;
    }
}
