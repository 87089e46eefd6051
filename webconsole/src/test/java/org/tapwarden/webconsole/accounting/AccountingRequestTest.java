package org.tapwarden.webconsole.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.radius.RadiusPacket;

class AccountingRequestTest {

    private static final long NOW = 1_750_000_000_000L;
    private static final Address SENDER = Address.parse("192.0.2.1");

    private static Requests start() {
        return Requests.request().number(40, 1).text(44, "s");
    }

    private static AccountingRequest read(Requests request) throws Exception {
        RadiusPacket packet = Objects.requireNonNull(RadiusPacket.of(request.signed(1, "x")));
        return AccountingRequest.of(packet, SENDER, NOW);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-21-70-aa-bb-01",
                "00-21-70-AA-BB-01",
                "00:21:70:aa:bb:01",
                "0021.70aa.bb01",
                "002170-aabb01",
                "002170aabb01",
                "00 21 70 aa bb 01"
            })
    void a_mac_is_read_however_it_is_spelled(String text) {
        assertThat(new Mac(AccountingRequest.mac(text))).hasToString("00:21:70:aa:bb:01");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10.20.1.7", "+15551234567", "01-00-5e-00-00-01", "00-21-70-aa-bb"})
    void what_is_no_stations_mac_is_none(String text) {
        assertThat(AccountingRequest.mac(text)).isZero();
    }

    @Test
    void an_account_that_is_a_mac_is_nobody() throws Exception {
        assertThat(read(start().text(1, "002170aabb01")).user()).isEmpty();
        assertThat(read(start().text(1, "kim")).user()).isEqualTo("kim");
    }

    @Test
    void control_characters_of_a_name_become_spaces() throws Exception {
        assertThat(read(start().text(1, "ki\r\nm\0")).user()).isEqualTo("ki  m");
    }

    @ParameterizedTest
    @CsvSource({
        "1749999990, 0, 1749999990000", // its own time
        "1749990000, 20, 1749999980000", // hours off: not believed
        ", 20, 1749999980000",
        ", , 1750000000000",
        ", 86400, 1749996400000"
    })
    void a_record_is_of_the_time_of_the_event(Integer said, Integer delay, long at)
            throws Exception {
        Requests request = start();
        if (said != null) {
            request.number(55, said);
        }
        if (delay != null) {
            request.number(41, delay);
        }
        assertThat(read(request).atMillis()).isEqualTo(at);
    }

    @Test
    void a_server_is_called_by_its_name_or_its_address_or_the_senders() throws Exception {
        assertThat(read(start().text(32, "sw1").number(4, 0x0a000001)).nas()).isEqualTo("sw1");
        assertThat(read(start().number(4, 0x0a000001)).nas()).isEqualTo("10.0.0.1");
        assertThat(read(start().number(4, 0)).nas()).isEqualTo("192.0.2.1");
        assertThat(read(start()).nas()).isEqualTo("192.0.2.1");
    }

    @Test
    void ports_vlans_and_addresses() throws Exception {
        AccountingRequest four =
                read(
                        start().number(5, 50_114)
                                .bytes(81, new byte[] {1, '2', '0', '0'})
                                .number(8, 0x0a140107));
        assertThat(four.port()).isEqualTo("50114");
        assertThat(four.vlan()).isEqualTo(200);
        assertThat(four.address()).hasToString("10.20.1.7");
        byte[] six = Address.parse("2001:db8::7").bytes();
        AccountingRequest other =
                read(start().number(8, -2).bytes(168, six).text(81, "staff").text(87, "ge-0/0/1"));
        assertThat(other.port()).isEqualTo("ge-0/0/1");
        assertThat(other.vlan()).isZero();
        assertThat(other.address()).hasToString("2001:db8::7");
        assertThat(read(start().text(81, "4095")).vlan()).isZero();
    }
}
