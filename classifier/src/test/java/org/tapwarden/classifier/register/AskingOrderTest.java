package org.tapwarden.classifier.register;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tapwarden.classifier.Category;
import org.tapwarden.classifier.protocol.About;
import org.tapwarden.classifier.protocol.Dissector;
import org.tapwarden.classifier.protocol.Learnt;
import org.tapwarden.classifier.protocol.Payload;
import org.tapwarden.classifier.protocol.Protocol;
import org.tapwarden.classifier.protocol.Transport;

class AskingOrderTest {

    private record Named(About about) implements Dissector {
        @Override
        public Answer look(Payload payload, Learnt learnt) {
            return Answer.NO;
        }
    }

    private static Dissector at(String word, Integer... ports) {
        var protocol = Protocol.named(word, Category.NETWORK);
        return new Named(About.of(protocol, word).over(Transport.UDP).atHome(ports));
    }

    @Test
    void whoever_is_at_home_at_either_port_is_found() {
        var order = new AskingOrder(List.of(at("a", 53), at("b"), at("c", 67, 68, 65_535)));
        assertThat(order.home(50_000, 53)).isZero();
        assertThat(order.home(53, 50_000)).isZero();
        assertThat(order.home(50_000, 65_535)).isEqualTo(2);
        assertThat(order.home(67, 53)).as("the lower port decides").isZero();
        assertThat(order.home(50_000, 50_001)).isEqualTo(AskingOrder.NOBODY);
        assertThat(order.home(0, 0)).isEqualTo(AskingOrder.NOBODY);
    }

    @Test
    void two_cannot_live_at_one_port() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new AskingOrder(List.of(at("a", 53), at("b", 53))))
                .withMessageContaining("a and b")
                .withMessageContaining("53");
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void every_dissector_is_asked_once(Transport transport) {
        AskingOrder order = AskingOrder.over(transport);
        assertThat(order.size()).isEqualTo(Dissectors.over(transport).size());
        for (int number = 0; number < order.size(); number++) {
            assertThat(order.get(number)).isSameAs(Dissectors.over(transport).get(number));
        }
    }
}
