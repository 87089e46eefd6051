package org.tapwarden.classifier.protocol.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Dissector.Answer.NO;
import static org.tapwarden.classifier.protocol.Dissector.Answer.YES_EACH;
import static org.tapwarden.classifier.protocol.Samples.bytes;
import static org.tapwarden.classifier.protocol.Samples.udp;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Telling;

/// mDNS, LLMNR, NetBIOS and SSDP: how neighbours find each other.
class NeighbourDissectorsTest {

    private final Learnt learnt = new Learnt();

    private Dissector.Answer look(Dissector dissector, byte[] bytes, int port) {
        learnt.clear();
        return dissector.look(udp(bytes, port), learnt);
    }

    private static byte[] encoded(String name, int suffix) {
        var out = bytes().u8(32);
        for (int i = 0; i < 16; i++) {
            int c = i == 15 ? suffix : i < name.length() ? name.charAt(i) : ' ';
            out.u8('A' + (c >>> 4)).u8('A' + (c & 15));
        }
        return out.u8(0).done();
    }

    @Test
    void mdns_tells_names_and_services() {
        byte[] message =
                bytes().hex("0000 8400 0000 0002 0000 0000")
                        .name("_ipp._tcp.local")
                        .hex("000c 0001 00001194 0009")
                        .hex("06 507269 6e7431 c00c")
                        .name("Print1._ipp._tcp.local")
                        .hex("0021 8001 00000078 0014 0000 0000 0277")
                        .name("Canon1.local")
                        .done();
        assertThat(look(new MdnsDissector(), message, 5353)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings())
                .containsExactly(
                        new Telling.ServiceAnnounced("_ipp._tcp.local", null, Protocol.MDNS),
                        new Telling.NameAnnounced("Canon1", Protocol.MDNS));
        byte[] address =
                bytes().hex("0000 8400 0000 0001 0000 0000")
                        .name("Lucas-iMac.local")
                        .hex("0001 8001 00000078 0004 c0000201")
                        .done();
        look(new MdnsDissector(), address, 5353);
        assertThat(learnt.tellings())
                .isEqualTo(List.of(new Telling.NameAnnounced("Lucas-iMac", Protocol.MDNS)));
        assertThat(look(new MdnsDissector(), address, 5000)).isEqualTo(NO);
    }

    @Test
    void mdns_tells_a_bounded_number_of_things() {
        var many = bytes().hex("0000 8400 0000 0040 0000 0000");
        for (int i = 0; i < 64; i++) {
            many.name("host" + i + ".local").hex("0001 8001 00000078 0004 c0000201");
        }
        look(new MdnsDissector(), many.done(), 5353);
        assertThat(learnt.tellings()).hasSize(MdnsDissector.MAX_TELLINGS);
    }

    @Test
    void llmnr_asks_and_answers_with_a_name() {
        byte[] query = bytes().hex("0001 0000 0001 0000 0000 0000").name("PC7").u32(0x10001).done();
        assertThat(look(new LlmnrDissector(), query, 5355)).isEqualTo(YES_EACH);
        assertThat(learnt.question()).isEqualTo("pc7");
        assertThat(learnt.tellings()).isEmpty();
        byte[] answer =
                bytes().hex("0001 8000 0001 0001 0000 0000")
                        .name("PC7")
                        .hex("0001 0001 c00c 0001 0001 0000001e 0004 c0000201")
                        .done();
        look(new LlmnrDissector(), answer, 5355);
        assertThat(learnt.tellings())
                .isEqualTo(
                        List.of(
                                new Telling.NameAnnounced("pc7", Protocol.LLMNR),
                                new Telling.NameAnswered(
                                        "pc7",
                                        List.of(Address.parse("192.0.2.1")),
                                        30,
                                        null,
                                        Protocol.LLMNR,
                                        1)));
    }

    @Test
    void what_neighbours_answer_is_not_told_where_nobody_decides() {
        byte[] answer =
                bytes().hex("0001 8000 0001 0001 0000 0000")
                        .name("PC7")
                        .hex("001c 0001 c00c 001c 0001 0000001e 0010")
                        .hex("20010db8000000000000000000000001")
                        .done();
        var bare = new Learnt(false);
        assertThat(new LlmnrDissector().look(udp(answer, 5355), bare)).isEqualTo(YES_EACH);
        assertThat(bare.tellings()).isEmpty();
        look(new LlmnrDissector(), answer, 5355);
        assertThat(learnt.tellings())
                .last()
                .satisfies(told ->
                        assertThat(((Telling.NameAnswered) told).addresses())
                                .containsExactly(Address.parse("2001:db8::1")));
    }

