package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tapwarden.enforcer.Stage.until;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tapwarden.capture.Mac;
import org.tapwarden.enforcer.Enforcement;
import org.tapwarden.enforcer.HeldInMemory;
import org.tapwarden.enforcer.Stage;
import org.tapwarden.enforcer.order.Order;
import org.tapwarden.enforcer.order.Step;
import org.tapwarden.enforcer.order.Subject;

/// Letting everybody go where a switch has gone silent: a real RADIUS driver asks a real socket
/// that takes the question and never answers.
class KillSwitchTest {

    private static final String SWITCH = "sw1";

    @TempDir Path folder;
    private volatile boolean talks = true;

    private byte[] answer(byte[] request) {
        return talks
                ? Packets.answer()
                        .at(Instant.now())
                        .proven()
                        .signed(request[0] + 1, request, SECRET)
                : new byte[0];
    }

    private static final String SECRET = Sample.SECRET;

    private static Order about(long number, Mac mac) {
        return org.tapwarden.enforcer.order.Sample.about(
                org.tapwarden.enforcer.order.Sample.order(number),
                new Subject(number, Set.of(mac), Set.of(), ""));
    }

    @Test
    void within_a_second_everybody_else_is_free_and_who_is_not_is_named_and_tried_again()
            throws Exception {
        var rogue = Sample.ROGUE;
        var other = Sample.OTHER;
        var memory = new HeldInMemory("memory", Step.QUARANTINE);
        try (HandMadeNas silent = new HandMadeNas(this::answer);
                RadiusDriver radius = radius(silent);
                Stage stage =
                        new Stage(
                                folder,
                                org.tapwarden.enforcer.order.Sample.SETTINGS,
                                radius,
                                memory)) {
            stage.journal.add(about(1, rogue));
            stage.journal.add(about(2, other));
            until(() -> memory.held.size() == 1);
            assertThat(radius.held().orElseThrow()).containsOnlyKeys(rogue);
            int asked = silent.requests.size();
            talks = false;
            long began = System.nanoTime();
            Enforcement.Released all = stage.enforcer.releaseAll("root", "fire drill");
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            System.out.printf("kill switch beside a silent switch: %d ms%n", took.toMillis());
            assertThat(took).isLessThan(Stage.AT_ONCE);
            assertThat(silent.requests.size()).as("it was asked").isGreaterThan(asked);
            assertThat(memory.held).isEmpty();
            assertThat(radius.held().orElseThrow()).as("nobody is denied").isEmpty();
            assertThat(all.released()).isEqualTo(1);
            assertThat(all.still())
                    .singleElement()
                    .asString()
                    .startsWith("order-1: no longer denied, but still where it was moved to");
            assertThat(stage.enforcer.safeguards().breakerOpen()).isTrue();
            stage.settle();
            talks = true;
            stage.clocks.pass(Duration.ofSeconds(5));
            until(() -> stage.enforcer.leases().isEmpty());
            assertThat(stage.enforcer.verifyAudit().intact()).isTrue();
        }
    }

    private RadiusDriver radius(HandMadeNas server) {
        Nas nas = Sample.nas(SWITCH, server.port(), SECRET, OptionalInt.of(666), true);
        return new RadiusDriver(
                Sample.network(folder.resolve("denied"), nas),
                Sample.known(Sample.session(Sample.ROGUE, SWITCH, "5A1")),
                InstantSource.system());
    }
}
