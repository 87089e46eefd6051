package org.tapwarden.classifier.protocol.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.classifier.protocol.Samples.bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Dissector.Answer;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Samples;
import org.tapwarden.classifier.protocol.Telling;
import org.tapwarden.classifier.protocol.Telling.AccountUsed.Part;

/// Who uses which station, as an accounting request on the wire says.
class RadiusAccountTest {

    private static final long MAC = 0x002170aabb01L;

    private final RadiusDissector dissector = new RadiusDissector();
    private final Learnt learnt = new Learnt();

    private static byte[] attribute(int type, String text) {
        return bytes().u8(type).u8(text.length() + 2).ascii(text).done();
    }

    private static byte[] number(int type, long value) {
        return bytes().u8(type).u8(6).u32(value).done();
    }

    private static byte[] packet(int code, byte[]... attributes) {
        var all = bytes();
        for (byte[] attribute : attributes) {
            all.put(attribute);
        }
        byte[] body = all.done();
        return bytes().u8(code).u8(7).u16(20 + body.length).noise(16).put(body).done();
    }

    private static byte[] start(byte[]... more) {
        var all = bytes();
        for (byte[] one : more) {
            all.put(one);
        }
        return packet(
                4,
                number(40, 1),
                attribute(1, "kim@school.example"),
                attribute(2, "hunter2-canary"),
                attribute(31, "00-21-70-AA-BB-01"),
                all.done());
    }

    private Answer look(byte[] packet, int port) {
        learnt.clear();
        return dissector.look(Samples.udp(packet, port), learnt);
    }

    @Test
    void a_start_says_who_where_and_nothing_else() {
        byte[] packet =
                start(
                        number(8, 0x0a140107),
                        attribute(32, "sw-library"),
                        attribute(87, "Gi1/0/14"),
                        bytes().hex("5106 01").ascii("120").done());
        assertThat(look(packet, 1813)).isEqualTo(Answer.YES_EACH);
        assertThat(learnt.tellings())
                .containsExactly(
                        new Telling.AccountUsed(
                                "kim@school.example",
                                MAC,
                                Address.parse("10.20.1.7"),
                                Part.BEGAN,
                                "sw-library",
                                "Gi1/0/14",
                                120,
                                Telling.AccountUsed.By.RADIUS_ACCOUNTING));
        assertThat(learnt.tellings().toString()).doesNotContain("canary");
        assertThat(learnt.serverName()).isNull();
    }

    @Test
    void a_server_is_called_by_its_address_where_it_has_no_name_and_a_port_by_its_number() {
        look(start(number(4, 0x0a000001), number(5, 50_114)), 1813);
        var told = (Telling.AccountUsed) learnt.tellings().getFirst();
        assertThat(told.server()).isEqualTo("10.0.0.1");
        assertThat(told.port()).isEqualTo("50114");
        assertThat(told.vlan()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"1, BEGAN", "2, ENDED", "3, GOES_ON"})
    void each_part_of_a_session_is_told(int status, Part part) {
        look(packet(4, number(40, status), attribute(31, "0021.70aa.bb01")), 1646);
        var told = (Telling.AccountUsed) learnt.tellings().getFirst();
        assertThat(told.part()).isEqualTo(part);
        assertThat(told.account()).isEmpty();
    }

    @Test
    void what_asks_for_access_or_only_answers_or_says_nothing_of_a_session_tells_nothing() {
        assertThat(look(packet(1, attribute(1, "kim"), number(40, 1)), 1812)).isEqualTo(Answer.YES);
        assertThat(learnt.tellings()).isEmpty();
        assertThat(look(packet(5), 1813)).isEqualTo(Answer.YES_EACH);
        look(packet(4, number(40, 7), attribute(32, "sw")), 1813);
        assertThat(learnt.tellings()).isEmpty();
        look(packet(4, attribute(40, "x"), attribute(31, "0021.70aa.bb01")), 1813);
        assertThat(learnt.tellings()).isEmpty();
        look(packet(4, number(40, 1), attribute(1, "kim")), 1813);
        assertThat(learnt.tellings()).as("neither MAC nor address").isEmpty();
    }

    @Test
    void on_another_port_nothing_is_told() {
        assertThat(look(start(), 40_000)).isEqualTo(Answer.PERHAPS);
        assertThat(learnt.tellings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 26, 46, 62})
    void attributes_that_do_not_fit_tell_nothing(int at) {
        byte[] packet = start();
        packet[at + 1] = (byte) 200;
        look(packet, 1813);
        assertThat(learnt.tellings()).isEmpty();
    }
}
