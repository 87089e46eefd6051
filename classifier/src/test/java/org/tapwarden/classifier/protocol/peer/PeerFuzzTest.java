package org.tapwarden.classifier.protocol.peer;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class PeerFuzzTest extends FuzzTarget {

    @FuzzTest
    void bitTorrent(byte[] bytes) {
        look(new BitTorrentDissector(), bytes);
    }

    @FuzzTest
    void ethereum(byte[] bytes) {
        look(new EthereumDissector(), bytes);
    }

    @FuzzTest
    void bitcoin(byte[] bytes) {
        look(new BitcoinDissector(), bytes);
    }

    @FuzzTest
    void monero(byte[] bytes) {
        look(new MoneroDissector(), bytes);
    }

    @FuzzTest
    void mining(byte[] bytes) {
        look(new MiningDissector(), bytes);
    }

    @FuzzTest
    void libp2p(byte[] bytes) {
        look(new Libp2pDissector(), bytes);
    }

    @FuzzTest
    void directConnect(byte[] bytes) {
        look(new DirectConnectDissector(), bytes);
    }

    @FuzzTest
    void soulseek(byte[] bytes) {
        look(new SoulseekDissector(), bytes);
    }

    @FuzzTest
    void syncthing(byte[] bytes) {
        look(new SyncthingDissector(), bytes);
    }

    @FuzzTest
    void resilio(byte[] bytes) {
        look(new ResilioDissector(), bytes);
    }

    @FuzzTest
    void dropbox(byte[] bytes) {
        look(new DropboxDissector(), bytes);
    }

    @FuzzTest
    void edonkey(byte[] bytes) {
        look(new EdonkeyDissector(), bytes);
    }

    @FuzzTest
    void gnutella(byte[] bytes) {
        look(new GnutellaDissector(), bytes);
    }

    @FuzzTest
    void nano(byte[] bytes) {
        look(new NanoDissector(), bytes);
    }
}
