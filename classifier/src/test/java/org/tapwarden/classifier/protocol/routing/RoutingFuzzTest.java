package org.tapwarden.classifier.protocol.routing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class RoutingFuzzTest extends FuzzTarget {

    @FuzzTest
    void bgp(byte[] bytes) {
        look(new BgpDissector(), bytes);
    }

    @FuzzTest
    void bfd(byte[] bytes) {
        look(new BfdDissector(), bytes);
    }

    @FuzzTest
    void ldp(byte[] bytes) {
        look(new LdpDissector(), bytes);
    }

    @FuzzTest
    void hsrp(byte[] bytes) {
        look(new HsrpDissector(), bytes);
    }

    @FuzzTest
    void lisp(byte[] bytes) {
        look(new LispDissector(), bytes);
    }

    @FuzzTest
    void capwap(byte[] bytes) {
        look(new CapwapDissector(), bytes);
    }

    @FuzzTest
    void dlep(byte[] bytes) {
        look(new DlepDissector(), bytes);
    }

    @FuzzTest
    void cpha(byte[] bytes) {
        look(new CphaDissector(), bytes);
    }

    @FuzzTest
    void merakiCloud(byte[] bytes) {
        look(new MerakiCloudDissector(), bytes);
    }

    @FuzzTest
    void hpVirtGroup(byte[] bytes) {
        look(new HpVirtGroupDissector(), bytes);
    }

    @FuzzTest
    void glbp(byte[] bytes) {
        look(new GlbpDissector(), bytes);
    }

    @FuzzTest
    void rip(byte[] bytes) {
        look(new RipDissector(), bytes);
    }

    @FuzzTest
    void ripng(byte[] bytes) {
        look(new RipngDissector(), bytes);
    }

    @FuzzTest
    void olsr(byte[] bytes) {
        look(new OlsrDissector(), bytes);
    }

    @FuzzTest
    void babel(byte[] bytes) {
        look(new BabelDissector(), bytes);
    }

    @FuzzTest
    void pcep(byte[] bytes) {
        look(new PcepDissector(), bytes);
    }

    @FuzzTest
    void bmp(byte[] bytes) {
        look(new BmpDissector(), bytes);
    }

    @FuzzTest
    void rpki(byte[] bytes) {
        look(new RpkiDissector(), bytes);
    }
}