    @Test
    void netbios_answers_with_the_addresses_of_a_name() {
        byte[] answer =
                bytes().hex("4711 8500 0000 0001 0000 0000")
                        .put(encoded("WPAD", 0))
                        .hex("0020 0001 000000a5 000c 0000 0a000042 0000 0a000043")
                        .done();
        look(new NbnsDissector(), answer, 137);
        assertThat(learnt.tellings())
                .containsExactly(
                        new Telling.NameAnnounced("WPAD", Protocol.NBNS),
                        new Telling.NameAnswered(
                                "wpad",
                                List.of(Address.parse("10.0.0.66"), Address.parse("10.0.0.67")),
                                165,
                                null,
                                Protocol.NBNS,
                                0x4711));
        for (int length = 60; length < answer.length; length++) {
            byte[] cut = Arrays.copyOf(answer, length);
            look(new NbnsDissector(), cut, 137);
            assertThat(learnt.tellings().size()).as("cut at %s", length).isLessThanOrEqualTo(2);
        }
        answer[answer.length - 12] = (byte) 0x80;
        look(new NbnsDissector(), answer, 137);
        assertThat(learnt.tellings()).as("anybody has a group's name").isEmpty();
        byte[] negative = answer.clone();
        negative[3] = 3;
        look(new NbnsDissector(), negative, 137);
        assertThat(learnt.tellings()).isEmpty();
    }

    @Test
    void mdns_answers_are_announcements_only() {
        byte[] answer =
                bytes().hex("0000 8400 0001 0001 0000 0000")
                        .name("pc7.local")
                        .hex("0001 0001 c00c 0001 0001 0000001e 0004 c0000201")
                        .done();
        look(new MdnsDissector(), answer, 5353);
        assertThat(learnt.tellings())
                .containsExactly(new Telling.NameAnnounced("pc7", Protocol.MDNS));
    }

    @Test
    void netbios_decodes_names_and_hears_registrations() {
        byte[] query =
                bytes().hex("0001 0110 0001 0000 0000 0000")
                        .put(encoded("WPAD", 0))
                        .hex("0020 0001")
                        .done();
        assertThat(look(new NbnsDissector(), query, 137)).isEqualTo(YES_EACH);
        assertThat(learnt.question()).isEqualTo("WPAD");
        assertThat(learnt.tellings()).isEmpty();
        byte[] registration =
                bytes().hex("0001 2910 0001 0000 0000 0001")
                        .put(encoded("LAB-PC-12", 0))
                        .hex("0020 0001 c00c 0020 0001 000493e0 0006 0000 c0000201")
                        .done();
        look(new NbnsDissector(), registration, 137);
        assertThat(learnt.tellings())
                .isEqualTo(List.of(new Telling.NameAnnounced("LAB-PC-12", Protocol.NBNS)));
        registration[registration.length - 6] = (byte) 0x80;
        look(new NbnsDissector(), registration, 137);
        assertThat(learnt.tellings()).as("a group's name is nobody's own").isEmpty();
        assertThat(look(new NbnsDissector(), bytes().noise(60).done(), 137)).isEqualTo(NO);
    }

    @Test
    void ssdp_tells_devices_and_not_farewells() {
        String notify =
                """
                NOTIFY * HTTP/1.1
                HOST: 239.255.255.250:1900
                NT: urn:schemas-upnp-org:device:InternetGatewayDevice:1
                NTS: %s
                SERVER: Linux UPnP/1.0 Shop/1

                """;
        byte[] alive = bytes().ascii(notify.formatted("ssdp:alive")).done();
        assertThat(look(new SsdpDissector(), alive, 1900)).isEqualTo(YES_EACH);
        assertThat(learnt.tellings())
                .isEqualTo(
                        List.of(
                                new Telling.ServiceAnnounced(
                                        "urn:schemas-upnp-org:device:InternetGatewayDevice:1",
                                        "Linux UPnP/1.0 Shop/1",
                                        Protocol.SSDP)));
        look(new SsdpDissector(), bytes().ascii(notify.formatted("ssdp:byebye")).done(), 1900);
        assertThat(learnt.tellings()).isEmpty();
    }

    @Test
    void ssdp_answers_from_another_port_need_a_unique_service_name() {
        String answer = "HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\n";
        byte[] bare = bytes().ascii(answer + "\r\n").done();
        byte[] named = bytes().ascii(answer + "USN: uuid:1\r\n\r\n").done();
        assertThat(look(new SsdpDissector(), bare, 1900)).isEqualTo(YES_EACH);
        assertThat(look(new SsdpDissector(), bare, 5000)).isEqualTo(NO);
        assertThat(look(new SsdpDissector(), named, 5000)).isEqualTo(YES_EACH);
    }
}
