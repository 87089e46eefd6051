package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.enforcer.Reboot;
import org.tapwarden.enforcer.driver.Driver;

/// After a reboot that took longer than every denial on the list.
class RadiusRebootTest {

    private static final String SWITCH = "sw1";

    @TempDir Path folder;
    private volatile InstantSource clock = InstantSource.system();

    private byte[] answer(byte[] request) {
        return Packets.answer()
                .at(clock.instant())
                .proven()
                .signed(request[0] + 1, request, Sample.SECRET);
    }

    @Test
    void who_was_denied_is_denied_again_and_the_switch_is_asked_again() throws Exception {
        Path list = folder.resolve("denied");
        try (HandMadeNas nas = new HandMadeNas(this::answer)) {
            Nas server = Sample.nas(SWITCH, nas.port(), Sample.SECRET, OptionalInt.empty(), true);
            Reboot.isOutlivedBy(
                    new Reboot.World() {
                        private int askedBefore = -1;

                        @Override
                        public Driver boot(InstantSource wall) {
                            clock = wall;
                            askedBefore = nas.requests.size();
                            return new RadiusDriver(
                                    Sample.network(list, server),
                                    Sample.known(Sample.session(Sample.ROGUE, SWITCH, "5A1")),
                                    wall);
                        }

                        @Override
                        public void shutDown(Driver driver) {
                            ((RadiusDriver) driver).close();
                        }

                        // As the RADIUS server reads the list, and the session was ended since.
                        @Override
                        public boolean isHeld() throws Exception {
                            boolean denied =
                                    Files.readAllLines(list).stream()
                                            .flatMap(line -> Denial.parse(line).stream())
                                            .anyMatch(one ->
                                                    one.mac().equals(Sample.ROGUE)
                                                            && one.until()
                                                                    .isAfter(clock.instant()));
                            return denied && nas.requests.size() > askedBefore;
                        }
                    },
                    Sample.GRANT.subject(),
                    folder);
            assertThat(Files.readString(list)).doesNotContain(Sample.ROGUE.toString());
        }
    }
}
