package org.tapwarden.detector.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a device seems to be, in a help desk's words, and what that rests on. It decides nothing;
/// it helps to find the thing on a shelf.
///
/// The DHCP facts were read off clients in our own lab and from RFC 2132; no fingerprint database
/// went in.
///
/// @param word such as `printer`; empty when nothing tells
/// @param grounds a sentence for each fact it rests on; texts in them come from the network
record DeviceClass(String word, List<String> grounds) {

    private static final DeviceClass NONE = new DeviceClass("", List.of());

    private record Sign(String text, String word) {}

    private static final List<Sign> SERVICES =
            List.of(
                    new Sign("internetgatewaydevice", "home router"),
                    new Sign("wlanaccesspoint", "home router"),
                    new Sign("_ipp", "printer"),
                    new Sign("_printer", "printer"),
                    new Sign("_pdl-datastream", "printer"),
                    new Sign("device:printer", "printer"),
                    new Sign("_googlecast", "television or speaker"),
                    new Sign("_airplay", "television or speaker"));

    private static final List<Sign> SYSTEMS =
            List.of(
                    new Sign("msft", "Windows computer"),
                    new Sign("android", "Android device"),
                    new Sign("cros", "Chromebook"));

    private static final List<Sign> SMALL_SYSTEMS =
            List.of(
                    new Sign("udhcp", "small device (embedded Linux)"),
                    new Sign("dhcpcd", "Linux computer"),
                    new Sign("anaconda", "Linux computer"));

    DeviceClass {
        grounds = List.copyOf(grounds);
    }

    private boolean isKnown() {
        return !word.isEmpty();
    }

    static DeviceClass of(Endpoint endpoint) {
        DeviceClass offers = byServices(endpoint);
        if (offers.isKnown()) {
            return offers;
        }
        DeviceClass system = byVendorClass(endpoint, SYSTEMS);
        if (system.isKnown()) {
            return system;
        }
        if (endpoint.isNextHop()) {
            return new DeviceClass("gateway", List.of("others send through it to far addresses"));
        }
        DeviceClass small = byVendorClass(endpoint, SMALL_SYSTEMS);
        if (small.isKnown()) {
            return small;
        }
        return endpoint.isRandomised()
                ? new DeviceClass(
                        "phone, tablet or computer with a private address",
                        List.of("its MAC says that no maker gave it"))
                : NONE;
    }

    /// Of all that a device offers, what is first in the table says what it is.
    private static DeviceClass byServices(Endpoint endpoint) {
        for (Sign sign : SERVICES) {
            List<String> grounds = new ArrayList<>();
            for (String service : endpoint.services()) {
                if (service.toLowerCase(Locale.ROOT).contains(sign.text())) {
                    grounds.add("it offers '" + service + "'");
                }
            }
            if (!grounds.isEmpty()) {
                return new DeviceClass(sign.word(), grounds);
            }
        }
        return NONE;
    }

    private static DeviceClass byVendorClass(Endpoint endpoint, List<Sign> signs) {
        String vendorClass = endpoint.vendorClass().toLowerCase(Locale.ROOT);
        for (Sign sign : signs) {
            if (vendorClass.startsWith(sign.text())) {
                return new DeviceClass(
                        sign.word(),
                        List.of(
                                "in DHCP it says to be of the kind '"
                                        + endpoint.vendorClass()
                                        + "'"));
            }
        }
        return NONE;
    }
}
