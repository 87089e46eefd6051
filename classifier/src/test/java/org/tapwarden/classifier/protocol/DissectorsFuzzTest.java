package org.tapwarden.classifier.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.tapwarden.capture.flow.Direction;
import org.tapwarden.capture.keep.KeptRanges;

/// A target for the fuzzer each dissector: whatever the bytes, nothing throws and nothing is read
/// outside the payload, however much of a stream is known.
///
/// The first three bytes of an input say whose payload it is, the rest is the payload.
class DissectorsFuzzTest {

    private static final int[] PORTS = {53, 67, 137, 138, 443, 546, 1194, 1900, 5353, 5355, 40_000};
    private static final int HEAD = 3;

    private final Learnt learnt = new Learnt();
    private final Payload payload = new Payload();
    private final QuicHello hello = new QuicHello(new QuicProtection());

    private boolean set(byte[] bytes) {
        if (bytes.length < HEAD) {
            return false;
        }
        Transport[] transports = Transport.values();
        payload.of(
                transports[(bytes[0] & 0xff) % transports.length],
                bytes[1] % 2 == 0 ? Direction.FROM_SOURCE : Direction.FROM_DESTINATION,
                40_001,
                PORTS[(bytes[2] & 0xff) % PORTS.length]);
        return true;
    }

    /// Shows the first half, then all of it, as a stream grows.
    private void look(Dissector dissector, byte[] bytes) {
        if (!set(bytes)) {
            return;
        }
        for (int end : new int[] {HEAD + (bytes.length - HEAD) / 2, bytes.length}) {
            byte[] known = Arrays.copyOfRange(bytes, HEAD, end);
            payload.set(known, 0, known.length);
            learnt.clear();
            Dissector.Answer answer = dissector.look(payload, learnt);
            assertThat(answer).isNotNull();
            if (answer != Dissector.Answer.NO && answer != Dissector.Answer.PERHAPS) {
                dissector.keeps(payload, new KeptRanges());
            }
        }
    }

    @FuzzTest
    void tls(byte[] bytes) {
        look(new TlsDissector(), bytes);
    }

    @FuzzTest
    void http(byte[] bytes) {
        look(new HttpDissector(), bytes);
    }

    @FuzzTest
    void ssh(byte[] bytes) {
        look(new SshDissector(), bytes);
    }

    @FuzzTest
    void dns(byte[] bytes) {
        look(new DnsDissector(), bytes);
    }

    @FuzzTest
    void quic(byte[] bytes) {
        look(new QuicDissector(), bytes);
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
    void wireGuard(byte[] bytes) {
        look(new WireGuardDissector(), bytes);
    }

    @FuzzTest
    void openVpn(byte[] bytes) {
        look(new OpenVpnDissector(), bytes);
    }

    @FuzzTest
    void quicHello(byte[] bytes) {
        if (set(bytes)) {
            payload.set(bytes, HEAD, bytes.length - HEAD);
            hello.reset();
            var _ = hello.add(payload, learnt);
        }
    }
}
