package org.tapwarden.appliance.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.tapwarden.capture.keep.KeepLimits;
import org.tapwarden.detector.yaml.Yaml;
import org.tapwarden.history.packets.PacketLimits;
import org.tapwarden.history.payload.PayloadLimits;

/// How much of the packets is kept, `capture.keep`.
///
/// @param ring of recent packets
/// @param alerts what is taken out of the ring because of alerts
/// @param payload who may order whole payload; nobody unless said
public record Keep(KeepLimits ring, PacketLimits alerts, PayloadLimits payload) {

    private static final String KEY = "capture.keep";
    private static final String ALERTS = "capture.keep.alerts";
    private static final String PAYLOAD = "capture.keep.payload";

    /// What is wanted has to be in the ring still, and waits in memory for it.
    private static final Duration LONGEST_AROUND = Duration.ofMinutes(10);

    static Optional<Keep> of(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        Yaml.onlyKeys(node, KEY, Set.of("megabytes", "age", "alerts", "payload"));
        int fewest = (int) (KeepLimits.FEWEST_BYTES >> 20);
        long bytes = (long) Yaml.number(node, KEY, "megabytes", 512, fewest, 1 << 20) << 20;
        Duration age = Yaml.span(node, KEY, "age", Duration.ofMinutes(10));
        if (!age.isPositive()) {
            throw new IllegalArgumentException("capture.keep.age: must be longer than nothing");
        }
        return Optional.of(
                new Keep(
                        new KeepLimits(bytes, age),
                        alerts(node.get("alerts")),
                        payload(node.get("payload"))));
    }

    private static PayloadLimits payload(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return PayloadLimits.NOBODY;
        }
        Yaml.onlyKeys(node, PAYLOAD, Set.of("accounts", "order-megabytes"));
        Set<String> accounts = new TreeSet<>(Yaml.texts(node, PAYLOAD, "accounts"));
        if (accounts.size() < 2) {
            throw new IllegalArgumentException(
                    PAYLOAD
                            + ".accounts: an order needs two persons, so at least two accounts of"
                            + " this machine");
        }
        int megabytes = Yaml.number(node, PAYLOAD, "order-megabytes", 64, 1, 1_024);
        return new PayloadLimits(accounts, (long) megabytes << 20);
    }

    private static PacketLimits alerts(@Nullable JsonNode node) {
        PacketLimits usual = PacketLimits.DEFAULT;
        if (node == null || node.isNull()) {
            return usual;
        }
        Yaml.onlyKeys(
                node,
                ALERTS,
                Set.of("megabytes", "item-kilobytes", "item-packets", "before", "after"));
        int fewest = (int) (PacketLimits.FEWEST_BYTES_OF_ITEM >> 10);
        int most = (int) (PacketLimits.MOST_BYTES_OF_ITEM >> 10);
        long ofItem = (long) Yaml.number(node, ALERTS, "item-kilobytes", 1_024, fewest, most) << 10;
        int fewestOfAll = (int) Math.max(1, (2 * ofItem + (1 << 20) - 1) >> 20);
        return new PacketLimits(
                ofItem,
                Yaml.number(node, ALERTS, "item-packets", usual.packetsOfItem(), 2, 1_000_000),
                (long) Yaml.number(node, ALERTS, "megabytes", 256, fewestOfAll, 1 << 20) << 20,
                around(node, "before", usual.before()),
                around(node, "after", usual.after()));
    }

    private static Duration around(JsonNode node, String key, Duration usual) {
        Duration span = Yaml.span(node, ALERTS, key, usual);
        if (span.isNegative() || span.compareTo(LONGEST_AROUND) > 0) {
            throw new IllegalArgumentException(
                    ALERTS
                            + "."
                            + key
                            + ": must be from 0s to "
                            + LONGEST_AROUND.toMinutes()
                            + "m");
        }
        return span;
    }
}
