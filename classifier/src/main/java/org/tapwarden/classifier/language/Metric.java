package org.tapwarden.classifier.language;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a stage adds up over slices. Counters are the slice's, so no byte is counted twice however
/// many slices its flow has.
public sealed interface Metric {

    /// As it is written, and as its column is called.
    String word();

    /// A metric that needs no field.
    enum Total implements Metric {
        /// IP bytes of both sides.
        BYTES("bytes", "IP bytes of both sides"),
        /// Packets of both sides.
        PACKETS("packets", "packets of both sides"),
        /// Flows that began: first slices, those with number 1.
        FLOWS("flows", "flows that began: first slices"),
        /// Slices.
        SLICES("slices", "slices: one every five minutes and one at the flow's end");

        private final String word;
        private final String meaning;

        Total(String word, String meaning) {
            this.word = word;
            this.meaning = meaning;
        }

        @Override
        public String word() {
            return word;
        }

        String meaning() {
            return meaning;
        }

        static Optional<Total> of(String word) {
            return Arrays.stream(values())
                    .filter(total -> total.word.equalsIgnoreCase(word))
                    .findAny();
        }
    }

    /// The sum of a field that is an amount.
    ///
    /// @param field one of {@link #summable}
    record Sum(Field field) implements Metric {

        public Sum {
            if (!summable().contains(field)) {
                throw new IllegalArgumentException("no amount: " + field.name());
            }
        }

        @Override
        public String word() {
            return "sum(" + field.name() + ")";
        }
    }

    /// Fields that are amounts. Other numbers, such as ports, name something: their sum says
    /// nothing.
    static List<Field> summable() {
        return List.of(
                        "source.bytes",
                        "destination.bytes",
                        "network.bytes",
                        "source.packets",
                        "destination.packets",
                        "network.packets",
                        "event.duration")
                .stream()
                .map(name -> Catalogue.field(name).orElseThrow())
                .toList();
    }
}
