package org.tapwarden.classifier.protocol.remote;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class RemoteFuzzTest extends FuzzTarget {

    @FuzzTest
    void ssh(byte[] bytes) {
        look(new SshDissector(), bytes);
    }
}
