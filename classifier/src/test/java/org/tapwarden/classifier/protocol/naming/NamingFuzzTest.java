package org.tapwarden.classifier.protocol.naming;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class NamingFuzzTest extends FuzzTarget {

    @FuzzTest
    void dns(byte[] bytes) {
        look(new DnsDissector(), bytes);
    }

    @FuzzTest
    void mdns(byte[] bytes) {
        look(new MdnsDissector(), bytes);
    }

    @FuzzTest
    void llmnr(byte[] bytes) {
        look(new LlmnrDissector(), bytes);
    }

    @FuzzTest
    void nbns(byte[] bytes) {
        look(new NbnsDissector(), bytes);
    }

    @FuzzTest
    void dhcp(byte[] bytes) {
        look(new DhcpDissector(), bytes);
    }

    @FuzzTest
    void dhcpv6(byte[] bytes) {
        look(new Dhcpv6Dissector(), bytes);
    }

    @FuzzTest
    void ssdp(byte[] bytes) {
        look(new SsdpDissector(), bytes);
    }

    @FuzzTest
    void dnsCrypt(byte[] bytes) {
        look(new DnsCryptDissector(), bytes);
    }

    @FuzzTest
    void slp(byte[] bytes) {
        look(new SlpDissector(), bytes);
    }

    @FuzzTest
    void wsDiscovery(byte[] bytes) {
        look(new WsDiscoveryDissector(), bytes);
    }

    @FuzzTest
    void natPmp(byte[] bytes) {
        look(new NatPmpDissector(), bytes);
    }

    @FuzzTest
    void pcp(byte[] bytes) {
        look(new PcpDissector(), bytes);
    }

    @FuzzTest
    void whois(byte[] bytes) {
        look(new WhoisDissector(), bytes);
    }

    @FuzzTest
    void mikrotik(byte[] bytes) {
        look(new MikrotikDissector(), bytes);
    }

    @FuzzTest
    void rndc(byte[] bytes) {
        look(new RndcDissector(), bytes);
    }

    @FuzzTest
    void omapi(byte[] bytes) {
        look(new OmapiDissector(), bytes);
    }
}
