package org.tapwarden.classifier.protocol.peer;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Bitcoin and currencies that took over its protocol, by the magic number of a network and the
/// command of a first message; relatives that have no name here are called as their model is
/// (Bitcoin developer reference, "P2P Network").
final class BitcoinDissector implements Dissector {

    private static final Protocol BITCOIN = Protocol.named("bitcoin", Category.P2P);
    private static final Protocol BITCOIN_CASH = Protocol.named("bitcoincash", Category.P2P);
    private static final Protocol LITECOIN = Protocol.named("litecoin", Category.P2P);
    private static final Protocol DOGECOIN = Protocol.named("dogecoin", Category.P2P);
    private static final Protocol DASH = Protocol.named("dash", Category.P2P);
    private static final Protocol ZCASH = Protocol.named("zcash", Category.P2P);

    private static final int HEADER = 24;
    private static final int COMMAND = 4;
    private static final int COMMAND_LENGTH = 12;
    private static final int SIZE = 16;
    private static final int MAX_SIZE = 4 * 1024 * 1024;

    /// Version, services, a time, two addresses, a nonce; then who sends it.
    private static final int AGENT = HEADER + 4 + 8 + 8 + 26 + 26 + 8;

    private static final int MIN_VERSION = 85;
    private static final int MAX_VERSION = 1_024;

    private static final int MAX_AGENT = 128;

    private static final String FIRST_COMMAND = "version\0\0\0\0\0";

    private static final String[] COMMANDS = {
        "version",
        "verack",
        "ping",
        "pong",
        "inv",
        "getdata",
        "getheaders",
        "headers",
        "addr",
        "sendheaders",
        "sendcmpct",
        "tx",
        "block",
        "cmpctblock",
        "feefilter",
        "getaddr",
        "wtxidrelay",
        "sendaddrv2",
        "getblocks",
        "notfound",
        "alert"
    };

    private static final About ABOUT =
            About.of(BITCOIN, "Bitcoin and its relatives")
                    .or(BITCOIN_CASH, LITECOIN, DOGECOIN, DASH, ZCASH)
                    .over(Transport.TCP)
                    .in("Bitcoin developer reference, P2P Network, Message Headers")
                    .reads("a network's magic number and a command", AGENT + MAX_AGENT);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 4) {
            return Answer.PERHAPS;
        }
        Protocol network =
                switch (payload.i32(0)) {
                    case 0xf9be_b4d9, 0x0b11_0907, 0x1c16_3f28, 0x0a03_cf40, 0xfabf_b5da -> BITCOIN;
                    case 0xe3e1_f3e8, 0xf4e5_f3f4 -> BITCOIN_CASH;
                    case 0xfbc0_b6db, 0xfdd2_c8f1 -> LITECOIN;
                    case 0xc0c0_c0c0, 0xfcc1_b7dc -> DOGECOIN;
                    case 0xbf0c_6bbd, 0xcee2_caff -> DASH;
                    case 0x24e9_2764, 0xfa1a_f9bf -> ZCASH;
                    default -> Protocol.UNKNOWN;
                };
        int known = Math.min(payload.length(), COMMAND + FIRST_COMMAND.length());
        // Of a network nobody told us, the first command and its field of zeros are left.
        if (network == Protocol.UNKNOWN
                && !payload.hasAt(COMMAND, FIRST_COMMAND.substring(0, known - COMMAND))) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int size = payload.i32le(SIZE);
        if (network == Protocol.UNKNOWN && (size < MIN_VERSION || size > MAX_VERSION)) {
            return Answer.NO;
        }
        if (size < 0 || size > MAX_SIZE || !isCommand(payload)) {
            return Answer.NO;
        }
        learnt.grounds("bitcoin-header");
        if (network != BITCOIN && network != Protocol.UNKNOWN) {
            learnt.variant(network);
        }
        if (payload.hasAt(COMMAND, "version") && learnt.wantsSoftware()) {
            agent(payload, learnt);
        }
        return Answer.YES;
    }

    /// Zeros fill the field up.
    private static boolean isCommand(Payload payload) {
        for (String command : COMMANDS) {
            if (payload.hasAt(COMMAND, command)) {
                int at = COMMAND + command.length();
                while (at < COMMAND + COMMAND_LENGTH && payload.u8(at) == 0) {
                    at++;
                }
                if (at == COMMAND + COMMAND_LENGTH) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void agent(Payload payload, Learnt learnt) {
        if (payload.length() <= AGENT) {
            return;
        }
        int count = payload.u8(AGENT);
        if (count < MAX_AGENT && AGENT + 1 + count <= payload.length()) {
            String agent = Text.of(payload, AGENT + 1, AGENT + 1 + count);
            if (agent != null) {
                learnt.software(agent);
            }
        }
    }
}
