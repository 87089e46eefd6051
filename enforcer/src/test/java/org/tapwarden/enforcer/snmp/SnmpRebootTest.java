package org.tapwarden.enforcer.snmp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.OID;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.Reboot;
import org.tapwarden.enforcer.driver.Driver;
import org.tapwarden.enforcer.order.Subject;

/// After a power failure that the switch had, too: it comes up with its ports on.
class SnmpRebootTest {

    private static final Mac ROGUE = Mac.parse("02:00:00:00:01:01");
    private static final int INDEX = 101;
    private static final int LEARNED = 3;

    @TempDir Path folder;

    @Test
    void a_port_is_shut_again_though_the_switch_forgot_it() throws Exception {
        try (var one = new ScriptedSwitch("closet")) {
            one.port(1, INDEX, "Gi1/0/1").plain(ROGUE, 1, LEARNED);
            Reboot.isOutlivedBy(
                    new Reboot.World() {
                        @Override
                        public Driver boot(InstantSource wall) {
                            return new SnmpDriver(
                                    new SnmpNetwork(
                                            folder.resolve("shut-ports"), 8, List.of(one.named())),
                                    Locator.NONE);
                        }

                        @Override
                        public void shutDown(Driver driver) {
                            ((SnmpDriver) driver).close();
                            for (int column : new int[] {7, 8}) {
                                one.objects.put(
                                        new OID("1.3.6.1.2.1.2.2.1." + column + "." + INDEX),
                                        new Integer32(Port.UP));
                            }
                        }

                        @Override
                        public boolean isHeld() {
                            return one.admin(INDEX) == Port.DOWN;
                        }
                    },
                    new Subject(1, Set.of(ROGUE), Set.of(), ""),
                    folder);
            assertThat(one.sets).containsExactly("7.101=2", "7.101=2", "7.101=1");
        }
    }
}
