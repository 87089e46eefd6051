package org.tapwarden.classifier.protocol.web;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.tapwarden.classifier.protocol.FuzzTarget;

/// A target for the fuzzer each dissector of the family.
class WebFuzzTest extends FuzzTarget {

    private final QuicHello hello = new QuicHello(new QuicProtection());

    @FuzzTest
    void tls(byte[] bytes) {
        look(new TlsDissector(), bytes);
    }

    @FuzzTest
    void certificate(byte[] bytes) {
        payload.set(bytes, 0, bytes.length);
        Certificate.read(payload, 0, bytes.length, learnt);
    }

    @FuzzTest
    void dtls(byte[] bytes) {
        look(new DtlsDissector(), bytes);
    }

    @FuzzTest
    void http(byte[] bytes) {
        look(new HttpDissector(), bytes);
    }

    @FuzzTest
    void http2(byte[] bytes) {
        look(new Http2Dissector(), bytes);
    }

    @FuzzTest
    void webSocket(byte[] bytes) {
        look(new WebSocketDissector(), bytes);
    }

    @FuzzTest
    void quic(byte[] bytes) {
        look(new QuicDissector(), bytes);
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
