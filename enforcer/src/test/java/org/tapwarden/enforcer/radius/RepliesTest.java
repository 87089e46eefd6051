package org.tapwarden.enforcer.radius;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tapwarden.enforcer.radius.Answer.Why;

class RepliesTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Target TARGET =
            new Target(
                    Sample.nas("sw1", 3799),
                    Sample.ROGUE,
                    Optional.of(Sample.session(Sample.ROGUE, "sw1", "5A1")));
    private static final Question QUESTION = Question.disconnect(TARGET, 200, NOW);

    private final Replies replies = new Replies(Duration.ofMinutes(5));

    private Answer judge(byte[] bytes) {
        return replies.judge(QUESTION, bytes, false, NOW);
    }

    private static Why why(Answer answer) {
        return ((Answer.None) answer).why();
    }

    private static byte[] good() {
        return Packets.answer().at(NOW).proven().signed(41, QUESTION.bytes(), Sample.SECRET);
    }

    @Test
    void believes_an_answer_that_proves_itself() {
        assertThat(judge(good())).isEqualTo(new Answer.Acknowledged(0));
        byte[] bare = Packets.answer().signed(41, QUESTION.bytes(), Sample.SECRET);
        assertThat(judge(bare)).isEqualTo(new Answer.Acknowledged(0));
        byte[] padded = Arrays.copyOf(good(), good().length + 7);
        assertThat(judge(padded)).isEqualTo(new Answer.Acknowledged(0));
    }

    @ParameterizedTest
    @EnumSource(ErrorCause.class)
    void reads_each_error_cause(ErrorCause cause) {
        byte[] refusal =
                Packets.answer()
                        .number(101, cause.number())
                        .proven()
                        .signed(42, QUESTION.bytes(), Sample.SECRET);
        assertThat(judge(refusal)).isEqualTo(new Answer.Refused(cause.number(), false));
        assertThat(cause.reason().name()).isEqualTo("NAK_" + cause.name());
    }

    @Test
    void does_not_believe_another_secret() {
        byte[] other = Packets.answer().proven().signed(41, QUESTION.bytes(), "another1");
        assertThat(why(judge(other))).isEqualTo(Why.WRONG_SECRET);
    }

    @Test
    void a_message_authenticator_counts_beside_the_response_authenticator() {
        byte[] strange =
                Packets.answer()
                        .bytes(80, new byte[16])
                        .signed(41, QUESTION.bytes(), Sample.SECRET);
        assertThat(why(judge(strange))).isEqualTo(Why.WRONG_MESSAGE_AUTHENTICATOR);
        byte[] twice =
                Packets.answer()
                        .proven()
                        .bytes(80, new byte[16])
                        .signed(41, QUESTION.bytes(), Sample.SECRET);
        assertThat(why(judge(twice))).isEqualTo(Why.WRONG_MESSAGE_AUTHENTICATOR);
    }

    @Test
    void where_one_is_required_an_answer_without_it_is_not_believed() {
        byte[] bare = Packets.answer().signed(41, QUESTION.bytes(), Sample.SECRET);
        assertThat(why(replies.judge(QUESTION, bare, true, NOW)))
                .isEqualTo(Why.NO_MESSAGE_AUTHENTICATOR);
        assertThat(replies.judge(QUESTION, good(), true, NOW))
                .isEqualTo(new Answer.Acknowledged(0));
    }

    @ParameterizedTest
    @CsvSource({"-301, false", "-300, true", "0, true", "300, true", "301, false"})
    void an_answer_of_another_time_is_stale(int off, boolean believed) {
        byte[] answer =
                Packets.answer()
                        .at(NOW.plusSeconds(off))
                        .proven()
                        .signed(41, QUESTION.bytes(), Sample.SECRET);
        assertThat(judge(answer) instanceof Answer.Acknowledged).isEqualTo(believed);
        assertThat(believed || why(judge(answer)) == Why.STALE_TIME).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 5, 40, 43, 44, 45, 255})
    void an_answer_to_something_else_is_none(int code) {
        byte[] answer = Packets.answer().signed(code, QUESTION.bytes(), Sample.SECRET);
        assertThat(why(judge(answer))).isEqualTo(Why.MALFORMED);
    }

    @Test
    void numbers_of_another_length_are_malformed() {
        for (int type : List.of(55, 101)) {
            byte[] answer =
                    Packets.answer()
                            .bytes(type, new byte[3])
                            .signed(42, QUESTION.bytes(), Sample.SECRET);
            assertThat(why(judge(answer))).isEqualTo(Why.MALFORMED);
        }
    }

    @Test
    void no_damage_makes_it_throw_and_none_is_believed() {
        var random = new Random(20_260_302);
        byte[] good = good();
        int judged = 0;
        for (int i = 0; i < 200_000; i++) {
            byte[] bad = damaged(good, random);
            boolean same =
                    bad.length >= good.length
                            && Arrays.mismatch(bad, 0, good.length, good, 0, good.length) < 0;
            if (!same) {
                assertThat(judge(bad)).isInstanceOf(Answer.None.class);
                judged++;
            }
        }
        assertThat(judged).isGreaterThan(150_000);
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(80) : good.length);
        for (int n = random.nextInt(4); n >= 0 && bad.length > 0; n--) {
            bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        if (bad.length > 3 && random.nextInt(3) == 0) {
            bad[2] = (byte) random.nextInt(2);
            bad[3] = (byte) random.nextInt(256);
        }
        return bad;
    }

    @Test
    void every_stretch_of_real_captures_is_read_without_a_throw() throws IOException {
        Path packs = Path.of("../../shared/captures/packs");
        List<Path> captures =
                List.of(
                        packs.resolve("identity/zeek--radius.pcap"),
                        packs.resolve("identity/zeek--radius_localhost.pcap"),
                        packs.resolve("robust/the-tcpdump-group--radius_attr_asan.pcap"),
                        packs.resolve(
                                "robust/the-tcpdump-group--radius_rfc5447_invalid_length.pcap"));
        assumeThat(captures)
                .as("captures with RADIUS beside the repository")
                .allMatch(Files::exists);
        int whole = 0;
        for (Path capture : captures) {
            byte[] bytes = Files.readAllBytes(capture);
            for (int at = 0; at < bytes.length; at++) {
                byte[] rest = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 4_200));
                RadiusPacket packet = RadiusPacket.of(rest);
                if (packet != null) {
                    for (int type = 0; type < 256; type++) {
                        packet.all(type);
                    }
                    whole++;
                }
                assertThat(judge(rest)).isInstanceOf(Answer.None.class);
            }
        }
        assertThat(whole).as("stretches that are whole packets").isPositive();
    }

    @Test
    void a_move_carries_the_vlan_and_never_more_than_was_known() {
        var bare = new Target(Sample.nas("sw2", 3799), Sample.ROGUE, Optional.empty());
        RadiusPacket packet =
                java.util.Objects.requireNonNull(
                        RadiusPacket.of(Question.move(bare, 666, 7, NOW).bytes()));
        assertThat(packet.code()).isEqualTo(43);
        assertThat(packet.first(81)).asString().isEqualTo("666");
        assertThat(packet.first(31)).asString().isEqualTo("02-00-00-00-01-01");
        assertThat(packet.first(44)).isNull();
        assertThat(packet.first(1)).isNull();
        assertThat(packet.all(80)).hasSize(1);
        assertThat(packet.all(55)).hasSize(1);
        assertThat(OptionalInt.of(packet.identifier())).hasValue(7);
    }
}
