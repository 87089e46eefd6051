package org.tapwarden.classifier.protocol.remote;

import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;
import org.tapwarden.classifier.protocol.file.Opening;

/// The Android debug bridge, by a message whose command and its complement agree (Android Open
/// Source Project, `adb/protocol.txt`).
final class AdbDissector implements Dissector {
    static final Protocol ADB = Protocol.named("adb", Category.REMOTE_ACCESS);

    private static final int HEADER = 24;
    private static final int MAX_DATA = 1 << 20;

    private static final About ABOUT =
            About.of(ADB, "Android Debug Bridge")
                    .over(Transport.TCP)
                    .in("Android Open Source Project, adb/protocol.txt")
                    .reads("the header of the first message", HEADER)
                    .opens("CNXN", "STLS", "AUTH");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Answer look(Payload payload, Learnt learnt) {
        Answer connect = Opening.of(payload, "CNXN");
        Answer secure = Opening.of(payload, "STLS");
        Answer login = Opening.of(payload, "AUTH");
        if (connect == Answer.NO && secure == Answer.NO && login == Answer.NO) {
            return Answer.NO;
        }
        if (payload.length() < HEADER) {
            return Answer.PERHAPS;
        }
        int size = payload.i32le(12);
        if (payload.i32(20) != ~payload.i32(0) || size < 0 || size > MAX_DATA) {
            return Answer.NO;
        }
        learnt.grounds("adb-message");
        return Answer.YES;
    }
}
