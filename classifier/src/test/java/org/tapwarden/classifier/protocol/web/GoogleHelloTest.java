package org.tapwarden.classifier.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.udp;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;

class GoogleHelloTest {

    private static final String NAME = "www.Example.org";
    private static final String AGENT = "Browser/39.0";

    private final QuicDissector dissector = new QuicDissector();
    private final Learnt learnt = new Learnt();

    /// Padding, then the name, then the agent; lengths in least significant order.
    private static byte[] hello() {
        int padding = 200;
        int name = padding + NAME.length();
        return bytes().ascii("CHLO")
                .hex("0300 0000")
                .put(entry("PAD\0", padding))
                .put(entry("SNI\0", name))
                .put(entry("UAID", name + AGENT.length()))
                .ascii("-".repeat(padding))
                .ascii(NAME)
                .ascii(AGENT)
                .done();
    }

    private static byte[] entry(String tag, int end) {
        return bytes().ascii(tag).u8(end & 0xff).u8(end >>> 8).u16(0).done();
    }

    private static Samples google39() {
        return bytes().u8(0x0d).noise(8).ascii("Q039").u8(1).noise(12).hex("a0010400");
    }

    @Test
    void both_layouts_bring_the_name() {
        Samples google46 =
                bytes().u8(0xc3).ascii("Q046").u8(0x50).noise(8).u32(1).noise(12).hex("a0010400");
        for (Samples before : new Samples[] {google39(), google46}) {
            learnt.clear();
            assertThat(dissector.look(udp(before.put(hello()).done(), 443), learnt))
                    .isEqualTo(Answer.YES);
            assertThat(learnt.serverName()).isEqualTo("www.example.org");
            assertThat(learnt.software()).isEqualTo(AGENT);
        }
    }

    @Test
    void half_a_hello_has_no_half_a_name() {
        byte[] whole = google39().put(hello()).done();
        byte[] cut = Arrays.copyOf(whole, whole.length - AGENT.length() - 3);
        assertThat(dissector.look(udp(cut, 443), learnt)).isEqualTo(Answer.YES);
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void values_do_not_run_backwards_or_out_of_the_datagram() {
        byte[] backwards =
                google39()
                        .ascii("CHLO")
                        .hex("0200 0000")
                        .put(entry("PAD\0", 20))
                        .put(entry("SNI\0", 4))
                        .ascii("a.example.organisation")
                        .done();
        byte[] outside =
                google39()
                        .ascii("CHLO")
                        .hex("0100 0000")
                        .ascii("SNI\0")
                        .hex("ffffffff")
                        .ascii("a.example.org")
                        .done();
        for (byte[] wrong : new byte[][] {backwards, outside}) {
            learnt.clear();
            assertThat(dissector.look(udp(wrong, 443), learnt)).isEqualTo(Answer.YES);
            assertThat(learnt.serverName()).isNull();
        }
    }
}
