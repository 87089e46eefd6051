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
    void tailscale(byte[] bytes) {
        look(new TailscaleDissector(), bytes);
    }

    @FuzzTest
    void zeroTier(byte[] bytes) {
        look(new ZeroTierDissector(), bytes);
    }

    @FuzzTest
    void nebula(byte[] bytes) {
        look(new NebulaDissector(), bytes);
    }

    @FuzzTest
    void warp(byte[] bytes) {
        look(new WarpDissector(), bytes);
    }

    @FuzzTest
    void l2tp(byte[] bytes) {
        look(new L2tpDissector(), bytes);
    }

    @FuzzTest
    void softEther(byte[] bytes) {
        look(new SoftEtherDissector(), bytes);
    }

    @FuzzTest
    void pptp(byte[] bytes) {
        look(new PptpDissector(), bytes);
    }

    @FuzzTest
    void vtun(byte[] bytes) {
        look(new VtunDissector(), bytes);
    }

    @FuzzTest
    void yggdrasil(byte[] bytes) {
        look(new YggdrasilDissector(), bytes);
    }

    @FuzzTest
    void frp(byte[] bytes) {
        look(new FrpDissector(), bytes);
    }

    @FuzzTest
    void openVpn(byte[] bytes) {
        look(new OpenVpnDissector(), bytes);
    }

    @FuzzTest
    void ipsec(byte[] bytes) {
        look(new IpsecDissector(), bytes);
    }

    @FuzzTest
    void gtp(byte[] bytes) {
        look(new GtpDissector(), bytes);
    }

    @FuzzTest
    void n2n(byte[] bytes) {
        look(new N2nDissector(), bytes);
    }

    @FuzzTest
    void tinc(byte[] bytes) {
        look(new TincDissector(), bytes);
    }

    @FuzzTest
    void socks(byte[] bytes) {
        look(new SocksDissector(), bytes);
    }
}
