package org.tapwarden.appliance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tapwarden.appliance.lab.Lab;
import org.tapwarden.appliance.lab.Running;

/// Lists are imported while the appliance watches: no frame is lost for it, and each flow is
/// labelled by one generation, the old or the new.
class LiveListsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int SWAPS = Boolean.getBoolean("tapwarden.whole") ? 8 : 2;
    private static final int NAMES = 50_000;

    /// What a flow can be called, by the two lists that take turns under one id.
    private static final Map<String, String> RIGHT =
            Map.of(
                    "games", "list:turns/swap.example",
                    "social", "list:turns/www.swap.example");

    /// Each turn one conversation of HTTP that ends, and forty datagrams of one that goes on: two
    /// thousand frames a second, until the file is there.
    private static final String SENDER =
            """
            import os, socket, struct, sys, time
            out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
            out.bind(('extra1', 0))
            sent = 0
            def send(forth, source, target, protocol, transport):
                global sent
                one, other = b'\\x02\\0\\0\\0\\0\\1', b'\\x02\\0\\0\\0\\0\\2'
                macs = other + one if forth else one + other
                out.send(macs + b'\\x08\\0' + struct.pack('!BBHHHBBH4s4s', 0x45, 0, 20 + len(transport), 1, 0,
                         64, protocol, 0, bytes(source), bytes(target)) + transport)
                sent += 1
            def tcp(number, forth, sequence, ack, flags, payload=b''):
                client, server = (10, 9, number >> 8 & 255, number & 255), (198, 51, 100, 7)
                ports = (4000 + number % 60000, 80)
                if not forth:
                    client, server, ports = server, client, ports[::-1]
                send(forth, client, server, 6,
                     struct.pack('!HHIIBBHHH', *ports, sequence, ack, 0x50, flags, 1024, 0, 0) + payload)
            get = b'GET / HTTP/1.1\\r\\nHost: www.swap.example\\r\\n\\r\\n'
            answer = b'HTTP/1.1 204 No Content\\r\\n\\r\\n'
            number = 0
            began = time.monotonic()
            while not os.path.exists(sys.argv[1]):
                number += 1
                tcp(number, True, 99, 0, 2)
                tcp(number, False, 499, 100, 18)
                tcp(number, True, 100, 500, 24, get)
                tcp(number, False, 500, 100 + len(get), 24, answer)
                tcp(number, True, 100 + len(get), 500 + len(answer), 17)
                tcp(number, False, 500 + len(answer), 101 + len(get), 17)
                for i in range(40):
                    send(True, (10, 8, 0, 1), (198, 51, 100, 8), 17, struct.pack('!HHHH', 4000, 4000, 108, 0) + b'x' * 100)
                time.sleep(max(0, began + number / 43 - time.monotonic()))
            print('sent', sent, 'flows', number, flush=True)
            """;

    @BeforeEach
    void a_lab_can_be_had() {
        assumeThat(Lab.unavailable()).as("why no lab").isEmpty();
    }

    @Test
    void lists_change_again_and_again_and_no_frame_is_lost_and_no_answer_is_mixed()
            throws Exception {
        try (Lab lab = Lab.start(Lab.Tap.ALONE)) {
            // So that nothing but the sender sends, and what came can be compared to the frame.
            String quiet = "net.ipv6.conf.default.disable_ipv6=1";
            lab.must(lab.tapNamespace(), "sysctl", "-qw", quiet);
            LiveTapTest.cable(lab);
            try (Running appliance = LiveTapTest.run(lab, "extra0", "ring-megabytes: 128")) {
                appliance.awaits("watching extra0", PATIENCE);
                imports(lab, 1);
                Path stop = lab.directory().resolve("stop");
                Running sender =
                        lab.spawn(lab.tapNamespace(), Lab.PYTHON, "-c", SENDER, stop.toString());
                for (int generation = 2; generation <= 1 + SWAPS; generation++) {
                    imports(lab, generation);
                }
                // Flows end ten seconds after they were closed, and are labelled then.
                assertThat(Lab.await(() -> ended(lab) > 100, PATIENCE)).isTrue();
                imports(lab, 2 + SWAPS);
                long before = ended(lab);
                assertThat(Lab.await(() -> ended(lab) > before + 100, PATIENCE)).isTrue();
                Files.createFile(stop);
                sender.awaits("sent ", PATIENCE);
                String[] said = sender.said().strip().split(" ", -1);
                long flows = Long.parseLong(said[3]);
                long came = came(lab);
                assertThat(came).isGreaterThan(10_000);

                assertThat(Lab.await(() -> processed(lab) >= came, PATIENCE))
                        .as("%d came, %s%s", came, sender.said(), frames(lab))
                        .isTrue();
                assertThat(Lab.await(() -> ended(lab) >= flows, PATIENCE))
                        .as("%d flows, %s", flows, frames(lab))
                        .isTrue();
                String story = LiveTapTest.story(lab);
                assertThat(LiveTapTest.dropped(story)).as(frames(lab)).isZero();
                assertThat(LiveTapTest.number(story, "sensor_frames_unaccounted")).isZero();
                assertThat(LiveTapTest.number(story, "frames_offered_total"))
                        .isEqualTo(LiveTapTest.number(story, "frames_processed_total"))
                        .isEqualTo(came);
                assertThat(story).doesNotContainPattern("tapwarden_lost_behind_total\\{.* [1-9]");
                assertThat(LiveTapTest.number(story, "sensor_lists_refused")).isZero();
                eachFlowIsOfOneGeneration(lab, flows);
            }
        }
    }

    /// Imports the list whose turn it is as a person does, and waits until it is looked up.
    private static void imports(Lab lab, int generation) throws Exception {
        boolean games = generation % 2 == 0;
        List<String> names = new ArrayList<>();
        names.add(games ? "swap.example" : "www.swap.example");
        for (int i = 0; i < NAMES; i++) {
            names.add("n" + i + ".of-" + generation + ".example");
        }
        Path file = Files.write(lab.directory().resolve("turns.txt"), names);
        lab.must(
                lab.tapNamespace(),
                Program.command(
                                "lists",
                                "import",
                                file.toString(),
                                "--id",
                                "turns",
                                "--category",
                                games ? "games" : "social",
                                "--lists",
                                lab.directory().resolve("live/state/lists").toString())
                        .toArray(String[]::new));
        assertThat(
                        Lab.await(
                                () ->
                                        LiveTapTest.number(
                                                        LiveTapTest.story(lab),
                                                        "sensor_lists_generation")
                                                == generation,
                                PATIENCE))
                .as("generation %d is taken over", generation)
                .isTrue();
    }

    /// Frames that the cable brought; what the kernel could not put on it, nobody could see.
    private static long came(Lab lab) throws IOException, InterruptedException {
        String counter = "/sys/class/net/extra0/statistics/rx_packets";
        return Long.parseLong(lab.must(lab.tapNamespace(), "cat", counter).strip());
    }

    private static String frames(Lab lab) {
        return String.join(
                "\n",
                LiveTapTest.story(lab)
                        .lines()
                        .filter(line -> line.startsWith("tapwarden_frame"))
                        .toList());
    }

    private static long processed(Lab lab) {
        return LiveTapTest.number(LiveTapTest.story(lab), "frames_processed_total");
    }

    private static long ended(Lab lab) {
        return LiveTapTest.number(LiveTapTest.story(lab), "flows_ended_total");
    }

    private static void eachFlowIsOfOneGeneration(Lab lab, long flows) throws Exception {
        Map<String, Long> told = new TreeMap<>();
        boolean all = Lab.await(() -> flows == count(lab, told), PATIENCE);
        assertThat(all).as("%s of %d flows", told, flows).isTrue();
        // Of each turn some; and nothing that is of neither or of both.
        assertThat(told.keySet())
                .containsExactlyInAnyOrder(
                        RIGHT.entrySet().stream()
                                .map(one -> one.getKey() + " " + one.getValue())
                                .toArray(String[]::new));
    }

    /// How many flows the history knows, by category and list.
    private static long count(Lab lab, Map<String, Long> told) {
        told.clear();
        try {
            String found =
                    Program.answer(
                                    "search",
                                    "source.ip:10.9.0.0/16 and port:80 and final:true",
                                    "--purpose",
                                    "the test of lists",
                                    "--limit",
                                    "10000",
                                    "--format",
                                    "ndjson",
                                    "--config",
                                    lab.directory().resolve("live/tapwarden.yaml").toString())
                            .said();
            var json = new ObjectMapper();
            long count = 0;
            for (String line : found.lines().filter(l -> l.startsWith("{")).toList()) {
                JsonNode flow = json.readTree(line).path("tapwarden");
                List<String> lists = new ArrayList<>();
                flow.path("grounds")
                        .forEach(one -> {
                            if (one.asText().startsWith("list:")) {
                                lists.add(one.asText());
                            }
                        });
                told.merge(
                        flow.path("category").asText() + " " + String.join(",", lists),
                        1L,
                        Long::sum);
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
