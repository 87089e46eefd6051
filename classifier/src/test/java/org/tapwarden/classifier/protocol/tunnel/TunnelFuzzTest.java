package org.tapwarden.classifier.protocol.tunnel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class TunnelFuzzTest extends FuzzTarget {

    @FuzzTest
    void wireGuard(byte[] bytes) {
        look(new WireGuardDissector(), bytes);
    }

    @FuzzTest
    void openVpn(byte[] bytes) {
        look(new OpenVpnDissector(), bytes);
    }
}
