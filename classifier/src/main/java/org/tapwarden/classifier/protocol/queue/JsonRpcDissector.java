package org.tapwarden.classifier.protocol.queue;

import org.tapwarden.capture.flow.Direction;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

/// JSON-RPC without HTTP, by the member that says its version and a method (JSON-RPC 2.0, section
/// 4). Miners speak it as well; theirs is left to whoever knows their methods. Parameters are never
/// learnt.
final class JsonRpcDissector implements Dissector {

    static final Protocol JSON_RPC = Protocol.named("json-rpc", Category.NETWORK);

    private static final int BOUND = 512;

    private static final String VERSION = "\"jsonrpc\"";
    private static final String METHOD = "\"method\"";

    /// What pools of miners and chains of blocks are asked.
    private static final String[] OTHERS = {
        "\"login",
        "\"mining.",
        "\"eth_",
        "\"job",
        "\"submit",
        "\"keepalived",
        "\"getjob",
        "\"get_",
        "\"net_",
        "\"web3_",
        "\"personal_",
        "\"authorize",
        "\"subscribe"
    };

    private static final About ABOUT =
            About.of(JSON_RPC, "JSON-RPC")
                    .over(Transport.TCP)
                    .in("JSON-RPC 2.0, section 4")
                    .reads("version and method of the first object", BOUND)
                    .opens("{");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        if (payload.length() < 1) {
            return Answer.PERHAPS;
        }
        if (payload.u8(0) != '{' || payload.direction() == Direction.FROM_DESTINATION) {
            return Answer.NO;
        }
        int known = Math.min(payload.length(), BOUND);
        boolean named = false;
        boolean version = false;
        int method = -1;
        for (int i = 1; i < known; i++) {
            if (payload.u8(i) == '"') {
                named = true;
                version |= payload.hasAt(i, VERSION);
                method = method < 0 && payload.hasAt(i, METHOD) ? i + METHOD.length() : method;
                for (String other : OTHERS) {
                    if (payload.hasAt(i, other)) {
                        return Answer.NO;
                    }
                }
            } else if (payload.u8(i) == '}' && version && method > 0) {
                learnt.grounds("json-rpc-request");
                return Answer.YES;
            } else if (!named && payload.u8(i) > ' ') {
                return Answer.NO;
            }
        }
        return known < BOUND ? Answer.PERHAPS : Answer.NO;
    }
}
