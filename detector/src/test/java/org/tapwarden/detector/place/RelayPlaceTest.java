package org.tapwarden.detector.place;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tapwarden.capture.Address;
import org.tapwarden.classifier.protocol.Telling.RelayPort;

class RelayPlaceTest {

    private static final Address RELAY = Address.parse("10.30.0.1");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            emptyValue = "",
            value = {
                "Gi1/0/14 | closet-2 | closet-2, port Gi1/0/14",
                "Gi1/0/14 | '' | 10.30.0.1, port Gi1/0/14",
                "'' | closet-2 | closet-2",
                "00040014010e | 0006001a2b3c4d5e | 00:1a:2b:3c:4d:5e, port 1/14, VLAN 20",
                "00040014010e7f | 0006001a2b3c4d | 0006001a2b3c4d, port 00040014010e7f",
            })
    void is_what_the_agent_says(String circuit, String remote, String words) {
        Place place = RelayPlace.of(new RelayPort(circuit, remote), RELAY, 7);
        assertThat(PlaceText.words(place)).isEqualTo(words);
        assertThat(place.source()).isEqualTo(Place.Source.OPTION_82);
        assertThat(place.atMillis()).isEqualTo(7);
        assertThat(PlaceText.read(PlaceText.write(place), place.source(), 7)).contains(place);
    }
}
