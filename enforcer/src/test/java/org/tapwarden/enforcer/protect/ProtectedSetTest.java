package org.tapwarden.enforcer.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.driver.Commands;
import org.tapwarden.enforcer.order.Subject;

class ProtectedSetTest {

    private static final ProtectedSet SET =
            ProtectedSet.of(
                    Map.of(
                            "02:00:00:00:00:01", "the door panel",
                            "10.1.2.3", "a resolver",
                            "10.9.0.0/16", "switches",
                            "2001:db8:5::/48", "servers"));

    @ParameterizedTest
    @CsvSource({
        "02:00:00:00:00:01, 192.0.2.1, true",
        "02:00:00:00:00:02, 10.1.2.3, true",
        "02:00:00:00:00:02, 10.9.255.255, true",
        "02:00:00:00:00:02, 10.10.0.0, false",
        "02:00:00:00:00:02, 2001:db8:5:ffff::1, true",
        "02:00:00:00:00:02, 2001:db8:6::1, false"
    })
    void protects_by_mac_address_and_prefix(String mac, String address, boolean expected) {
        var subject = new Subject(1, Set.of(Mac.parse(mac)), Set.of(Address.parse(address)), "");
        assertThat(SET.why(subject).isPresent()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"nonsense", "10.0.0.0/0", "10.0.0.0/33", "::/0", "10.0.0.0/x"})
    void a_wrong_line_stops_the_start_and_is_named(String entry, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("protected");
        Files.writeString(file, "# ours\n02:00:00:00:00:01 door\n" + entry + " x\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OperatorFile.read(file))
                .withMessageContaining("line 3")
                .withMessageContaining(entry);
    }

    @Test
    void the_host_protects_itself() {
        ProtectedSet host = new HostView(Commands.here()).read().orElse(ProtectedSet.NOBODY);
        var self = new Subject(1, Set.of(), Set.of(Address.parse("127.0.0.1")), "");
        assertThat(host.why(self)).isPresent();
    }

    @Test
    void a_host_that_does_not_answer_is_not_an_empty_set() {
        var broken = new Commands(List.of("/bin/false"));
        assertThat(new HostView(broken).read()).isEmpty();
    }
}
