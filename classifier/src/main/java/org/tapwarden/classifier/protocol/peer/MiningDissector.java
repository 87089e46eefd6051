package org.tapwarden.classifier.protocol.peer;

import org.jspecify.annotations.Nullable;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Text;
import org.tapwarden.classifier.protocol.Transport;

/// Mining for a pool, by the names of the methods that a miner calls: Stratum, and its relatives
/// for Ethereum and Monero.
///
/// Wallets and passwords stand in the same lines and are never read.
final class MiningDissector implements Dissector {

    private static final Protocol MINING = Protocol.named("mining", Category.CRYPTOMINING);

    private static final int MAX_LINE = 2_048;
    private static final int MAX_AGENT = 64;

    private static final String METHOD = "\"method\"";
    private static final String[] METHODS = {
        "\"mining.subscribe\"",
        "\"mining.authorize\"",
        "\"mining.configure\"",
        "\"mining.extranonce.subscribe\"",
        "\"mining.notify\"",
        "\"mining.set_difficulty\"",
        "\"eth_submitLogin\"",
        "\"eth_submitHashrate\""
    };
    private static final String[] LOGIN = {"\"login\"", "\"pass\"", "\"agent\""};

    private static final About ABOUT =
            About.of(MINING, "Mining for a pool (Stratum)")
                    .over(Transport.TCP)
                    .in("Stratum mining protocol; EthereumStratum; xmrig-proxy, doc/STRATUM.md")
                    .reads("the method in the first line", MAX_LINE)
                    .opens("{");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        int length = payload.length();
        if (length == 0) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != '{') {
            return Answer.NO;
        }
        int end = Math.min(length, MAX_LINE);
        int method = Words.find(payload, 1, end, METHOD);
        if (method < 0 || !isMining(payload, end, method)) {
            boolean whole = end == MAX_LINE || Words.has(payload, 1, end, "\n");
            return whole ? Answer.NO : Answer.PERHAPS;
        }
        learnt.grounds("mining-method");
        if (learnt.wantsSoftware()) {
            // The next line may be a log-in, and its first parameter a wallet.
            int lineEnd = Words.find(payload, method, end, "\n");
            String agent = agent(payload, lineEnd < 0 ? end : lineEnd);
            if (agent != null) {
                learnt.software(agent);
            }
        }
        return Answer.YES;
    }

    private static boolean isMining(Payload payload, int end, int method) {
        int value = method + METHOD.length();
        while (value < end && (payload.u8(value) == ':' || payload.u8(value) == ' ')) {
            value++;
        }
        for (String known : METHODS) {
            if (value + known.length() <= end && payload.hasAt(value, known)) {
                return true;
            }
        }
        if (!payload.hasAt(value, LOGIN[0])) {
            return false;
        }
        for (String member : LOGIN) {
            if (!Words.has(payload, 1, end, member)) {
                return false;
            }
        }
        return true;
    }

    /// What a miner calls itself: the first parameter of a subscription, or a member of a log-in.
    private static @Nullable String agent(Payload payload, int end) {
        int at = Words.find(payload, 1, end, "\"agent\"");
        if (at < 0 && Words.has(payload, 1, end, METHODS[0])) {
            at = Words.find(payload, 1, end, "\"params\"");
        }
        if (at < 0) {
            return null;
        }
        int from = at + 8;
        while (from < end && ":[ ".indexOf(payload.u8(from)) >= 0) {
            from++;
        }
        if (from >= end || payload.u8(from) != '"') {
            return null;
        }
        int limit = Math.min(end, from + 1 + MAX_AGENT);
        int to = Words.find(payload, from + 1, limit, "\"");
        return to < 0 ? null : Text.of(payload, from + 1, to);
    }
}
